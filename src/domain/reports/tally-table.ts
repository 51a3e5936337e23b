import { type Queries, sql } from '../../kit/db.ts'

export type TallyRow = { name: string; what: string; count: number }

/** Adds to the counts, in one statement and in one order, so that two workers never wait for each other. */
export const addCounts = (db: Queries, rows: readonly TallyRow[]) =>
  db.change(sql`
    insert into tally as t (name, what, count)
    select name, what, count
    from unnest(${rows.map(({ name }) => name)}::text[], ${rows.map(({ what }) => what)}::text[],
      ${rows.map(({ count }) => Math.round(count))}::bigint[]) as more (name, what, count)
    order by name, what
    on conflict (name, what) do update set count = t.count + excluded.count`)

export const listCounts = (db: Queries) =>
  db.rows<TallyRow>(sql`select name, what, count from tally order by name, what`)

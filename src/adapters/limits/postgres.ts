import { type Queries, sql } from '../../kit/db.ts'
import type { LimitStore, Use, Used } from '../../kit/limit-store.ts'

/** Limits as rows, in the time of the database; each call is one statement. */
export const openPostgresLimits = (db: Queries): LimitStore => ({
  use: (first, second) => useLimits(db, first, second),
  add: (uses) => addUses(db, uses),
  removeIdle: () => db.change(sql`delete from rate_limit where busy_until < now()`),
})

/**
 * Counts an attempt in one statement. The second key is counted only when the first let the attempt through: whoever is
 * stopped by his own limit uses up nobody else's.
 */
async function useLimits(db: Queries, first: Use, second: Use | undefined): Promise<[Used, Used | undefined]> {
  const row = await db.row<{ firstTook: boolean; firstBusy: number; secondTook: boolean | null; secondBusy: number }>(
    second
      ? sql`
        with first as (${useOf(first)} returning took, extract(epoch from busy_until - now())::float8 as busy),
        second as (
          insert into rate_limit as r (key, busy_until, took)
          select ${second.key}::bytea, now() + make_interval(secs => ${second.step}::float8), true from first where took
          ${orMore(second)} returning took, extract(epoch from busy_until - now())::float8 as busy)
        select first.took as "firstTook", first.busy as "firstBusy", second.took as "secondTook", second.busy as "secondBusy"
        from first left join second on true`
      : sql`
        with first as (${useOf(first)} returning took, extract(epoch from busy_until - now())::float8 as busy)
        select took as "firstTook", busy as "firstBusy", null as "secondTook", 0 as "secondBusy" from first`,
  )
  if (!row) throw new Error('The limit gave no answer.')
  return [
    { took: row.firstTook, busySeconds: row.firstBusy },
    row.secondTook === null ? undefined : { took: row.secondTook, busySeconds: row.secondBusy },
  ]
}

const useOf = (use: Use) => sql`
  insert into rate_limit as r (key, busy_until, took)
  values (${use.key}::bytea, now() + make_interval(secs => ${use.step}::float8), true) ${orMore(use)}`

const orMore = ({ step, span }: Use) => {
  const next = sql`greatest(r.busy_until, now()) + make_interval(secs => ${step}::float8)`
  // A thousandth of a step more, for sums of seconds are not exact.
  const fits = sql`${next} <= now() + make_interval(secs => ${span + step / 1000}::float8)`
  return sql`on conflict (key) do update set took = ${fits}, busy_until = case when ${fits} then ${next} else r.busy_until end`
}

const addUses = (db: Queries, uses: readonly { key: Buffer; seconds: number }[]) =>
  db.rows<{ key: Buffer; busySeconds: number }>(sql`
    insert into rate_limit as r (key, busy_until, took)
    -- In one order in all processes, so that two of them never wait for each other.
    select key, now() + make_interval(secs => seconds), true
    from unnest(${uses.map(({ key }) => key)}::bytea[], ${uses.map(({ seconds }) => seconds)}::float8[]) as told (key, seconds)
    order by key
    on conflict (key) do update set busy_until = greatest(r.busy_until, now()) + (excluded.busy_until - now())
    returning key, extract(epoch from busy_until - now())::float8 as "busySeconds"`)

import { type Queries, sql } from '../kit/db.ts'

export type Depended = {
  /** Names of the migrations that were done. */
  done: string[]
  /** How long the oldest job that could run has been waiting; null where none does. */
  oldestJobSeconds: number | null
}

/** All that a process depends on, in one statement. */
export async function readDepended(db: Queries): Promise<Depended> {
  const row = await db.row<Depended>(sql`
    select (select coalesce(array_agg(name), '{}') from migration) as done,
      (select extract(epoch from now() - min(run_at))::int from graphile_worker._private_jobs
       where is_available and run_at <= now()) as "oldestJobSeconds"`)
  if (!row) throw new Error('The database does not say what it holds.')
  return row
}

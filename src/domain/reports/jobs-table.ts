import { type Queries, sql } from '../../kit/db.ts'

export type WaitingJob = {
  id: number
  name: string
  attempts: number
  maxAttempts: number
  runAt: Date
  lastError: string | null
  /** It has failed too often: nobody tries it again. */
  isSetAside: boolean
}

// One that runs for the last time is not yet given up.
const setAside = sql`(attempts >= max_attempts and locked_at is null)`

export const listJobs = (db: Queries, onlySetAside: boolean, limit: number) =>
  db.rows<WaitingJob>(sql`
    select id, task_identifier as name, attempts, max_attempts as "maxAttempts", run_at as "runAt",
      last_error as "lastError", ${setAside} as "isSetAside"
    from graphile_worker.jobs where ${!onlySetAside}::boolean or ${setAside}
    order by ${setAside} desc, run_at limit ${limit}`)

export const rescheduleJobs = (db: Queries, ids: readonly number[]) =>
  db.rows<{ id: number }>(sql`
    select id from graphile_worker.reschedule_jobs(${ids}::bigint[], run_at => now(), attempts => 0)`)

export const dropJobs = (db: Queries, ids: readonly number[]) =>
  db.rows<{ id: number }>(sql`select id from graphile_worker.complete_jobs(${ids}::bigint[])`)

export type JobCounts = {
  /** Their time has come, and nobody works on them. */
  due: number
  running: number
  later: number
  setAside: number
  /** For how long the longest of those that are due has waited. */
  oldestSeconds: number
}

export async function countJobs(db: Queries): Promise<JobCounts> {
  const isDue = sql`locked_at is null and attempts < max_attempts and run_at <= now()`
  const counts = await db.row<JobCounts>(sql`
    select count(*) filter (where ${isDue}) as due, count(*) filter (where locked_at is not null) as running,
      count(*) filter (where locked_at is null and attempts < max_attempts and run_at > now()) as later,
      count(*) filter (where ${setAside}) as "setAside",
      coalesce(extract(epoch from now() - min(run_at) filter (where ${isDue})), 0)::float8 as "oldestSeconds"
    from graphile_worker.jobs`)
  return counts ?? { due: 0, running: 0, later: 0, setAside: 0, oldestSeconds: 0 }
}

/** Jobs that nobody has begun, although their time has come. */
export const lateJobs = (db: Queries, before: Date) =>
  db.rows<{ id: number; name: string; runAt: Date }>(sql`
    select id, task_identifier as name, run_at as "runAt" from graphile_worker.jobs
    where attempts = 0 and locked_at is null and run_at < ${before} order by run_at limit 100`)

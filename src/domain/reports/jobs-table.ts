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

/** Jobs that nobody has begun, although their time has come. */
export const lateJobs = (db: Queries, before: Date) =>
  db.rows<{ id: number; name: string; runAt: Date }>(sql`
    select id, task_identifier as name, run_at as "runAt" from graphile_worker.jobs
    where attempts = 0 and locked_at is null and run_at < ${before} order by run_at limit 100`)

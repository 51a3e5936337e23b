import { readdirSync, readFileSync } from 'node:fs'
import { type Db, sql } from '../../../src/kit/db.ts'

/** Nanoseconds of processor by thread, as /proc/PID/task/TID/schedstat tells them: single requests can be told apart. */
export type ThreadTimes = ReadonlyMap<string, number>

export function readThreadTimes(pids: readonly number[]): ThreadTimes {
  const times = new Map<string, number>()
  for (const pid of pids)
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`))
        times.set(`${pid}/${thread}`, parseSchedstat(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')))
    } catch {
      // It ended meanwhile.
    }
  return times
}

/** The first of three figures: time on the processor. */
export const parseSchedstat = (text: string): number => Number(text.split(' ')[0])

/** Milliseconds between two readings; a thread that is new counts from nothing. */
export function msBetween(before: ThreadTimes, after: ThreadTimes): number {
  let ns = 0
  for (const [thread, time] of after) ns += time - (before.get(thread) ?? 0)
  return ns / 1e6
}

/** The processes of PostgreSQL that work for web: its housekeeping is not a request's. */
export async function webBackends(db: Db): Promise<number[]> {
  const rows = await db.rows<{ pid: number }>(
    sql`select pid from pg_stat_activity where application_name like 'tradewind-web%'`,
  )
  return rows.map(({ pid }) => pid)
}

import { type Db, sql } from './db.ts'

/**
 * Does something outside the database once per key, such as a mail: tried until it has come to its end, then never again. A
 * crash between the end and its note repeats it, so the other side should know the key as well. True: it was done now.
 */
export async function once(db: Db, key: string, kind: string, work: () => Promise<void>): Promise<boolean> {
  const begun = await db.row(sql`
    insert into effect as e (key, kind, state) values (${key}, ${kind}, 'tried')
    on conflict (key) do update set attempts = e.attempts + 1 where e.state = 'tried' returning 1`)
  if (!begun) return false
  await work()
  await db.change(sql`update effect set state = 'done', done_at = now() where key = ${key}`)
  return true
}

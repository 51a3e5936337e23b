import { readdir, readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { type Queries, sql } from './db.ts'
import { rootFile } from './places.ts'

const folder = rootFile('db/migrations/')
const lock = 7_214_001
export async function migrationNames(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
}

export type MigrateOptions = {
  log?: (line: string) => void
  /**
   * Work that SQL cannot do, by the name of the file that comes after it. It is outside of any transaction, and is done again when it was
   * interrupted.
   */
  before?: Readonly<Record<string, () => Promise<void>>>
  /** The last file, for tests of upgrades. */
  upTo?: string
}

/** Brings the database to the newest form, each file in its own transaction. Only one process migrates at a time. */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<void> {
  // Only who migrates loads it; every web process asks for the names of migrations.
  const { Logger, runMigrations } = await import('graphile-worker')
  await runMigrations({ connectionString: databaseUrl, logger: new Logger(() => () => {}) })
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    await client.query('create table if not exists migration (name text primary key, at timestamptz default now())')
    const { rows } = await client.query<{ name: string }>('select name from migration')
    const done = new Set(rows.map((row) => row.name))
    for (const name of await migrationNames()) {
      if (options.upTo && name > options.upTo) break
      if (done.has(name)) continue
      await options.before?.[name]?.()
      options.log?.(`Migration ${name}`)
      await client.query('begin')
      try {
        await client.query(await readFile(new URL(name, folder), 'utf8'))
        await client.query('insert into migration (name) values ($1)', [name])
        await client.query('commit')
      } catch (fault) {
        await client.query('rollback')
        throw new Error(`Migration ${name} failed and was rolled back; what was done before it stays.`, {
          cause: fault,
        })
      }
    }
  } finally {
    await client.end()
  }
}

const demoMark = 'demo-seed'

/** Whether the demo shop was put into this database. */
export const holdsDemo = async (db: Queries): Promise<boolean> =>
  (await db.row(sql`select 1 from migration where name = ${demoMark}`)) !== undefined

export const markAsDemo = (db: Queries): Promise<unknown> =>
  db.change(sql`insert into migration (name) values (${demoMark}) on conflict do nothing`)

const ownMark = 'demo-removed'

/** Whether the demo was taken out again: then nobody fills it in a second time. */
export const isOwn = async (db: Queries): Promise<boolean> =>
  (await db.row(sql`select 1 from migration where name = ${ownMark}`)) !== undefined

export async function markAsOwn(db: Queries): Promise<void> {
  await db.change(sql`delete from migration where name = ${demoMark}`)
  await db.change(sql`insert into migration (name) values (${ownMark}) on conflict do nothing`)
}

import { readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '../../src/kit/db.ts'
import type { Site } from './site.ts'

export type Statements = Record<'web' | 'worker' | 'transactions', number>

// The worker asks for jobs also when there are none.
const idleMs = 3_000
// What a request leaves to the worker belongs to it.
const leftMs = 1_500

/** SQL statements for each of `count` runs of `work`, by what PostgreSQL writes into its log: outside the timed runs. */
export async function countStatements(
  site: Pick<Site, 'db' | 'postgresLog'>,
  count: number,
  work: (i: number) => Promise<void>,
): Promise<Statements> {
  await logAll(site, 'all')
  const idle = await countWhile(site, () => sleep(idleMs))
  const began = performance.now()
  const busy = await countWhile(site, async () => {
    for (let i = 0; i < count; i++) await work(i)
    await sleep(leftMs)
  })
  const idleShare = (performance.now() - began) / idleMs
  await logAll(site, 'none')
  const each = (name: keyof Statements) => Math.max(0, busy[name] - idle[name] * idleShare) / count
  return { web: busy.web / count, worker: each('worker'), transactions: busy.transactions / count }
}

async function countWhile(
  { postgresLog }: Pick<Site, 'postgresLog'>,
  work: () => Promise<unknown>,
): Promise<Statements> {
  const from = statSync(postgresLog).size
  await work()
  return countLog(readFileSync(postgresLog).subarray(from).toString('utf8'))
}

/** Counts lines of the log by the program that sent the statement; of web, words that begin and end a transaction apart. */
export function countLog(text: string): Statements {
  const counted = { web: 0, worker: 0, transactions: 0 }
  for (const line of text.split('\n')) {
    const [, name, words = ''] = /^tradewind-(web|worker) LOG: {2}(?:statement|execute [^:]*): (.*)/.exec(line) ?? []
    if (name !== 'web' && name !== 'worker') continue
    if (name === 'worker') counted.worker++
    else if (/^(begin|commit|rollback)\b/i.test(words)) counted.transactions++
    else counted.web++
  }
  return counted
}

async function logAll({ db }: Pick<Site, 'db'>, what: 'all' | 'none'): Promise<void> {
  await db.change(what === 'all' ? sql`alter system set log_statement = 'all'` : sql`alter system reset log_statement`)
  await db.change(sql`alter system set log_line_prefix = '%a '`)
  await db.change(sql`select pg_reload_conf()`)
  await sleep(200)
}

import { readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '../../src/kit/db.ts'
import type { Site } from './site.ts'

export type Statements = Record<'web' | 'worker' | 'transactions', number>

/** SQL statements for each of `count` runs of `work`, by what PostgreSQL writes into its log: outside the timed runs. */
export async function countStatements(
  site: Pick<Site, 'db' | 'postgresLog'>,
  count: number,
  work: (i: number) => Promise<void>,
): Promise<Statements> {
  await logAll(site, 'all')
  const from = statSync(site.postgresLog).size
  for (let i = 0; i < count; i++) await work(i)
  // What a request leaves to the worker belongs to it.
  await sleep(1_500)
  const text = readFileSync(site.postgresLog).subarray(from).toString('utf8')
  await logAll(site, 'none')
  const counted = countLog(text)
  return { web: counted.web / count, worker: counted.worker / count, transactions: counted.transactions / count }
}

/** Counts lines of the log by the program that sent the statement; words that open and end a transaction apart. */
export function countLog(text: string): Statements {
  const counted = { web: 0, worker: 0, transactions: 0 }
  for (const line of text.split('\n')) {
    const [, name, words = ''] = /^tradewind-(web|worker) LOG: {2}(?:statement|execute [^:]*): (.*)/.exec(line) ?? []
    if (name !== 'web' && name !== 'worker') continue
    if (/^(begin|commit|rollback)\b/i.test(words)) counted.transactions++
    else counted[name]++
  }
  return counted
}

async function logAll({ db }: Pick<Site, 'db'>, what: 'all' | 'none'): Promise<void> {
  await db.change(what === 'all' ? sql`alter system set log_statement = 'all'` : sql`alter system reset log_statement`)
  await db.change(sql`alter system set log_line_prefix = '%a '`)
  await db.change(sql`select pg_reload_conf()`)
  await sleep(200)
}

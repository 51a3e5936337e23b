import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Traffic } from './traffic.ts'

/** Milliseconds of a core that one of a kind costs. */
export type Effort = { readonly web: number; readonly database: number }

/** The report of the speed bench: what it was measured on, and the table of processor times without the page cache. */
export function readSpeed(report = readFileSync(join(import.meta.dirname, '../../bench/results/speed.md'), 'utf8')) {
  const [, when = ''] = /^- (.+ UTC), commit/m.exec(report) ?? []
  const [, machine = ''] = /^- (\d+ cores [^,]+),/m.exec(report) ?? []
  const [, table = ''] =
    /## Without page cache, one web process\n[\s\S]*?\| processor ms for one[^\n]*\n[^\n]*\n([\s\S]*?)\n\n/.exec(
      report,
    ) ?? []
  const efforts = new Map<string, Effort>()
  for (const row of table.split('\n')) {
    const [, name = '', web, database] = row.split('|').map((cell) => cell.trim())
    efforts.set(name, { web: Number(web), database: Number(database) })
  }
  const of = (name: string): Effort => {
    const effort = efforts.get(name)
    if (!effort || !Number.isFinite(effort.web + effort.database))
      throw new Error(`bench/results/speed.md has no processor time of '${name}'.`)
    return effort
  }
  return { when, machine, of }
}

/** Milliseconds of a core for an order with the visits of those who did not buy; nothing of it is kept by the program. */
export function effortOfOrder({ of }: Pick<ReturnType<typeof readSpeed>, 'of'>, traffic: Traffic): Effort {
  const shelf = ['home', 'category', 'product', 'search'].map(of)
  const pages = traffic.visitsPerOrder * traffic.pagesPerVisit * traffic.uncachedShare
  const total = (what: keyof Effort) =>
    (shelf.reduce((sum, effort) => sum + effort[what], 0) / shelf.length) * pages + of('checkout')[what]
  return { web: total('web'), database: total('database') }
}

import type { Counted } from './jobs.ts'

/** Of a sorted row. */
export const percentile = (sorted: ArrayLike<number>, part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** One run of a case and the bare page beside it. `done` is what counts: requests answered, or orders in the database. */
export type Run = { counted: Counted; done: number; bare: Counted }

export type Level = {
  connections: number
  /** A second: the median of the runs. */
  rate: number
  bareRate: number
  /** Of the rate of the bare page beside it: the median of the runs' own. */
  ofBare: number
  p50: number
  p99: number
  /** By process, milliseconds of processor for one. */
  eachMs: Record<string, number>
  faults: string[]
}

const perSecond = (done: number, { from, to }: Counted) => (done / (to - from)) * 1000

export function levelOf(connections: number, runs: readonly Run[]): Level {
  const rates = runs.map(({ counted, done }) => perSecond(done, counted))
  const bareRates = runs.map(({ bare }) => perSecond(bare.done, bare))
  const done = runs.reduce((sum, run) => sum + run.done, 0)
  const names = Object.keys(runs[0]?.counted.processorMs ?? {})
  const sumOf = (name: string) => runs.reduce((sum, { counted }) => sum + (counted.processorMs[name] ?? 0), 0)
  return {
    connections,
    rate: median(rates),
    bareRate: median(bareRates),
    ofBare: median(rates.map((rate, i) => rate / (bareRates[i] ?? Number.NaN))),
    p50: median(runs.map(({ counted }) => counted.p50)),
    p99: median(runs.map(({ counted }) => counted.p99)),
    eachMs: Object.fromEntries(names.map((name) => [name, sumOf(name) / done])),
    faults: runs.flatMap(({ counted, bare }) => [
      ...counted.faults,
      ...bare.faults.map((fault) => `bare page: ${fault}`),
    ]),
  }
}

/** As many digits as mean something: 4,210, 387, 70.9, 0.42. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits })
}

export const times = (value: number): string => (Number.isFinite(value) ? `${short(value)} ×` : '–')
export const percent = (part: number): string => (Number.isFinite(part) ? `${(part * 100).toFixed(0)} %` : '–')

/** A table of Markdown; columns of figures stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], figuresFrom = 1): string {
  const widths = head.map((_, i) => Math.max(4, ...[head, ...rows].map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, i) => (i < figuresFrom ? cells[i]?.padEnd(width) : cells[i]?.padStart(width)) ?? '').join(' | ')} |`
  const rule = widths.map((width, i) => (i < figuresFrom ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/*
 * Counters, gauges and histograms of this process, and their text form for Prometheus. A count on the way of a request is an
 * addition to a number that its place in the program holds: `const hits = cache.of('hit')`, then `hits.add()`.
 */

export type Kind = 'counter' | 'gauge' | 'histogram'

/** What one process says of a metric; processes are put together by `sum`. Plain data, for it travels between processes. */
export type Told = {
  name: string
  help: string
  kind: Kind
  labels: readonly string[]
  /** How processes are put together: their sum, or the largest where a sum means nothing. */
  over: 'sum' | 'max'
  bounds?: readonly number[]
  /** The values of the labels, and the value; of a histogram the counts per bucket, the last beyond all bounds, and the sum. */
  series: [values: string[], value: number, counts?: number[]][]
}

/** What each process says, by a number that no later one is given; null: it did not answer. One that has ended is not there. */
export type ByProcess = ReadonlyMap<number, Told[] | null>

export const ofOneProcess = (told: Told[]): ByProcess => new Map([[0, told]])

export const answered = (processes: ByProcess): Told[][] => [...processes.values()].filter((told) => told !== null)

type Describe = { name: string; help: string; labels?: readonly string[] }

const metrics = new Map<string, () => Told>()

function register(name: string, tell: () => Told): void {
  if (metrics.has(name)) throw new Error(`The metric '${name}' is there already.`)
  metrics.set(name, tell)
}

export class Count {
  value = 0
  add(amount = 1): void {
    this.value += amount
  }
}

export type Counter = { of(...values: string[]): Count; add(amount?: number): void }

export function counter({ name, help, labels = [] }: Describe): Counter {
  const counts = new Map<string, { values: string[]; count: Count }>()
  const of = (...values: string[]): Count => {
    const key = values.join('\0')
    let found = counts.get(key)
    if (!found) {
      found = { values, count: new Count() }
      counts.set(key, found)
    }
    return found.count
  }
  register(name, () => ({
    name,
    help,
    kind: 'counter',
    labels,
    over: 'sum',
    series: [...counts.values()].map(({ values, count }) => [values, count.value]),
  }))
  const plain = labels.length === 0 ? of() : undefined
  return {
    of,
    add: (amount = 1) => {
      if (!plain) throw new Error(`The counter '${name}' has labels.`)
      plain.add(amount)
    },
  }
}

/** A value that is read when somebody asks. */
export function gauge(
  { name, help, labels = [] }: Describe,
  over: 'sum' | 'max',
  read: () => number | [values: string[], value: number][],
): void {
  register(name, () => {
    const value = read()
    return { name, help, kind: 'gauge', labels, over, series: typeof value === 'number' ? [[[], value]] : value }
  })
}

export class Spread {
  readonly #bounds: readonly number[]
  readonly counts: number[]
  sum = 0
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.counts = Array<number>(bounds.length + 1).fill(0)
  }
  observe(value: number): void {
    let i = 0
    while (i < this.#bounds.length && value > (this.#bounds[i] ?? 0)) i++
    this.counts[i] = (this.counts[i] ?? 0) + 1
    this.sum += value
  }
}

/** Seconds, from the quickest answer out of memory to the longest that is waited for. */
export const durations: readonly number[] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export type Histogram = { of(...values: string[]): Spread }

export function histogram({ name, help, labels = [] }: Describe, bounds: readonly number[] = durations): Histogram {
  const spreads = new Map<string, { values: string[]; spread: Spread }>()
  register(name, () => ({
    name,
    help,
    kind: 'histogram',
    labels,
    over: 'sum',
    bounds,
    series: [...spreads.values()].map(({ values, spread }) => [values, spread.sum, [...spread.counts]]),
  }))
  return {
    of: (...values) => {
      const key = values.join('\0')
      let found = spreads.get(key)
      if (!found) {
        found = { values, spread: new Spread(bounds) }
        spreads.set(key, found)
      }
      return found.spread
    },
  }
}

/** Everything that this process has counted. */
export const tellMetrics = (): Told[] => [...metrics.values()].map((tell) => tell())

/** Several processes as one. */
export function sumMetrics(processes: readonly Told[][]): Told[] {
  const sums = new Map<string, { told: Told; series: Map<string, Told['series'][number]> }>()
  for (const told of processes.flat()) {
    const { series } = sums.get(told.name) ?? { series: new Map<string, Told['series'][number]>() }
    if (!sums.has(told.name)) sums.set(told.name, { told, series })
    for (const [values, value, counts] of told.series) {
      const key = values.join('\0')
      const before = series.get(key)
      if (!before) series.set(key, [values, value, counts && [...counts]])
      else
        series.set(key, [
          values,
          told.over === 'sum' ? before[1] + value : Math.max(before[1], value),
          before[2]?.map((count, i) => count + (counts?.[i] ?? 0)),
        ])
    }
  }
  return [...sums.values()].map(({ told, series }) => ({ ...told, series: [...series.values()] }))
}

/** The text form of Prometheus, version 0.0.4. */
export function metricsText(all: readonly Told[]): string {
  const lines: string[] = []
  for (const { name, help, kind, labels, bounds, series } of all) {
    lines.push(`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`, `# TYPE ${name} ${kind}`)
    for (const [values, value, counts] of series) {
      const pairs = labels.map((label, i) => `${label}="${escaped(values[i] ?? '')}"`)
      const set = (more?: string) => {
        const parts = more ? [...pairs, more] : pairs
        return parts.length > 0 ? `{${parts.join(',')}}` : ''
      }
      if (!counts || !bounds) {
        lines.push(`${name}${set()} ${value}`)
        continue
      }
      let below = 0
      counts.forEach((count, i) => {
        below += count
        lines.push(`${name}_bucket${set(`le="${bounds[i] ?? '+Inf'}"`)} ${below}`)
      })
      lines.push(`${name}_sum${set()} ${value}`, `${name}_count${set()} ${below}`)
    }
  }
  return `${lines.join('\n')}\n`
}

export const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

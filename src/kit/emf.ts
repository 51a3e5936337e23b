import { setTimeout as sleep } from 'node:timers/promises'
import { faultFields, log, logLine } from './log.ts'
import { type ByProcess, sumMetrics, type Told } from './metrics.ts'

/*
 * Metrics as log lines in the embedded metric format of CloudWatch:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

type Unit = 'Seconds' | 'Bytes' | 'Count'
export type EmfLine = {
  _aws: {
    Timestamp: number
    CloudWatchMetrics: [{ Namespace: string; Dimensions: [string[]]; Metrics: { Name: string; Unit: Unit }[] }]
  }
  [member: string]: unknown
}

export const emfNamespace = 'Tradewind'

/** What an operator wants an alarm for, and how the shop sells: `METRICS_LOG=emf-few`, for each metric costs money each month. */
export const fewMetrics: ReadonlySet<string> = new Set([
  'tradewind_database_up',
  'tradewind_facts_total',
  'tradewind_http_refused_total',
  'tradewind_jobs',
  'tradewind_jobs_oldest_seconds',
  'tradewind_mails_sent_total',
  'tradewind_orders_total',
  'tradewind_search_fallback_total',
])

const maxMetrics = 100
const maxValues = 100

// Every combination of labels is a metric that costs money each month: these labels have many values, and are summed up.
const summedUp = new Set(['route', 'limit', 'job'])
// Gauges that only grow: here they are told as what was added.
const growing = new Set(['tradewind_processor_seconds', 'tradewind_database_statements'])

type Series = { values: string[]; value: number; counts: number[] | undefined }

/**
 * Told as what was added since the process was heard last. Each process is held against itself: a sum over all falls when one is silent,
 * and jumps when it is heard again.
 */
function openAdded(): (processes: ByProcess) => Told[] {
  type Last = Map<string, Told['series'][number]>
  const lasts = new Map<number, Last>()
  const added = (now: number, then = 0) => Math.max(0, now - then)

  function addedBy(told: Told, last: Last): Told {
    if (told.kind === 'gauge' && !growing.has(told.name)) return told
    const series = told.series.map((now): Told['series'][number] => {
      const [values, value, counts] = now
      const key = JSON.stringify([told.name, values])
      const [, thenValue, thenCounts] = last.get(key) ?? []
      last.set(key, now)
      return [values, added(value, thenValue), counts?.map((n, i) => added(n, thenCounts?.[i]))]
    })
    return { ...told, series }
  }

  return (processes) => {
    for (const id of lasts.keys()) if (!processes.has(id)) lasts.delete(id)
    return sumMetrics(
      [...processes].map(([id, all]) => {
        const last: Last = lasts.get(id) ?? new Map()
        lasts.set(id, last)
        return (all ?? []).map((told) => addedBy(told, last))
      }),
    )
  }
}

/** Answers the lines for what has happened since it was called last; the first time, since the start. `only`: these metrics alone. */
export function openEmf(service: string, only?: ReadonlySet<string>): (processes: ByProcess, at: Date) => EmfLine[] {
  const addedOf = openAdded()

  return (processes, at) => {
    const groups = new Map<string, { dimensions: [string, string][]; metrics: [string, Unit, number | number[]][] }>()
    for (const told of addedOf(processes)) {
      if (only && !only.has(told.name)) continue
      const name = told.name.replace(/^tradewind_/, '')
      const unit = unitOf(told.name)
      for (const series of withoutSummedUp(told)) {
        const dimensions = told.labels.flatMap((label, i): [string, string][] =>
          summedUp.has(label) ? [] : [[label, series.values[i] ?? '']],
        )
        const key = JSON.stringify(dimensions)
        const group = groups.get(key) ?? { dimensions, metrics: [] }
        groups.set(key, group)
        const { value, counts } = series
        if (!Number.isFinite(value)) continue
        if (!counts || !told.bounds) {
          group.metrics.push([name, unit, value])
          continue
        }
        const count = counts.reduce((sum, n) => sum + n, 0)
        group.metrics.push([`${name}_count`, 'Count', count], [`${name}_sum`, unit, value])
        if (count > 0) group.metrics.push([name, unit, valuesOf(counts, told.bounds)])
      }
    }
    return [...groups.values()].flatMap(({ dimensions, metrics }) =>
      chunks(metrics, maxMetrics).map((some) => lineOf(service, at, dimensions, some)),
    )
  }
}

const unitOf = (name: string): Unit =>
  /_seconds(_total)?$/.test(name) ? 'Seconds' : name.endsWith('_bytes') ? 'Bytes' : 'Count'

function withoutSummedUp({ kind, labels, over, series }: Told): Series[] {
  const sums = new Map<string, Series>()
  for (const [values, value, counts] of series) {
    const kept = values.map((text, i) => (summedUp.has(labels[i] ?? '') ? '' : text))
    const key = kept.join('\0')
    const sum = sums.get(key)
    if (!sum) sums.set(key, { values: kept, value, counts: counts && [...counts] })
    else {
      sum.value = over === 'max' && kind === 'gauge' ? Math.max(sum.value, value) : sum.value + value
      sum.counts = sum.counts?.map((n, i) => n + (counts?.[i] ?? 0))
    }
  }
  return [...sums.values()]
}

/**
 * A histogram as the format has it: up to 100 values, here the upper bounds of its buckets, as often as they share in the whole. Each
 * bucket that holds anything is there at least once. How many there were in all is told beside it, as `_count`.
 */
export function valuesOf(counts: readonly number[], bounds: readonly number[]): number[] {
  const all = counts.reduce((sum, n) => sum + n, 0)
  const share = Math.min(1, (maxValues - counts.length) / all)
  return counts.flatMap((n, i) => {
    const value = bounds[i] ?? 2 * (bounds.at(-1) ?? 0)
    return Array<number>(n === 0 ? 0 : Math.max(1, Math.floor(n * share))).fill(value)
  })
}

function lineOf(
  service: string,
  at: Date,
  dimensions: [string, string][],
  metrics: [string, Unit, number | number[]][],
): EmfLine {
  return {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: emfNamespace,
          Dimensions: [['service', ...dimensions.map(([name]) => name)]],
          Metrics: metrics.map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
    service,
    ...Object.fromEntries(dimensions),
    ...Object.fromEntries(metrics.map(([name, , value]) => [name, value])),
  }
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))

/** Writes the lines once a minute, and what is left at the stop. */
export function startEmf(
  service: string,
  read: () => Promise<ByProcess>,
  only?: ReadonlySet<string>,
  everyMs = 60_000,
): { stop(): Promise<void> } {
  const linesOf = openEmf(service, only)
  const stopping = new AbortController()

  async function write(): Promise<void> {
    try {
      const at = new Date()
      for (const line of linesOf(await read(), at)) logLine({ event: 'metrics', ...line })
    } catch (fault) {
      log('warn', 'metrics.not-written', faultFields(fault))
    }
  }
  async function keepWriting(): Promise<void> {
    // Many machines that were started at once do not write at once.
    await sleep(everyMs * Math.random(), undefined, { signal: stopping.signal, ref: false })
    for (;;) {
      await write()
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false })
    }
  }
  keepWriting().catch(() => {})
  return {
    stop: () => {
      stopping.abort()
      return write()
    },
  }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { type EmfLine, emfNamespace, fewMetrics, openEmf, valuesOf } from './emf.ts'
import { durations, ofOneProcess, type Told } from './metrics.ts'

const text = (maxLength: number) => ({ type: 'string', pattern: '^(.*)$', minLength: 1, maxLength })
const units =
  '^(Seconds|Microseconds|Milliseconds|Bytes|Kilobytes|Megabytes|Gigabytes|Terabytes|Bits|Kilobits|Megabits|Gigabits|Terabits|Percent|Count|Bytes\\/Second|Kilobytes\\/Second|Megabytes\\/Second|Gigabytes\\/Second|Terabytes\\/Second|Bits\\/Second|Kilobits\\/Second|Megabits\\/Second|Gigabits\\/Second|Terabits\\/Second|Count\\/Second|None)$'

/**
 * The schema that AWS publishes for documents of the embedded metric format, "Embedded metric format example and JSON schema" on
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
const schema = z.fromJSONSchema({
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          items: {
            type: 'object',
            required: ['Namespace', 'Dimensions', 'Metrics'],
            properties: {
              Namespace: text(1024),
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: { type: 'array', minItems: 0, maxItems: 30, items: text(250) },
              },
              Metrics: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['Name'],
                  properties: {
                    Name: text(1024),
                    Unit: { type: 'string', pattern: units },
                    StorageResolution: { type: 'integer' },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
} as Parameters<typeof z.fromJSONSchema>[0])

/** The schema, and what the same page says in words alone. */
function check(line: EmfLine): void {
  schema.parse(line)
  for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
    assert.ok(Metrics.length > 0 && Metrics.length <= 100)
    for (const name of Dimensions.flat()) {
      const target = line[name]
      assert.ok(typeof target === 'string' && target.length <= 1024, `${name}: ${target}`)
    }
    for (const { Name } of Metrics) {
      const target = line[Name]
      const numbers = Array.isArray(target) ? target : [target]
      assert.ok(numbers.length > 0 && numbers.length <= 100, Name)
      assert.ok(
        numbers.every((n) => typeof n === 'number' && Number.isFinite(n)),
        `${Name}: ${target}`,
      )
    }
  }
  assert.ok(JSON.stringify(line).length < 1_000_000)
}

const told = (given: Partial<Told> & Pick<Told, 'name' | 'series'>): Told => ({
  help: '',
  kind: 'counter',
  labels: [],
  over: 'sum',
  ...given,
})

const at = new Date('2026-11-28T09:00:00Z')
const spread = (...counts: [bucket: number, n: number][]): number[] => {
  const all = Array<number>(durations.length + 1).fill(0)
  for (const [bucket, n] of counts) all[bucket] = n
  return all
}

test('a line has what the format asks for: counters as what was added, gauges as they are, one line for each set of labels', () => {
  const linesOf = openEmf('web')
  const all = (hits: number): Told[] => [
    told({ name: 'tradewind_page_cache_total', labels: ['result'], series: [[['hit'], hits]] }),
    told({ name: 'tradewind_memory_rss_bytes', kind: 'gauge', series: [[[], 1_000]] }),
    told({ name: 'tradewind_processor_seconds', kind: 'gauge', series: [[[], hits / 10]] }),
  ]
  const first = linesOf(ofOneProcess(all(7)), at)
  for (const line of first) check(line)
  assert.deepEqual(first, [
    {
      _aws: {
        Timestamp: at.getTime(),
        CloudWatchMetrics: [
          {
            Namespace: emfNamespace,
            Dimensions: [['service', 'result']],
            Metrics: [{ Name: 'page_cache_total', Unit: 'Count' }],
          },
        ],
      },
      service: 'web',
      result: 'hit',
      page_cache_total: 7,
    },
    {
      _aws: {
        Timestamp: at.getTime(),
        CloudWatchMetrics: [
          {
            Namespace: emfNamespace,
            Dimensions: [['service']],
            Metrics: [
              { Name: 'memory_rss_bytes', Unit: 'Bytes' },
              { Name: 'processor_seconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      service: 'web',
      memory_rss_bytes: 1_000,
      processor_seconds: 0.7,
    },
  ])
  const [second, gauges] = linesOf(ofOneProcess(all(10)), at)
  assert.deepEqual([second?.page_cache_total, gauges?.memory_rss_bytes], [3, 1_000])
})

test('a process that is silent, dies or is new changes nothing in what the others have added', () => {
  const linesOf = openEmf('web')
  const one = (hits: number): Told[] => [
    told({ name: 'tradewind_page_cache_total', series: [[[], hits]] }),
    told({
      name: 'tradewind_seconds',
      kind: 'histogram',
      bounds: durations,
      series: [[[], hits * 2, spread([0, hits])]],
    }),
    told({ name: 'tradewind_processor_seconds', kind: 'gauge', series: [[[], hits]] }),
    told({ name: 'tradewind_processes', kind: 'gauge', series: [[[], 1]] }),
  ]
  const added = (...processes: [id: number, hits: number | null][]) => {
    const [line] = linesOf(new Map(processes.map(([id, hits]) => [id, hits === null ? null : one(hits)])), at)
    assert.ok(line)
    check(line)
    assert.deepEqual(
      [line.seconds_count, line.seconds_sum, line.processor_seconds],
      [line.page_cache_total, Number(line.page_cache_total) * 2, line.page_cache_total],
    )
    return [line.page_cache_total, line.processes]
  }
  assert.deepEqual(added([1, 1_000], [2, 500]), [1_500, 2])
  // The second is silent for a round, and then heard again with what it did in both.
  assert.deepEqual(added([1, 1_007], [2, null]), [7, 1])
  assert.deepEqual(added([1, 1_010], [2, 540]), [43, 2])
  // It dies, and one in its place begins at nothing.
  assert.deepEqual(added([1, 1_015]), [5, 1])
  assert.deepEqual(added([1, 1_016], [3, 4]), [5, 2])
  assert.deepEqual(added([1, 1_016], [3, 6]), [2, 2])
  // All are silent.
  assert.deepEqual(
    linesOf(
      new Map([
        [1, null],
        [3, null],
      ]),
      at,
    ),
    [],
  )
  assert.deepEqual(added([1, 1_017], [3, 6]), [1, 2])
})

test('what is forgotten with a process does not come back with its number', () => {
  const linesOf = openEmf('web')
  const hits = (n: number) => ofOneProcess([told({ name: 'tradewind_hits_total', series: [[[], n]] })])
  linesOf(hits(100), at)
  linesOf(new Map(), at)
  assert.equal(linesOf(hits(101), at)[0]?.hits_total, 101)
})

test('what jobs have done is their sum, whatever the processes are put together by', () => {
  const runs = told({
    name: 'tradewind_job_runs_total',
    labels: ['job'],
    over: 'max',
    series: [
      [['fact'], 3],
      [['send-refund'], 2],
    ],
  })
  assert.equal(openEmf('worker')(ofOneProcess([runs]), at)[0]?.job_runs_total, 5)
})

test('routes are summed up, and times are values that a percentile can be taken of, with their number beside them', () => {
  const linesOf = openEmf('web')
  const requests = (a: number[], b: number[]): Told[] => [
    told({
      name: 'tradewind_http_request_duration_seconds',
      kind: 'histogram',
      labels: ['route', 'status'],
      bounds: durations,
      series: [
        [['/a', '2xx'], 1.5, a],
        [['/b', '2xx'], 0.5, b],
      ],
    }),
  ]
  const [line, ...others] = linesOf(ofOneProcess(requests(spread([0, 3]), spread([0, 1], [13, 1]))), at)
  assert.deepEqual(others, [])
  assert.ok(line)
  check(line)
  assert.deepEqual(
    [line.status, line.http_request_duration_seconds_count, line.http_request_duration_seconds_sum],
    ['2xx', 5, 2],
  )
  // Four within a millisecond, and one beyond the last bound of ten seconds.
  assert.deepEqual(line.http_request_duration_seconds, [0.001, 0.001, 0.001, 0.001, 20])
  const [quiet] = linesOf(ofOneProcess(requests(spread([0, 3]), spread([0, 1], [13, 1]))), at)
  assert.ok(quiet)
  check(quiet)
  assert.deepEqual([quiet.http_request_duration_seconds_count, quiet.http_request_duration_seconds], [0, undefined])
})

test('however many there were, a hundred values at most stand for them, and the rarest is among them', () => {
  const values = valuesOf(spread([0, 900_000], [5, 99_000], [9, 999], [13, 1]), durations)
  assert.ok(values.length <= 100)
  const share = (value: number) => values.filter((one) => one === value).length / values.length
  assert.ok(share(0.001) > 0.85 && share(0.001) < 0.95, String(share(0.001)))
  assert.equal(values.filter((one) => one === 20).length, 1)
})

test('more than a hundred metrics of one kind are more than one line', () => {
  const series = (n: number) => Array.from({ length: n }, (_, i) => told({ name: `m${i}`, series: [[[], i]] }))
  const lines = openEmf('web')(ofOneProcess(series(250)), at)
  for (const line of lines) check(line)
  assert.deepEqual(
    lines.map((line) => line._aws.CloudWatchMetrics[0].Metrics.length),
    [100, 100, 50],
  )
})

test('a schema that breaks a rule is refused by the check itself', () => {
  const [line] = openEmf('web')(ofOneProcess([told({ name: 'm', series: [[[], 1]] })]), at)
  assert.ok(line)
  const broken = (change: (copy: EmfLine) => void) => {
    const copy = structuredClone(line)
    change(copy)
    assert.throws(() => check(copy))
  }
  broken((copy) => Object.assign(copy._aws, { Timestamp: 'now' }))
  broken((copy) => Object.assign(copy._aws.CloudWatchMetrics[0], { Namespace: '' }))
  broken((copy) => Object.assign(copy._aws.CloudWatchMetrics[0].Metrics[0] ?? {}, { Unit: 'Apples' }))
  broken((copy) => Object.assign(copy, { m: 'one' }))
  broken((copy) => Object.assign(copy, { m: Array(101).fill(1) }))
})

test('of the few, a line tells what an alarm asks for and nothing else', () => {
  const told = (name: string) => ({
    name,
    help: '',
    kind: 'gauge' as const,
    over: 'sum' as const,
    labels: [],
    series: [[[], 1] as [string[], number]],
  })
  const all = ofOneProcess([told('tradewind_jobs_oldest_seconds'), told('tradewind_memory_rss_bytes')])
  const [line, ...more] = openEmf('worker', fewMetrics)(all, new Date(0))
  assert.deepEqual(more, [])
  assert.deepEqual(line?._aws.CloudWatchMetrics[0].Metrics, [{ Name: 'jobs_oldest_seconds', Unit: 'Seconds' }])
})

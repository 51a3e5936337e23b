import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { openWithFallback } from '../../src/adapters/search/with-fallback.ts'
import { countOrder } from '../../src/domain/reports/count-order.ts'
import type { TallyRow } from '../../src/domain/reports/tally.ts'
import { workMetrics } from '../../src/domain/reports/work-metrics.ts'
import { emfNamespace, fewMetrics as fewOfProgram, openEmf } from '../../src/kit/emf.ts'
import { ofOneProcess, tellMetrics } from '../../src/kit/metrics.ts'
import { fewMetrics, programNamespace } from '../constructs/metrics.ts'
import { profiles } from '../environments.ts'
import { example as deployment } from './example.ts'
import { isAwsMetric } from './metric-names.ts'
import { profileNames, synthesize } from './synth.ts'
import { resources, type Watched, watchedMetrics } from './watched-metrics.ts'

/** Alarms and dashboards ask for metrics that the program, the filters of its logs, its machines or AWS really tell. */

const root = join(import.meta.dirname, '../..')
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(root, 'src', file), 'utf8'))

const keyOf = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>) =>
  [
    namespace,
    name,
    ...Object.entries(dimensions)
      .map(([label, value]) => `${label}=${value}`)
      .sort(),
  ].join(' ')

/** What a process of the program writes as metrics, in the form `namespace name label,label=value …`. */
function* programMetrics(isFew: boolean): Iterable<string> {
  const lines = openEmf('web')(ofOneProcess([...tellMetrics(), ...work()]), new Date())
  for (const service of ['web', 'worker'])
    for (const line of lines)
      for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics)
        for (const { Name } of Metrics) {
          if (isFew && !fewOfProgram.has(`tradewind_${Name}`)) continue
          const labels = Dimensions[0].map((label) => [label, label === 'service' ? service : String(line[label])])
          yield keyOf(Namespace, Name, Object.fromEntries(labels))
        }
}

/** Rows as the worker adds them up, with every fact, outcome and currency that there is. */
function work() {
  const row = (name: string, what: string): TallyRow => ({ name, what, count: 1 })
  const facts = [...readFileSync(join(root, 'src/kit/facts.ts'), 'utf8').matchAll(/\| \{ fact: '([\w.]+)'/g)]
  const done = [
    ...facts.map(([, fact = '']) => row('fact', fact)),
    ...['done', 'failed', 'given-up'].map((outcome) => row(`job-${outcome}`, 'fact')),
    ...orders,
  ]
  return workMetrics({ done, jobs: { due: 1, running: 1, later: 1, setAside: 1, oldestSeconds: 1 } })
}

const orders: TallyRow[] = []
for (const totalMinor of [0, 2490])
  await countOrder(
    { db: { row: async () => ({ currency: 'EUR', totalMinor }) } } as unknown as Parameters<typeof countOrder>[0],
    { add: (name, what, count = 1) => void orders.push({ name, what, count }) },
    'an id',
  )

// Counters have a value once something has happened: each value that the sources name happens here once.
const { watchProcess, watchDatabase, ...counted } = await import('../../src/kit/process-metrics.ts')
const { TooSlow } = await import('../../src/adapters/search/opensearch/answer.ts')
await import('../../src/adapters/search/measured.ts')
watchProcess()
watchDatabase({
  pool: { totalCount: 1, idleCount: 1 },
  lanes: { counts: () => ({ first: { waiting: 1 }, common: { waiting: 1 } }) },
  statements: () => 1,
} as unknown as Parameters<typeof watchDatabase>[0])
counted.requestSeconds.of('/', '2xx').observe(1)
const named = (pattern: RegExp) => sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name))
for (const why of named(/class (\w+) extends Unavailable/g)) counted.refusedRequests.of(why).add()
for (const result of named(/pageCache\.of\('(\w+)'\)/g)) counted.pageCache.of(result).add()
for (const how of named(/limitedRequests\.of\(\w+, '(\w+)'\)/g)) counted.limitedRequests.of('cart', how).add()
for (const what of named(/searchSeconds\.of\('(\w+)'\)/g)) counted.searchSeconds.of(what).observe(1)
// An engine that fails in each way, and is left alone at the second question.
const failures = [
  new TooSlow(1),
  Object.assign(new Error(), { name: 'ConnectionError' }),
  Object.assign(new Error(), { statusCode: 503 }),
  new Error(),
]
for (const fault of failures) {
  const engine = { find: () => Promise.reject(fault), look: async () => {}, close: async () => {} }
  const table = { find: async () => 'found', open: async () => {}, places: [] }
  const kept = openWithFallback(
    ...([engine, table, { tell: () => {} }] as unknown as Parameters<typeof openWithFallback>),
  )
  for (let i = 0; i < 2; i++) await kept.find({ text: '' } as Parameters<typeof kept.find>[0])
  await kept.close()
}

/** What the filters of logs count. */
const filterMetrics = (assembly: CloudAssembly): string[] =>
  assembly.stacks
    .flatMap(({ template }) => resources(template, 'AWS::Logs::MetricFilter'))
    .flatMap(({ MetricTransformations }) =>
      (MetricTransformations as { MetricNamespace: string; MetricName: string }[]).map(
        ({ MetricNamespace, MetricName }) => keyOf(MetricNamespace, MetricName, {}),
      ),
    )

/** What the agent on the machines measures. */
function machineMetrics(): string[] {
  const agent = readFileSync(join(import.meta.dirname, '../machine/agent.json'), 'utf8').replaceAll(
    '@SHOP@',
    deployment.name,
  )
  return ['web', 'worker'].flatMap((process) => {
    const { metrics } = JSON.parse(
      agent.replaceAll('@FLEET@', `${deployment.name}-${process}`).replaceAll('@SERVICE@', process),
    )
    return Object.entries(
      metrics.metrics_collected as Record<string, { measurement: string[]; append_dimensions: Record<string, string> }>,
    ).flatMap(([kind, { measurement, append_dimensions }]) =>
      measurement.map((name) =>
        keyOf(metrics.namespace, name.startsWith(kind) ? name : `${kind}_${name}`, append_dimensions),
      ),
    )
  })
}

function isTold({ namespace, name, dimensions }: Watched, told: ReadonlySet<string>): boolean {
  return namespace.startsWith('AWS/') || namespace === 'CloudWatchSynthetics'
    ? isAwsMetric(namespace, name, Object.keys(dimensions))
    : told.has(keyOf(namespace, name, dimensions))
}

test('the few metrics are those of the program', () =>
  assert.deepEqual([...fewMetrics].map((name) => `tradewind_${name}`).sort(), [...fewOfProgram].sort()))

test('the namespace is the one in which the program writes', () => assert.equal(programNamespace, emfNamespace))

for (const profile of profileNames)
  test(`${profile}: every metric that an alarm or a widget asks for is one that is told`, () => {
    const assembly = synthesize(profile)
    const told = new Set([
      ...programMetrics(profiles[profile].metrics === 'emf-few'),
      ...filterMetrics(assembly),
      ...machineMetrics(),
    ])
    const watched = watchedMetrics(assembly)
    assert.ok(watched.length > 100)
    assert.deepEqual(
      watched.filter((one) => !isTold(one, told)),
      [],
    )
  })

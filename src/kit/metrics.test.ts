import assert from 'node:assert/strict'
import { test } from 'node:test'
import { counter, gauge, histogram, metricsText, sumMetrics, tellMetrics } from './metrics.ts'

const cache = counter({ name: 'test_cache_total', help: 'Hits and misses.', labels: ['result'] })
const plain = counter({ name: 'test_orders_total', help: 'A "line"\nand a \\ more.' })
const seconds = histogram({ name: 'test_seconds', help: 'Times.', labels: ['route'] }, [0.1, 1])
let size = 7
gauge({ name: 'test_size', help: 'A size.' }, 'sum', () => size)
gauge({ name: 'test_delay', help: 'A delay.' }, 'max', () => size)

cache.of('hit').add()
cache.of('hit').add(2)
cache.of('a "b"\\\n').add()
plain.add(5)
for (const value of [0.05, 0.1, 0.5, 3]) seconds.of('/p/:slug').observe(value)

test('metrics are told in the text form of Prometheus, buckets added up', () => {
  assert.equal(
    metricsText(tellMetrics()),
    `# HELP test_cache_total Hits and misses.
# TYPE test_cache_total counter
test_cache_total{result="hit"} 3
test_cache_total{result="a \\"b\\"\\\\\\n"} 1
# HELP test_orders_total A "line"\\nand a \\\\ more.
# TYPE test_orders_total counter
test_orders_total 5
# HELP test_seconds Times.
# TYPE test_seconds histogram
test_seconds_bucket{route="/p/:slug",le="0.1"} 2
test_seconds_bucket{route="/p/:slug",le="1"} 3
test_seconds_bucket{route="/p/:slug",le="+Inf"} 4
test_seconds_sum{route="/p/:slug"} 3.65
test_seconds_count{route="/p/:slug"} 4
# HELP test_size A size.
# TYPE test_size gauge
test_size 7
# HELP test_delay A delay.
# TYPE test_delay gauge
test_delay 7
`,
  )
})

test('several processes are told as one: sums, and the largest where a sum means nothing', () => {
  const one = JSON.parse(JSON.stringify(tellMetrics()))
  size = 4
  cache.of('miss').add()
  const text = metricsText(sumMetrics([one, tellMetrics()]))
  for (const line of [
    'test_cache_total{result="hit"} 6',
    'test_cache_total{result="miss"} 1',
    'test_orders_total 10',
    'test_seconds_bucket{route="/p/:slug",le="0.1"} 4',
    'test_seconds_count{route="/p/:slug"} 8',
    'test_seconds_sum{route="/p/:slug"} 7.3',
    'test_size 11',
    'test_delay 7',
  ])
    assert.ok(text.includes(`\n${line}\n`), line)
  // What was put together is a copy.
  assert.deepEqual(tellMetrics()[0]?.series[0], [['hit'], 3])
})

test('a metric has one place', () => {
  assert.throws(() => counter({ name: 'test_size', help: '' }), /'test_size' is there already/)
  assert.throws(() => cache.add(), /has labels/)
})

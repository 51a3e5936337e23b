import assert from 'node:assert/strict'
import { test } from 'node:test'
import { levelOf, median, percentile, type Run, short, table } from './figures.ts'
import type { Counted } from './jobs.ts'

const counted = (given: Partial<Counted>): Counted => ({
  done: 0,
  from: 0,
  to: 2_000,
  p50: 1,
  p99: 9,
  processorMs: {},
  faults: [],
  ...given,
})

test('the median of an even row lies between the two in the middle', () => {
  assert.equal(median([9, 1, 4]), 4)
  assert.equal(median([9, 1, 4, 6]), 5)
})

test('a percentile is one of the values, the last one at most', () => {
  assert.equal(percentile([1, 2, 3, 4], 0.5), 3)
  assert.equal(percentile([1, 2, 3, 4], 0.99), 4)
  assert.ok(Number.isNaN(percentile([], 0.5)))
})

test('a level has the median rate, the median of the ratios to the bare page, and processor time over all runs', () => {
  const run = (done: number, bare: number, web: number): Run => ({
    counted: counted({ done, processorMs: { web } }),
    done,
    bare: counted({ done: bare }),
  })
  const level = levelOf(10, [run(2_000, 20_000, 1_000), run(4_000, 10_000, 3_000), run(3_000, 15_000, 500)])
  assert.equal(level.rate, 1_500)
  assert.equal(level.bareRate, 7_500)
  assert.equal(level.ofBare, 0.2)
  assert.equal(level.eachMs.web, 0.5)
})

test('faults of the runs and of the bare page are all told', () => {
  const level = levelOf(1, [
    { counted: counted({ faults: ['2 × status 500'] }), done: 1, bare: counted({ faults: ['1 × gone'] }) },
  ])
  assert.deepEqual(level.faults, ['2 × status 500', 'bare page: 1 × gone'])
})

test('figures are as long as they mean something', () => {
  assert.deepEqual([4_210.4, 387.6, 70.94, 0.4249, Number.NaN].map(short), ['4,210', '388', '70.9', '0.42', '–'])
})

test('figures of a table stand to the right', () => {
  assert.equal(
    table(['case', 'ms'], [['category', '4']]),
    ['| case     |   ms |', '| -------- | ---: |', '| category |    4 |'].join('\n'),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { growthReport, holdsBar, type Size } from './growth-report.ts'

test('half as much again is allowed, and what is lost in noise', () => {
  assert.equal(holdsBar(2, 3), true)
  assert.equal(holdsBar(2, 3.01), false)
  assert.equal(holdsBar(0.05, 0.14), true)
})

test('each request is judged asked again and asked first', () => {
  const size = (products: number, kept: number, first: number): Size => ({
    products,
    times: new Map([['product', { kept, first, change: 1 }]]),
    importedMs: 1_000,
    importPeakMb: 1,
    indexedMs: 1_000,
    workerPeakMb: 1,
    startMs: 500,
    startedMb: 1,
    after: { rssMb: 1, peakMb: 1 },
    databaseMb: 1,
  })
  const lines = growthReport([], [size(2_500, 1, 2), size(100_000, 1.2, 8)]).split('\n')
  assert.deepEqual(
    lines.filter((line) => line.startsWith('- bar')),
    [
      '- bar product, asked again: at most 1.5 times the processor time of 2,500 products: 1.20 ×: met',
      '- bar product, first after a change: at most 1.5 times the processor time of 2,500 products: 4.00 ×: NOT met',
    ],
  )
})

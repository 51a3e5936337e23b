import assert from 'node:assert/strict'
import { test } from 'node:test'
import { msBetween, parseSchedstat } from './backend-time.ts'

test('the time on the processor is the first figure of schedstat', () => {
  assert.equal(parseSchedstat('144027416 260877731 289\n'), 144_027_416)
})

test('between two readings a new thread counts from nothing, and one that ended not at all', () => {
  const before = new Map([
    ['1/1', 5_000_000],
    ['1/2', 9_000_000],
  ])
  const after = new Map([
    ['1/1', 7_500_000],
    ['1/3', 1_000_000],
  ])
  assert.equal(msBetween(before, after), 3.5)
})

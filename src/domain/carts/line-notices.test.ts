import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noticesOf } from './line-notices.ts'

const line = { variantId: 1, quantity: 3, seenPriceMinor: 1000, addedAt: '2026-12-01T10:00:00Z' }
const item = (amountMinor: number, available: number) => ({
  available,
  price: { amountMinor, wasMinor: null, lowest30Minor: null, perUnit: null },
})

test('a line that is as it was has nothing to tell', () => {
  assert.deepEqual(noticesOf(line, item(1000, 3)), [])
  assert.deepEqual(noticesOf({ ...line, seenPriceMinor: null }, item(1200, 3)), [])
})

test('a changed price is told with both prices and does not keep from ordering', () => {
  assert.deepEqual(noticesOf(line, item(1200, 3)), [
    { notice: 'price-went-up', fromMinor: 1000, toMinor: 1200, blocks: false },
  ])
  assert.deepEqual(noticesOf(line, item(900, 3)), [
    { notice: 'price-went-down', fromMinor: 1000, toMinor: 900, blocks: false },
  ])
})

test('what is no longer there in this number keeps from ordering', () => {
  assert.deepEqual(noticesOf(line, item(900, 2)), [
    { notice: 'price-went-down', fromMinor: 1000, toMinor: 900, blocks: false },
    { notice: 'only-n-left', left: 2, blocks: true },
  ])
  assert.deepEqual(noticesOf(line, item(900, 0)), [{ notice: 'sold-out', blocks: true }])
  assert.deepEqual(noticesOf(line, null), [{ notice: 'no-longer-sold', blocks: true }])
})

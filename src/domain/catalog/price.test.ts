import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextPrice } from './price.ts'

test('a reduction names the lowest price of the 30 days before it, not the regular one', () => {
  const present = { amountMinor: 2000, wasMinor: null, lowest30Minor: null }
  assert.deepEqual(nextPrice(present, { amountMinor: 1500, wasMinor: 2000 }, 1800), {
    amountMinor: 1500,
    wasMinor: 2000,
    lowest30Minor: 1800,
  })
})

test('while a reduction grows, its first lowest price stays', () => {
  const present = { amountMinor: 1500, wasMinor: 2000, lowest30Minor: 1800 }
  assert.equal(nextPrice(present, { amountMinor: 1200, wasMinor: 2000 }, 1500).lowest30Minor, 1800)
})

test('a reduction that lessens begins anew: its lowest price is that of the days before', () => {
  const present = { amountMinor: 1500, wasMinor: 2000, lowest30Minor: 1800 }
  assert.equal(nextPrice(present, { amountMinor: 1700, wasMinor: 2000 }, 1500).lowest30Minor, 1500)
})

test('a price without a regular one is not reduced', () => {
  const present = { amountMinor: 1500, wasMinor: 2000, lowest30Minor: 1800 }
  assert.deepEqual(nextPrice(present, { amountMinor: 1500, wasMinor: null }, 1500), {
    amountMinor: 1500,
    wasMinor: null,
    lowest30Minor: null,
  })
})

test('the regular price stays when only the price is given, as long as it is above it', () => {
  const present = { amountMinor: 1500, wasMinor: 2000, lowest30Minor: 1800 }
  assert.equal(nextPrice(present, { amountMinor: 1400 }, null).wasMinor, 2000)
  assert.equal(nextPrice(present, { amountMinor: 2000 }, null).wasMinor, null)
})

test('what was never for sale before takes its regular price for the lowest', () => {
  assert.equal(nextPrice(null, { amountMinor: 1500, wasMinor: 2000 }, null).lowest30Minor, 2000)
})

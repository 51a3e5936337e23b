import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { basisPointsOf, divideRounded, spread, sumOf } from './rounding.ts'

test('halves are rounded away from zero', () => {
  assert.equal(divideRounded(5n, 10n), 1)
  assert.equal(divideRounded(-5n, 10n), -1)
  assert.equal(divideRounded(15n, 10n), 2)
  assert.equal(divideRounded(25n, 10n), 3)
  assert.equal(divideRounded(4n, 10n), 0)
  assert.equal(divideRounded(-4n, 10n), 0)
})

test('a share of an amount that no float could hold is exact', () => {
  // 9007199254740991 × 33.33 % ends in …2.3: floats would be off by whole cents.
  assert.equal(basisPointsOf(Number.MAX_SAFE_INTEGER, 3333), 3002099511605172)
})

test('the largest remainders get the cents that are left, the first of equals first', () => {
  assert.deepEqual(spread(100, [1, 1, 1]), [34, 33, 33])
  assert.deepEqual(spread(10, [5, 3, 2, 0]), [5, 3, 2, 0])
  assert.deepEqual(spread(2, [1, 1, 4]), [1, 0, 1])
  assert.deepEqual(spread(5, [0, 0]), [3, 2])
  assert.deepEqual(spread(5, []), [])
})

test('parts always add up to the whole and are at most one cent away from their exact share', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), weights, (total, weights) => {
      const parts = spread(total, weights)
      assert.equal(sumOf(parts), total)
      const sum = sumOf(weights)
      if (sum === 0) return
      parts.forEach((part, i) => {
        const exact = (total * (weights[i] ?? 0)) / sum
        assert.ok(part >= 0 && Math.abs(part - exact) < 1 + 1e-6)
      })
    }),
  )
})

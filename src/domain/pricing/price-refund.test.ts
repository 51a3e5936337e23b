import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anOrder } from '../../../test/helpers/random-order.ts'
import { priceCart } from './price-cart.ts'
import { priceRefund, type RefundAsk } from './price-refund.ts'
import type { PricingInput } from './priced-cart.ts'

const order: PricingInput = {
  currency: 'USD',
  taxStyle: 'added',
  lines: [{ variantId: 1, quantity: 3, unitPriceMinor: 333, taxClass: 'standard' }],
  discount: { code: 'TEN', kind: 'percentage', basisPoints: 1000 },
  shipping: { methodCode: 'ground', priceMinor: 500 },
  taxRates: [{ name: 'Sales tax', taxClass: 'standard', basisPoints: 800, onShipping: true }],
}
const refund = (quantity: number, shipping = false): RefundAsk => ({ lines: [{ variantId: 1, quantity }], shipping })

test('pieces that come back one by one are worth together what was paid for the line', () => {
  const paid = priceCart(order)
  assert.equal(paid.lines[0]?.grossMinor, 999 - 100 + 72)
  const before: RefundAsk[] = []
  const amounts = [1, 2, 3].map(() => {
    const priced = priceRefund(paid, refund(1), before)
    before.push(refund(1))
    return priced.ok && priced.totalMinor
  })
  assert.deepEqual(amounts, [324, 323, 324])
  assert.deepEqual(priceRefund(paid, refund(1), before), { ok: false, problem: 'more-than-bought' })
})

test('shipping is given back once, with its tax', () => {
  const paid = priceCart(order)
  assert.deepEqual(priceRefund(paid, { lines: [], shipping: true }, []), {
    ok: true,
    lines: [],
    shippingMinor: 540,
    shippingTaxMinor: 40,
    totalMinor: 540,
  })
  assert.equal(priceRefund(paid, refund(1, true), [{ lines: [], shipping: true }]).ok, false)
})

test('what was never bought cannot be refunded', () => {
  const paid = priceCart(order)
  for (const ask of [
    refund(4),
    refund(0),
    refund(-1),
    refund(1.5),
    { lines: [{ variantId: 2, quantity: 1 }], shipping: false },
    { lines: [...refund(2).lines, ...refund(2).lines], shipping: false },
  ])
    assert.deepEqual(priceRefund(paid, ask, []), { ok: false, problem: 'more-than-bought' })
  const unsent = priceCart({ ...order, shipping: null })
  assert.equal(priceRefund(unsent, { lines: [], shipping: true }, []).ok, false)
})

test('whatever is refunded in whatever steps: never more than was paid, and all of it gives back all', () => {
  const steps = fc.array(fc.tuple(fc.nat(11), fc.integer({ min: 1, max: 99 }), fc.boolean()), { maxLength: 30 })
  fc.assert(
    fc.property(anOrder, steps, (input, steps) => {
      const paid = priceCart(input)
      const before: RefundAsk[] = []
      let backMinor = 0
      const giveBack = (ask: RefundAsk) => {
        const priced = priceRefund(paid, ask, before)
        if (!priced.ok) return
        assert.ok(priced.totalMinor >= 0)
        before.push(ask)
        backMinor += priced.totalMinor
        assert.ok(backMinor <= paid.totalMinor)
      }
      for (const [index, quantity, shipping] of steps) {
        const line = paid.lines[index]
        if (line) giveBack({ lines: [{ variantId: line.variantId, quantity }], shipping })
      }
      for (const { variantId, quantity } of paid.lines)
        for (let piece = 0; piece < quantity; piece++)
          giveBack({ lines: [{ variantId, quantity: 1 }], shipping: false })
      giveBack({ lines: [], shipping: true })
      assert.equal(backMinor, paid.totalMinor)
    }),
    { numRuns: 200 },
  )
})

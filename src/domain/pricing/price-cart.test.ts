import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anOrder } from '../../../test/helpers/random-order.ts'
import { priceCart } from './price-cart.ts'
import type { PricingInput, TaxRate } from './priced-cart.ts'
import { sumOf } from './rounding.ts'

const vat: TaxRate[] = [
  { name: 'MwSt.', taxClass: 'standard', basisPoints: 1900, onShipping: true },
  { name: 'MwSt.', taxClass: 'reduced', basisPoints: 700, onShipping: true },
]
const salesTax: TaxRate[] = [{ name: 'Sales tax', taxClass: 'standard', basisPoints: 725, onShipping: false }]

const germany = (given: Partial<PricingInput>): PricingInput => ({
  currency: 'EUR',
  taxStyle: 'included',
  lines: [],
  discount: null,
  shipping: null,
  taxRates: vat,
  ...given,
})
const california = (given: Partial<PricingInput>): PricingInput => ({
  ...germany(given),
  currency: 'USD',
  taxStyle: 'added',
  taxRates: salesTax,
  ...given,
})
const line = (variantId: number, quantity: number, unitPriceMinor: number, taxClass = 'standard') => ({
  variantId,
  quantity,
  unitPriceMinor,
  taxClass,
})

test('a German cart contains its VAT, per rate, and shipping is taxed as the goods are', () => {
  const priced = priceCart(
    germany({
      lines: [line(1, 2, 1190), line(2, 1, 1070, 'reduced')],
      shipping: { methodCode: 'parcel', priceMinor: 490 },
    }),
  )
  // 490 in proportion to 2380 : 1070 is 338 : 152.
  assert.deepEqual(priced.taxes, [
    { name: 'MwSt.', basisPoints: 1900, baseMinor: 2284, taxMinor: 434 },
    { name: 'MwSt.', basisPoints: 700, baseMinor: 1142, taxMinor: 80 },
  ])
  assert.equal(priced.totalMinor, 2380 + 1070 + 490)
  assert.deepEqual(
    priced.lines.map(({ taxMinor, grossMinor }) => [taxMinor, grossMinor]),
    [
      [380, 2380],
      [70, 1070],
    ],
  )
  assert.equal(priced.shippingTaxMinor, 54 + 10)
})

test('an American cart adds tax rounded once over the order, not once per line', () => {
  // 7.25 % of 1.05 is 0.076: three times 0.08 would be one cent more than 7.25 % of 3.15, which is 0.228.
  const priced = priceCart(california({ lines: [line(1, 1, 105), line(2, 1, 105), line(3, 1, 105)] }))
  assert.equal(priced.taxMinor, 23)
  assert.deepEqual(
    priced.lines.map((line) => line.taxMinor),
    [8, 8, 7],
  )
  assert.equal(priced.totalMinor, 315 + 23)
})

test('half a cent of tax is rounded up', () => {
  const rates = [{ name: 'Sales tax', taxClass: 'standard', basisPoints: 1000, onShipping: false }]
  assert.equal(priceCart(california({ lines: [line(1, 1, 5)], taxRates: rates })).taxMinor, 1)
  assert.equal(priceCart(california({ lines: [line(1, 1, 4)], taxRates: rates })).taxMinor, 0)
})

test('several taxes on one line are each rounded once', () => {
  const rates = [
    { name: 'State', taxClass: 'standard', basisPoints: 600, onShipping: true },
    { name: 'City', taxClass: 'standard', basisPoints: 125, onShipping: false },
  ]
  const priced = priceCart(
    california({ lines: [line(1, 1, 1999)], shipping: { methodCode: 'post', priceMinor: 500 }, taxRates: rates }),
  )
  assert.deepEqual(priced.taxes, [
    { name: 'State', basisPoints: 600, baseMinor: 2499, taxMinor: 150 },
    { name: 'City', basisPoints: 125, baseMinor: 1999, taxMinor: 25 },
  ])
  assert.equal(priced.totalMinor, 1999 + 500 + 175)
})

test('a percentage is rounded once per order and spread over the lines', () => {
  const priced = priceCart(
    germany({
      lines: [line(1, 1, 333), line(2, 1, 333), line(3, 1, 333), line(4, 2, 0)],
      discount: { code: 'TEN', kind: 'percentage', basisPoints: 1000 },
    }),
  )
  assert.equal(priced.discountMinor, 100)
  assert.deepEqual(
    priced.lines.map((priced) => priced.discountMinor),
    [34, 33, 33, 0],
  )
})

test('a fixed amount never takes off more than the goods cost, and leaves shipping', () => {
  const priced = priceCart(
    germany({
      lines: [line(1, 1, 700)],
      discount: { code: 'TWENTY', kind: 'fixed', amountMinor: 2000 },
      shipping: { methodCode: 'parcel', priceMinor: 490 },
    }),
  )
  assert.equal(priced.discountMinor, 700)
  assert.equal(priced.lines[0]?.grossMinor, 0)
  assert.equal(priced.totalMinor, 490)
  assert.equal(priced.taxMinor, 78)
})

test('a code of 100 % leaves what shipping costs, taxed as the goods would have been', () => {
  const priced = priceCart(
    germany({
      lines: [line(1, 1, 1000), line(2, 1, 1000, 'reduced')],
      discount: { code: 'GIFT', kind: 'percentage', basisPoints: 10_000 },
      shipping: { methodCode: 'parcel', priceMinor: 500 },
    }),
  )
  assert.equal(priced.totalMinor, 500)
  assert.deepEqual(
    priced.taxes.map((tax) => tax.baseMinor + tax.taxMinor),
    [250, 250],
  )
  const free = priceCart(
    germany({ lines: [line(1, 1, 1000)], discount: { code: 'GIFT', kind: 'percentage', basisPoints: 10_000 } }),
  )
  assert.equal(free.totalMinor, 0)
  assert.deepEqual(free.taxes, [])
})

test('a code for free shipping takes off shipping and nothing else', () => {
  const discount = { code: 'SHIP', kind: 'free-shipping' } as const
  const priced = priceCart(
    california({ lines: [line(1, 1, 1000)], discount, shipping: { methodCode: 'ground', priceMinor: 595 } }),
  )
  assert.equal(priced.shippingMinor, 0)
  assert.equal(priced.discountMinor, 0)
  assert.equal(priced.totalMinor, 1000 + 73)
  assert.deepEqual(priced.steps, [
    { step: 'line', variantId: 1, quantity: 1, unitPriceMinor: 1000, amountMinor: 1000 },
    { step: 'shipping', methodCode: 'ground', amountMinor: 595 },
    { step: 'shipping-discount', code: 'SHIP', amountMinor: -595 },
    { step: 'tax', name: 'Sales tax', basisPoints: 725, baseMinor: 1000, amountMinor: 73, containedMinor: 0 },
  ])
  assert.equal(priceCart(california({ lines: [line(1, 1, 1000)], discount })).shippingMinor, null)
})

test('while the destination is unknown, an American total says that tax is missing', () => {
  const priced = priceCart(california({ lines: [line(1, 1, 1000)], taxRates: null }))
  assert.equal(priced.taxIsKnown, false)
  assert.equal(priced.totalMinor, 1000)
  assert.equal(priceCart(california({ lines: [line(1, 1, 1000)], taxRates: [] })).taxIsKnown, true)
})

test('an empty cart costs nothing', () => {
  const priced = priceCart(germany({ discount: { code: 'TEN', kind: 'percentage', basisPoints: 1000 } }))
  assert.equal(priced.totalMinor, 0)
  assert.deepEqual(priced.steps, [])
})

test('amounts that are no whole numbers from 0 on are refused', () => {
  for (const broken of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    assert.throws(() => priceCart(germany({ lines: [line(1, 1, broken)] })), RangeError)
    assert.throws(() => priceCart(germany({ lines: [line(1, broken, 100)] })), RangeError)
    assert.throws(() => priceCart(germany({ shipping: { methodCode: 'x', priceMinor: broken } })), RangeError)
  }
  const overAll = { code: 'X', kind: 'percentage', basisPoints: 10_001 } as const
  assert.throws(() => priceCart(germany({ lines: [line(1, 1, 100)], discount: overAll })), RangeError)
})

test('whatever the order: each cent has a place, and no cent is lost or made', () => {
  fc.assert(
    fc.property(anOrder, (input) => {
      const priced = priceCart(input)
      assert.equal(priced.totalMinor, sumOf(priced.steps.map((step) => step.amountMinor)))
      const addedTax = input.taxStyle === 'added' ? priced.shippingTaxMinor : 0
      assert.equal(
        priced.totalMinor,
        sumOf(priced.lines.map((line) => line.grossMinor)) + (priced.shippingMinor ?? 0) + addedTax,
      )
      assert.equal(priced.subtotalMinor, sumOf(input.lines.map((line) => line.quantity * line.unitPriceMinor)))
      assert.equal(priced.discountMinor, sumOf(priced.lines.map((line) => line.discountMinor)))
      assert.equal(priced.taxMinor, sumOf(priced.lines.map((line) => line.taxMinor)) + priced.shippingTaxMinor)
      assert.equal(priced.taxMinor, sumOf(priced.taxes.map((tax) => tax.taxMinor)))
    }),
    { numRuns: 2000 },
  )
})

test('whatever the order: nothing is negative, and no discount is larger than its line', () => {
  fc.assert(
    fc.property(anOrder, (input) => {
      const priced = priceCart(input)
      for (const line of priced.lines) {
        assert.ok(line.discountMinor >= 0 && line.discountMinor <= line.subtotalMinor)
        assert.ok(line.taxMinor >= 0 && line.grossMinor >= 0)
      }
      for (const tax of priced.taxes) assert.ok(tax.taxMinor >= 0 && tax.baseMinor >= 0)
      assert.ok(priced.totalMinor >= 0 && priced.shippingTaxMinor >= 0)
    }),
    { numRuns: 2000 },
  )
})

test('whatever the order: each tax is within half a cent of its rate on its base', () => {
  fc.assert(
    fc.property(anOrder, (input) => {
      for (const { basisPoints, baseMinor, taxMinor } of priceCart(input).taxes) {
        // In the style 'included' the base is itself rounded.
        const slack = input.taxStyle === 'added' ? 0.5 : 0.5 + basisPoints / 10_000
        assert.ok(Math.abs(taxMinor - (baseMinor * basisPoints) / 10_000) <= slack + 1e-6)
      }
    }),
    { numRuns: 2000 },
  )
})

test('whatever the order: the order of its lines changes nothing', () => {
  const shuffled = anOrder.chain((input) =>
    fc
      .shuffledSubarray([...input.lines], { minLength: input.lines.length })
      .map((lines) => [input, { ...input, lines }] as const),
  )
  fc.assert(
    fc.property(shuffled, ([input, other]) => {
      const [a, b] = [priceCart(input), priceCart(other)]
      const byVariant = (lines: typeof a.lines) => [...lines].sort((x, y) => x.variantId - y.variantId)
      assert.deepEqual(byVariant(a.lines), byVariant(b.lines))
      assert.deepEqual({ ...a, lines: 0, steps: 0 }, { ...b, lines: 0, steps: 0 })
      assert.deepEqual(
        b.lines.map((line) => line.variantId),
        other.lines.map((line) => line.variantId),
      )
    }),
    { numRuns: 1000 },
  )
})

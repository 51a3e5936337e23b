import fc from 'fast-check'
import type { Discount, PricingInput, TaxRate } from '../../src/domain/pricing/priced-cart.ts'

/** Orders as no one would place them, for the property tests. */

const classes = ['standard', 'reduced', 'none']
const minor = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 500_000 }))

const lines = fc.uniqueArray(
  fc.record({
    variantId: fc.integer({ min: 1, max: 1000 }),
    quantity: fc.integer({ min: 1, max: 99 }),
    unitPriceMinor: minor,
    taxClass: fc.constantFrom(...classes),
  }),
  { selector: (line) => line.variantId, maxLength: 12 },
)

const discount: fc.Arbitrary<Discount | null> = fc.oneof(
  fc.constant(null),
  fc
    .oneof(fc.integer({ min: 1, max: 10_000 }), fc.constant(10_000))
    .map((basisPoints): Discount => ({ code: 'PERCENT', kind: 'percentage', basisPoints })),
  minor.map((amountMinor): Discount => ({ code: 'FIXED', kind: 'fixed', amountMinor })),
  fc.constant<Discount>({ code: 'SHIP', kind: 'free-shipping' }),
)

const taxRates: fc.Arbitrary<TaxRate[]> = fc.array(
  fc.record({
    name: fc.constantFrom('State', 'County', 'City'),
    taxClass: fc.constantFrom('standard', 'reduced'),
    basisPoints: fc.integer({ min: 0, max: 3000 }),
    onShipping: fc.boolean(),
  }),
  { maxLength: 5 },
)

export const anOrder: fc.Arbitrary<PricingInput> = fc.record({
  currency: fc.constant('EUR'),
  taxStyle: fc.constantFrom('added', 'included'),
  lines,
  discount,
  shipping: fc.option(fc.record({ methodCode: fc.constant('parcel'), priceMinor: minor })),
  taxRates: fc.option(taxRates),
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsOf } from '../../../test/helpers/visitor.ts'
import type { CartView } from '../../domain/carts/view-cart.ts'
import { priceCart } from '../../domain/pricing/price-cart.ts'
import type { PricingInput } from '../../domain/pricing/priced-cart.ts'
import type { Locale, Words } from '../../domain/settings/market.ts'
import { html } from '../../kit/html.ts'
import { summary } from '../../ui/summary.ts'
import { pricedRows, sumRows } from './cart-words.ts'

const speaker = (locale: Locale) => ({ locale, say: (words: Words) => words[locale] })

const shown = (locale: Locale, input: Partial<PricingInput>, code: string | null = null): string => {
  const priced = priceCart({
    currency: 'USD',
    taxStyle: 'added',
    lines: [
      { variantId: 1, quantity: 2, unitPriceMinor: 1800, taxClass: 'standard' },
      { variantId: 2, quantity: 1, unitPriceMinor: 1250, taxClass: 'reduced' },
    ],
    discount: null,
    shipping: { methodCode: 'standard', priceMinor: 590 },
    taxRates: null,
    ...input,
  })
  const rows = pricedRows(speaker(locale), priced, { code, shipping: '<b>Standard</b>' })
  return wordsOf(html`${summary(rows)}`.text).replace(/\u00a0/g, ' ')
}

const rate = (taxClass: string, name: string, basisPoints: number) => ({
  taxClass,
  name,
  basisPoints,
  onShipping: false,
})

test('tax that is added stands in rows of its own, each with what it was taken of', () => {
  const taxRates = [rate('standard', 'Sales tax', 725), rate('reduced', 'Sales tax', 100)]
  assert.equal(
    shown('en', { taxRates }),
    'Subtotal $48.50 Shipping <b>Standard</b> $5.90 Sales tax 7.25% of $36.00 $2.61 Sales tax 1% of $12.50 $0.13 Total $57.14',
  )
})

test('where nothing is added the row says so; before the address is known it says that tax is to come', () => {
  assert.match(shown('en', { taxRates: [] }), /Sales tax \$0\.00 Total \$54\.40$/)
  assert.match(shown('en', { taxRates: null }), /Total plus sales tax, shown at checkout \$54\.40$/)
})

test('tax that is contained is told below the total, by rate', () => {
  const taxRates = [rate('standard', 'MwSt.', 1900), rate('reduced', 'MwSt.', 700)]
  assert.match(
    shown('de', { currency: 'EUR', taxStyle: 'included', taxRates }),
    /Gesamt inkl\. MwSt\. 5,75 € \(19 %\) \+ 0,82 € \(7 %\) 54,40 €$/,
  )
})

test('a discount is taken off in sight, and free shipping is a word', () => {
  const discount = { kind: 'percentage', code: 'WELCOME10', basisPoints: 1000 } as const
  assert.match(shown('en', { discount, taxRates: [] }, 'WELCOME10'), /Discount WELCOME10 − \$4\.85/)
  const free = { kind: 'free-shipping', code: 'FREESHIP' } as const
  assert.match(shown('en', { discount: free, taxRates: [] }, 'FREESHIP'), /Shipping <b>Standard<\/b> Free/)
})

test('while shipping is an estimate the tax that the total contains is not told to the cent', () => {
  const priced = priceCart({
    currency: 'EUR',
    taxStyle: 'included',
    lines: [{ variantId: 1, quantity: 1, unitPriceMinor: 890, taxClass: 'reduced' }],
    discount: null,
    shipping: null,
    taxRates: [rate('reduced', 'MwSt.', 700)],
  })
  const view = (priceMinor: number) => {
    const preview = { name: 'Standardversand', priceMinor }
    return {
      priced,
      preview,
      method: null,
      shippingOptions: [],
      discount: null,
      cart: { code: null },
    } as unknown as CartView
  }
  const words = (priceMinor: number) =>
    wordsOf(html`${summary(sumRows(speaker('de'), view(priceMinor)))}`.text).replace(/\u00a0/g, ' ')
  assert.match(words(390), /Gesamt inkl\. MwSt\. 12,80 €$/)
  assert.match(words(0), /Gesamt inkl\. MwSt\. 0,58 € \(7 %\) 8,90 €$/)
})

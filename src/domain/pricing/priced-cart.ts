import type { Discount } from '../promotions/discount.ts'
import type { TaxRate } from '../tax/tax-rate.ts'

/** What pricing takes and gives. Money in whole minor units of one currency, rates in basis points (1 % = 100). */

export type { Discount, TaxRate }

export type PricingInput = {
  currency: string
  taxStyle: 'added' | 'included'
  lines: readonly { variantId: number; quantity: number; unitPriceMinor: number; taxClass: string }[]
  discount: Discount | null
  /** Null while no method is chosen. */
  shipping: { methodCode: string; priceMinor: number } | null
  /** Rates at the destination. Null while it is unknown: in the style 'added' the total is then without tax. */
  taxRates: readonly TaxRate[] | null
}

export type PricedLine = {
  variantId: number
  quantity: number
  unitPriceMinor: number
  /** quantity × unit price, before the discount. */
  subtotalMinor: number
  discountMinor: number
  /** The line's share of the tax that was rounded once per rate and order. */
  taxMinor: number
  /** What is paid for the line: with discount and tax. */
  grossMinor: number
}

/** Where cents come from, in words for machines; pages find their own. Amounts add up to the total. */
export type PriceStep =
  | { step: 'line'; variantId: number; quantity: number; unitPriceMinor: number; amountMinor: number }
  | { step: 'discount'; code: string; amountMinor: number }
  | { step: 'shipping'; methodCode: string; amountMinor: number }
  | { step: 'shipping-discount'; code: string; amountMinor: number }
  /** In the style 'included' the amount is 0 and `containedMinor` says how much of the sum is tax. */
  | { step: 'tax'; name: string; basisPoints: number; baseMinor: number; amountMinor: number; containedMinor: number }

export type PricedCart = {
  currency: string
  taxStyle: 'added' | 'included'
  lines: PricedLine[]
  /** Sum of the lines before the discount. */
  subtotalMinor: number
  discountMinor: number
  /** What shipping costs after a free-shipping code; null while no method is chosen. */
  shippingMinor: number | null
  shippingTaxMinor: number
  taxes: { name: string; basisPoints: number; baseMinor: number; taxMinor: number }[]
  taxMinor: number
  /** False while the destination is unknown and tax would be added. */
  taxIsKnown: boolean
  totalMinor: number
  steps: PriceStep[]
}

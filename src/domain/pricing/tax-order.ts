import type { TaxRate } from './priced-cart.ts'
import { divideRounded, spread, sumOf } from './rounding.ts'

/** Something that is paid for: a line, or the part of shipping that goes with one tax class. */
export type TaxedPart = { amountMinor: number; taxClass: string; isShipping: boolean }

export type OrderTax = {
  name: string
  basisPoints: number
  /** Without tax. */
  baseMinor: number
  taxMinor: number
  /** The tax by part, in the order of the parts. */
  shares: number[]
}

/**
 * The taxes of an order: each rate is rounded once over everything that it applies to, then spread over the parts.
 * Rates with the same name and height are one. A tax class without a rate is not taxed.
 */
export function taxOrder(
  style: 'added' | 'included',
  rates: readonly TaxRate[],
  parts: readonly TaxedPart[],
): OrderTax[] {
  const ratesOf = parts.map((part) =>
    rates.filter((rate) => rate.taxClass === part.taxClass && (rate.onShipping || !part.isShipping)),
  )
  // An amount that contains its tax is 100 % plus all the rates on it.
  const wholes = ratesOf.map((own) => 10_000 + (style === 'included' ? sumOf(own.map((rate) => rate.basisPoints)) : 0))
  const common = [...new Set(wholes)].reduce((product, whole) => product * BigInt(whole), 1n)

  const keyOf = (rate: TaxRate) => `${rate.basisPoints} ${rate.name}`
  const kinds = new Map(rates.map((rate) => [keyOf(rate), rate]))
  return [...kinds]
    .sort(([a, x], [b, y]) => y.basisPoints - x.basisPoints || (a < b ? -1 : 1))
    .map(([key, { name, basisPoints }]) => {
      const amounts = parts.map((part, i) => (ratesOf[i]?.some((rate) => keyOf(rate) === key) ? part.amountMinor : 0))
      const weights = amounts.map((amount, i) => (BigInt(amount) * common) / BigInt(wholes[i] ?? 1))
      const total = (height: (i: number) => number) =>
        divideRounded(
          weights.reduce((sum, weight, i) => sum + weight * BigInt(height(i)), 0n),
          common,
        )
      const taxMinor = total(() => basisPoints)
      const contained = style === 'included' ? total((i) => (wholes[i] ?? 10_000) - 10_000) : 0
      return { name, basisPoints, baseMinor: sumOf(amounts) - contained, taxMinor, shares: spread(taxMinor, weights) }
    })
    .filter((tax) => tax.baseMinor + tax.taxMinor > 0)
}

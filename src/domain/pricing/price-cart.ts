import type { Discount, PricedCart, PricedLine, PriceStep, PricingInput } from './priced-cart.ts'
import { basisPointsOf, spread, sumOf } from './rounding.ts'
import { type TaxedPart, taxOrder } from './tax-order.ts'

/**
 * What a cart costs and where each cent comes from. Pure: the same input gives the same answer, and the order of the
 * lines changes nothing but the order of the lines.
 */
export function priceCart(input: PricingInput): PricedCart {
  refuseBrokenAmounts(input)
  const { currency, taxStyle, discount, shipping } = input
  // Split cents fall by this order, whatever order the lines came in.
  const lines = input.lines
    .map((line, index) => ({ ...line, index, subtotalMinor: line.quantity * line.unitPriceMinor }))
    .sort((a, b) => a.variantId - b.variantId || a.subtotalMinor - b.subtotalMinor || a.quantity - b.quantity)

  const subtotals = lines.map((line) => line.subtotalMinor)
  const subtotalMinor = sumOf(subtotals)
  const discountMinor = discountOn(subtotalMinor, discount)
  const discounts = spread(discountMinor, subtotals)
  const goods: TaxedPart[] = lines.map((line, i) => ({
    amountMinor: line.subtotalMinor - (discounts[i] ?? 0),
    taxClass: line.taxClass,
    isShipping: false,
  }))

  const shippingOffMinor = shipping && discount?.kind === 'free-shipping' ? shipping.priceMinor : 0
  const shippingMinor = shipping ? shipping.priceMinor - shippingOffMinor : null
  const parts = [...goods, ...shippingParts(shippingMinor ?? 0, goods, subtotals)]
  const taxes = taxOrder(taxStyle, input.taxRates ?? [], parts)
  const taxOf = (index: number) => sumOf(taxes.map((tax) => tax.shares[index] ?? 0))
  const added = (taxMinor: number) => (taxStyle === 'added' ? taxMinor : 0)

  const pricedLines: PricedLine[] = []
  for (const [i, { index, variantId, quantity, unitPriceMinor, subtotalMinor }] of lines.entries()) {
    const taxMinor = taxOf(i)
    pricedLines[index] = {
      variantId,
      quantity,
      unitPriceMinor,
      subtotalMinor,
      discountMinor: discounts[i] ?? 0,
      taxMinor,
      grossMinor: (goods[i]?.amountMinor ?? 0) + added(taxMinor),
    }
  }

  const steps: PriceStep[] = pricedLines.map(({ variantId, quantity, unitPriceMinor, subtotalMinor }) => ({
    step: 'line',
    variantId,
    quantity,
    unitPriceMinor,
    amountMinor: subtotalMinor,
  }))
  if (discount && discountMinor > 0) steps.push({ step: 'discount', code: discount.code, amountMinor: -discountMinor })
  if (shipping) steps.push({ step: 'shipping', methodCode: shipping.methodCode, amountMinor: shipping.priceMinor })
  if (discount && shippingOffMinor > 0)
    steps.push({ step: 'shipping-discount', code: discount.code, amountMinor: -shippingOffMinor })
  for (const { name, basisPoints, baseMinor, taxMinor } of taxes)
    steps.push({
      step: 'tax',
      name,
      basisPoints,
      baseMinor,
      amountMinor: added(taxMinor),
      containedMinor: taxMinor - added(taxMinor),
    })

  return {
    currency,
    taxStyle,
    lines: pricedLines,
    subtotalMinor,
    discountMinor,
    shippingMinor,
    shippingTaxMinor: sumOf(parts.map((part, i) => (part.isShipping ? taxOf(i) : 0))),
    taxes: taxes.map(({ name, basisPoints, baseMinor, taxMinor }) => ({ name, basisPoints, baseMinor, taxMinor })),
    taxMinor: sumOf(taxes.map((tax) => tax.taxMinor)),
    taxIsKnown: taxStyle === 'included' || input.taxRates !== null,
    totalMinor: sumOf(steps.map((step) => step.amountMinor)),
    steps,
  }
}

/** What a discount takes off the goods: rounded once, never more than they cost. */
export function discountOn(subtotalMinor: number, discount: Discount | null): number {
  if (discount?.kind === 'percentage') return basisPointsOf(subtotalMinor, discount.basisPoints)
  if (discount?.kind === 'fixed') return Math.min(discount.amountMinor, subtotalMinor)
  return 0
}

/** Shipping is ancillary to the goods: it is taxed as they are, in proportion to what is paid for each tax class. */
function shippingParts(shippingMinor: number, goods: readonly TaxedPart[], subtotals: readonly number[]): TaxedPart[] {
  const classes = [...new Set(goods.map((part) => part.taxClass))].sort()
  const worthOf = (amounts: readonly number[]) =>
    classes.map((taxClass) => sumOf(amounts.filter((_, i) => goods[i]?.taxClass === taxClass)))
  const paid = worthOf(goods.map((part) => part.amountMinor))
  // With a code of 100 % nothing is paid for the goods: their regular worth decides.
  const weights = sumOf(paid) > 0 ? paid : worthOf(subtotals)
  const amounts = spread(shippingMinor, weights)
  return classes.map((taxClass, i) => ({ amountMinor: amounts[i] ?? 0, taxClass, isShipping: true }))
}

function refuseBrokenAmounts({ lines, discount, shipping, taxRates }: PricingInput): void {
  const amounts = [
    ...lines.flatMap((line) => [line.quantity, line.unitPriceMinor, line.quantity * line.unitPriceMinor]),
    sumOf(lines.map((line) => line.quantity * line.unitPriceMinor)),
    shipping?.priceMinor ?? 0,
    ...(taxRates ?? []).map((rate) => rate.basisPoints),
    discount?.kind === 'fixed' ? discount.amountMinor : 0,
  ]
  const broken = amounts.find((amount) => !Number.isSafeInteger(amount) || amount < 0)
  if (broken !== undefined) throw new RangeError(`${broken} is no amount: whole numbers from 0 on are.`)
  if (discount?.kind === 'percentage' && !(discount.basisPoints >= 0 && discount.basisPoints <= 10_000))
    throw new RangeError(`A discount of ${discount.basisPoints} basis points is not between 0 and 10000.`)
}

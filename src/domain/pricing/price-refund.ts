import type { PricedCart } from './priced-cart.ts'
import { divideRounded, sumOf } from './rounding.ts'

/** Pieces to take back, and whether shipping is given back as well. */
export type RefundAsk = { lines: readonly { variantId: number; quantity: number }[]; shipping: boolean }

export type PricedRefund =
  | {
      ok: true
      lines: { variantId: number; quantity: number; amountMinor: number; taxMinor: number }[]
      shippingMinor: number
      shippingTaxMinor: number
      totalMinor: number
    }
  | { ok: false; problem: 'more-than-bought' }

export type PaidOrder = Pick<PricedCart, 'taxStyle' | 'lines' | 'shippingMinor' | 'shippingTaxMinor'>

/**
 * What is paid back for some pieces of an order, after the refunds `before`. The n-th piece of a line is always worth the
 * same, and all pieces together exactly what was paid, however they are grouped into refunds.
 */
export function priceRefund(paid: PaidOrder, ask: RefundAsk, before: readonly RefundAsk[]): PricedRefund {
  const tooMuch: PricedRefund = { ok: false, problem: 'more-than-bought' }
  if (ask.shipping && (paid.shippingMinor === null || before.some((refund) => refund.shipping))) return tooMuch

  const asked = Map.groupBy(ask.lines, (line) => line.variantId)
  const lines = []
  for (const [variantId, parts] of asked) {
    const quantity = sumOf(parts.map((part) => part.quantity))
    const line = paid.lines.find((bought) => bought.variantId === variantId)
    const gone = sumOf(
      before.flatMap((refund) => refund.lines.filter((old) => old.variantId === variantId).map((old) => old.quantity)),
    )
    const whole = parts.every((part) => Number.isSafeInteger(part.quantity) && part.quantity > 0)
    if (!line || !whole || gone + quantity > line.quantity) return tooMuch
    const worth = (amountMinor: number, pieces: number) =>
      divideRounded(BigInt(amountMinor) * BigInt(pieces), BigInt(line.quantity))
    const next = (amountMinor: number) => worth(amountMinor, gone + quantity) - worth(amountMinor, gone)
    lines.push({ variantId, quantity, amountMinor: next(line.grossMinor), taxMinor: next(line.taxMinor) })
  }

  const shippingTaxMinor = ask.shipping ? paid.shippingTaxMinor : 0
  const shippingMinor = ask.shipping
    ? (paid.shippingMinor ?? 0) + (paid.taxStyle === 'added' ? shippingTaxMinor : 0)
    : 0
  const totalMinor = shippingMinor + sumOf(lines.map((line) => line.amountMinor))
  return { ok: true, lines, shippingMinor, shippingTaxMinor, totalMinor }
}

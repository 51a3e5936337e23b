export type Price = { amountMinor: number; wasMinor: number | null; lowest30Minor: number | null }

export type PriceWish = {
  amountMinor: number
  /** The regular price while this one is reduced; null: not reduced; absent: stays as it is. */
  wasMinor?: number | null
}

/** A reduction tells the lowest price of so many days before it. */
export const omnibusDays = 30

/**
 * The price that follows from a wish. Directive 98/6/EC, Article 6a: a reduction names the lowest price of the 30 days
 * before it. While a reduction only grows, its first such price stays (Article 6a (5); in Germany § 11 (2) PAngV).
 * `lowestBefore` is the lowest price of those days, the present one included; null for what was not for sale.
 */
export function nextPrice(present: Price | null, wish: PriceWish, lowestBefore: number | null): Price {
  const { amountMinor } = wish
  const was = wish.wasMinor === undefined ? (present?.wasMinor ?? null) : wish.wasMinor
  // A regular price that is not above the present one says nothing any more.
  if (was === null || was <= amountMinor) return { amountMinor, wasMinor: null, lowest30Minor: null }
  const grows = present !== null && present.wasMinor !== null && amountMinor <= present.amountMinor
  return { amountMinor, wasMinor: was, lowest30Minor: (grows ? present.lowest30Minor : lowestBefore) ?? was }
}

export const samePrice = (a: Price | null, b: Price | null): boolean =>
  a?.amountMinor === b?.amountMinor && a?.wasMinor === b?.wasMinor && a?.lowest30Minor === b?.lowest30Minor

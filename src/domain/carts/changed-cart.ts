import {
  type Bought,
  type Cart,
  type CartChange,
  type CartLine,
  keptKeys,
  maxLines,
  maxQuantity,
} from './cart-store.ts'

/*
 * What becomes of a cart, for stores that read a whole cart and write it back: pure, so that a store may try again with what
 * somebody else has written meanwhile. PostgreSQL does the same inside its statements.
 */

/** `version`: of a cart that stood under this id before and has expired. */
export const emptyCart = (id: string, market: string, now: Date, version = 0): Cart => ({
  id,
  market,
  personId: null,
  code: null,
  version,
  lines: [],
  doneKeys: [],
  updatedAt: now,
})

/** Null: it has been done under this key before. */
export function changedCart(cart: Cart, change: CartChange, now: Date): Cart | null {
  const after = { ...cart, version: Math.max(cart.version, 1), updatedAt: now }
  const next = { ...after, version: cart.version + 1 }
  switch (change.kind) {
    case 'add': {
      const { key } = change
      if (key !== undefined && cart.doneKeys.includes(key)) return null
      const doneKeys = key === undefined ? cart.doneKeys : [key, ...cart.doneKeys].slice(0, keptKeys)
      return { ...next, lines: linesWith(cart.lines, [lineOf(change, now)], sum), doneKeys }
    }
    case 'set':
      return { ...next, lines: linesWith(cart.lines, [lineOf({ ...change, seenPriceMinor: null }, now)], last) }
    case 'code':
      return { ...next, code: change.code }
    case 'person':
      return { ...after, personId: change.personId }
    case 'seen': {
      const seen = new Map(change.prices.map(({ variantId, priceMinor }) => [variantId, priceMinor]))
      const lines = cart.lines.map((line) => ({
        ...line,
        seenPriceMinor: seen.get(line.variantId) ?? line.seenPriceMinor,
      }))
      return { ...after, lines, updatedAt: cart.updatedAt }
    }
  }
}

/** The own code and person stay; where there are none, those of the other cart count. */
export const mergedCart = (into: Cart, from: Cart, now: Date): Cart => ({
  ...into,
  version: into.version + 1,
  lines: linesWith(into.lines, from.lines, sum),
  code: into.code ?? from.code,
  personId: into.personId ?? from.personId,
  updatedAt: now,
})

/** Empties the cart if it still has the version that was bought, else takes the pieces off. */
export function cartAfterOrder(cart: Cart, bought: Bought, now: Date): Cart {
  const next = { ...cart, version: cart.version + 1, updatedAt: now }
  if (cart.version === bought.version) return { ...next, lines: [], code: null }
  const less = bought.lines.map(({ variantId, quantity }) =>
    lineOf({ variantId, quantity: -quantity, seenPriceMinor: null }, now),
  )
  return { ...next, lines: linesWith(cart.lines, less, sum) }
}

const lineOf = (given: Omit<CartLine, 'addedAt'>, now: Date): CartLine => ({
  variantId: given.variantId,
  quantity: Math.min(given.quantity, maxQuantity),
  seenPriceMinor: given.seenPriceMinor,
  addedAt: now.toISOString(),
})

const sum = (there: number, other: number) => there + other
const last = (_: number, other: number) => other

/** One line per variant at its first place, with what was noted there first. Lines of 0 go; what is beyond the limits stays out. */
function linesWith(
  lines: readonly CartLine[],
  others: readonly CartLine[],
  quantityOf: (there: number, other: number) => number,
): CartLine[] {
  const merged = new Map(lines.map((line) => [line.variantId, line]))
  for (const other of others) {
    const there = merged.get(other.variantId)
    merged.set(other.variantId, there ? { ...there, quantity: quantityOf(there.quantity, other.quantity) } : other)
  }
  return [...merged.values()]
    .filter(({ quantity }) => quantity > 0)
    .slice(0, maxLines)
    .map((line) => ({ ...line, quantity: Math.min(line.quantity, maxQuantity) }))
}

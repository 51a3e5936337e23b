import type { Tx } from '../../kit/db.ts'
import { nextPrice, type Price, type PriceWish, samePrice } from './price.ts'
import {
  deletePrices,
  insertHistory,
  lockPrices,
  lowestOfHistory,
  type PriceKey,
  type PriceRow,
  upsertPrices,
} from './price-table.ts'

/** Null: the market does not sell it any more. */
export type PriceChange = PriceKey & { wish: PriceWish | null }
export type PriceChanged = PriceKey & { before: Price | null; price: Price | null }

const nameOf = ({ variantId, market }: PriceKey) => `${variantId} ${market}`

/** Sets prices, with their history and the lowest price before a reduction; answers those that differ now. At most 5 statements. */
export async function changePrices(tx: Tx, changes: readonly PriceChange[], now: Date): Promise<PriceChanged[]> {
  if (changes.length === 0) return []
  const present = new Map((await lockPrices(tx, changes)).map((row) => [nameOf(row), row]))
  const reduced = changes.filter(({ wish }) => wish !== null && wish.wasMinor !== null)
  const history = new Map(
    (reduced.length > 0 ? await lowestOfHistory(tx, reduced, now) : []).map((row) => [nameOf(row), row.lowestMinor]),
  )
  const changed = changes.flatMap(({ wish, ...key }) => {
    const row = present.get(nameOf(key)) ?? null
    const lows = [row?.amountMinor, history.get(nameOf(key))].filter((amount) => amount !== undefined)
    const price = wish && nextPrice(row, wish, lows.length > 0 ? Math.min(...lows) : null)
    if (samePrice(row, price)) return []
    const since = row && price && row.amountMinor === price.amountMinor ? row.since : now
    return [{ ...key, before: row, price, since }]
  })
  const set = changed.flatMap(({ price, before: _, ...key }): PriceRow[] => (price ? [{ ...key, ...price }] : []))
  const gone = changed.filter(({ price }) => price === null)
  const over = changed.flatMap(({ before, price }) =>
    before && before.amountMinor !== price?.amountMinor ? [before] : [],
  )
  if (over.length > 0) await insertHistory(tx, over, now)
  if (set.length > 0) await upsertPrices(tx, set)
  if (gone.length > 0) await deletePrices(tx, gone)
  return changed
}

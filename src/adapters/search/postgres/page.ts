import type { ProductHits, ProductQuery } from '../../../domain/search/search-index.ts'
import { type Cursor, readCursor, writeCursor } from '../cursor.ts'
import { type Bits, hasBit } from './bits.ts'
import { countBefore, type Order } from './orders.ts'
import type { Shelf } from './shelf.ts'

export type Page = Pick<ProductHits, 'productIds' | 'next' | 'previous'>

/** Cuts a page out of an order: of all of it, or of those that are in `part`. */
export function cutPage(shelf: Shelf, order: Order, part: Bits | null, query: ProductQuery): Page {
  const { limit, sort } = query
  const cursor = readCursor(query.after, sort)
  const idAt = (i: number) => shelf.productId[order.placeAt(i)] ?? 0
  const fits = (i: number) => !part || hasBit(part, order.placeAt(i))
  const before = cursor ? countBefore(shelf, order, cursor.key, cursor.productId) : 0
  const after =
    cursor && before < order.length && order.keyAt(before) === cursor.key && idAt(before) === cursor.productId
      ? before + 1
      : before
  const at: number[] = []
  let [others, more] = [false, false]
  if (cursor?.direction === 'before') {
    let i = before - 1
    for (; i >= 0 && at.length < limit; i--) if (fits(i)) at.push(i)
    // A page before the first full one is the first page, so that no page is short but the last.
    if (at.length < limit) return cutPage(shelf, order, part, { ...query, after: null })
    at.reverse()
    while (i >= 0 && !fits(i)) i--
    others = i >= 0
    let next = before
    while (next < order.length && !fits(next)) next++
    more = next < order.length
  } else {
    let i = after
    for (; i < order.length && at.length < limit; i++) if (fits(i)) at.push(i)
    while (i < order.length && !fits(i)) i++
    more = i < order.length
    let previous = after - 1
    while (previous >= 0 && !fits(previous)) previous--
    others = previous >= 0
  }
  const cursorAt = (i: number | undefined, direction: Cursor['direction']) =>
    i === undefined ? null : writeCursor({ sort, direction, key: order.keyAt(i), productId: idAt(i) })
  return {
    productIds: at.map(idAt),
    next: more ? cursorAt(at.at(-1), 'after') : null,
    previous: others ? cursorAt(at[0], 'before') : null,
  }
}

import type { ShelfItem } from '../browse/shelf.ts'
import type { CartLine } from './cart-store.ts'

/** What has changed since a line was put into the cart. What `blocks` must be settled before the order. */
export type LineNotice =
  | { notice: 'price-went-up' | 'price-went-down'; fromMinor: number; toMinor: number; blocks: false }
  /** More pieces are in the cart than there are. */
  | { notice: 'only-n-left'; left: number; blocks: true }
  | { notice: 'sold-out' | 'no-longer-sold'; blocks: true }

export function noticesOf(line: CartLine, item: Pick<ShelfItem, 'price' | 'available'> | null): LineNotice[] {
  if (!item) return [{ notice: 'no-longer-sold', blocks: true }]
  if (item.available === 0) return [{ notice: 'sold-out', blocks: true }]
  const notices: LineNotice[] = []
  const [fromMinor, toMinor] = [line.seenPriceMinor ?? item.price.amountMinor, item.price.amountMinor]
  if (fromMinor !== toMinor)
    notices.push({
      notice: fromMinor < toMinor ? 'price-went-up' : 'price-went-down',
      fromMinor,
      toMinor,
      blocks: false,
    })
  if (item.available < line.quantity) notices.push({ notice: 'only-n-left', left: item.available, blocks: true })
  return notices
}

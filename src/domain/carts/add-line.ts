import { z } from 'zod'
import { readKeptItems } from '../browse/read-items.ts'
import type { ShelfItem } from '../browse/shelf.ts'
import type { Shop } from '../shop.ts'
import { quantityToAdd, variantId } from './cart-input.ts'
import type { CartPlace } from './cart-place.ts'
import { type Cart, maxLines, maxQuantity } from './cart-store.ts'

export const addLineForm = z.object({ variantId, quantity: quantityToAdd.default(1) })

export type LineAdded =
  /** `added` may be fewer than asked: what is left, or what fits on a line. `quantity`: on the line now. */
  | { ok: true; cart: Cart; item: ShelfItem; added: number; quantity: number }
  | { ok: false; problem: 'invalid-input' | 'other-market' | 'not-for-sale' | 'cart-full' }
  | { ok: false; problem: 'sold-out'; item: ShelfItem }
  /** All that can be had is in the cart already. */
  | { ok: false; problem: 'no-more-left'; item: ShelfItem; quantity: number }

/**
 * Puts pieces of a variant into the cart, as many as there are. Holds no stock: that happens at the order. The same `key` adds
 * once. 1 statement into a new cart, else 2, and 1 more where the variant is not kept.
 */
export async function addLine(
  shop: Pick<Shop, 'db' | 'carts' | 'clock' | 'markets' | 'memory'>,
  { cartId, place, isNew }: CartPlace & { isNew?: boolean },
  input: z.input<typeof addLineForm>,
  key?: string,
): Promise<LineAdded> {
  const form = addLineForm.safeParse(input)
  if (!form.success) return { ok: false, problem: 'invalid-input' }
  const [cart, [item]] = await Promise.all([
    isNew ? null : shop.carts.read(cartId),
    readKeptItems(shop, place, [form.data.variantId]),
  ])
  if (cart && cart.market !== place.market) return { ok: false, problem: 'other-market' }
  if (!item) return { ok: false, problem: 'not-for-sale' }
  if (cart && key !== undefined && cart.doneKeys.includes(key)) {
    const quantity = quantityOf(cart, item.variantId)
    return { ok: true, cart, item, added: Math.min(form.data.quantity, quantity), quantity }
  }
  if (item.available === 0) return { ok: false, problem: 'sold-out', item }

  const before = cart ? quantityOf(cart, item.variantId) : 0
  if (cart && before === 0 && cart.lines.length >= maxLines) return { ok: false, problem: 'cart-full' }
  const added = Math.min(form.data.quantity, Math.min(item.available, maxQuantity) - before)
  if (added < 1) return { ok: false, problem: 'no-more-left', item, quantity: before }

  const changed = await shop.carts.change(cartId, place.market, {
    kind: 'add',
    variantId: item.variantId,
    quantity: added,
    seenPriceMinor: item.price.amountMinor,
    key,
  })
  return { ok: true, cart: changed, item, added, quantity: quantityOf(changed, item.variantId) }
}

const quantityOf = (cart: Cart, variantId: number): number =>
  cart.lines.find((line) => line.variantId === variantId)?.quantity ?? 0

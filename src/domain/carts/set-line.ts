import { z } from 'zod'
import { readItems } from '../browse/read-items.ts'
import type { Shop } from '../shop.ts'
import { quantityToSet, variantId } from './cart-input.ts'
import type { CartPlace } from './cart-place.ts'
import { type Cart, maxLines } from './cart-store.ts'

export const setLineForm = z.object({ variantId, quantity: quantityToSet })

export type LineSet =
  /** `quantity` may be less than asked: what is left. `before` set again undoes it. */
  | { ok: true; cart: Cart; quantity: number; before: { variantId: number; quantity: number } }
  | { ok: false; problem: 'invalid-input' | 'no-cart' | 'not-for-sale' | 'sold-out' | 'cart-full' }

/** Sets how many pieces of a variant are in the cart; 0 removes the line. At most 3 statements. */
export async function setLine(
  shop: Pick<Shop, 'db' | 'carts' | 'clock' | 'markets'>,
  { cartId, place }: CartPlace,
  input: z.input<typeof setLineForm>,
): Promise<LineSet> {
  const form = setLineForm.safeParse(input)
  if (!form.success) return { ok: false, problem: 'invalid-input' }
  const { variantId } = form.data
  const cart = await shop.carts.read(cartId)
  if (cart?.market !== place.market) return { ok: false, problem: 'no-cart' }
  const before = { variantId, quantity: cart.lines.find((line) => line.variantId === variantId)?.quantity ?? 0 }

  let { quantity } = form.data
  // What is no longer sold can still be removed or reduced.
  if (quantity > before.quantity) {
    const [item] = await readItems(shop, place, [variantId])
    if (!item) return { ok: false, problem: 'not-for-sale' }
    if (item.available === 0) return { ok: false, problem: 'sold-out' }
    if (before.quantity === 0 && cart.lines.length >= maxLines) return { ok: false, problem: 'cart-full' }
    quantity = Math.min(quantity, item.available)
  }
  const changed = await shop.carts.change(cartId, cart.market, { kind: 'set', variantId, quantity })
  return { ok: true, cart: changed, quantity, before }
}

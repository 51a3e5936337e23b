import type { z } from 'zod'
import type { Cart, CartStore } from '../../../domain/carts/cart-store.ts'
import { viewCart } from '../../../domain/carts/view-cart.ts'
import { readWaitingOrder } from '../../../domain/checkout/read-checkout.ts'
import type { SignedIn } from '../../../domain/customers/session.ts'
import type { Shop } from '../../../domain/shop.ts'
import { isCartId } from '../../../kit/ids.ts'
import type { Call } from '../endpoint.ts'
import { type Refusal, refuse } from '../problems.ts'
import { type cartSchema, type Shown, shownCart } from './cart-answer.ts'

export type Caller = Pick<Call, 'shop' | 'place' | 'market' | 'path'> & { person(): Promise<SignedIn | null> }

/**
 * The cart of an address, for who may open it: a guest's cart for everybody who has its id, a shopper's for that shopper only.
 * Whatever is wrong, the answer is the same.
 */
export async function openCart(call: Caller, cartId: string): Promise<Cart | Refusal<'cart-unknown'>> {
  const cart = isCartId(cartId) ? await call.shop.carts.read(cartId) : null
  if (cart?.market !== call.place.market) return refuse('cart-unknown')
  if (cart.personId !== null && cart.personId !== (await call.person())?.personId) return refuse('cart-unknown')
  return cart
}

/** The shop for a verb that begins by reading the cart: the one that was just read will do. */
export function withCart(shop: Shop, cart: Cart): Shop {
  const read: CartStore['read'] = async () => cart
  return { ...shop, carts: Object.assign(Object.create(shop.carts), { read }) }
}

/** A cart with its prices as they are now. Pieces that its own unpaid order holds can be had. */
export async function showCart(call: Shown, cart: Cart): Promise<z.input<typeof cartSchema>> {
  const { held, waiting } = await readWaitingOrder(call.shop, cart.id)
  const view = await viewCart(withCart(call.shop, cart), { cartId: cart.id, place: call.place, held })
  if (!view) throw new Error('A cart is gone while it is being shown.')
  return shownCart(call, view, waiting)
}

/** The cart that a signed-in shopper fills or orders becomes the shopper's own: who knew its id before is out. */
export async function ownCart({ shop, person }: Caller, cart: Cart): Promise<Cart> {
  const signedIn = await person()
  if (!signedIn || cart.personId === signedIn.personId) return cart
  return shop.carts.change(cart.id, cart.market, { kind: 'person', personId: signedIn.personId })
}

import type { Shop } from '../shop.ts'
import type { Cart } from './cart-store.ts'

/** Takes the discount code off the cart. Null: there is no such cart. */
export async function removeCode(shop: Pick<Shop, 'carts'>, cartId: string): Promise<Cart | null> {
  const cart = await shop.carts.read(cartId)
  if (!cart?.code) return cart
  return shop.carts.change(cartId, cart.market, { kind: 'code', code: null })
}

import type { Shop } from '../shop.ts'
import type { Cart } from './cart-store.ts'

/**
 * At sign-in: what the guest has gathered joins the person's own cart. Answers the cart to go on with, or null when
 * neither is there. A cart that belongs to somebody else stays alone. Repeating it changes nothing.
 */
export async function mergeCarts(
  shop: Pick<Shop, 'carts'>,
  { guestCartId, personId, market }: { guestCartId: string | null; personId: string; market: string },
): Promise<Cart | null> {
  const [guest, own] = await Promise.all([
    guestCartId === null ? null : shop.carts.read(guestCartId),
    shop.carts.ofPerson(personId, market),
  ])
  const mayJoin = guest && guest.market === market && (guest.personId === null || guest.personId === personId)
  if (!mayJoin || guest.id === own?.id) return own
  if (!own) return shop.carts.change(guest.id, market, { kind: 'person', personId })
  return shop.carts.merge(guest.id, own.id)
}

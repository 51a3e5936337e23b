import { isDeepStrictEqual } from 'node:util'
import type { CartPlace } from '../carts/cart-place.ts'
import { type CartView, type HeldByOrder, viewCart } from '../carts/view-cart.ts'
import type { PostalAddress } from '../customers/address.ts'
import type { PersonKey } from '../keys/vault.ts'
import { buyerId } from '../orders/buyer.ts'
import { type FoundOrder, findOrdersInTheWay } from '../orders/in-the-way.ts'
import { orderToken } from '../orders/order-link.ts'
import type { Shop } from '../shop.ts'
import {
  type CheckoutRow,
  deleteLeftGuests,
  deleteOldCheckouts,
  type KeptCheckout,
  readKeptCheckout,
} from './checkout-table.ts'

/** The signed-in shopper, as far as the checkout needs to know. */
export type Buyer = { personId: string; email: string }

export type CheckoutAsk = CartPlace & {
  buyer: Buyer | null
  /** True on pages that show the answer: a changed price is told once. */
  isShown?: boolean
  /** True at the order: see `CartAsk`. */
  isBinding?: boolean
}

/** An order of this cart that waits for its payment: pages offer to go on with it. */
export type WaitingOrder = { token: string; number: string; totalMinor: number; cartVersion: number }

export type CheckoutDetails = {
  email: string
  shipping: PostalAddress
  billing: PostalAddress
  billingIsSame: boolean
}

export type Checkout = {
  /** Priced for the address and the way that were chosen. */
  view: CartView
  details: CheckoutDetails | null
  /** The first step that is not done yet. */
  step: 'details' | 'delivery' | 'review'
  /** Of the person who orders: the shopper who is signed in, or the guest. */
  key: PersonKey | null
  waiting: WaitingOrder | null
}

type Needs = Pick<Shop, 'db' | 'carts' | 'clock' | 'markets' | 'memory' | 'secret' | 'vault'>

/** Where the shopper stands between cart and order. Null: there is no cart, or it is empty. 2 statements, 3 with a code, where wares and rates are kept. */
export async function readCheckout(shop: Needs, ask: CheckoutAsk): Promise<Checkout | null> {
  return checkoutOf(shop, ask, await readKeptCheckout(shop, ask.cartId, ask.buyer?.personId ?? null, null))
}

/** The same with what is known already: pieces that the cart's own unpaid order holds can be had. */
export async function checkoutOf(
  shop: Needs,
  { cartId, place, buyer, isShown, isBinding }: CheckoutAsk,
  { row, orders }: KeptCheckout,
): Promise<Checkout | null> {
  const details = row ? detailsOf(row, buyer) : null
  const open = orders.filter((order) => order.state === 'awaiting-payment')
  const view = await viewCart(shop, {
    cartId,
    place,
    isShown,
    isBinding,
    destination: details?.shipping ?? null,
    methodCode: row?.methodCode ?? null,
    personId: details ? buyerId(shop, details.email) : null,
    held: heldBy(open),
  })
  if (!view || view.lines.length === 0) return null
  const newest = open.at(-1)
  return {
    view,
    details,
    step: !details ? 'details' : view.method ? 'review' : 'delivery',
    key: details && row ? row.buyerKey : null,
    waiting: newest ? waitingOrder(shop, newest) : null,
  }
}

const heldBy = (orders: readonly FoundOrder[]): HeldByOrder => ({
  orderIds: orders.map((order) => order.id),
  pieces: orders.flatMap((order) => order.held),
})

const waitingOrder = (shop: Pick<Shop, 'secret'>, order: FoundOrder): WaitingOrder => ({
  token: orderToken(shop, order.id),
  number: order.number,
  totalMinor: order.totalMinor,
  cartVersion: order.cartVersion,
})

/** For the cart's own pages: what its unpaid order holds (`viewCart` takes it as `held`), and the way back to it. 1 statement. */
export async function readWaitingOrder(
  shop: Pick<Shop, 'db' | 'secret'>,
  cartId: string,
): Promise<{ held: HeldByOrder; waiting: WaitingOrder | null }> {
  const orders = await findOrdersInTheWay(shop, cartId, null)
  const newest = orders.at(-1)
  return { held: heldBy(orders), waiting: newest ? waitingOrder(shop, newest) : null }
}

/**
 * What was typed while signed in is shown to that account only: the cart's cookie outlives the session, and the next at this
 * browser may be somebody else.
 */
function detailsOf(row: CheckoutRow, buyer: Buyer | null): CheckoutDetails | null {
  if (row.isOfAccount && row.personId !== buyer?.personId) return null
  const { shipping, billing } = row
  const email = buyer?.email ?? row.email
  if (!shipping || !billing || !email) return null
  return { email, shipping, billing, billingIsSame: isDeepStrictEqual(shipping, billing) }
}

const keptDays = 30

/** Removes what was typed by people who did not come back; the worker calls it daily. */
export async function sweepCheckouts(shop: Pick<Shop, 'db' | 'clock'>): Promise<number> {
  const before = new Date(shop.clock().getTime() - keptDays * 86_400_000)
  return (await deleteOldCheckouts(shop.db, before)) + (await deleteLeftGuests(shop.db, before))
}

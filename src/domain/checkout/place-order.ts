import { z } from 'zod'
import { isSigned, newId, newOrderNumber, sha256, sign } from '../../kit/ids.ts'
import { wholeNumber } from '../carts/cart-input.ts'
import type { CartPlace } from '../carts/cart-place.ts'
import type { CartView } from '../carts/view-cart.ts'
import { canonicalEmail } from '../customers/email.ts'
import type { ShortLine } from '../inventory/stock.ts'
import type { PersonKey } from '../keys/vault.ts'
import { cancelOrder } from '../orders/cancel-order.ts'
import { type FoundOrder, findOrdersInTheWay } from '../orders/in-the-way.ts'
import { askForPage, firstPayment, offerPage, type PageOffered, type ReturnLinks } from '../orders/offer-page.ts'
import { type NewOrder, openOrder } from '../orders/open-order.ts'
import { type OrderLine, pageExpiry } from '../orders/order.ts'
import { orderToken } from '../orders/order-link.ts'
import type { CodeProblem } from '../promotions/discount.ts'
import type { Shop } from '../shop.ts'
import { readKeptCheckout } from './checkout-table.ts'
import { type Buyer, type Checkout, checkoutOf } from './read-checkout.ts'

export const placeForm = z.object({
  /** Made anew for each page that shows the order button: the same key is the same order. */
  key: z.string().regex(/^[\w-]{16,100}$/),
  /** What the shopper saw and agreed to. */
  cartVersion: wholeNumber(1, 2_147_483_647),
  totalMinor: wholeNumber(0, 9_999_999_999),
})

export type PlaceOrder = CartPlace & {
  buyer: Buyer | null
  form: z.input<typeof placeForm>
  /** Where the payment page leads back to, for the order's secret link. */
  links: (token: string) => ReturnLinks
}

export type OrderPlaced =
  /** `paymentPage` null: nothing is to be paid, or it has been paid already. */
  | { ok: true; token: string; paymentPage: string | null }
  | { ok: false; problem: 'invalid-input' | 'no-cart' | 'details-missing' | 'method-missing' | 'key-reused' }
  | { ok: false; problem: 'out-of-stock'; lines: ShortLine[] }
  /** Prices, the cart or the address changed since the page was shown: the shopper looks and agrees again. */
  | { ok: false; problem: 'total-changed'; view: CartView }
  | ({ ok: false } & CodeProblem)
  /** An order of this cart was paid a moment ago: no second one is made. */
  | { ok: false; problem: 'paid-already'; token: string }
  /** The order stands, its payment is not ready: its page tells more. */
  | { ok: false; problem: Exclude<Extract<PageOffered, { ok: false }>['problem'], 'no-order'>; token: string }

type Needs = Pick<
  Shop,
  'db' | 'clock' | 'random' | 'carts' | 'payments' | 'markets' | 'memory' | 'secret' | 'name' | 'vault'
>

/**
 * Turns the cart into an order and finds the page where it is paid. Any number of calls with one key, or for one version of
 * a cart, make one order and one payment page.
 */
export async function placeOrder(shop: Needs, input: PlaceOrder): Promise<OrderPlaced> {
  const form = placeForm.safeParse(input.form)
  if (!form.success) return { ok: false, problem: 'invalid-input' }
  const seen = form.data
  const idempotencyKey = hash([input.cartId, seen.key])
  const requestHash = hash([input.cartId, input.place.market, seen.cartVersion, seen.totalMinor])

  for (let turn = 0; turn < 5; turn++) {
    // An order that this call, or one like it, has made already.
    const kept = await readKeptCheckout(shop, input.cartId, input.buyer?.personId ?? null, idempotencyKey)
    const inTheWay = kept.orders
    const same = inTheWay.find((order) => order.isSameKey)
    if (same && same.requestHash !== requestHash) return { ok: false, problem: 'key-reused' }
    if (same) return goOn(shop, same.id, input)

    // The cart, priced again: is it still what the shopper agreed to?
    const agreed = agreementOf(await checkoutOf(shop, { ...input, isBinding: true }, kept), seen)
    if (!agreed.ok) {
      // A call like this one may have taken the pieces, the code or the cart itself in this very moment.
      const later = await findOrdersInTheWay(shop, input.cartId, idempotencyKey)
      if (later.some((order) => !inTheWay.some(({ id, state }) => id === order.id && state === order.state))) continue
      return agreed
    }
    const { checkout } = agreed
    const { view } = checkout

    // Orders of this cart that were not paid: the same one is offered again, one with other contents is closed first.
    const content = contentOf(checkout)
    const contentHash = sign(shop.secret, 'order-content', content)
    const equal = inTheWay.find(
      (order) =>
        order.cartVersion === view.cart.version && isSigned(shop.secret, 'order-content', content, order.contentHash),
    )
    if (equal) return goOn(shop, equal.id, input)
    const closed = await closeAll(shop, inTheWay)
    if (closed) return closed

    // First transaction: the order's row, its stock and its code, or nothing.
    const order = newOrder(shop, checkout, input, { idempotencyKey, requestHash, contentHash })
    const opened = await openOrder(shop, order)
    if (!opened.ok && opened.problem === 'order-exists') continue
    if (!opened.ok) return opened

    // Outside any transaction: the payment page.
    const token = orderToken(shop, order.id)
    const { payment } = order
    if (!payment) return { ok: true, token, paymentPage: null }
    const about = { ...order, email: order.contact.email }
    const offered = await askForPage(shop, firstPayment({ ...order, payment }), about, input.links(token))
    return offered ? withToken(offered, token) : goOn(shop, order.id, input)
  }
  throw new Error('A cart did not become an order after five tries.')
}

/** A checkout that lacks nothing. */
type Complete = Checkout & {
  details: NonNullable<Checkout['details']>
  key: PersonKey
  view: CartView & { method: NonNullable<CartView['method']> }
}

type Agreement = { ok: true; checkout: Complete } | Extract<OrderPlaced, { ok: false }>

/** Whether the cart can be ordered as it stands, for the sum that the shopper saw. */
function agreementOf(checkout: Checkout | null, seen: z.output<typeof placeForm>): Agreement {
  if (!checkout) return { ok: false, problem: 'no-cart' }
  const { view, details, key } = checkout
  if (!details || !key) return { ok: false, problem: 'details-missing' }
  const short = shortLines(view)
  if (short.length > 0) return { ok: false, problem: 'out-of-stock', lines: short }
  const { method, priced, cart } = view
  if (!method) return { ok: false, problem: 'method-missing' }
  const isSame = cart.version === seen.cartVersion && priced.totalMinor === seen.totalMinor && priced.taxIsKnown
  if (!isSame) return { ok: false, problem: 'total-changed', view }
  return { ok: true, checkout: { ...checkout, details, key, view: { ...view, method } } }
}

const hash = (parts: readonly unknown[]): string => sha256(JSON.stringify(parts)).toString('base64url')

async function goOn(shop: Needs, orderId: string, input: PlaceOrder): Promise<OrderPlaced> {
  const token = orderToken(shop, orderId)
  return withToken(await offerPage(shop, orderId, input.links(token)), token)
}

function withToken(offered: PageOffered, token: string): OrderPlaced {
  if (offered.ok) return { ...offered, token }
  if (offered.problem === 'no-order') throw new Error('An order is gone while it is being paid.')
  return { ok: false, problem: offered.problem, token }
}

/** The provider says that their pages take no money any more, or that one has just been paid. */
async function closeAll(shop: Needs, orders: readonly FoundOrder[]): Promise<OrderPlaced | null> {
  for (const { id } of orders) {
    const cancelled = await cancelOrder(shop, { orderId: id, reason: 'cart-changed' })
    if (cancelled.ok) continue
    const token = orderToken(shop, id)
    if (cancelled.problem === 'payment-under-way') return { ok: false, problem: 'payment-under-way', token }
    return { ok: false, problem: 'paid-already', token }
  }
  return null
}

const shortLines = (view: CartView): ShortLine[] =>
  view.lines.flatMap(({ line, item, notices }) =>
    notices.some((notice) => notice.blocks)
      ? [{ variantId: line.variantId, wanted: line.quantity, left: item?.available ?? 0 }]
      : [],
  )

/** Two submits with equal contents are one order, whatever their keys. It is kept signed, because names and addresses are in it. */
const contentOf = ({ view, details }: Complete): string =>
  JSON.stringify([details, view.method.code, view.priced.lines, view.priced.totalMinor, view.discount])

function newOrder(
  shop: Needs,
  { view, details, key }: Complete,
  { buyer, place, cartId }: PlaceOrder,
  hashes: Pick<NewOrder, 'idempotencyKey' | 'requestHash' | 'contentHash'>,
): NewOrder {
  const { method, priced, cart, discount } = view
  const now = shop.clock()
  const id = newId(shop.random, now)
  const { email, shipping, billing } = details
  const contact = { email, shipping, billing }
  const paymentId = newId(shop.random, now)
  return {
    ...hashes,
    id,
    number: newOrderNumber(shop.random),
    market: place.market,
    locale: place.locale,
    currency: priced.currency,
    personId: key.personId,
    accountId: buyer?.personId ?? null,
    cartId,
    cartVersion: cart.version,
    methodCode: method.code,
    methodName: method.name,
    deliveryFrom: method.from,
    deliveryTo: method.to,
    discount,
    receipt: priced,
    createdAt: now,
    contact,
    sealed: key.seal('order_contact', id, contact),
    emailIndex: shop.vault.emailIndex(canonicalEmail(email) ?? email),
    lines: orderLines(view),
    payment:
      priced.totalMinor === 0
        ? null
        : { id: paymentId, idempotencyKey: `pay-${paymentId}`, expiresAt: pageExpiry(now) },
  }
}

const orderLines = (view: CartView): OrderLine[] =>
  view.lines.map(({ item, priced }, i) => {
    if (!item || !priced) throw new Error('A line without a price cannot be ordered.')
    return {
      position: i + 1,
      variantId: item.variantId,
      productId: item.productId,
      sku: item.sku,
      name: item.name,
      options: item.optionWords,
      imageKey: item.picture?.mediaKey ?? null,
      quantity: priced.quantity,
      unitPriceMinor: priced.unitPriceMinor,
      discountMinor: priced.discountMinor,
      taxMinor: priced.taxMinor,
      grossMinor: priced.grossMinor,
    }
  })

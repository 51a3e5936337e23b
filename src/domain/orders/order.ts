import type { PostalAddress } from '../customers/address.ts'
import type { PricedCart } from '../pricing/priced-cart.ts'
import type { Locale } from '../settings/market.ts'

export type OrderState = 'awaiting-payment' | 'placed' | 'shipped' | 'cancelled'

/** 'expired': nobody paid in time. 'cart-changed': the shopper went on with another cart. */
export type CancelReason = 'expired' | 'cart-changed' | 'shopper' | 'staff'

// Money that comes after an order has expired may still bring it back; nothing else leaves 'cancelled'.
const moves: Record<OrderState, readonly OrderState[]> = {
  'awaiting-payment': ['placed', 'cancelled'],
  placed: ['shipped', 'cancelled'],
  shipped: [],
  cancelled: ['placed'],
}

export const mayMove = (from: OrderState, to: OrderState): boolean => moves[from].includes(to)

/** Only an order that nobody wanted to end comes back with late money; for every other the money is given back. */
export const mayRevive = (order: { state: OrderState; cancelReason: CancelReason | null }): boolean =>
  mayMove(order.state, 'placed') && order.state === 'cancelled' && order.cancelReason === 'expired'

export type PaymentState = 'asking' | 'open' | 'processing' | 'captured' | 'failed' | 'expired' | 'flagged'

/** Money may still arrive on these, and only one of an order's payments is among them. */
export const liveStates: readonly PaymentState[] = ['asking', 'open', 'processing']
export const isLive = (state: PaymentState): boolean => liveStates.includes(state)

/** How long a payment page takes money. Stripe wants at least 30 minutes from when it hears of it. */
export const pageMinutes = 31
/** How long stock stays reserved after the last page closed, for a shopper who asks for another one. */
export const graceMinutes = 10
/** No new page after this time from the order on: the cart is still there for a new order. */
export const retryMinutes = 120

const minute = 60_000
export const pageExpiry = (now: Date): Date => new Date(now.getTime() + pageMinutes * minute)
export const mayHaveNewPage = (order: { createdAt: Date }, now: Date): boolean =>
  now.getTime() < order.createdAt.getTime() + retryMinutes * minute
/** When an order without a page that takes money is given up. */
export const givenUpAt = (lastPageClosed: Date): Date => new Date(lastPageClosed.getTime() + graceMinutes * minute)

export type OrderLine = {
  position: number
  variantId: number
  productId: number
  sku: string
  name: string
  options: string
  imageKey: string | null
  quantity: number
  unitPriceMinor: number
  discountMinor: number
  taxMinor: number
  grossMinor: number
}

export type Payment = {
  id: string
  attempt: number
  state: PaymentState
  amountMinor: number
  currency: string
  capturedMinor: number
  /** Money that no order needs: it is given back. */
  surplus: boolean
  pageUrl: string | null
  expiresAt: Date | null
  createdAt: Date
  settledAt: Date | null
}

export type OrderRefund = {
  id: string
  amountMinor: number
  currency: string
  reason: string
  state: 'asked' | 'done' | 'failed'
  lines: { variantId: number; quantity: number }[]
  shipping: boolean
  createdAt: Date
  doneAt: Date | null
}

export type Shipment = { id: string; carrier: string; tracking: string; city: string; shippedAt: Date }

export type OrderEvent = { kind: string; details: Record<string, unknown>; at: Date }

/** Everything about an order that a shopper, a mail or the staff may want to know. */
export type Order = {
  id: string
  number: string
  market: string
  locale: Locale
  currency: string
  accountId: string | null
  state: OrderState
  cancelReason: CancelReason | null
  cartId: string
  cartVersion: number
  methodName: string
  deliveryFrom: string | null
  deliveryTo: string | null
  code: string | null
  totalMinor: number
  refundedMinor: number
  /** The pricing function's whole answer. */
  receipt: PricedCart
  createdAt: Date
  placedAt: Date | null
  shippedAt: Date | null
  cancelledAt: Date | null
  /** Null once the key of the person is destroyed, as the addresses: lines and money stay. */
  email: string | null
  shipping: PostalAddress | null
  billing: PostalAddress | null
  lines: OrderLine[]
  payments: Payment[]
  refunds: OrderRefund[]
  shipments: Shipment[]
  events: OrderEvent[]
}

/** An order whose buyer can be written to. */
export type KnownOrder = Order & { email: string; shipping: PostalAddress; billing: PostalAddress }

export const isKnown = (order: Order): order is KnownOrder => order.email !== null

export type OrderSummary = Pick<
  Order,
  'id' | 'number' | 'market' | 'currency' | 'state' | 'totalMinor' | 'refundedMinor' | 'createdAt' | 'placedAt'
> & { pieces: number; names: string[]; imageKeys: string[] }

/** What a page says about the payment, in one word. */
export type PaymentWord = 'none-needed' | 'pay-now' | 'checking' | 'processing' | 'paid' | 'failed' | 'given-back'

export function paymentWord(order: Pick<Order, 'state' | 'totalMinor' | 'refundedMinor' | 'payments'>): PaymentWord {
  if (order.totalMinor === 0) return 'none-needed'
  const newest = order.payments.at(-1)
  if (order.payments.some((payment) => payment.state === 'captured' && !payment.surplus))
    return order.refundedMinor >= order.totalMinor ? 'given-back' : 'paid'
  if (order.payments.some((payment) => payment.state === 'flagged') || newest?.state === 'asking') return 'checking'
  if (newest?.state === 'processing') return 'processing'
  if (order.state === 'awaiting-payment') return newest?.state === 'failed' ? 'failed' : 'pay-now'
  return 'failed'
}

/**
 * How the payment stands for its page. While the provider was only asked for a page nobody can have paid on it, so the
 * shopper may ask again. `isUnclear`: the provider did not answer when the shopper came back.
 */
export function wordFor(order: Order, isUnclear = false): PaymentWord {
  const word = paymentWord(order)
  if (order.state !== 'awaiting-payment') return word
  if (isUnclear) return 'checking'
  return word === 'checking' && order.payments.at(-1)?.state === 'asking' ? 'pay-now' : word
}

export const isUnpaid = (order: Order): boolean =>
  order.state === 'awaiting-payment' && ['pay-now', 'failed'].includes(wordFor(order))

/** Not while a payment may be on its way: it would be refused. */
export const mayCancel = (order: Order, isUnclear = false): boolean =>
  order.state === 'placed' || (isUnpaid(order) && !isUnclear)

import type { Tx } from '../../kit/db.ts'
import { addJob, recordFact } from '../../kit/facts.ts'
import { newId } from '../../kit/ids.ts'
import { StoreAway } from '../../kit/unavailable.ts'
import { releaseStock } from '../inventory/release-stock.ts'
import { reserveStock } from '../inventory/reserve-stock.ts'
import { sellStock } from '../inventory/sell-stock.ts'
import type { PaymentStatus } from '../payments/payment-gateway.ts'
import { holdCode } from '../promotions/hold-code.ts'
import { useCode } from '../promotions/use-code.ts'
import { marketOf, type Shop } from '../shop.ts'
import { buyerId } from './buyer.ts'
import { isLive, mayRevive, type PaymentState } from './order.ts'
import {
  hasTwin,
  insertAllocations,
  insertEvent,
  type LockedOrder,
  lockOrder,
  orderById,
  type PlacedOrder,
  removeAllocations,
  setPlaced,
} from './order-table.ts'
import { insertRefund, type PaymentRow, paymentsOf, setPage, setPaymentState } from './payment-table.ts'
import { takeOverRefunds } from './take-over-refunds.ts'

export type Needs = Pick<Shop, 'db' | 'clock' | 'random' | 'carts' | 'payments' | 'markets' | 'secret' | 'vault'>

/** What became of a payment. 'surplus': the money is given back, because no order needs it. */
export type Outcome = 'placed' | 'surplus' | 'flagged' | Exclude<PaymentState, 'captured' | 'flagged'>

/**
 * Writes down what the provider says of a payment, with all that follows from it for the order. The same word twice, or an
 * old word after a newer one, changes nothing.
 */
export async function applyStatus(shop: Needs, payment: PaymentRow, status: PaymentStatus): Promise<Outcome> {
  const outcome = await writeStatus(shop, payment, status)
  if (status.refundedMinor > 0) await takeOverRefunds(shop, { paymentId: payment.id })
  return outcome
}

async function writeStatus(shop: Needs, payment: PaymentRow, status: PaymentStatus): Promise<Outcome> {
  if (status.state === 'open') {
    if (payment.state === 'asking') await setPage(shop.db, payment.id, status)
    return 'open'
  }
  if (status.state !== 'captured') return close(shop, payment, status, status.state)
  if (differs(payment, status)) return flag(shop, payment, status)

  const now = shop.clock()
  const money = {
    id: payment.id,
    sessionRef: status.sessionRef,
    paymentRef: status.paymentRef,
    capturedMinor: status.capturedMinor,
  }
  const placed = await shop.db.transaction(async (tx) => {
    const placed = await setPlaced(tx, payment.orderId, money, now)
    if (placed) await afterPlaced(tx, payment.orderId, placed)
    return placed
  })
  if (placed) {
    await takeFromCart(shop, placed)
    return 'placed'
  }
  return takeLateMoney(shop, payment, status)
}

/** The goods are the buyer's, the code is used, and everybody who waits for it hears of the order. */
export async function afterPlaced(tx: Tx, orderId: string, placed: PlacedOrder): Promise<void> {
  await sellStock(tx, { orderId, allocations: placed.allocations })
  if (placed.code) await useCode(tx, orderId)
  await recordFact(tx, { fact: 'order.placed', orderId })
}

/**
 * Empties the cart that became the order; of one that was changed meanwhile it takes what was bought. The order stands: where
 * the carts cannot be reached, the worker does it later.
 */
export async function takeFromCart(
  shop: Pick<Shop, 'carts' | 'db'>,
  placed: Pick<PlacedOrder, 'cartId' | 'cartVersion' | 'allocations'>,
): Promise<void> {
  const lines = [...Map.groupBy(placed.allocations, (piece) => piece.variantId)].map(([variantId, pieces]) => ({
    variantId,
    quantity: pieces.reduce((sum, piece) => sum + piece.quantity, 0),
  }))
  const bought = { version: placed.cartVersion, lines }
  try {
    await shop.carts.takeBought(placed.cartId, bought)
  } catch (fault) {
    if (!(fault instanceof StoreAway)) throw fault
    await shop.db.transaction((tx) => addJob(tx, 'take-from-cart', { cartId: placed.cartId, ...bought }))
  }
}

const differs = (payment: PaymentRow, status: PaymentStatus): boolean =>
  status.capturedMinor !== payment.amountMinor ||
  status.currency !== payment.currency ||
  status.orderId !== payment.orderId

/** Not the money that was asked for: people look at it, and nothing is sent. */
async function flag(shop: Needs, payment: PaymentRow, status: PaymentStatus): Promise<Outcome> {
  const now = shop.clock()
  await shop.db.transaction(async (tx) => {
    await lockOrder(tx, payment.orderId)
    const fresh = await freshly(tx, payment)
    if (fresh.state === 'flagged' || fresh.state === 'captured') return
    await setPaymentState(tx, payment.id, { ...status, state: 'flagged', now })
    const { capturedMinor, currency } = status
    await insertEvent(tx, payment.orderId, 'payment-flagged', { capturedMinor, currency }, now)
    await recordFact(tx, { fact: 'order.flagged', orderId: payment.orderId })
  })
  return 'flagged'
}

async function close(
  shop: Needs,
  payment: PaymentRow,
  status: PaymentStatus,
  state: 'processing' | 'failed' | 'expired',
): Promise<Outcome> {
  const now = shop.clock()
  await shop.db.transaction(async (tx) => {
    await lockOrder(tx, payment.orderId)
    const fresh = await freshly(tx, payment)
    if (!isLive(fresh.state) || fresh.state === state) return
    await setPaymentState(tx, payment.id, { ...status, state, now })
    await insertEvent(tx, payment.orderId, `payment-${state}`, { attempt: payment.attempt }, now)
  })
  return state
}

async function freshly(tx: Tx, payment: PaymentRow): Promise<PaymentRow> {
  const fresh = (await paymentsOf(tx, payment.orderId)).find(({ id }) => id === payment.id)
  if (!fresh) throw new Error(`Payment ${payment.id} is gone.`)
  return fresh
}

/** Money for an order that is no longer waiting: it takes stock again, or goes back. */
async function takeLateMoney(shop: Needs, payment: PaymentRow, status: PaymentStatus): Promise<Outcome> {
  const now = shop.clock()
  const email = (await orderById(shop, payment.orderId))?.email ?? ''
  const done = await shop.db.transaction(async (tx): Promise<{ outcome: Outcome; placed?: PlacedOrder }> => {
    const order = await lockOrder(tx, payment.orderId)
    if (!order) throw new Error(`Order ${payment.orderId} is gone.`)
    const fresh = await freshly(tx, payment)
    if (fresh.state === 'captured') return { outcome: fresh.surplus ? 'surplus' : 'placed' }
    if (fresh.state === 'flagged') return { outcome: 'flagged' }

    if (mayRevive(order) && !(await hasTwin(tx, order)) && (await takeAgain(tx, shop, order, email))) {
      await insertEvent(tx, order.id, 'late-money', { attempt: payment.attempt }, now)
      const placed = await setPlaced(tx, order.id, { ...status, id: payment.id }, now, 'cancelled')
      if (!placed) throw new Error(`Order ${order.id} could not be placed.`)
      await afterPlaced(tx, order.id, placed)
      return { outcome: 'placed', placed }
    }

    await setPaymentState(tx, payment.id, { ...status, state: 'captured', surplus: true, now })
    await insertEvent(tx, order.id, 'surplus-money', { amountMinor: status.capturedMinor }, now)
    const refundId = newId(shop.random, now)
    await insertRefund(tx, {
      id: refundId,
      orderId: order.id,
      paymentId: payment.id,
      amountMinor: status.capturedMinor,
      currency: payment.currency,
      reason: 'surplus',
      state: 'asked',
      idempotencyKey: `surplus-${payment.id}`,
      requestHash: '',
      refundRef: null,
      lines: [],
      shipping: false,
      restock: false,
      now,
    })
    await addJob(tx, 'send-refund', { refundId }, { key: `send-refund:${refundId}` })
    return { outcome: 'surplus' }
  })
  if (done.placed) await takeFromCart(shop, done.placed)
  return done.outcome
}

/** Stock and code as if the order were new; nothing is taken when something is missing. */
async function takeAgain(tx: Tx, shop: Needs, order: LockedOrder, email: string): Promise<boolean> {
  const now = shop.clock()
  const locationIds = marketOf(shop, order.market).locations.map(({ id }) => id)
  const lines = order.receipt.lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
  const reserved = await reserveStock(tx, { orderId: order.id, locationIds, lines })
  if (!reserved.ok) return false
  if (order.discount) {
    const held = await holdCode(tx, {
      discount: order.discount,
      market: order.market,
      subtotalMinor: order.receipt.subtotalMinor,
      orderId: order.id,
      personId: buyerId(shop, email),
      now,
    })
    if (!held.ok) {
      await releaseStock(tx, { orderId: order.id, allocations: reserved.allocations })
      return false
    }
  }
  await removeAllocations(tx, order.id)
  await insertAllocations(tx, order.id, reserved.allocations)
  return true
}

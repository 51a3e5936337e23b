import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../../kit/ids.ts'
import { ProviderRefused, ProviderUnreachable } from '../payments/payment-gateway.ts'
import { closePage } from './close-page.ts'
import { mayHaveNewPage, type Order, pageExpiry } from './order.ts'
import { lockOrder, type NewOrder, orderById } from './order-table.ts'
import { failUnmade, findPayment, insertAttempt, type PaymentRow, paymentsOf, setPage } from './payment-table.ts'
import { type Needs, readStatus } from './settle-payment.ts'

/** Addresses that the payment page leads back to; whoever knows the routes gives them. */
export type ReturnLinks = { returnUrl: string; cancelUrl: string }

export type PageOffered =
  /** Null: nothing is to be paid any more. */
  | { ok: true; paymentPage: string | null }
  | {
      ok: false
      problem:
        | 'no-order'
        | 'order-cancelled'
        /** The order is too old for another page; the cart is still there. */
        | 'too-late'
        /** The provider did not answer: the same order is asked for again, nothing is charged twice. */
        | 'payment-unclear'
        | 'payment-refused'
        /** Money is on its way, or somebody has to look at it. */
        | 'payment-under-way'
    }

// A page that is about to close helps nobody.
const leftMs = 60_000
const patienceMs = 9_000

/**
 * Finds the page where this order is paid: the one that is open, or a new one when it has closed. Many who ask at once get
 * the same page: one of them asks the provider, the others wait for it.
 */
export async function offerPage(
  shop: Needs & { name: string },
  orderId: string,
  links: ReturnLinks,
): Promise<PageOffered> {
  for (let turn = 0; turn < 4; turn++) {
    const payment = await findPayment(shop.db, { newestOf: orderId })
    if (!payment) return withoutPayment(shop, orderId)
    if (payment.orderState === 'cancelled') return { ok: false, problem: 'order-cancelled' }
    if (payment.orderState !== 'awaiting-payment') return { ok: true, paymentPage: null }
    const now = shop.clock()
    switch (payment.state) {
      case 'open': {
        if (payment.pageUrl && payment.expiresAt && payment.expiresAt.getTime() > now.getTime() + leftMs)
          return { ok: true, paymentPage: payment.pageUrl }
        const closed = await orUnclear(() => closePage(shop, payment))
        if (closed === 'unclear') return { ok: false, problem: 'payment-unclear' }
        break
      }
      case 'asking': {
        const isFresh = now.getTime() - payment.createdAt.getTime() < patienceMs
        if (isFresh && (await waitForPage(shop, payment))) break
        const offered = await askForPage(shop, payment, await aboutOrder(shop, orderId), links)
        if (offered) return offered
        break
      }
      case 'failed':
      case 'expired': {
        const attempt = await beginAttempt(shop, orderId)
        if (attempt === 'too-late') return { ok: false, problem: 'too-late' }
        const offered = attempt && (await askForPage(shop, attempt, await aboutOrder(shop, orderId), links))
        if (offered) return offered
        break
      }
      default:
        return { ok: false, problem: 'payment-under-way' }
    }
  }
  return { ok: false, problem: 'payment-unclear' }
}

async function withoutPayment(shop: Needs, orderId: string): Promise<PageOffered> {
  const order = await orderById(shop, orderId)
  if (!order) return { ok: false, problem: 'no-order' }
  return order.state === 'cancelled' ? { ok: false, problem: 'order-cancelled' } : { ok: true, paymentPage: null }
}

/** Somebody else has just asked: the page comes, or it does not. */
async function waitForPage(shop: Needs, payment: PaymentRow): Promise<boolean> {
  for (let waitMs = 25, waited = 0; waited < patienceMs; waited += waitMs, waitMs = Math.min(500, waitMs * 2)) {
    await sleep(waitMs)
    const found = await findPayment(shop.db, { paymentId: payment.id })
    if (found?.state !== 'asking') return true
  }
  return false
}

async function beginAttempt(shop: Needs, orderId: string): Promise<PaymentRow | 'too-late' | undefined> {
  return shop.db.transaction(async (tx) => {
    const order = await lockOrder(tx, orderId)
    const now = shop.clock()
    if (order?.state !== 'awaiting-payment') return undefined
    if (!mayHaveNewPage(order, now)) return 'too-late'
    const payments = await paymentsOf(tx, orderId)
    if (payments.some(({ state }) => !['failed', 'expired'].includes(state))) return undefined
    const id = newId(shop.random, now)
    return insertAttempt(tx, {
      id,
      orderId,
      amountMinor: order.totalMinor,
      currency: order.currency,
      idempotencyKey: `pay-${id}`,
      expiresAt: pageExpiry(now),
      now,
    })
  })
}

export type AboutOrder = Pick<Order, 'number' | 'locale' | 'email'>

async function aboutOrder(shop: Needs, orderId: string): Promise<AboutOrder> {
  const order = await orderById(shop, orderId)
  if (!order) throw new Error(`Order ${orderId} is gone.`)
  return order
}

/** The payment that an order begins with, as `openOrder` writes it. */
export const firstPayment = (order: NewOrder & { payment: NonNullable<NewOrder['payment']> }): PaymentRow => ({
  ...order.payment,
  orderId: order.id,
  attempt: 1,
  state: 'asking',
  amountMinor: order.receipt.totalMinor,
  currency: order.currency,
  sessionRef: null,
  paymentRef: null,
  pageUrl: null,
  capturedMinor: 0,
  surplus: false,
  createdAt: order.createdAt,
})

/**
 * Asks the provider, outside any transaction, with the payment's key. When the answer is lost, the provider is asked
 * whether it has made the page. Undefined: look again what stands in the table.
 */
export async function askForPage(
  shop: Needs & { name: string },
  payment: PaymentRow,
  order: AboutOrder,
  links: ReturnLinks,
): Promise<PageOffered | undefined> {
  let page: { sessionRef: string; url: string | null; expiresAt: Date } | null
  try {
    page = await shop.payments.askForPage({
      ...links,
      idempotencyKey: payment.idempotencyKey,
      orderId: payment.orderId,
      orderNumber: order.number,
      amountMinor: payment.amountMinor,
      currency: payment.currency,
      locale: order.locale,
      email: order.email,
      description:
        order.locale === 'de' ? `${shop.name}: Bestellung ${order.number}` : `${shop.name}: order ${order.number}`,
      expiresAt: payment.expiresAt ?? pageExpiry(shop.clock()),
    })
  } catch (fault) {
    if (fault instanceof ProviderRefused) {
      await failUnmade(shop.db, payment.id, shop.clock())
      return { ok: false, problem: 'payment-refused' }
    }
    if (!(fault instanceof ProviderUnreachable)) throw fault
    const found = await orUnclear(() => readStatus(shop, payment))
    if (found === 'unclear' || found === null) return { ok: false, problem: 'payment-unclear' }
    page = found
  }
  const isOurs = (await setPage(shop.db, payment.id, page)) > 0
  if (isOurs && page.url) return { ok: true, paymentPage: page.url }
  // The payment was given up, or somebody was faster with the same page.
  const now = await findPayment(shop.db, { paymentId: payment.id })
  if (now?.sessionRef !== page.sessionRef) await orUnclear(() => shop.payments.expirePage(page.sessionRef))
  return undefined
}

async function orUnclear<T>(work: () => Promise<T>): Promise<T | 'unclear'> {
  try {
    return await work()
  } catch (fault) {
    if (fault instanceof ProviderUnreachable || fault instanceof ProviderRefused) return 'unclear'
    throw fault
  }
}

import { ProviderUnreachable } from '../payments/payment-gateway.ts'
import { cancelOrder } from './cancel-order.ts'
import { closePage } from './close-page.ts'
import { graceMinutes } from './order.ts'
import { waitingInVain } from './order-table.ts'
import { askedRefunds, findPayment, takePaymentsToCheck } from './payment-table.ts'
import { sendRefund } from './send-refund.ts'
import { type Needs, settlePayment } from './settle-payment.ts'
import { takeOverRefunds } from './take-over-refunds.ts'

export type Reconciled = {
  checked: number
  placed: number
  closed: number
  refunded: number
  expired: number
  /** Not to be decided now, because the provider does not answer. */
  unreachable: number
}

const atOnce = 200
const refundPatienceMs = 30_000
// The provider's clock may be behind ours.
const expirySlackMs = 60_000

/**
 * Repairs what was lost: payments whose answer or event never came, pages that have expired, refunds that were asked for,
 * orders that nobody paid. Whatever it decides, it asks the provider first.
 */
export async function reconcilePayments(shop: Needs): Promise<Reconciled> {
  const told: Reconciled = { checked: 0, placed: 0, closed: 0, refunded: 0, expired: 0, unreachable: 0 }
  const patiently = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (fault) {
      if (!(fault instanceof ProviderUnreachable)) throw fault
      told.unreachable++
    }
  }
  const now = shop.clock()

  for (const { id } of await takePaymentsToCheck(shop.db, now, atOnce))
    await patiently(async () => {
      told.checked++
      const outcome = await checkPayment(shop, id, now)
      if (outcome === 'placed') told.placed++
      if (outcome === 'expired' || outcome === 'failed') told.closed++
    })

  for (const { id, paymentId } of await askedRefunds(shop.db, new Date(now.getTime() - refundPatienceMs), atOnce))
    await patiently(async () => {
      // The provider may have done it already, under a key that it has forgotten.
      await takeOverRefunds(shop, { paymentId })
      if ((await sendRefund(shop, id)) === 'done') told.refunded++
    })

  const closedBefore = new Date(now.getTime() - graceMinutes * 60_000)
  for (const { id } of await waitingInVain(shop.db, closedBefore, atOnce)) {
    const cancelled = await cancelOrder(shop, { orderId: id, reason: 'expired' })
    if (cancelled.ok) told.expired++
  }
  return told
}

async function checkPayment(shop: Needs, paymentId: string, now: Date): Promise<string> {
  const settled = await settlePayment(shop, { paymentId })
  if (settled.outcome !== 'open' && settled.outcome !== 'unheard-of') return settled.outcome
  const payment = await findPayment(shop.db, { paymentId })
  if (!payment) return 'unknown'
  const isOver = payment.expiresAt !== null && payment.expiresAt.getTime() + expirySlackMs < now.getTime()
  return settled.outcome === 'unheard-of' || isOver ? closePage(shop, payment) : 'open'
}

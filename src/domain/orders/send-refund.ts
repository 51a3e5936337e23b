import { recordFact } from '../../kit/facts.ts'
import { ProviderRefused } from '../payments/payment-gateway.ts'
import type { Shop } from '../shop.ts'
import { addRefunded, insertEvent, lockOrder } from './order-table.ts'
import { closeRefund, findRefund } from './payment-table.ts'

export type RefundSent = 'done' | 'asked' | 'failed'

/**
 * Asks the provider to give the money back. Repeating it gives back once: the refund's own key goes with it. Throws
 * `ProviderUnreachable`; the worker tries again.
 */
export async function sendRefund(shop: Pick<Shop, 'db' | 'clock' | 'payments'>, refundId: string): Promise<RefundSent> {
  const refund = await findRefund(shop.db, { refundId })
  if (!refund?.paymentRef) throw new Error(`Refund ${refundId} has no payment that could be refunded.`)
  if (refund.state !== 'asked') return refund.state
  let answer: { state: RefundSent; refundRef: string | null }
  try {
    answer = await shop.payments.refund({
      idempotencyKey: `refund-${refund.id}`,
      orderRefundId: refund.id,
      paymentRef: refund.paymentRef,
      amountMinor: refund.amountMinor,
    })
  } catch (fault) {
    if (!(fault instanceof ProviderRefused)) throw fault
    answer = { state: 'failed', refundRef: null }
  }
  const { state, refundRef } = answer
  if (state === 'asked') return 'asked'
  await shop.db.transaction(async (tx) => {
    const now = shop.clock()
    const { orderId, amountMinor } = refund
    await lockOrder(tx, orderId)
    if (!(await closeRefund(tx, refundId, { state, refundRef, now }))) return
    await insertEvent(tx, orderId, state === 'done' ? 'refunded' : 'refund-failed', { amountMinor }, now)
    if (state === 'done') await recordFact(tx, { fact: 'refund.done', orderId, refundId })
    // What could not be given back can be asked for again.
    else if (!refund.surplus) await addRefunded(tx, orderId, -amountMinor)
  })
  return state
}

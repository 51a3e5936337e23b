import { recordFact } from '../../kit/facts.ts'
import { newId } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'
import { addRefunded, insertEvent, lockOrder } from './order-table.ts'
import { closeRefund, findPayment, insertRefund, type PaymentKey, refundsOf } from './payment-table.ts'

/** Brings what the provider knows of a payment's refunds into our books: those made there, and the fate of our own. */
export async function takeOverRefunds(
  shop: Pick<Shop, 'db' | 'clock' | 'random' | 'payments'>,
  key: PaymentKey,
): Promise<void> {
  const payment = await findPayment(shop.db, key)
  if (payment?.state !== 'captured' && payment?.state !== 'flagged') return
  if (!payment.paymentRef) return
  const theirs = await shop.payments.listRefunds(payment.paymentRef)
  const { orderId } = payment
  const countsForOrder = payment.state === 'captured' && !payment.surplus
  await shop.db.transaction(async (tx) => {
    const now = shop.clock()
    await lockOrder(tx, orderId)
    const ours = await refundsOf(tx, orderId)
    for (const refund of theirs) {
      const known = ours.find((own) => own.id === refund.orderRefundId || own.refundRef === refund.refundRef)
      if (known && known.state === 'asked' && refund.state !== 'asked') {
        await closeRefund(tx, known.id, { state: refund.state, refundRef: refund.refundRef, now })
        await tellOf(known.id, known.amountMinor, refund.state)
      } else if (!known && refund.state === 'done') {
        const id = newId(shop.random, now)
        const isNew = await insertRefund(tx, {
          id,
          orderId,
          paymentId: payment.id,
          amountMinor: refund.amountMinor,
          currency: payment.currency,
          reason: 'made-at-provider',
          state: 'done',
          idempotencyKey: `provider-${refund.refundRef}`,
          requestHash: '',
          refundRef: refund.refundRef,
          lines: [],
          shipping: false,
          restock: false,
          now,
        })
        if (!isNew) continue
        if (countsForOrder) await addRefunded(tx, orderId, refund.amountMinor)
        await tellOf(id, refund.amountMinor, 'done')
      }
    }

    async function tellOf(refundId: string, amountMinor: number, state: 'done' | 'failed'): Promise<void> {
      await insertEvent(tx, orderId, state === 'done' ? 'refunded' : 'refund-failed', { amountMinor }, now)
      if (state === 'done') await recordFact(tx, { fact: 'refund.done', orderId, refundId })
      else if (countsForOrder) await addRefunded(tx, orderId, -amountMinor)
    }
  })
}

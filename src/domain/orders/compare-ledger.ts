import type { ProviderPayment } from '../payments/payment-gateway.ts'
import { findPayment, refundsOf } from './payment-table.ts'
import { type Needs, settlePayment } from './settle-payment.ts'
import { takeOverRefunds } from './take-over-refunds.ts'

export type Compared = { payments: number; settled: number; refundsTakenOver: number }

const days = 60

/**
 * Goes through the provider's books of the last weeks and takes over what no event and no look has told: a capture that we
 * have missed, a refund that was made there while its event was lost.
 */
export async function compareLedger(shop: Needs): Promise<Compared> {
  const told: Compared = { payments: 0, settled: 0, refundsTakenOver: 0 }
  const since = new Date(shop.clock().getTime() - days * 86_400_000)
  for await (const theirs of shop.payments.listPayments(since)) {
    if (theirs.orderId === null) continue
    told.payments++
    if (!(await isSettled(shop, theirs))) {
      await settlePayment(shop, { newestOf: theirs.orderId })
      told.settled++
    }
    if (await hasUnknownRefund(shop, theirs)) {
      await takeOverRefunds(shop, { paymentRef: theirs.paymentRef })
      told.refundsTakenOver++
    }
  }
  return told
}

async function isSettled(shop: Needs, { paymentRef }: ProviderPayment): Promise<boolean> {
  const ours = await findPayment(shop.db, { paymentRef })
  return ours?.state === 'captured' || ours?.state === 'flagged'
}

async function hasUnknownRefund(shop: Needs, { paymentRef, refundedMinor }: ProviderPayment): Promise<boolean> {
  if (refundedMinor === 0) return false
  const ours = await findPayment(shop.db, { paymentRef })
  if (!ours) return false
  const done = (await refundsOf(shop.db, ours.orderId)).filter(
    (refund) => refund.paymentId === ours.id && refund.state === 'done',
  )
  return done.reduce((sum, refund) => sum + refund.amountMinor, 0) !== refundedMinor
}

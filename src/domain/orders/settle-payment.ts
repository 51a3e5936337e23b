import { applyStatus, type Needs, type Outcome } from './apply-status.ts'
import { findPayment, type PaymentKey, type PaymentRow } from './payment-table.ts'

export type { Needs }

/** 'unknown': no payment of ours. 'unheard-of': the provider knows nothing of it. */
export type Settled = { outcome: 'unknown' } | { outcome: Outcome | 'unheard-of'; orderId: string; paymentId: string }

export const readStatus = (shop: Pick<Needs, 'payments'>, payment: PaymentRow) =>
  shop.payments.readStatus(
    payment.sessionRef === null
      ? { idempotencyKey: payment.idempotencyKey, createdAfter: payment.createdAt }
      : { sessionRef: payment.sessionRef },
  )

/**
 * Reads the payment again from the provider and writes what is true into the order. The provider's event, the browser's
 * return and the reconciler all call it: nothing that they say is believed. Any number of calls at once, in any order, ends
 * the same. Throws `ProviderUnreachable` when the provider does not answer; nothing has changed then.
 */
export async function settlePayment(shop: Needs, key: PaymentKey): Promise<Settled> {
  const payment = await findPayment(shop.db, key)
  if (!payment) return { outcome: 'unknown' }
  const told = { orderId: payment.orderId, paymentId: payment.id }
  if (payment.state === 'captured') return { ...told, outcome: payment.surplus ? 'surplus' : 'placed' }
  const status = await readStatus(shop, payment)
  if (!status) return { ...told, outcome: 'unheard-of' }
  return { ...told, outcome: await applyStatus(shop, payment, status) }
}

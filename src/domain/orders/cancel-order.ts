import type { Tx } from '../../kit/db.ts'
import { recordFact } from '../../kit/facts.ts'
import { newId } from '../../kit/ids.ts'
import { releaseStock } from '../inventory/release-stock.ts'
import { returnStock } from '../inventory/return-stock.ts'
import { ProviderUnreachable } from '../payments/payment-gateway.ts'
import { giveBackCode } from '../promotions/give-back-code.ts'
import { closePage } from './close-page.ts'
import { type CancelReason, isLive, mayMove } from './order.ts'
import { addRefunded, allocationsOf, type LockedOrder, lockOrder, setCancelled } from './order-table.ts'
import { insertRefund, paymentsOf, refundsOf } from './payment-table.ts'
import { withoutReturned } from './pieces.ts'
import { orderRefundJob, tryToSend } from './refund-order.ts'
import type { Needs } from './settle-payment.ts'

export type OrderCancelled =
  /** `refund`: what is given back, and whether the provider has confirmed it yet. */
  | { ok: true; refund: { amountMinor: number; state: 'asked' | 'done' | 'failed' } | null }
  /**
   * 'paid-meanwhile': it was to be cancelled as unpaid, but the money has come. 'payment-under-way': the money is on its
   * way, or the provider does not answer: nothing was cancelled.
   */
  | { ok: false; problem: 'no-order' | 'already-shipped' | 'paid-meanwhile' | 'payment-under-way' }

/**
 * Cancels an order that has not been sent. An unpaid one gives its stock back only after the provider has confirmed that its
 * page takes no money any more; a paid one is refunded. Repeating it changes nothing.
 */
export async function cancelOrder(
  shop: Needs,
  { orderId, reason }: { orderId: string; reason: CancelReason },
): Promise<OrderCancelled> {
  const onlyUnpaid = reason === 'expired' || reason === 'cart-changed'
  for (const payment of await paymentsOf(shop.db, orderId)) {
    if (!isLive(payment.state)) continue
    try {
      const outcome = await closePage(shop, payment)
      if (outcome === 'processing') return { ok: false, problem: 'payment-under-way' }
      if (outcome === 'placed' && onlyUnpaid) return { ok: false, problem: 'paid-meanwhile' }
    } catch (fault) {
      if (fault instanceof ProviderUnreachable) return { ok: false, problem: 'payment-under-way' }
      throw fault
    }
  }

  const cancelled = await shop.db.transaction(async (tx): Promise<OrderCancelled & { refundId?: string }> => {
    const order = await lockOrder(tx, orderId)
    if (!order) return { ok: false, problem: 'no-order' }
    if (order.state === 'cancelled') return { ok: true, refund: null }
    if (!mayMove(order.state, 'cancelled')) return { ok: false, problem: 'already-shipped' }
    if (order.state === 'placed' && onlyUnpaid) return { ok: false, problem: 'paid-meanwhile' }
    const payments = await paymentsOf(tx, orderId)
    if (payments.some(({ state }) => isLive(state))) return { ok: false, problem: 'payment-under-way' }
    await giveBackPieces(tx, order)
    await giveBackCode(tx, orderId)
    const now = shop.clock()
    await setCancelled(tx, orderId, reason, now)
    await recordFact(tx, { fact: 'order.cancelled', orderId })

    const paid = payments.find(({ state, surplus }) => state === 'captured' && !surplus)
    const amountMinor = order.totalMinor - order.refundedMinor
    if (!paid || amountMinor === 0) return { ok: true, refund: null }
    const refundId = newId(shop.random, now)
    await insertRefund(tx, {
      id: refundId,
      orderId,
      paymentId: paid.id,
      amountMinor,
      currency: order.currency,
      reason: 'cancelled',
      state: 'asked',
      idempotencyKey: `cancel-${orderId}`,
      requestHash: '',
      refundRef: null,
      lines: [],
      shipping: false,
      restock: false,
      now,
    })
    await addRefunded(tx, orderId, amountMinor)
    await orderRefundJob(tx, refundId, now)
    return { ok: true, refund: { amountMinor, state: 'asked' }, refundId }
  })
  if (!cancelled.ok) return cancelled
  const { refund, refundId } = cancelled
  if (!refund || !refundId) return { ok: true, refund }
  return { ok: true, refund: { ...refund, state: await tryToSend(shop, refundId) } }
}

/** Before the order's own rows change: they say what it holds. */
async function giveBackPieces(tx: Tx, order: LockedOrder): Promise<void> {
  const { id: orderId } = order
  if (order.state === 'awaiting-payment')
    return releaseStock(tx, { orderId, allocations: await allocationsOf(tx, orderId, 'reserved') })
  const restocked = (await refundsOf(tx, orderId)).flatMap((refund) =>
    refund.restock && refund.state !== 'failed' ? refund.lines : [],
  )
  await returnStock(tx, { orderId, allocations: withoutReturned(await allocationsOf(tx, orderId, 'sold'), restocked) })
}

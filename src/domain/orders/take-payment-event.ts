import { deleteOldProviderEvents, insertProviderEvent } from './payment-table.ts'
import { type Needs, settlePayment } from './settle-payment.ts'
import { takeOverRefunds } from './take-over-refunds.ts'

/**
 * What the provider tells. The event only says where to look; the payment is read again. It is noted after everything that
 * follows from it is written: until then the provider sends it again. A second delivery needs no look at the notes, because
 * it finds the payment settled: one statement. `ok` false: it does not come from the provider.
 */
export async function takePaymentEvent(
  shop: Needs,
  { rawBody, signature }: { rawBody: string; signature: string },
): Promise<{ ok: boolean }> {
  const event = await shop.payments.readEvent(rawBody, signature)
  if (!event) return { ok: false }
  if (event.kind === 'other') return { ok: true }
  if (event.kind === 'page' && event.sessionRef) {
    const settled = await settlePayment(shop, { sessionRef: event.sessionRef })
    // The answer that named the page may be on its way to us: the provider tells again in a moment.
    if (settled.outcome === 'unknown') await settleByOrder(shop, event.sessionRef)
  }
  if (event.kind === 'refund' && event.paymentRef) await takeOverRefunds(shop, { paymentRef: event.paymentRef })
  await insertProviderEvent(shop.db, event.id, event.kind, shop.clock())
  return { ok: true }
}

/** The page's address was lost on its way to us; the provider knows which order it is for. */
async function settleByOrder(shop: Needs, sessionRef: string): Promise<void> {
  const status = await shop.payments.readStatus({ sessionRef })
  if (status?.orderId) await settlePayment(shop, { newestOf: status.orderId })
}

const eventDays = 40

/** The provider repeats an event for some days, not for weeks. */
export const forgetOldEvents = (shop: Pick<Needs, 'db' | 'clock'>): Promise<number> =>
  deleteOldProviderEvents(shop.db, new Date(shop.clock().getTime() - eventDays * 86_400_000))

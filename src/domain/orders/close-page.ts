import { applyStatus, type Outcome } from './apply-status.ts'
import { failUnmade, type PaymentRow } from './payment-table.ts'
import { type Needs, readStatus } from './settle-payment.ts'

/**
 * Makes sure that no money comes on a payment any more, or takes what has just come: only the provider knows which. Throws
 * `ProviderUnreachable`; then nothing may be released.
 */
export async function closePage(shop: Needs, payment: PaymentRow): Promise<Outcome> {
  if (payment.state === 'captured') return payment.surplus ? 'surplus' : 'placed'
  if (payment.state !== 'asking' && payment.state !== 'open') return payment.state
  const known = payment.sessionRef === null ? await readStatus(shop, payment) : null
  const sessionRef = payment.sessionRef ?? known?.sessionRef
  if (sessionRef) return applyStatus(shop, payment, await shop.payments.expirePage(sessionRef))
  // The provider has never made a page, and nobody has its address.
  return (await failUnmade(shop.db, payment.id, shop.clock())) ? 'failed' : 'open'
}

import { offerPage, type PageOffered, type ReturnLinks } from '../orders/offer-page.ts'
import type { Order } from '../orders/order.ts'
import { orderIdOf } from '../orders/order-link.ts'
import { readOrder, readOrderById } from '../orders/read-orders.ts'
import { settlePayment } from '../orders/settle-payment.ts'
import { ProviderUnreachable } from '../payments/payment-gateway.ts'
import type { Shop } from '../shop.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'random' | 'carts' | 'payments' | 'markets' | 'secret' | 'name' | 'vault'>

/** The page where the order of this link is paid: the one that is open, or a new one when it has closed. */
export async function resumePayment(
  shop: Needs,
  { token, links }: { token: string; links: (token: string) => ReturnLinks },
): Promise<PageOffered> {
  const orderId = orderIdOf(shop, token)
  return orderId === null ? { ok: false, problem: 'no-order' } : offerPage(shop, orderId, links(token))
}

/** `isUnclear`: the provider did not answer, so nobody knows yet whether it was paid. */
export type Returned = Order & { isUnclear: boolean }

/**
 * The browser is back from the payment page, paid or not: the payment is read from the provider, then the order. When the
 * provider does not answer, the order is shown as it stands; its event or the reconciler brings the rest.
 */
export async function takeReturn(shop: Needs, token: string): Promise<Returned | null> {
  const order = await readOrder(shop, token)
  if (order?.state !== 'awaiting-payment') return order && { ...order, isUnclear: false }
  try {
    await settlePayment(shop, { newestOf: order.id })
  } catch (fault) {
    if (fault instanceof ProviderUnreachable) return { ...order, isUnclear: true }
    throw fault
  }
  const now = await readOrderById(shop, order.id)
  return now && { ...now, isUnclear: false }
}

import type { OrderMail } from '../domain/notifications/send-order-mail.ts'
import { claimOrders } from '../domain/orders/claim-orders.ts'
import { indexProducts, indexStock } from '../domain/search/index-product.ts'
import { reindexAll } from '../domain/search/reindex-all.ts'
import type { Shop } from '../domain/shop.ts'
import { addJob, type Fact, type FactName } from '../kit/facts.ts'

type FactOf<N extends FactName> = Extract<Fact, { fact: N }>
type Listeners = { [N in FactName]: readonly ((shop: Shop, fact: FactOf<N>) => Promise<unknown>)[] }

/** Who hears of what. Listeners read the present state: a fact may come late, twice or after a newer one. */
const listeners: Listeners = {
  'product.changed': [(shop, { productIds }) => indexProducts(shop, productIds)],
  'stock.changed': [(shop, { variantIds }) => indexStock(shop, variantIds)],
  'catalogue.changed': [(shop) => reindexAll(shop)],
  'search.changed': [],
  'order.placed': [(shop, { orderId }) => mail(shop, { kind: 'placed', orderId })],
  'order.shipped': [(shop, { orderId, shipmentId }) => mail(shop, { kind: 'shipped', orderId, shipmentId })],
  'order.cancelled': [(shop, { orderId }) => mail(shop, { kind: 'cancelled', orderId })],
  'order.flagged': [],
  'refund.done': [(shop, { orderId, refundId }) => mail(shop, { kind: 'refunded', orderId, refundId })],
  'email.proved': [(shop, { personId }) => claimOrders(shop, personId)],
}

/** A mail is a job of its own: a mail server that is down holds up nothing else. */
const mail = (shop: Shop, payload: OrderMail) =>
  shop.db.transaction((tx) => addJob(tx, 'send-order-mail', payload, { key: mailKey(payload) }))

/** One key for one effect: the job's while it waits, then the mail's. */
export function mailKey(ask: OrderMail): string {
  if (ask.kind === 'shipped') return `mail:shipped:${ask.shipmentId}`
  if (ask.kind === 'refunded') return `mail:refunded:${ask.refundId}`
  return `mail:${ask.kind}:${ask.orderId}`
}

export async function tellListeners<N extends FactName>(shop: Shop, fact: FactOf<N>): Promise<void> {
  const called: Listeners[N] | undefined = listeners[fact.fact as N]
  if (!called) throw new Error(`Nobody knows the fact '${fact.fact}'.`)
  for (const listener of called) await listener(shop, fact)
}

import { readOrderSum } from '../orders/read-orders.ts'
import type { Shop } from '../shop.ts'
import type { Tally } from './tally.ts'

/** Adds an order that was placed to the tally: whether there was anything to pay, and its sum in minor units of its currency. */
export async function countOrder(shop: Pick<Shop, 'db'>, tally: Pick<Tally, 'add'>, orderId: string): Promise<void> {
  const order = await readOrderSum(shop, orderId)
  if (!order) return
  tally.add('order', order.totalMinor > 0 ? 'paid' : 'free')
  tally.add('order-minor', order.currency, order.totalMinor)
}

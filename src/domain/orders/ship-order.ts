import { z } from 'zod'
import { recordFact } from '../../kit/facts.ts'
import { newId } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'
import { mayMove } from './order.ts'
import { allocationsOf, insertEvent, insertShipment, lockOrder, setShipped } from './order-table.ts'

export const shipForm = z.object({
  orderId: z.string(),
  carrier: z.string().trim().min(1).max(60),
  tracking: z.string().trim().max(80).default(''),
})

export type OrderShipped =
  | { ok: true; shipmentIds: string[] }
  | { ok: false; problem: 'invalid-input' | 'no-order' | 'not-placed' | 'already-shipped' }

/** Says that the order has left: one parcel for each location that its pieces lay at. */
export async function shipOrder(
  shop: Pick<Shop, 'db' | 'clock' | 'random'>,
  input: z.input<typeof shipForm>,
): Promise<OrderShipped> {
  const form = shipForm.safeParse(input)
  if (!form.success) return { ok: false, problem: 'invalid-input' }
  const { orderId, carrier, tracking } = form.data
  return shop.db.transaction(async (tx): Promise<OrderShipped> => {
    const order = await lockOrder(tx, orderId)
    if (!order) return { ok: false, problem: 'no-order' }
    if (order.state === 'shipped') return { ok: false, problem: 'already-shipped' }
    if (!mayMove(order.state, 'shipped')) return { ok: false, problem: 'not-placed' }
    const now = shop.clock()
    const pieces = await allocationsOf(tx, orderId, 'sold')
    const shipmentIds: string[] = []
    for (const locationId of new Set(pieces.map((piece) => piece.locationId))) {
      const id = newId(shop.random, now)
      await insertShipment(tx, { id, orderId, locationId, carrier, tracking, now })
      shipmentIds.push(id)
    }
    await setShipped(tx, orderId, now)
    await insertEvent(tx, orderId, 'shipped', { carrier, parcels: shipmentIds.length }, now)
    for (const shipmentId of shipmentIds) await recordFact(tx, { fact: 'order.shipped', orderId, shipmentId })
    return { ok: true, shipmentIds }
  })
}

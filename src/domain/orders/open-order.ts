import type { Tx } from '../../kit/db.ts'
import { reserveStock } from '../inventory/reserve-stock.ts'
import type { ShortLine } from '../inventory/stock.ts'
import type { CodeProblem } from '../promotions/discount.ts'
import { holdCode } from '../promotions/hold-code.ts'
import { marketOf, type Shop } from '../shop.ts'
import { afterPlaced, takeFromCart } from './apply-status.ts'
import { buyerId } from './buyer.ts'
import { insertAllocations, insertOrder, type NewOrder, type PlacedOrder, setPlaced } from './order-table.ts'

export type { NewOrder }

export type OrderOpened =
  | { ok: true }
  /** There is one already: under this key, or of this version of the cart. Or there is no buyer any more: who looks again sees which. */
  | { ok: false; problem: 'order-exists' }
  | { ok: false; problem: 'out-of-stock'; lines: ShortLine[] }
  | ({ ok: false } & CodeProblem)

type Needs = Pick<Shop, 'db' | 'clock' | 'carts' | 'markets' | 'vault'>

class Refused extends Error {
  readonly answer: OrderOpened
  constructor(answer: OrderOpened) {
    super('The order is not opened.')
    this.answer = answer
  }
}

/**
 * The first transaction of an order: its row, stock, code, all or nothing. The row comes first, so that a second submit of
 * the same cart waits for this one instead of finding its own pieces gone. An order that costs nothing is placed at once.
 */
export async function openOrder(shop: Needs, order: NewOrder): Promise<OrderOpened> {
  let placed: PlacedOrder | undefined
  try {
    placed = await shop.db.transaction((tx) => write(tx, shop, order))
  } catch (fault) {
    if (fault instanceof Refused) return fault.answer
    throw fault
  }
  if (placed) await takeFromCart(shop, placed)
  return { ok: true }
}

async function write(tx: Tx, shop: Needs, order: NewOrder): Promise<PlacedOrder | undefined> {
  const { id: orderId, market, receipt, createdAt: now } = order
  if (!(await insertOrder(tx, order))) throw new Refused({ ok: false, problem: 'order-exists' })
  const locationIds = marketOf(shop, market).locations.map(({ id }) => id)
  const lines = order.lines.map(({ variantId, quantity }) => ({ variantId, quantity }))
  const reserved = await reserveStock(tx, { orderId, locationIds, lines })
  if (!reserved.ok) throw new Refused(reserved)
  await insertAllocations(tx, orderId, reserved.allocations)
  if (order.discount) {
    const { subtotalMinor } = receipt
    const personId = buyerId(shop, order.contact.email)
    const held = await holdCode(tx, { discount: order.discount, market, subtotalMinor, orderId, personId, now })
    if (!held.ok) throw new Refused(held)
  }
  if (order.payment) return undefined
  const placed = await setPlaced(tx, orderId, null, now)
  if (!placed) throw new Error(`Order ${orderId} could not be placed.`)
  await afterPlaced(tx, orderId, placed)
  return placed
}

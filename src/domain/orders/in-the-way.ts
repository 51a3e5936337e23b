import { type Sql, sql } from '../../kit/db.ts'
import type { Shop } from '../shop.ts'
import type { OrderState } from './order.ts'

/** An order that a cart has led to already. */
export type FoundOrder = {
  id: string
  state: OrderState
  cartVersion: number
  isSameKey: boolean
  requestHash: string
  contentHash: string
  number: string
  totalMinor: number
  /** The pieces that it has reserved. */
  held: { variantId: number; quantity: number }[]
}

/** Orders that stand in the way of a new one: the one under the same key, and open ones of the same cart. Rows of `FoundOrder`. */
export const inTheWay = (cartId: string, idempotencyKey: string | null): Sql => sql`
    select id, state, cart_version as "cartVersion", coalesce(idempotency_key = ${idempotencyKey}::text, false) as "isSameKey",
      request_hash as "requestHash", content_hash as "contentHash", number,
      total_minor as "totalMinor", (
        select coalesce(json_agg(json_build_object('variantId', variant_id, 'quantity', quantity)), '[]') from (
          select variant_id, sum(quantity)::int as quantity from order_allocation
          where order_id = orders.id and state = 'reserved' group by variant_id) as a) as held
    from orders where idempotency_key = ${idempotencyKey}::text or (cart_id = ${cartId} and state = 'awaiting-payment')`

/** Ids begin with the time. Ordered by the database, all orders that wait for a payment would be read to save a sort. */
export const oldestFirst = (found: FoundOrder[]): FoundOrder[] => found.sort((a, b) => (a.id < b.id ? -1 : 1))

/** The order under this key, and the open ones of this cart, the oldest first. 1 statement. */
export const findOrdersInTheWay = async (
  { db }: Pick<Shop, 'db'>,
  cartId: string,
  idempotencyKey: string | null,
): Promise<FoundOrder[]> => oldestFirst(await db.rows(inTheWay(cartId, idempotencyKey)))

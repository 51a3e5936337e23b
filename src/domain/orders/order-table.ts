import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { PostalAddress } from '../customers/address.ts'
import type { Allocation } from '../inventory/stock.ts'
import { type KeyColumns, keyColumns } from '../keys/vault.ts'
import type { PricedCart } from '../pricing/priced-cart.ts'
import type { Discount } from '../promotions/discount.ts'
import type { Shop } from '../shop.ts'
import type { CancelReason, Order, OrderEvent, OrderLine, OrderState, OrderSummary, Shipment } from './order.ts'
import { paymentsJson, refundsJson } from './payment-table.ts'

/**
 * All SQL on orders. Whoever changes an order or its payments holds the order's row first, then stock (by variant and
 * location), then the discount code; several orders are locked one transaction each.
 */

export type NewOrder = Pick<
  Order,
  'id' | 'number' | 'market' | 'locale' | 'currency' | 'accountId' | 'cartId' | 'cartVersion' | 'methodName'
> & {
  personId: string
  idempotencyKey: string
  requestHash: string
  contentHash: string
  methodCode: string
  deliveryFrom: string
  deliveryTo: string
  discount: Discount | null
  receipt: PricedCart
  createdAt: Date
  contact: OrderContact
  /** The contact as it is kept, and the key under which the order is found by its address. */
  sealed: Buffer
  emailIndex: Buffer
  lines: readonly OrderLine[]
  /** The first payment; null when nothing is to be paid. */
  payment: { id: string; idempotencyKey: string; expiresAt: Date } | null
}

/** Who ordered, and where it goes. */
export type OrderContact = { email: string; shipping: PostalAddress; billing: PostalAddress }

/**
 * False when there is an order under this key, or an open one of this version of the cart, or the person was erased in this moment: then
 * nothing is written.
 */
export const insertOrder = async (tx: Tx, order: NewOrder): Promise<boolean> => {
  const { payment, receipt } = order
  const row = await tx.row(sql`
    with o as (
      insert into orders (id, number, market, locale, currency, person_id, account_id, state, cart_id, cart_version,
        idempotency_key, request_hash, content_hash, method_code, method_name, delivery_from, delivery_to, code, discount, total_minor,
        receipt, created_at)
      select ${order.id}::uuid, ${order.number}, ${order.market}, ${order.locale}, ${order.currency}, pk.person_id,
        ${order.accountId}::uuid, 'awaiting-payment', ${order.cartId}, ${order.cartVersion}::int, ${order.idempotencyKey},
        ${order.requestHash}, ${order.contentHash}, ${order.methodCode}, ${order.methodName}, ${order.deliveryFrom}::date,
        ${order.deliveryTo}::date, ${order.discount?.code ?? null}, ${order.discount && JSON.stringify(order.discount)}::jsonb,
        ${receipt.totalMinor}::bigint, ${JSON.stringify(receipt)}::jsonb, ${order.createdAt}::timestamptz
      from person_key pk where pk.person_id = ${order.personId} for key share
      on conflict do nothing returning id),
    l as (
      insert into order_line (order_id, position, variant_id, product_id, sku, name, options, image_key, quantity,
        unit_price_minor, discount_minor, tax_minor, gross_minor)
      select o.id, g.position, g."variantId", g."productId", g.sku, g.name, g.options, g."imageKey", g.quantity,
        g."unitPriceMinor", g."discountMinor", g."taxMinor", g."grossMinor"
      from o cross join jsonb_to_recordset(${JSON.stringify(order.lines)}::jsonb) as g (position int, "variantId" int,
        "productId" int, sku text, name text, options text, "imageKey" text, quantity int, "unitPriceMinor" bigint,
        "discountMinor" bigint, "taxMinor" bigint, "grossMinor" bigint)),
    c as (
      insert into order_contact (order_id, person_id, sealed, email_index)
      select o.id, ${order.personId}::uuid, ${order.sealed}::bytea, ${order.emailIndex}::bytea from o),
    p as (
      insert into payment (id, order_id, attempt, state, amount_minor, currency, idempotency_key, expires_at, check_at,
        created_at)
      select ${payment?.id ?? null}::uuid, o.id, 1, 'asking', ${receipt.totalMinor}, ${order.currency},
        ${payment?.idempotencyKey ?? null}::text, ${payment?.expiresAt ?? null}::timestamptz,
        ${order.createdAt}::timestamptz + interval '20 seconds', ${order.createdAt}::timestamptz
      from o where ${payment !== null}::boolean),
    e as (
      insert into order_event (order_id, kind, at) select o.id, 'ordered', ${order.createdAt}::timestamptz from o)
    select id from o`)
  return row !== undefined
}

export const insertAllocations = (tx: Tx, orderId: string, allocations: readonly Allocation[]) =>
  tx.change(sql`
    insert into order_allocation (order_id, position, location_id, variant_id, quantity, state)
    select l.order_id, l.position, g.location_id, g.variant_id, g.quantity, 'reserved'
    from unnest(${allocations.map((a) => a.variantId)}::int[], ${allocations.map((a) => a.locationId)}::int[],
      ${allocations.map((a) => a.quantity)}::int[]) as g (variant_id, location_id, quantity)
    join order_line l on l.order_id = ${orderId} and l.variant_id = g.variant_id
    on conflict (order_id, position, location_id) do update set quantity = excluded.quantity, state = 'reserved'`)

export const removeAllocations = (tx: Tx, orderId: string) =>
  tx.change(sql`delete from order_allocation where order_id = ${orderId} and state in ('released', 'returned')`)

export type LockedOrder = {
  id: string
  number: string
  market: string
  state: OrderState
  currency: string
  personId: string
  cartId: string
  cartVersion: number
  discount: Discount | null
  totalMinor: number
  refundedMinor: number
  cancelReason: CancelReason | null
  receipt: PricedCart
  createdAt: Date
}

/** What comes after sees everything that was done to the order before. */
export const lockOrder = (tx: Tx, orderId: string) =>
  tx.row<LockedOrder>(sql`
    select id, number, market, state, currency, person_id as "personId", cart_id as "cartId", cart_version as "cartVersion",
      discount, total_minor as "totalMinor", refunded_minor as "refundedMinor", cancel_reason as "cancelReason", receipt,
      created_at as "createdAt"
    from orders where id = ${orderId} for update`)

export const allocationsOf = (tx: Tx, orderId: string, state: 'reserved' | 'sold') =>
  tx.rows<Allocation>(sql`
    select variant_id as "variantId", location_id as "locationId", quantity from order_allocation
    where order_id = ${orderId} and state = ${state} order by variant_id, location_id`)

export type PlacedOrder = { cartId: string; cartVersion: number; code: string | null; allocations: Allocation[] }

/**
 * An order becomes placed, its reserved pieces sold: one statement, and only once. Undefined
 * when the order stands otherwise by now. `payment` is null when nothing was to be paid.
 */
export const setPlaced = (
  tx: Tx,
  orderId: string,
  payment: { id: string; sessionRef: string; paymentRef: string | null; capturedMinor: number } | null,
  now: Date,
  from: 'awaiting-payment' | 'cancelled' = 'awaiting-payment',
) =>
  tx.row<PlacedOrder>(sql`
    with o as (
      update orders set state = 'placed', placed_at = ${now}, cancel_reason = null, cancelled_at = null
      where id = ${orderId} and state = ${from}
      returning id, cart_id, cart_version, code),
    p as (
      update payment p set state = 'captured', captured_minor = ${payment?.capturedMinor ?? 0}, settled_at = ${now},
        check_at = null, session_ref = coalesce(p.session_ref, ${payment?.sessionRef ?? null}::text), payment_ref = ${payment?.paymentRef ?? null}::text
      from o where p.id = ${payment?.id ?? null}::uuid and p.order_id = o.id),
    a as (
      update order_allocation a set state = 'sold' from o where a.order_id = o.id and a.state = 'reserved'
      returning a.variant_id, a.location_id, a.quantity),
    e as (
      insert into order_event (order_id, kind, details, at)
      select o.id, 'placed', '{}'::jsonb, ${now}::timestamptz from o)
    select cart_id as "cartId", cart_version as "cartVersion", code,
      coalesce((select json_agg(json_build_object('variantId', variant_id, 'locationId', location_id, 'quantity', quantity)) from a), '[]') as allocations
    from o`)

/** What an order costs, without anything about a person. */
export const orderSum = (db: Queries, orderId: string) =>
  db.row<{ currency: string; totalMinor: number }>(
    sql`select currency, total_minor as "totalMinor" from orders where id = ${orderId}`,
  )

export const setCancelled = (tx: Tx, orderId: string, reason: CancelReason, now: Date) =>
  tx.change(sql`
    with o as (
      update orders set state = 'cancelled', cancel_reason = ${reason}, cancelled_at = ${now} where id = ${orderId}
      returning id, state),
    a as (
      update order_allocation a set state = case a.state when 'reserved' then 'released' else 'returned' end
      from o where a.order_id = o.id and a.state in ('reserved', 'sold'))
    insert into order_event (order_id, kind, details, at)
    select id, 'cancelled', jsonb_build_object('reason', ${reason}::text), ${now}::timestamptz from o`)

/** Another order of the same cart that is open or was paid. */
export const hasTwin = async (tx: Tx, order: Pick<LockedOrder, 'id' | 'cartId' | 'cartVersion'>): Promise<boolean> =>
  (await tx.row(sql`
    select from orders where cart_id = ${order.cartId} and cart_version = ${order.cartVersion} and id <> ${order.id}
      and state <> 'cancelled' limit 1`)) !== undefined

export const setShipped = (tx: Tx, orderId: string, now: Date) =>
  tx.change(sql`update orders set state = 'shipped', shipped_at = ${now} where id = ${orderId}`)

export const insertShipment = (
  tx: Tx,
  row: { id: string; orderId: string; locationId: number; carrier: string; tracking: string; now: Date },
) =>
  tx.change(sql`
    insert into shipment (id, order_id, location_id, carrier, tracking, shipped_at)
    values (${row.id}, ${row.orderId}, ${row.locationId}, ${row.carrier}, ${row.tracking}, ${row.now})`)

export const insertEvent = (tx: Queries, orderId: string, kind: string, details: object, now: Date) =>
  tx.change(sql`
    insert into order_event (order_id, kind, details, at)
    values (${orderId}, ${kind}, ${JSON.stringify(details)}::jsonb, ${now})`)

/** Refunds of the money that paid for the order; `change` is negative when a refund has failed. */
export const addRefunded = (tx: Tx, orderId: string, changeMinor: number) =>
  tx.change(sql`
    update orders set refunded_minor = greatest(0, least(total_minor, refunded_minor + ${changeMinor})) where id = ${orderId}`)

const orderColumns = sql`o.id, o.number, o.market, o.locale, o.currency, o.account_id as "accountId", o.state,
  o.cancel_reason as "cancelReason", o.cart_id as "cartId", o.cart_version as "cartVersion", o.method_name as "methodName",
  o.delivery_from as "deliveryFrom", o.delivery_to as "deliveryTo", o.code, o.total_minor as "totalMinor",
  o.refunded_minor as "refundedMinor", o.receipt, o.created_at as "createdAt", o.placed_at as "placedAt",
  o.shipped_at as "shippedAt", o.cancelled_at as "cancelledAt", c.person_id as "personId", c.sealed, ${keyColumns}`

const linesJson = sql`(select coalesce(json_agg(json_build_object('position', l.position, 'variantId', l.variant_id,
  'productId', l.product_id, 'sku', l.sku, 'name', l.name, 'options', l.options, 'imageKey', l.image_key,
  'quantity', l.quantity, 'unitPriceMinor', l.unit_price_minor, 'discountMinor', l.discount_minor,
  'taxMinor', l.tax_minor, 'grossMinor', l.gross_minor) order by l.position), '[]') from order_line l where l.order_id = o.id) as lines`

const shipmentsJson = sql`(select coalesce(json_agg(json_build_object('id', s.id, 'carrier', s.carrier,
  'tracking', s.tracking, 'city', loc.city, 'shippedAt', s.shipped_at) order by s.shipped_at, s.id), '[]')
  from shipment s join location loc on loc.id = s.location_id where s.order_id = o.id) as shipments`

const eventsJson = sql`(select coalesce(json_agg(json_build_object('kind', e.kind, 'details', e.details, 'at', e.at)
  order by e.id), '[]') from order_event e where e.order_id = o.id) as events`

type Dated<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] }
type OrderRow = Omit<Order, 'payments' | 'refunds' | 'shipments' | 'events' | keyof OrderContact> & {
  sealed: Buffer | null
  payments: Dated<Order['payments'][number]>[]
  refunds: Dated<Order['refunds'][number]>[]
  shipments: Dated<Shipment>[]
  events: Dated<OrderEvent>[]
} & KeyColumns

const at = (text: string) => new Date(text)
const atOrNull = (text: string | null) => (text === null ? null : new Date(text))

const erased = { email: null, shipping: null, billing: null }

async function asOrder({ vault }: Reads, row: OrderRow | undefined): Promise<Order | null> {
  if (!row) return null
  const { personId, ringKey, wrappedKey, sealed, ...order } = row
  const key = await vault.keyOf({ personId, ringKey, wrappedKey })
  const contact = key?.open<OrderContact>('order_contact', row.id, sealed) ?? erased
  return {
    ...order,
    ...contact,
    payments: row.payments.map((p) => ({
      ...p,
      expiresAt: atOrNull(p.expiresAt),
      createdAt: at(p.createdAt),
      settledAt: atOrNull(p.settledAt),
    })),
    refunds: row.refunds.map((r) => ({ ...r, createdAt: at(r.createdAt), doneAt: atOrNull(r.doneAt) })),
    shipments: row.shipments.map((s) => ({ ...s, shippedAt: at(s.shippedAt) })),
    events: row.events.map((e) => ({ ...e, at: at(e.at) })),
  }
}

const wholeOrder = sql`select ${orderColumns}, ${linesJson}, ${paymentsJson}, ${refundsJson}, ${shipmentsJson}, ${eventsJson}
  from orders o join order_contact c on c.order_id = o.id left join person_key pk on pk.person_id = c.person_id`

type Reads = Pick<Shop, 'db' | 'vault'>

export const orderById = async (shop: Reads, orderId: string) =>
  asOrder(shop, await shop.db.row<OrderRow>(sql`${wholeOrder} where o.id = ${orderId}`))

export const orderByNumber = async (shop: Reads, number: string) =>
  asOrder(shop, await shop.db.row<OrderRow>(sql`${wholeOrder} where o.number = ${number}`))

export const orderOfAccount = async (shop: Reads, accountId: string, number: string) =>
  asOrder(
    shop,
    await shop.db.row<OrderRow>(sql`${wholeOrder} where o.number = ${number} and o.account_id = ${accountId}`),
  )

/** Both must fit: one statement, the same work whether the number is known or not. */
export const buyerOf = (db: Queries, number: string, emailIndex: Buffer) =>
  db.row<{ orderId: string } & KeyColumns>(sql`
    select o.id as "orderId", c.person_id as "personId", ${keyColumns}
    from orders o join order_contact c on c.order_id = o.id left join person_key pk on pk.person_id = c.person_id
    where o.number = ${number} and c.email_index = ${emailIndex}`)

export type Keyset = { createdAt: Date; id: string }

const summary = sql`o.id, o.number, o.market, o.currency, o.state, o.total_minor as "totalMinor",
  o.refunded_minor as "refundedMinor", o.created_at as "createdAt", o.placed_at as "placedAt",
  l.pieces, l.names, l."imageKeys"`
const summaryLines = sql`lateral (
  select sum(quantity)::int as pieces, array_agg(name order by position) as names,
    coalesce(array_agg(image_key order by position) filter (where image_key is not null), '{}') as "imageKeys"
  from order_line where order_id = o.id) l`
const before = (keyset: Keyset | null) =>
  keyset ? sql`and (o.created_at, o.id) < (${keyset.createdAt}, ${keyset.id}::uuid)` : sql``

export const ordersOfAccount = (db: Queries, accountId: string, after: Keyset | null, limit: number) =>
  db.rows<OrderSummary>(sql`
    select ${summary} from orders o join ${summaryLines} on true
    where o.account_id = ${accountId} ${before(after)} order by o.created_at desc, o.id desc limit ${limit}`)

export const recentOrders = (db: Queries, state: OrderState | null, after: Keyset | null, limit: number) =>
  db.rows<OrderSummary>(sql`
    select ${summary} from orders o join ${summaryLines} on true
    where (${state}::text is null or o.state = ${state}) ${before(after)}
    order by o.created_at desc, o.id desc limit ${limit}`)

/** Only for an account that is there: one that is being erased waits, or has gone. */
export const claimOrdersOf = (tx: Tx, accountId: string, emailIndex: Buffer) =>
  tx.change(sql`
    with a as (select person_id from account where person_id = ${accountId} for key share)
    update orders set account_id = a.person_id from a where account_id is null
      and id in (select order_id from order_contact where email_index = ${emailIndex})`)

/** Orders that wait although no page takes money for them any more, since `closedBefore`. */
export const waitingInVain = (db: Queries, closedBefore: Date, limit: number) =>
  db.rows<{ id: string }>(sql`
    select o.id from orders o where o.state = 'awaiting-payment' and o.created_at < ${closedBefore}
      and not exists (select from payment p where p.order_id = o.id
        and (p.state in ('asking', 'open', 'processing', 'flagged') or coalesce(p.settled_at, p.created_at) > ${closedBefore}))
    order by o.created_at limit ${limit}`)

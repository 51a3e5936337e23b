import { type Queries, sql } from '../../kit/db.ts'

/** Statements that look for broken promises, over the tables of all features; they change nothing. Each answers what is broken. */

type Broken = { what: string; on: string }
const broken = (db: Queries, statement: ReturnType<typeof sql>) => db.rows<Broken>(statement)

export type KnownPayment = {
  paymentRef: string
  orderNumber: string
  state: string
  surplus: boolean
  capturedMinor: number
  currency: string
  refundedMinor: number
  askedMinor: number
}

/** Our side of the provider's books. */
export const knownPayments = (db: Queries) =>
  db.rows<KnownPayment>(sql`
    select p.payment_ref as "paymentRef", o.number as "orderNumber", p.state, p.surplus, p.captured_minor as "capturedMinor",
      p.currency, coalesce(sum(r.amount_minor) filter (where r.state = 'done'), 0)::bigint as "refundedMinor",
      coalesce(sum(r.amount_minor) filter (where r.state = 'asked'), 0)::bigint as "askedMinor"
    from payment p join orders o on o.id = p.order_id left join refund r on r.payment_id = p.id
    where p.payment_ref is not null and p.state in ('captured', 'flagged') group by p.id, o.number`)

export const oldestPayment = async (db: Queries): Promise<Date | null> =>
  (await db.row<{ at: Date | null }>(sql`select min(created_at) as at from payment`))?.at ?? null

export const moneyBroken = (db: Queries) =>
  broken(
    db,
    sql`
    select case when count(p.id) = 0 then 'placed without a capture' else 'captured more than once' end as what, o.number as on
    from orders o left join payment p on p.order_id = o.id and p.state = 'captured' and not p.surplus
    where o.placed_at is not null and o.state <> 'awaiting-payment' and o.total_minor > 0
    group by o.id having count(p.id) <> 1
    union all
    select 'captured another amount than the order costs', o.number
    from orders o join payment p on p.order_id = o.id and p.state = 'captured' and not p.surplus
    where p.captured_minor <> o.total_minor or p.currency <> o.currency
    union all
    select 'captured, but not placed', o.number
    from orders o join payment p on p.order_id = o.id and p.state = 'captured' and not p.surplus
    where o.placed_at is null
    union all
    select 'refunded more than was captured', o.number
    from payment p join orders o on o.id = p.order_id join refund r on r.payment_id = p.id and r.state <> 'failed'
    group by p.id, o.number having sum(r.amount_minor) > p.captured_minor
    union all
    select 'the order counts other refunds than there are', o.number
    from orders o left join payment p on p.order_id = o.id and p.state = 'captured' and not p.surplus
    left join refund r on r.payment_id = p.id and r.state <> 'failed'
    group by o.id having coalesce(sum(r.amount_minor), 0) <> o.refunded_minor`,
  )

export const moneyCounts = (db: Queries) =>
  db.row<Record<string, number>>(sql`
    select count(*) filter (where placed_at is not null)::int as placed,
      count(*) filter (where state = 'awaiting-payment')::int as waiting,
      count(*) filter (where state = 'cancelled')::int as cancelled,
      (select count(*)::int from payment where state = 'captured' and not surplus) as captured,
      (select count(*)::int from payment where surplus) as surplus,
      (select count(*)::int from payment where state = 'flagged') as flagged,
      (select count(*)::int from payment where state in ('asking', 'open', 'processing')) as open,
      (select count(*)::int from refund where state = 'done') as refunds
    from orders`)

/** `givenUpBefore`: an order without a page that takes money must be gone when its page closed before this instant. */
export const stockBroken = (db: Queries, givenUpBefore: Date) =>
  broken(
    db,
    sql`
    select 'stock below zero' as what, variant_id || '@' || location_id as on from stock where available < 0 or reserved < 0
    union all
    select 'reserved otherwise than orders hold', coalesce(s.variant_id, a.variant_id) || '@' || coalesce(s.location_id, a.location_id)
    from (select variant_id, location_id, reserved from stock where reserved > 0) s full join (
      select variant_id, location_id, sum(quantity)::int as held from order_allocation where state = 'reserved' group by 1, 2) a
      using (variant_id, location_id)
    where coalesce(s.reserved, 0) <> coalesce(a.held, 0)
    union all
    select 'pieces in the wrong state for the order', o.number from order_allocation a join orders o on o.id = a.order_id
    where a.state <> all (case o.state when 'awaiting-payment' then '{reserved}'::text[]
      when 'cancelled' then '{released,returned}'::text[] else '{sold}'::text[] end)
    union all
    select 'other pieces than were ordered', o.number
    from order_line l join orders o on o.id = l.order_id
    left join order_allocation a on a.order_id = l.order_id and a.position = l.position
    group by o.number, l.order_id, l.position, l.quantity having coalesce(sum(a.quantity), 0) <> l.quantity
    union all
    select 'reserved for too long', o.number from orders o
    where o.state = 'awaiting-payment' and o.created_at < ${givenUpBefore} and not exists (
      select from payment p where p.order_id = o.id and (p.state in ('processing', 'flagged')
        or (p.state in ('asking', 'open') and coalesce(p.expires_at, p.created_at) > ${givenUpBefore})
        or coalesce(p.settled_at, p.created_at) > ${givenUpBefore}))`,
  )

export const stockCounts = (db: Queries) =>
  db.row<Record<string, number>>(sql`
    select coalesce(sum(available), 0)::int as available, coalesce(sum(reserved), 0)::int as reserved,
      (select coalesce(sum(quantity), 0)::int from order_allocation where state = 'sold') as sold,
      (select count(*)::int from stock_movement) as movements
    from stock`)

/** Two orders of one state of a cart that both live: somebody pays twice. */
export const twinOrders = (db: Queries) =>
  broken(
    db,
    sql`
    select 'ordered twice' as what, string_agg(number, ' ' order by created_at) as on from orders
    where state <> 'cancelled' group by cart_id, cart_version having count(*) > 1`,
  )

export const effectsBroken = (db: Queries, before: Date) =>
  broken(
    db,
    sql`
    select 'no mail' as what, w.key as on from (
      select 'mail:placed:' || id as key, placed_at as at from orders where placed_at is not null and state <> 'cancelled'
      union all select 'mail:shipped:' || s.id, s.shipped_at from shipment s
      union all select 'mail:refunded:' || id, done_at from refund where state = 'done') w
    left join effect e on e.key = w.key and e.state = 'done'
    where w.at < ${before} and e.key is null`,
  )

export const effectCounts = (db: Queries) =>
  db.row<Record<string, number>>(sql`
    select count(*)::int as effects, count(*) filter (where state = 'done')::int as done,
      coalesce(max(attempts), 0)::int as "mostAttempts" from effect`)

export const limitsBroken = (db: Queries) =>
  broken(
    db,
    sql`
    select 'used more often than allowed' as what, code as on from discount_code where used > limit_total
    union all
    select 'counts other uses than there are', c.code from discount_code c left join discount_use u
      on u.code_id = c.id and u.state in ('held', 'used')
    group by c.id having c.used <> count(u.code_id)
    union all
    select 'used by one person more often than allowed', c.code
    from discount_code c join discount_use u on u.code_id = c.id and u.state in ('held', 'used')
    group by c.id, u.person_id having count(*) > c.limit_per_person
    union all
    select 'discount without the use of a code', o.number from orders o
    where o.code is not null and o.state <> 'cancelled' and not exists (
      select from discount_use u where u.order_id = o.id
        and u.state = case o.state when 'awaiting-payment' then 'held' else 'used' end)
    union all
    select 'use of a code by an order that is cancelled', o.number
    from orders o join discount_use u on u.order_id = o.id where o.state = 'cancelled' and u.state <> 'given-back'`,
  )

export const limitCounts = (db: Queries) =>
  db.row<Record<string, number>>(sql`
    select count(*)::int as codes, coalesce(sum(used), 0)::int as uses from discount_code`)

export type OrderInBooks = { number: string; totalMinor: number; lines: { sku: string; quantity: number }[] }

export const ordersByNumber = (db: Queries, numbers: readonly string[]) =>
  db.rows<OrderInBooks>(sql`
    select o.number, o.total_minor as "totalMinor", (
      select json_agg(json_build_object('sku', l.sku, 'quantity', l.quantity) order by l.sku)
      from order_line l where l.order_id = o.id) as lines
    from orders o where o.number = any(${numbers}::text[])`)

import { type Queries, type Sql, sql, type Tx } from '../../kit/db.ts'
import type { OrderState, PaymentState } from './order.ts'

/** All SQL on payments, refunds and the provider's events. An order's row is locked before its payments change. */

export type PaymentRow = {
  id: string
  orderId: string
  attempt: number
  state: PaymentState
  amountMinor: number
  currency: string
  idempotencyKey: string
  sessionRef: string | null
  paymentRef: string | null
  pageUrl: string | null
  expiresAt: Date | null
  capturedMinor: number
  surplus: boolean
  createdAt: Date
}

const columns = sql`p.id, p.order_id as "orderId", p.attempt, p.state, p.amount_minor as "amountMinor", p.currency,
  p.idempotency_key as "idempotencyKey", p.session_ref as "sessionRef", p.payment_ref as "paymentRef",
  p.page_url as "pageUrl", p.expires_at as "expiresAt", p.captured_minor as "capturedMinor", p.surplus, p.created_at as "createdAt"`

export type PaymentKey = { paymentId: string } | { sessionRef: string } | { paymentRef: string } | { newestOf: string }

const whichOne = (key: PaymentKey): Sql => {
  if ('paymentId' in key) return sql`p.id = ${key.paymentId}`
  if ('sessionRef' in key) return sql`p.session_ref = ${key.sessionRef}`
  if ('paymentRef' in key) return sql`p.payment_ref = ${key.paymentRef}`
  return sql`p.order_id = ${key.newestOf}`
}

export type FoundPayment = PaymentRow & { orderState: OrderState; totalMinor: number; orderNumber: string }

export const findPayment = (db: Queries, key: PaymentKey) =>
  db.row<FoundPayment>(sql`
    select ${columns}, o.state as "orderState", o.total_minor as "totalMinor", o.number as "orderNumber"
    from payment p join orders o on o.id = p.order_id where ${whichOne(key)} order by p.attempt desc limit 1`)

export const paymentsOf = (tx: Queries, orderId: string) =>
  tx.rows<PaymentRow>(sql`select ${columns} from payment p where p.order_id = ${orderId} order by p.attempt`)

/** The page that the provider made. Only for a payment that was waiting for it. */
export const setPage = (
  db: Queries,
  paymentId: string,
  page: { sessionRef: string; url: string | null; expiresAt: Date },
) =>
  db.change(sql`
    update payment set state = 'open', session_ref = ${page.sessionRef}, page_url = ${page.url}, expires_at = ${page.expiresAt}
    where id = ${paymentId} and state = 'asking'`)

export const setPaymentState = (
  tx: Tx,
  paymentId: string,
  change: {
    state: PaymentState
    sessionRef: string | null
    paymentRef: string | null
    capturedMinor: number
    surplus?: boolean
    now: Date
  },
) =>
  tx.change(sql`
    update payment set state = ${change.state}, session_ref = coalesce(${change.sessionRef}::text, session_ref),
      payment_ref = coalesce(${change.paymentRef}::text, payment_ref), captured_minor = ${change.capturedMinor},
      surplus = ${change.surplus ?? false},
      settled_at = case when ${change.state}::text = 'processing' then null else ${change.now}::timestamptz end,
      check_at = case when ${change.state}::text in ('captured', 'flagged') then null else ${change.now}::timestamptz + interval '20 seconds' end
    where id = ${paymentId}`)

/** The provider has never made the page. False when it has come meanwhile. */
export const failUnmade = async (tx: Queries, paymentId: string, now: Date): Promise<boolean> =>
  (await tx.change(sql`
    update payment set state = 'failed', settled_at = ${now}, check_at = null
    where id = ${paymentId} and state = 'asking' and session_ref is null`)) > 0

/** Undefined when another payment of the order takes money already. */
export const insertAttempt = (
  tx: Tx,
  row: {
    id: string
    orderId: string
    amountMinor: number
    currency: string
    idempotencyKey: string
    expiresAt: Date
    now: Date
  },
) =>
  tx.row<PaymentRow>(sql`
    insert into payment as p (id, order_id, attempt, state, amount_minor, currency, idempotency_key, expires_at, check_at,
      created_at)
    select ${row.id}, ${row.orderId}, coalesce(max(attempt), 0) + 1, 'asking', ${row.amountMinor}, ${row.currency},
      ${row.idempotencyKey}, ${row.expiresAt},
      ${row.now}::timestamptz + interval '20 seconds', ${row.now} from payment where order_id = ${row.orderId}
    on conflict do nothing returning ${columns}`)

/**
 * Takes payments whose time has come to be looked at again, and sets the next time: the older, the later. Two workers never
 * take the same one. Money may come to a closed page for a day.
 */
export const takePaymentsToCheck = (db: Queries, now: Date, limit: number) =>
  db.rows<{ id: string; orderId: string; state: PaymentState }>(sql`
    update payment p set check_at = case
      when state in ('asking', 'open', 'processing') or ${now}::timestamptz < created_at + interval '1 day'
      then ${now}::timestamptz + greatest(interval '20 seconds', least(interval '6 hours', ${now}::timestamptz - created_at)) end
    where id in (
      select id from payment where check_at <= ${now} order by check_at limit ${limit} for update skip locked)
    returning id, order_id as "orderId", state`)

export const paymentsJson = sql`(select coalesce(json_agg(json_build_object('id', p.id, 'attempt', p.attempt,
  'state', p.state, 'amountMinor', p.amount_minor, 'currency', p.currency, 'capturedMinor', p.captured_minor,
  'surplus', p.surplus, 'pageUrl', p.page_url, 'expiresAt', p.expires_at, 'createdAt', p.created_at,
  'settledAt', p.settled_at) order by p.attempt), '[]') from payment p where p.order_id = o.id) as payments`

export const refundsJson = sql`(select coalesce(json_agg(json_build_object('id', r.id, 'amountMinor', r.amount_minor,
  'currency', r.currency, 'reason', r.reason, 'state', r.state, 'lines', r.lines, 'shipping', r.shipping,
  'createdAt', r.created_at, 'doneAt', r.done_at) order by r.created_at, r.id), '[]') from refund r where r.order_id = o.id) as refunds`

// Refunds -----------------------------------------------------------------------------------------

export type RefundRow = {
  id: string
  orderId: string
  paymentId: string
  paymentRef: string | null
  surplus: boolean
  amountMinor: number
  currency: string
  state: 'asked' | 'done' | 'failed'
  idempotencyKey: string
  requestHash: string
  refundRef: string | null
  lines: { variantId: number; quantity: number }[]
  shipping: boolean
  restock: boolean
}

const refundColumns = sql`r.id, r.order_id as "orderId", r.payment_id as "paymentId", p.payment_ref as "paymentRef",
  (p.surplus or p.state = 'flagged') as surplus, r.amount_minor as "amountMinor", r.currency, r.state,
  r.idempotency_key as "idempotencyKey", r.request_hash as "requestHash", r.refund_ref as "refundRef", r.lines,
  r.shipping, r.restock`

export const findRefund = (db: Queries, key: { refundId: string } | { idempotencyKey: string }) =>
  db.row<RefundRow>(sql`
    select ${refundColumns} from refund r join payment p on p.id = r.payment_id
    where ${'refundId' in key ? sql`r.id = ${key.refundId}` : sql`r.idempotency_key = ${key.idempotencyKey}`}`)

export const refundsOf = (tx: Queries, orderId: string) =>
  tx.rows<RefundRow>(sql`
    select ${refundColumns} from refund r join payment p on p.id = r.payment_id
    where r.order_id = ${orderId} order by r.created_at, r.id`)

export type NewRefund = Pick<
  RefundRow,
  | 'id'
  | 'orderId'
  | 'paymentId'
  | 'amountMinor'
  | 'currency'
  | 'state'
  | 'idempotencyKey'
  | 'requestHash'
  | 'refundRef'
  | 'lines'
  | 'shipping'
  | 'restock'
> & { reason: string; now: Date }

/** False when there is a refund under this key or this reference of the provider. */
export const insertRefund = async (tx: Tx, row: NewRefund): Promise<boolean> =>
  (await tx.change(sql`
    insert into refund (id, order_id, payment_id, amount_minor, currency, reason, state, idempotency_key, request_hash,
      refund_ref, lines, shipping, restock, created_at, done_at)
    values (${row.id}, ${row.orderId}, ${row.paymentId}, ${row.amountMinor}, ${row.currency}, ${row.reason}, ${row.state},
      ${row.idempotencyKey}, ${row.requestHash}, ${row.refundRef}, ${JSON.stringify(row.lines)}::jsonb, ${row.shipping},
      ${row.restock}, ${row.now}, ${row.state === 'done' ? row.now : null})
    on conflict do nothing`)) > 0

export const closeRefund = async (
  tx: Tx,
  refundId: string,
  change: { state: 'done' | 'failed'; refundRef: string | null; now: Date },
): Promise<boolean> =>
  (await tx.change(sql`
    update refund set state = ${change.state}, refund_ref = coalesce(${change.refundRef}::text, refund_ref), done_at = ${change.now}
    where id = ${refundId} and state = 'asked'`)) > 0

export const askedRefunds = (db: Queries, createdBefore: Date, limit: number) =>
  db.rows<{ id: string; paymentId: string }>(sql`
    select id, payment_id as "paymentId" from refund where state = 'asked' and created_at < ${createdBefore} order by created_at limit ${limit}`)

// The provider's events ---------------------------------------------------------------------------

export const insertProviderEvent = (db: Queries, eventId: string, kind: string, now: Date) =>
  db.change(sql`
    insert into provider_event (id, kind, received_at) values (${eventId}, ${kind}, ${now}) on conflict do nothing`)

export const deleteOldProviderEvents = (db: Queries, before: Date) =>
  db.change(sql`delete from provider_event where received_at < ${before}`)

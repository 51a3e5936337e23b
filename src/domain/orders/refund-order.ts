import { z } from 'zod'
import { addJob } from '../../kit/facts.ts'
import { newId, sha256 } from '../../kit/ids.ts'
import { returnStock } from '../inventory/return-stock.ts'
import { ProviderUnreachable } from '../payments/payment-gateway.ts'
import { priceRefund } from '../pricing/price-refund.ts'
import type { Shop } from '../shop.ts'
import { addRefunded, allocationsOf, insertEvent, type LockedOrder, lockOrder } from './order-table.ts'
import { findRefund, insertRefund, paymentsOf, type RefundRow, refundsOf } from './payment-table.ts'
import { pick, withoutReturned } from './pieces.ts'
import { sendRefund } from './send-refund.ts'

const quantity = z.number().int().min(1).max(9999)

export const refundForm = z.object({
  orderId: z.string(),
  idempotencyKey: z.string().min(8).max(100),
  what: z.union([
    z.object({ amountMinor: z.number().int().min(1) }),
    z.object({
      lines: z.array(z.object({ variantId: z.number().int(), quantity })).max(200),
      shipping: z.boolean(),
    }),
  ]),
  /** Puts the pieces of the lines on the shelf again. */
  restock: z.boolean().default(false),
  reason: z.string().trim().min(1).max(200),
})

export type OrderRefunded =
  | { ok: true; refundId: string; amountMinor: number; state: 'asked' | 'done' | 'failed' }
  | {
      ok: false
      problem:
        | 'invalid-input'
        | 'no-order'
        | 'not-paid'
        | 'more-than-paid'
        | 'more-than-bought'
        | 'nothing-to-refund'
        | 'key-reused'
    }

type Needs = Pick<Shop, 'db' | 'clock' | 'random' | 'payments'>

/**
 * Gives money back: an amount, or what was paid for pieces and shipping; never more than was paid. The provider is asked at
 * once, and again by the worker while it does not answer: `state` is 'asked' then.
 */
export async function refundOrder(shop: Needs, input: z.input<typeof refundForm>): Promise<OrderRefunded> {
  const form = refundForm.safeParse(input)
  if (!form.success) return { ok: false, problem: 'invalid-input' }
  const ask = form.data
  const requestHash = sha256(JSON.stringify([ask.orderId, ask.what, ask.restock])).toString('base64url')

  const asked = await shop.db.transaction(async (tx): Promise<OrderRefunded> => {
    const order = await lockOrder(tx, ask.orderId)
    if (!order) return { ok: false, problem: 'no-order' }
    const before = await findRefund(tx, { idempotencyKey: ask.idempotencyKey })
    if (before && before.requestHash !== requestHash) return { ok: false, problem: 'key-reused' }
    if (before) return { ok: true, refundId: before.id, amountMinor: before.amountMinor, state: before.state }

    const payment = (await paymentsOf(tx, order.id)).find(({ state, surplus }) => state === 'captured' && !surplus)
    if (!payment) return { ok: false, problem: 'not-paid' }
    const refunds = (await refundsOf(tx, order.id)).filter(({ state }) => state !== 'failed')
    const amount = amountOf(order, ask.what, refunds)
    if (typeof amount === 'string') return { ok: false, problem: amount }

    const now = shop.clock()
    const refundId = newId(shop.random, now)
    const { lines, shipping } = 'lines' in ask.what ? ask.what : { lines: [], shipping: false }
    await insertRefund(tx, {
      ...ask,
      id: refundId,
      paymentId: payment.id,
      amountMinor: amount,
      currency: order.currency,
      state: 'asked',
      requestHash,
      refundRef: null,
      lines,
      shipping,
      now,
    })
    await addRefunded(tx, order.id, amount)
    await insertEvent(tx, order.id, 'refund-asked', { amountMinor: amount, reason: ask.reason }, now)
    if (ask.restock && lines.length > 0) {
      const returned = refunds.flatMap((refund) => (refund.restock ? refund.lines : []))
      const allocations = pick(withoutReturned(await allocationsOf(tx, order.id, 'sold'), returned), lines)
      await returnStock(tx, { orderId: order.id, allocations, reason: ask.reason })
    }
    await orderRefundJob(tx, refundId, now)
    return { ok: true, refundId, amountMinor: amount, state: 'asked' }
  })
  if (!asked.ok || asked.state !== 'asked') return asked
  return { ...asked, state: await tryToSend(shop, asked.refundId) }
}

/** The worker sends it if the process that asked dies before it does. */
export const orderRefundJob = (tx: Parameters<typeof addJob>[0], refundId: string, now: Date): Promise<void> =>
  addJob(tx, 'send-refund', { refundId }, { key: `send-refund:${refundId}`, runAt: new Date(now.getTime() + 15_000) })

/** Once, now; 'asked' when the provider does not answer. */
export async function tryToSend(shop: Needs, refundId: string): Promise<'asked' | 'done' | 'failed'> {
  try {
    return await sendRefund(shop, refundId)
  } catch (fault) {
    if (fault instanceof ProviderUnreachable) return 'asked'
    throw fault
  }
}

function amountOf(
  order: LockedOrder,
  what: z.output<typeof refundForm>['what'],
  refunds: readonly RefundRow[],
): number | 'more-than-paid' | 'more-than-bought' | 'nothing-to-refund' {
  const leftMinor = order.totalMinor - order.refundedMinor
  if (leftMinor === 0) return 'nothing-to-refund'
  if ('amountMinor' in what) return what.amountMinor > leftMinor ? 'more-than-paid' : what.amountMinor
  const priced = priceRefund(
    order.receipt,
    what,
    refunds.map(({ lines, shipping }) => ({ lines, shipping })),
  )
  if (!priced.ok) return priced.problem
  if (priced.totalMinor === 0) return 'nothing-to-refund'
  return priced.totalMinor > leftMinor ? 'more-than-paid' : priced.totalMinor
}

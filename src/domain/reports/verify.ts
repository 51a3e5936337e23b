import { z } from 'zod'
import { readStockDrift } from '../inventory/read-stock.ts'
import { graceMinutes } from '../orders/order.ts'
import type { Shop } from '../shop.ts'
import { lateJobs, listJobs } from './jobs-table.ts'
import {
  effectCounts,
  effectsBroken,
  knownPayments,
  limitCounts,
  limitsBroken,
  moneyBroken,
  moneyCounts,
  oldestPayment,
  ordersByNumber,
  stockBroken,
  stockCounts,
  twinOrders,
} from './verify-table.ts'

/** What a client noted when it was told of an order: one JSON object a line. */
export const acknowledgedOrder = z.object({
  number: z.string(),
  /** The idempotency key that was sent. */
  key: z.string().optional(),
  totalMinor: z.number().int().optional(),
  lines: z.array(z.object({ sku: z.string(), quantity: z.number().int() })).optional(),
})
export type Acknowledged = z.infer<typeof acknowledgedOrder>

export type Violation = { what: string; on: string }
export type Invariant = { ok: boolean; says: string; counts: Record<string, number>; violations: Violation[] }
export type Verified = { ok: boolean; at: string; invariants: Record<string, Invariant>; notRead: string[] }

type Needs = Pick<Shop, 'db' | 'clock' | 'payments'>

/**
 * Compares the shop's books with themselves and with the provider's ledger. `patienceMs`: how long a repair may take before
 * what is not repaired counts as broken. Throws `ProviderUnreachable`.
 */
export async function verify(
  shop: Needs,
  options: { acknowledged?: readonly Acknowledged[]; patienceMs?: number } = {},
): Promise<Verified> {
  const now = shop.clock()
  const patient = new Date(now.getTime() - (options.patienceMs ?? 60_000))
  const invariants: Record<string, Invariant> = {
    I1: await money(shop, patient),
    I2: await stock(shop, patient),
    I5: invariant(
      'every mail at least once, and once per key',
      await effectCounts(shop.db),
      await effectsBroken(shop.db, patient),
    ),
    I6: await facts(shop, patient),
    I7: invariant('codes are used within their limits', await limitCounts(shop.db), await limitsBroken(shop.db)),
  }
  const { acknowledged } = options
  if (acknowledged) Object.assign(invariants, await promises(shop, acknowledged))
  return {
    ok: Object.values(invariants).every(({ ok }) => ok),
    at: now.toISOString(),
    invariants,
    notRead: [...(acknowledged ? [] : ['I3', 'I4']), 'I8', 'I9', 'I10'],
  }
}

const invariant = (says: string, counts: Record<string, number> | undefined, violations: Violation[]): Invariant => ({
  ok: violations.length === 0,
  says,
  counts: counts ?? {},
  violations,
})

/** I1: the provider's captures and the paid orders are the same, one to one. */
async function money(shop: Needs, patient: Date): Promise<Invariant> {
  const violations = await moneyBroken(shop.db)
  const counts = { ...(await moneyCounts(shop.db)), atProvider: 0, fresh: 0 }
  const ours = new Map((await knownPayments(shop.db)).map((payment) => [payment.paymentRef, payment]))
  const oldest = await oldestPayment(shop.db)
  const since = new Date((oldest ?? shop.clock()).getTime() - 3_600_000)
  for await (const theirs of shop.payments.listPayments(since)) {
    // An account of the provider may serve other shops: their payments name no order.
    if (theirs.orderId === null) continue
    counts.atProvider++
    const known = ours.get(theirs.paymentRef)
    ours.delete(theirs.paymentRef)
    const on = `${theirs.paymentRef} ${known?.orderNumber ?? ''}`.trim()
    if (!known) {
      if (theirs.at > patient) counts.fresh++
      else if (theirs.refundedMinor < theirs.capturedMinor) violations.push({ what: 'captured for no order', on })
      continue
    }
    // Money of a wrong amount is known, and waits for a person.
    if (known.state === 'flagged') continue
    if (known.capturedMinor !== theirs.capturedMinor || known.currency !== theirs.currency)
      violations.push({ what: 'captured otherwise at the provider', on })
    const { refundedMinor, askedMinor } = known
    if (theirs.refundedMinor < refundedMinor || theirs.refundedMinor > refundedMinor + askedMinor)
      violations.push({ what: 'refunded otherwise at the provider', on })
  }
  for (const { paymentRef, orderNumber, state } of ours.values())
    if (state === 'captured')
      violations.push({ what: 'not captured at the provider', on: `${paymentRef} ${orderNumber}` })
  return invariant('every capture is one paid order of the same amount', counts, violations)
}

/** I2: stock is the sum of its movements, and orders hold what is reserved. */
async function stock(shop: Needs, patient: Date): Promise<Invariant> {
  const drift = await readStockDrift(shop)
  const givenUpBefore = new Date(patient.getTime() - graceMinutes * 60_000)
  return invariant('stock = on hand + reserved + sold, nothing is held for ever', await stockCounts(shop.db), [
    ...drift.map(({ variantId, locationId }) => ({
      what: 'stock is not the sum of its movements',
      on: `${variantId}@${locationId}`,
    })),
    ...(await stockBroken(shop.db, givenUpBefore)),
  ])
}

/** I6: every fact reaches its listeners. */
async function facts(shop: Needs, patient: Date): Promise<Invariant> {
  const late = await lateJobs(shop.db, patient)
  const setAside = await listJobs(shop.db, true, 100)
  const on = (job: { id: number; name: string }) => `${job.name} ${job.id}`
  return invariant('everything that was ordered for later is done', { late: late.length, setAside: setAside.length }, [
    ...late.map((job) => ({ what: 'not begun in time', on: on(job) })),
    ...setAside.map((job) => ({ what: 'given up', on: on(job) })),
  ])
}

/** I3 and I4: what clients were told is true, and one key made one order. */
async function promises(shop: Needs, told: readonly Acknowledged[]): Promise<Record<string, Invariant>> {
  const books = new Map(
    (
      await ordersByNumber(
        shop.db,
        told.map(({ number }) => number),
      )
    ).map((o) => [o.number, o]),
  )
  const lost = told.flatMap((order): Violation[] => {
    const found = books.get(order.number)
    if (!found) return [{ what: 'acknowledged, but not there', on: order.number }]
    if (order.totalMinor !== undefined && order.totalMinor !== found.totalMinor)
      return [{ what: 'acknowledged with another total', on: order.number }]
    const text = (lines: Acknowledged['lines']) =>
      (lines ?? [])
        .map(({ sku, quantity }) => `${quantity} ${sku}`)
        .sort()
        .join(', ')
    if (order.lines && text(order.lines) !== text(found.lines))
      return [{ what: 'acknowledged with other lines', on: order.number }]
    return []
  })
  const byKey = Map.groupBy(
    told.filter(({ key }) => key !== undefined),
    ({ key }) => key,
  )
  const doubled = [...byKey].flatMap(([key, orders]): Violation[] =>
    new Set(orders.map(({ number }) => number)).size > 1 ? [{ what: 'one key, several orders', on: String(key) }] : [],
  )
  return {
    I3: invariant('every order that a client was told of is there', { acknowledged: told.length }, lost),
    I4: invariant('the same key is the same order', { keys: byKey.size }, [...doubled, ...(await twinOrders(shop.db))]),
  }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  aReadyCart,
  holds,
  newKey,
  openPayingShop,
  type PayingShop,
  paidOrder,
  placed,
  until,
} from '../../../test/helpers/paying-shop.ts'
import { anAccount } from '../../../test/helpers/test-keys.ts'
import { addWare, stockOf } from '../../../test/helpers/wares.ts'
import { sql } from '../../kit/db.ts'
import { newId } from '../../kit/ids.ts'
import { addCode } from '../promotions/add-code.ts'
import { cancelOrder } from './cancel-order.ts'
import { claimOrders } from './claim-orders.ts'
import { mayMove, type OrderState } from './order.ts'
import { orderIdOf } from './order-link.ts'
import { findOrderToken, listOrders, orderNumberOf, readOrder, readOrderOfAccount } from './read-orders.ts'
import { reconcilePayments } from './reconcile-payments.ts'
import { refundOrder } from './refund-order.ts'
import { shipOrder } from './ship-order.ts'

const wares = async (shop: PayingShop) => ({
  mug: (await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 2, columbus: 3 } })).variantId,
  plate: (await addWare(shop, { key: 'plate', price: { de: 1290 }, stock: { hamburg: 9 } })).variantId,
})

const twoMugsAndPlate = async (shop: PayingShop, given: { code?: string; email?: string } = {}) => {
  const { mug, plate } = await wares(shop)
  const lines = [
    { variantId: mug, quantity: 2 },
    { variantId: plate, quantity: 1 },
  ]
  return { mug, plate, ...(await paidOrder(shop, await aReadyCart(shop, { lines, ...given }))) }
}

test('orders move along the table and no other way', () => {
  const states: OrderState[] = ['awaiting-payment', 'placed', 'shipped', 'cancelled']
  const allowed = states.flatMap((from) => states.filter((to) => mayMove(from, to)).map((to) => `${from} → ${to}`))
  assert.deepEqual(allowed, [
    'awaiting-payment → placed',
    'awaiting-payment → cancelled',
    'placed → shipped',
    'placed → cancelled',
    'cancelled → placed',
  ])
})

test('a paid order that is cancelled before it is sent goes back to the shelf, and its money and code too', async (t) => {
  const shop = await openPayingShop(t)
  await addCode(shop, { code: 'LAST', off: { kind: 'percentage', basisPoints: 1000 }, limitTotal: 1 })
  const { mug, plate, token, orderId } = await twoMugsAndPlate(shop, { code: 'LAST' })
  const total = (await readOrder(shop, token))?.totalMinor ?? 0
  assert.deepEqual(await cancelOrder(shop, { orderId, reason: 'shopper' }), {
    ok: true,
    refund: { amountMinor: total, state: 'done' },
  })
  assert.deepEqual(await cancelOrder(shop, { orderId, reason: 'shopper' }), { ok: true, refund: null })
  const order = await readOrder(shop, token)
  assert.deepEqual([order?.state, order?.refundedMinor], ['cancelled', total])
  assert.deepEqual(
    [await stockOf(shop, mug), await stockOf(shop, plate)],
    [
      [5, 0],
      [9, 0],
    ],
  )
  assert.deepEqual(
    shop.ledger().map(({ refunded }) => refunded),
    [total],
  )
  const code = await shop.db.row<{ used: number }>(sql`select used from discount_code`)
  assert.equal(code?.used, 0)
  assert.deepEqual(await shipOrder(shop, { orderId, carrier: 'DHL' }), { ok: false, problem: 'not-placed' })
  await holds(shop)
})

test('an unpaid order that the shopper cancels takes no money any more', async (t) => {
  const shop = await openPayingShop(t)
  const { mug } = await wares(shop)
  const { token, sessionRef } = await placed(shop, await aReadyCart(shop, { lines: [{ variantId: mug, quantity: 1 }] }))
  const orderId = orderIdOf(shop, token) ?? ''
  assert.deepEqual(await cancelOrder(shop, { orderId, reason: 'shopper' }), { ok: true, refund: null })
  assert.equal(await shop.sandbox.bank.pay(sessionRef, 'success'), 'not-open')
  assert.deepEqual(await stockOf(shop, mug), [5, 0])
})

test('an order is sent once, in one parcel for each place its pieces lay at, and not cancelled afterwards', async (t) => {
  const shop = await openPayingShop(t)
  await shop.db.change(sql`insert into market_location (market, location_id, priority)
    select 'de', id, 9 from location where code = 'columbus' on conflict do nothing`)
  const { variantId } = await addWare(shop, { key: 'vase', price: { de: 5000 }, stock: { hamburg: 1, columbus: 1 } })
  const again = { ...shop, markets: await (await import('../settings/read-markets.ts')).readMarkets(shop.db) }
  const order = await paidOrder(again, await aReadyCart(again, { lines: [{ variantId, quantity: 2 }] }))
  const shipped = await shipOrder(shop, { orderId: order.orderId, carrier: 'DHL', tracking: '0034' })
  assert.ok(shipped.ok && shipped.shipmentIds.length === 2)
  assert.deepEqual(await shipOrder(shop, { orderId: order.orderId, carrier: 'DHL' }), {
    ok: false,
    problem: 'already-shipped',
  })
  assert.deepEqual(await cancelOrder(shop, { orderId: order.orderId, reason: 'shopper' }), {
    ok: false,
    problem: 'already-shipped',
  })
  assert.deepEqual((await readOrder(shop, order.token))?.shipments.map(({ city }) => city).sort(), [
    'Columbus',
    'Hamburg',
  ])
})

test('an unpaid order is not sent and not refunded', async (t) => {
  const shop = await openPayingShop(t)
  const { mug } = await wares(shop)
  const { token } = await placed(shop, await aReadyCart(shop, { lines: [{ variantId: mug, quantity: 1 }] }))
  const orderId = orderIdOf(shop, token) ?? ''
  assert.deepEqual(await shipOrder(shop, { orderId, carrier: 'DHL' }), { ok: false, problem: 'not-placed' })
  assert.deepEqual(
    await refundOrder(shop, { orderId, idempotencyKey: newKey(), what: { amountMinor: 1 }, reason: 'test' }),
    { ok: false, problem: 'not-paid' },
  )
})

test('refunds by amount never go above what was paid, however many are asked for at once', async (t) => {
  const shop = await openPayingShop(t)
  const { orderId, token } = await twoMugsAndPlate(shop)
  const total = (await readOrder(shop, token))?.totalMinor ?? 0
  const part = Math.floor(total / 3) + 1
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      refundOrder(shop, { orderId, idempotencyKey: newKey(), what: { amountMinor: part }, reason: 'damaged' }),
    ),
  )
  assert.equal(answers.filter(({ ok }) => ok).length, 2)
  assert.ok(answers.every((answer) => answer.ok || answer.problem === 'more-than-paid'))
  assert.equal((await readOrder(shop, token))?.refundedMinor, 2 * part)
  assert.deepEqual(
    shop.ledger().map(({ refunded }) => refunded),
    [2 * part],
  )
  await holds(shop)
})

test('the same key refunds once; with another body it is refused', async (t) => {
  const shop = await openPayingShop(t)
  const { orderId } = await twoMugsAndPlate(shop)
  const ask = { orderId, idempotencyKey: newKey(), what: { amountMinor: 500 }, reason: 'damaged' }
  const first = await refundOrder(shop, ask)
  assert.ok(first.ok && first.state === 'done')
  assert.deepEqual(await refundOrder(shop, ask), first)
  assert.deepEqual(await refundOrder(shop, { ...ask, what: { amountMinor: 501 } }), {
    ok: false,
    problem: 'key-reused',
  })
  assert.deepEqual(
    shop.ledger().map(({ refunded }) => refunded),
    [500],
  )
})

test('lines are refunded piece by piece, put back on the shelf, and together exactly what was paid', async (t) => {
  const shop = await openPayingShop(t)
  const { mug, plate, orderId, token } = await twoMugsAndPlate(shop)
  const total = (await readOrder(shop, token))?.totalMinor ?? 0
  const refund = (lines: { variantId: number; quantity: number }[], shipping = false) =>
    refundOrder(shop, {
      orderId,
      idempotencyKey: newKey(),
      what: { lines, shipping },
      restock: true,
      reason: 'returned',
    })
  assert.ok((await refund([{ variantId: mug, quantity: 1 }])).ok)
  assert.deepEqual(await stockOf(shop, mug), [4, 0])
  assert.deepEqual(await refund([{ variantId: mug, quantity: 2 }]), { ok: false, problem: 'more-than-bought' })
  assert.ok(
    (
      await refund(
        [
          { variantId: mug, quantity: 1 },
          { variantId: plate, quantity: 1 },
        ],
        true,
      )
    ).ok,
  )
  assert.equal((await readOrder(shop, token))?.refundedMinor, total)
  assert.deepEqual(
    [await stockOf(shop, mug), await stockOf(shop, plate)],
    [
      [5, 0],
      [9, 0],
    ],
  )
  assert.deepEqual(await refund([], true), { ok: false, problem: 'nothing-to-refund' })
  await holds(shop)
})

test('what was put back by a refund is not put back again when the order is cancelled', async (t) => {
  const shop = await openPayingShop(t)
  const { mug, orderId } = await twoMugsAndPlate(shop)
  const lines = [{ variantId: mug, quantity: 1 }]
  await refundOrder(shop, {
    orderId,
    idempotencyKey: newKey(),
    what: { lines, shipping: false },
    restock: true,
    reason: 'one too many',
  })
  assert.ok((await cancelOrder(shop, { orderId, reason: 'staff' })).ok)
  assert.deepEqual(await stockOf(shop, mug), [5, 0])
  await holds(shop)
})

test('a refund whose answer was lost is given once: the reconciler finds it done', async (t) => {
  for (const fault of ['drop-after', 'error-after', 'drop-before'] as const) {
    const shop = await openPayingShop(t, { webhooks: false })
    const { orderId, token } = await twoMugsAndPlate(shop)
    // The package repeats a request whose connection was closed, once.
    shop.sandbox.faults.rules.push({ on: 'refunds.create', do: fault, times: fault === 'error-after' ? 1 : 2 })
    const asked = await refundOrder(shop, {
      orderId,
      idempotencyKey: newKey(),
      what: { amountMinor: 700 },
      reason: 'damaged',
    })
    assert.ok(asked.ok && asked.state === 'asked', fault)
    await shop.db.change(sql`update refund set created_at = created_at - interval '1 minute'`)
    await reconcilePayments(shop)
    await reconcilePayments(shop)
    assert.equal((await readOrder(shop, token))?.refunds[0]?.state, 'done')
    assert.deepEqual(
      shop.ledger().map(({ refunded }) => refunded),
      [700],
    )
    await holds(shop)
  }
})

test('a refund that was made at the provider is taken over, once', async (t) => {
  const shop = await openPayingShop(t)
  const { orderId, token } = await twoMugsAndPlate(shop)
  const [entry] = shop.ledger()
  await shop.sandbox.bank.refund({ intentId: entry?.intent ?? '', amount: 333, reason: null, metadata: {} })
  const order = await until(async () => {
    const order = await readOrder(shop, token)
    return order?.refunds.length === 1 && order
  })
  assert.deepEqual(
    [order.refundedMinor, order.refunds[0]?.reason, order.refunds[0]?.state],
    [333, 'made-at-provider', 'done'],
  )
  const rest = order.totalMinor - 333
  const tooMuch = await refundOrder(shop, {
    orderId,
    idempotencyKey: newKey(),
    what: { amountMinor: rest + 1 },
    reason: 'test',
  })
  assert.deepEqual(tooMuch, { ok: false, problem: 'more-than-paid' })
  await holds(shop)
})

test('number and e-mail find the order’s link, however they are written; nothing else does', async (t) => {
  const shop = await openPayingShop(t)
  const { token } = await twoMugsAndPlate(shop, { email: 'Erika@Example.com' })
  const { number = '' } = (await readOrder(shop, token)) ?? {}
  const typed = number.toLowerCase().replaceAll('-', ' ')
  assert.equal(orderNumberOf(typed), number)
  assert.equal(await findOrderToken(shop, { number: typed, email: ' erika@example.com ' }), token)
  assert.equal(await findOrderToken(shop, { number, email: 'other@example.com' }), null)
  assert.equal(await findOrderToken(shop, { number: 'XXXX-XXXX-XX', email: 'erika@example.com' }), null)
  assert.equal(await findOrderToken(shop, { number, email: '' }), null)
})

test('an account gets the guest orders of its proved address, and nobody else’s', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 20 } })
  for (const email of ['erika@example.com', 'ERIKA@example.com', 'other@example.com'])
    await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], email }))
  const accountId = await anAccount(shop, 'erika@example.com')
  assert.equal((await listOrders(shop, accountId, null)).orders.length, 0)
  assert.equal(await claimOrders(shop, accountId), 2)
  assert.equal(await claimOrders(shop, accountId), 0)
  const first = await listOrders(shop, accountId, null, 1)
  const second = await listOrders(shop, accountId, first.next, 1)
  assert.equal(second.next, null)
  const numbers = [...first.orders, ...second.orders].map(({ number }) => number)
  assert.equal(new Set(numbers).size, 2)
  assert.ok(await readOrderOfAccount(shop, accountId, numbers[0] ?? ''))
  assert.equal(await readOrderOfAccount(shop, newId(shop.random, shop.clock()), numbers[0] ?? ''), null)
})

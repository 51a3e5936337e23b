import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { signEvent } from '../../../sandbox/webhooks.ts'
import {
  aReadyCart,
  holds,
  openPayingShop,
  type PayingShop,
  paidOrder,
  place,
  placed,
  until,
  webhookSecret,
} from '../../../test/helpers/paying-shop.ts'
import { addWare, stockOf } from '../../../test/helpers/wares.ts'
import { sql } from '../../kit/db.ts'
import { takeReturn } from '../checkout/resume-payment.ts'
import { ProviderUnreachable } from '../payments/payment-gateway.ts'
import { addCode } from '../promotions/add-code.ts'
import { cancelOrder } from './cancel-order.ts'
import { orderIdOf } from './order-link.ts'
import { readOrder } from './read-orders.ts'
import { reconcilePayments } from './reconcile-payments.ts'
import { settlePayment } from './settle-payment.ts'
import { takePaymentEvent } from './take-payment-event.ts'

const mugOf = (shop: PayingShop, pieces = 3) =>
  addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: pieces } })

const aWaitingOrder = async (shop: PayingShop, variantId: number, code?: string) => {
  const made = await placed(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], code }))
  return { ...made, orderId: orderIdOf(shop, made.token) ?? '' }
}

const factsOf = async (shop: PayingShop, orderId: string) =>
  (
    await shop.db.rows<{ fact: string }>(sql`
      select payload->>'fact' as fact from graphile_worker._private_jobs where payload->>'orderId' = ${orderId} order by id`)
  ).map(({ fact }) => fact)

/** Time passes: everything that waits to be looked at again has waited long enough. */
const passTime = (shop: PayingShop, minutes: number) =>
  shop.db.change(sql`
    with p as (update payment set created_at = created_at - make_interval(mins => ${minutes}),
      expires_at = expires_at - make_interval(mins => ${minutes}), settled_at = settled_at - make_interval(mins => ${minutes}),
      check_at = check_at - make_interval(mins => ${minutes})),
    r as (update refund set created_at = created_at - make_interval(mins => ${minutes}))
    update orders set created_at = created_at - make_interval(mins => ${minutes})`)

test('nothing that is not signed by the provider is taken: wrong, old, other secret, other body', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await mugOf(shop)
  const order = await aWaitingOrder(shop, variantId)
  await shop.sandbox.bank.pay(order.sessionRef, 'success')
  const event = [...shop.sandbox.bank.ledger.events.values()].at(-1)
  const rawBody = JSON.stringify(event)
  const now = new Date()
  const bad = {
    'no signature': '',
    'another secret': signEvent(rawBody, 'whsec_other', now),
    'too old': signEvent(rawBody, webhookSecret, new Date(now.getTime() - 301_000)),
    'another body': signEvent(`${rawBody} `, webhookSecret, now),
    nonsense: 't=1,v1=00',
  }
  for (const [name, signature] of Object.entries(bad))
    assert.deepEqual(await takePaymentEvent(shop, { rawBody, signature }), { ok: false }, name)
  assert.equal((await readOrder(shop, order.token))?.state, 'awaiting-payment')
  const good = signEvent(rawBody, webhookSecret, now)
  assert.deepEqual(await takePaymentEvent(shop, { rawBody, signature: good }), { ok: true })
  assert.equal((await readOrder(shop, order.token))?.state, 'placed')
})

test('an event that lies about amount, currency or state changes nothing: the payment is read from the provider', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const { token, sessionRef } = await aWaitingOrder(shop, variantId)
  const { session } = shop.sandbox.bank.find(sessionRef)
  for (const changes of [
    { status: 'complete', payment_status: 'paid' },
    { amount_total: 1 },
    { currency: 'jpy' },
  ] as const)
    await shop.sandbox.bank.forgeEvent('checkout.session.completed', { ...session, ...changes })
  await shop.sandbox.bank.forgeEvent('checkout.session.completed', { ...session, id: 'cs_test_unknown' })
  await until(async () => shop.events.filter(({ status }) => status === 200).length >= 4)
  assert.equal((await readOrder(shop, token))?.state, 'awaiting-payment')
  assert.deepEqual(await stockOf(shop, variantId), [2, 1])
})

test('money of another amount or currency is flagged: the order is not placed and nothing is sold', async (t) => {
  for (const wrong of [{ captureSkew: -100 }, { captureSkew: 1 }, { captureCurrency: 'usd' }]) {
    const shop = await openPayingShop(t, { webhooks: false })
    const { variantId } = await mugOf(shop)
    const order = await aWaitingOrder(shop, variantId)
    Object.assign(shop.sandbox.faults, wrong)
    await shop.sandbox.bank.pay(order.sessionRef, 'success')
    assert.equal((await settlePayment(shop, { newestOf: order.orderId })).outcome, 'flagged')
    assert.equal((await settlePayment(shop, { newestOf: order.orderId })).outcome, 'flagged')
    const found = await readOrder(shop, order.token)
    assert.deepEqual([found?.state, found?.payments[0]?.state], ['awaiting-payment', 'flagged'])
    assert.deepEqual(await factsOf(shop, order.orderId), ['order.flagged'])
    assert.deepEqual(await stockOf(shop, variantId), [2, 1])
    await passTime(shop, 600)
    await reconcilePayments(shop)
    assert.equal((await readOrder(shop, order.token))?.state, 'awaiting-payment')
  }
})

test('any order and number of events, returns and looks ends the same: one placed order', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await mugOf(shop, 500)
  const call = fc.constantFrom('event', 'event', 'return', 'reconcile', 'settle')
  let runs = 0
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 6 }), fc.boolean(), async (calls, atOnce) => {
      runs++
      const order = await aWaitingOrder(shop, variantId)
      const events = () =>
        [...shop.sandbox.bank.ledger.events.values()].filter((e) => e.data.object.id === order.sessionRef)
      const run = async (name: string) => {
        if (name === 'return') await takeReturn(shop, order.token)
        if (name === 'settle') await settlePayment(shop, { newestOf: order.orderId })
        if (name === 'reconcile') await reconcilePayments(shop)
        if (name === 'event')
          for (const event of events()) {
            const rawBody = JSON.stringify(event)
            await takePaymentEvent(shop, { rawBody, signature: signEvent(rawBody, webhookSecret, new Date()) })
          }
      }
      await run(calls[0] ?? '')
      await shop.sandbox.bank.pay(order.sessionRef, 'success')
      if (atOnce) await Promise.all(calls.map(run))
      else for (const name of calls) await run(name)
      await run('settle')
      const found = await readOrder(shop, order.token)
      assert.equal(found?.state, 'placed')
      assert.deepEqual(await factsOf(shop, order.orderId), ['order.placed'])
      assert.equal(found.events.filter(({ kind }) => kind === 'placed').length, 1)
    }),
    { numRuns: 40 },
  )
  t.diagnostic(`${runs} sequences`)
  await holds(shop)
})

test('each event five times, shuffled, from the provider itself: one placed order', async (t) => {
  const shop = await openPayingShop(t)
  Object.assign(shop.sandbox.faults.webhooks, { copies: 5, shuffleBatch: 3 })
  const { variantId } = await mugOf(shop)
  const orders = []
  for (let i = 0; i < 3; i++) orders.push(await aWaitingOrder(shop, variantId))
  for (const { sessionRef } of orders) await shop.sandbox.bank.pay(sessionRef, 'success')
  for (const { token } of orders) await until(async () => (await readOrder(shop, token))?.state === 'placed')
  for (const { orderId } of orders) assert.deepEqual(await factsOf(shop, orderId), ['order.placed'])
  await until(async () => shop.events.length === 15)
  assert.deepEqual(await stockOf(shop, variantId), [0, 0])
})

test('an event that comes before the answer to the checkout is not lost', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  shop.sandbox.faults.rules.push(
    { on: 'sessions.create', do: 'drop-after', times: 2 },
    { on: 'sessions.list', do: 'error-before' },
  )
  const answer = await place(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }))
  assert.ok(!answer.ok && answer.problem === 'payment-unclear')
  const [entry] = shop.ledger()
  await shop.sandbox.bank.pay(entry?.session ?? '', 'success')
  await until(async () => (await readOrder(shop, answer.token))?.state === 'placed')
})

test('the browser closed after paying and no event came: the reconciler places the order', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await mugOf(shop)
  const order = await aWaitingOrder(shop, variantId)
  await shop.sandbox.bank.pay(order.sessionRef, 'success')
  assert.equal((await reconcilePayments(shop)).placed, 0)
  await passTime(shop, 1)
  assert.equal((await reconcilePayments(shop)).placed, 1)
  assert.equal((await readOrder(shop, order.token))?.state, 'placed')
})

test('a payment that is being processed holds its stock for days and then places the order', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const order = await aWaitingOrder(shop, variantId)
  shop.sandbox.faults.holdLater = true
  await shop.sandbox.bank.pay(order.sessionRef, 'delayed')
  await until(async () => (await readOrder(shop, order.token))?.payments[0]?.state === 'processing')
  await passTime(shop, 3 * 24 * 60)
  assert.equal((await reconcilePayments(shop)).expired, 0)
  assert.deepEqual(await cancelOrder(shop, { orderId: order.orderId, reason: 'shopper' }), {
    ok: false,
    problem: 'payment-under-way',
  })
  assert.deepEqual(await stockOf(shop, variantId), [2, 1])
  for (const id of shop.sandbox.bank.ledger.later.keys()) await shop.sandbox.bank.settleLater(id, true)
  await until(async () => (await readOrder(shop, order.token))?.state === 'placed')
})

test('a payment that fails after days lets the order go, and its stock with it', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop)
  const order = await aWaitingOrder(shop, variantId)
  shop.sandbox.faults.holdLater = true
  await shop.sandbox.bank.pay(order.sessionRef, 'delayed-failure')
  for (const id of shop.sandbox.bank.ledger.later.keys()) await shop.sandbox.bank.settleLater(id, true)
  await until(async () => (await readOrder(shop, order.token))?.payments[0]?.state === 'failed')
  await passTime(shop, 60)
  assert.equal((await reconcilePayments(shop)).expired, 1)
  assert.deepEqual(await stockOf(shop, variantId), [3, 0])
})

test('stock is released only after the provider has said that the page is closed', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await mugOf(shop)
  const order = await aWaitingOrder(shop, variantId)
  await passTime(shop, 60)
  shop.sandbox.faults.rules.push({ on: '*', do: 'drop-before', times: 100 })
  const told = await reconcilePayments(shop)
  assert.deepEqual([told.expired, told.unreachable], [0, 1])
  assert.deepEqual(await cancelOrder(shop, { orderId: order.orderId, reason: 'expired' }), {
    ok: false,
    problem: 'payment-under-way',
  })
  assert.deepEqual(await stockOf(shop, variantId), [2, 1])

  shop.sandbox.faults.rules.length = 0
  await passTime(shop, 400)
  await reconcilePayments(shop)
  assert.equal(shop.ledger()[0]?.state, 'expired')
  await passTime(shop, 20)
  assert.equal((await reconcilePayments(shop)).expired, 1)
  assert.deepEqual(await stockOf(shop, variantId), [3, 0])
  await holds(shop)
})

test('money that comes after the order has expired takes the stock again', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await mugOf(shop, 1)
  const order = await aWaitingOrder(shop, variantId)
  shop.sandbox.faults.holdLater = true
  assert.equal(await shop.sandbox.bank.pay(order.sessionRef, 'late'), 'late')
  assert.ok((await cancelOrder(shop, { orderId: order.orderId, reason: 'expired' })).ok)
  assert.deepEqual(await stockOf(shop, variantId), [1, 0])
  for (const id of shop.sandbox.bank.ledger.later.keys()) await shop.sandbox.bank.settleLater(id, true)
  await until(async () => (await readOrder(shop, order.token))?.state === 'placed')
  assert.deepEqual(await stockOf(shop, variantId), [0, 0])
  assert.deepEqual(await factsOf(shop, order.orderId), ['order.cancelled', 'order.placed'])
  await holds(shop)
})

test('late money for goods or a code that are gone is given back once, and the shopper is told', async (t) => {
  for (const gone of ['goods', 'code'] as const) {
    const shop = await openPayingShop(t)
    const { variantId } = await mugOf(shop, gone === 'goods' ? 1 : 3)
    await addCode(shop, { code: 'LAST', off: { kind: 'percentage', basisPoints: 1000 }, limitTotal: 1 })
    const code = gone === 'code' ? 'LAST' : undefined
    const order = await aWaitingOrder(shop, variantId, code)
    shop.sandbox.faults.holdLater = true
    await shop.sandbox.bank.pay(order.sessionRef, 'late')
    assert.ok((await cancelOrder(shop, { orderId: order.orderId, reason: 'expired' })).ok)
    // Somebody else takes what was released.
    await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], code }))
    const before = await stockOf(shop, variantId)
    for (const id of shop.sandbox.bank.ledger.later.keys()) await shop.sandbox.bank.settleLater(id, true)
    await until(async () => (await readOrder(shop, order.token))?.refunds[0]?.state === 'asked')
    await passTime(shop, 2)
    assert.equal((await reconcilePayments(shop)).refunded, 1)
    assert.equal((await reconcilePayments(shop)).refunded, 0)
    const found = await readOrder(shop, order.token)
    assert.deepEqual([found?.state, found?.payments[0]?.surplus, found?.refunds[0]?.state], ['cancelled', true, 'done'])
    const entry = shop.ledger().find(({ session }) => session === order.sessionRef)
    assert.equal(entry?.refunded, entry?.captured)
    assert.deepEqual(await stockOf(shop, variantId), before)
    assert.deepEqual(await factsOf(shop, order.orderId), ['order.cancelled', 'refund.done'])
    await holds(shop)
  }
})

test('a provider that does not answer changes nothing, and says so', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false, timeoutMs: 200 })
  const { variantId } = await mugOf(shop)
  const order = await aWaitingOrder(shop, variantId)
  await shop.sandbox.bank.pay(order.sessionRef, 'success')
  for (const fault of ['drop-before', 'error-before', 'rate-limit', 'delay', 'drop-after'] as const) {
    // The package repeats a request whose connection was closed, once.
    const times = fault.startsWith('drop') ? 2 : 1
    shop.sandbox.faults.rules.push({ on: 'sessions.read', do: fault, delayMs: 400, times })
    await assert.rejects(settlePayment(shop, { newestOf: order.orderId }), ProviderUnreachable, fault)
    assert.equal((await readOrder(shop, order.token))?.state, 'awaiting-payment')
  }
  assert.equal((await settlePayment(shop, { newestOf: order.orderId })).outcome, 'placed')
})

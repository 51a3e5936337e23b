import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  aCart,
  allWasSeen,
  aReviewedCart,
  order,
  orderBody,
  payAt,
  returnUrl,
} from '../../../../test/helpers/api-purchase.ts'
import { addressIn, holds, openPayingShop, secretKey, until } from '../../../../test/helpers/paying-shop.ts'
import { openStoreCaller } from '../../../../test/helpers/store-caller.ts'
import { addWare, stockOf } from '../../../../test/helpers/wares.ts'
import { openStripe } from '../../../adapters/payments/stripe.ts'
import { shipOrder } from '../../../domain/orders/ship-order.ts'
import { addCode } from '../../../domain/promotions/add-code.ts'
import type { Shop } from '../../../domain/shop.ts'
import { sql } from '../../../kit/db.ts'
import { fixedSecret } from '../../../kit/secret.ts'

const seen = new Set<string>()

async function open(t: TestContext, given: Parameters<typeof openPayingShop>[1] = {}, pieces = 5) {
  const shop = await openPayingShop(t, given)
  const mug = (await addWare(shop, { key: 'mug', stock: { columbus: pieces } })).variantId
  const callerOf = (of: Shop) => {
    const api = openStoreCaller(of)
    t.after(() => {
      for (const told of api.seen) seen.add(told)
    })
    return api
  }
  return { shop, mug, api: callerOf(shop), callerOf }
}

const emailAndAddress = { email: 'erika@example.com', shipping: addressIn('US') }

test('a whole purchase through the API alone: cart, address, delivery, payment at the provider, the event, the order', async (t) => {
  const { shop, api, mug } = await open(t)
  const before = shop.db.statements()
  const review = await aReviewedCart(api, mug, { quantity: 2 })
  const placed = await order(api, review)
  assert.equal(placed.status, 201, placed.text)
  const { token, payment } = placed.body
  assert.equal(placed.headers.get('location'), `/api/store/us/en/orders/${token}`)
  // Eight of them are for the keys of four changes.
  const statements = shop.db.statements() - before
  assert.ok(statements <= 50, `${statements} statements`)
  process.stdout.write(`Statements of an order through the API, until it waits for its payment: ${statements}.\n`)

  const waiting = (await api.get(`/orders/${token}`)).body.order
  assert.deepEqual([waiting.state, waiting.payment, waiting.mayCancel], ['awaiting-payment', 'pay-now', true])
  assert.equal((await api.get(`/carts/${review.cartId}`)).body.cart.waitingOrder.token, token)

  const back = await payAt(payment.url)
  assert.equal(back.href, `https://app.test/thanks?from=shop&order=${token}`)
  await until(async () => shop.events.some(({ status }) => status === 200))
  const done = (await api.get(`/orders/${token}`)).body.order
  assert.deepEqual(
    [done.state, done.payment, done.email, done.lines[0].quantity, done.totals.total.amountMinor],
    ['placed', 'paid', 'erika@example.com', 2, review.totalMinor],
  )
  assert.equal(done.shipping.city, 'Portland')
  assert.deepEqual(await stockOf(shop, mug), [3, 0])
  assert.equal((await api.get(`/carts/${review.cartId}`)).body.cart.lines.length, 0)
  const receipt = (await api.get(`/orders/${token}/receipt`)).body
  assert.equal(receipt.seller.name, shop.identity.company.name)
  assert.deepEqual(receipt.order, done)
  const found = await api.call('POST', '/orders/lookup', { body: { number: done.number, email: 'Erika@Example.com' } })
  assert.deepEqual([found.status, found.body.token], [200, token])
  await holds(shop)
})

test('read while the event is still missing, the order is placed by asking the provider; while it is silent, it is being checked', async (t) => {
  const { shop, api, mug } = await open(t, { webhooks: false })
  const placed = await order(api, await aReviewedCart(api, mug))
  await payAt(placed.body.payment.url)
  shop.sandbox.faults.rules.push({ on: '*', do: 'drop-before', times: 2 })
  const unclear = (await api.get(`/orders/${placed.body.token}`)).body.order
  assert.deepEqual([unclear.state, unclear.payment, unclear.mayCancel], ['awaiting-payment', 'checking', false])
  shop.sandbox.faults.rules.length = 0
  assert.equal((await api.get(`/orders/${placed.body.token}`)).body.order.state, 'placed')
})

test('the checkout tells step by step what is missing, with ways of delivery, days and taxes', async (t) => {
  const { api, mug } = await open(t)
  const cartId = await aCart(api, mug)
  const at = `/carts/${cartId}/checkout`
  const body = { cartVersion: 1, totalMinor: 2900, returnUrl }
  assert.equal((await api.get(at)).body.checkout.step, 'details')
  assert.equal((await api.call('PUT', `${at}/delivery`, { body: { code: 'x' } })).body.code, 'details-missing')
  assert.equal((await api.call('POST', `/carts/${cartId}/order`, { body })).body.code, 'details-missing')

  for (const [sent, fields] of [
    [{}, ['shipping missing']],
    [{ shipping: addressIn('US') }, ['email missing']],
    [{ email: 'no address', shipping: addressIn('US') }, ['email no-email']],
    [
      { email: 'a@example.com', shipping: { country: 'US', firstName: 'A' } },
      ['lastName', 'line1', 'city', 'region', 'postcode'].map((name) => `shipping.${name} missing`),
    ],
    [
      { ...emailAndAddress, shipping: { ...addressIn('US'), postcode: 'X', region: 'XX' } },
      ['shipping.region unknown-region', 'shipping.postcode bad-postcode'],
    ],
    [{ ...emailAndAddress, billing: addressIn('DE') }, ['billing.country not-served']],
    [{ ...emailAndAddress, shipping: { ...addressIn('US'), admin: true } }, ['shipping.admin unknown']],
    [{ ...emailAndAddress, shippingAddressId: 'x' }, ['shipping repeated']],
  ] as const) {
    const told = await api.call('PUT', `${at}/details`, { body: sent })
    assert.deepEqual([told.status, told.body.code], [422, 'input-invalid'])
    assert.deepEqual(
      told.body.fields.map((field: { field: string; code: string }) => `${field.field} ${field.code}`),
      fields,
    )
  }
  assert.equal((await api.get(at)).body.checkout.details, null)

  const details = (await api.call('PUT', `${at}/details`, { body: emailAndAddress })).body.checkout
  assert.deepEqual([details.step, details.details.billingIsSame, details.delivery], ['delivery', true, null])
  const [way] = details.deliveries
  assert.match(`${way.from} ${way.to}`, /^\d{4}-\d\d-\d\d \d{4}-\d\d-\d\d$/)
  assert.equal((await api.call('POST', `/carts/${cartId}/order`, { body })).body.code, 'delivery-missing')
  assert.equal((await api.call('PUT', `${at}/delivery`, { body: { code: 'balloon' } })).body.code, 'delivery-unknown')
  const chosen = (await api.call('PUT', `${at}/delivery`, { body: { code: way.code } })).body.checkout
  assert.deepEqual([chosen.step, chosen.delivery, chosen.cart.totals.taxIsKnown], ['review', way.code, true])
  assert.deepEqual(chosen.cart.totals.shipping, way.price)

  const { id: empty } = (await api.call('POST', '/carts')).body.cart
  for (const [method, below, sent] of [
    ['GET', '/checkout', undefined],
    ['PUT', '/checkout/details', emailAndAddress],
    ['PUT', '/checkout/delivery', { code: way.code }],
    ['POST', '/order', body],
  ] as const) {
    assert.equal((await api.call(method, `/carts/${empty}${below}`, { body: sent })).body.code, 'cart-empty', below)
    const unknown = await api.call(method, `/carts/${'A'.repeat(22)}${below}`, { body: sent })
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'cart-unknown'])
  }
})

test('what has changed since the shopper agreed is told, and nothing is ordered', async (t) => {
  const { shop, api, mug } = await open(t)
  await addCode(shop, { code: 'ONCE', off: { kind: 'percentage', basisPoints: 1000 }, limitTotal: 1 })
  const review = await aReviewedCart(api, mug, { quantity: 2 })
  const wrongSum = await order(api, { ...review, totalMinor: review.totalMinor - 1 })
  assert.deepEqual([wrongSum.status, wrongSum.body.code], [409, 'total-changed'])
  assert.equal(wrongSum.body.total.amountMinor, review.totalMinor)
  assert.equal((await order(api, { ...review, cartVersion: review.cartVersion + 1 })).body.code, 'total-changed')
  await shop.db.change(sql`update stock set available = 1`)
  const short = await order(api, review)
  assert.deepEqual([short.body.code, short.body.lines], ['out-of-stock', [{ variantId: mug, wanted: 2, left: 1 }]])
  assert.equal((await shop.db.rows(sql`select 1 from orders`)).length, 0)
})

test('only one of two carts gets the last use of a code', async (t) => {
  const { shop, api, mug } = await open(t)
  const withCode = async (code: string) => {
    const { cartId } = await aReviewedCart(api, mug, { email: `${code}-${Math.random()}@example.com` })
    await api.call('PUT', `/carts/${cartId}/code`, { body: { code } })
    const { cart } = (await api.get(`/carts/${cartId}/checkout`)).body.checkout
    return { cartId, cartVersion: cart.version, totalMinor: cart.totals.total.amountMinor }
  }
  await addCode(shop, { code: 'ONCE', off: { kind: 'percentage', basisPoints: 1000 }, limitTotal: 1 })
  const carts = [await withCode('ONCE'), await withCode('ONCE'), await withCode('ONCE')]
  const answers = await Promise.all(carts.map((review) => order(api, review)))
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  for (const { body } of answers.filter(({ status }) => status !== 201))
    assert.ok(['code-not-valid', 'total-changed'].includes(body.code), body.code)
})

test('a payment page leads back to origins that the shop allows, and to no other', async (t) => {
  const { shop, api, mug } = await open(t)
  const review = await aReviewedCart(api, mug)
  for (const bad of [
    'https://evil.example/',
    'https://app.test.evil.example/',
    'https://app.test@evil.example/',
    'https://user:word@app.test/',
    'http://app.test/',
    'https://app.test:8443/',
    'https:\\\\evil.example\\@app.test',
    '//app.test/',
    '/thanks',
    'javascript:alert(1)//https://app.test/',
    'data:text/html,https://app.test',
    'null',
  ]) {
    for (const [name, body] of [
      ['returnUrl', { ...orderBody(review), returnUrl: bad }],
      ['cancelUrl', { ...orderBody(review), cancelUrl: bad }],
    ] as const) {
      const told = await api.call('POST', `/carts/${review.cartId}/order`, { body })
      assert.deepEqual([told.status, told.body.fields?.[0].field], [422, name], bad)
      assert.equal(told.body.fields[0].code, 'origin-not-allowed')
    }
  }
  assert.equal((await shop.db.rows(sql`select 1 from orders`)).length, 0)
  const home = { ...orderBody(review), returnUrl: `${shop.publicUrl}/us/en/thanks?order=other#done` }
  const placed = await api.call('POST', `/carts/${review.cartId}/order`, { body: home })
  assert.equal(placed.status, 201, placed.text)
  const [session] = [...shop.sandbox.bank.ledger.sessions.values()].map((entry) => entry.session)
  assert.equal(session?.success_url, `${shop.publicUrl}/us/en/thanks?order=${placed.body.token}#done`)
  assert.equal(session?.cancel_url, `${shop.publicUrl}/us/en/thanks?order=${placed.body.token}&unpaid=yes#done`)
})

test('an order that waits is paid later, and cancelled when the shopper wants; a sent one is not', async (t) => {
  const { shop, api, mug } = await open(t)
  const placed = await order(api, await aReviewedCart(api, mug))
  const path = `/orders/${placed.body.token}`
  const again = await api.call('POST', `${path}/payment`, { body: { returnUrl } })
  assert.equal(again.body.payment.url, placed.body.payment.url)
  const refused = await api.call('POST', `${path}/payment`, { body: { returnUrl: 'https://evil.example/' } })
  assert.equal(refused.body.code, 'input-invalid')
  const cancelled = await api.call('POST', `${path}/cancel`)
  assert.deepEqual([cancelled.body.order.state, cancelled.body.order.cancelReason], ['cancelled', 'shopper'])
  assert.deepEqual(await stockOf(shop, mug), [5, 0])
  assert.equal((await api.call('POST', `${path}/payment`, { body: { returnUrl } })).body.code, 'order-cancelled')

  const second = await order(api, await aReviewedCart(api, mug))
  await payAt(second.body.payment.url)
  const paid = (await api.get(`/orders/${second.body.token}`)).body.order
  assert.equal(
    (await api.call('POST', `/orders/${second.body.token}/payment`, { body: { returnUrl } })).body.payment,
    null,
  )
  const back = await api.call('POST', `/orders/${second.body.token}/cancel`)
  assert.deepEqual(
    [back.body.order.state, back.body.order.payment, back.body.order.refunds[0].state],
    ['cancelled', 'given-back', 'done'],
  )
  assert.deepEqual(back.body.order.refunded, paid.totals.total)

  const third = await order(api, await aReviewedCart(api, mug))
  await payAt(third.body.payment.url)
  await api.get(`/orders/${third.body.token}`)
  const row = await shop.db.row<{ id: string }>(sql`select id from orders where state = 'placed'`)
  await shipOrder(shop, { orderId: row?.id ?? '', carrier: 'UPS', tracking: '1Z' })
  const late = await api.call('POST', `/orders/${third.body.token}/cancel`)
  assert.deepEqual([late.status, late.body.code], [409, 'already-shipped'])
  const parcels = (await api.get(`/orders/${third.body.token}`)).body.order.parcels
  assert.deepEqual([parcels[0].carrier, parcels[0].fromCity], ['UPS', 'Columbus'])
  await holds(shop, ['I1', 'I2'])
})

test('money on its way, an order that is too old, and one that was cancelled meanwhile are told', async (t) => {
  const { shop, api, mug } = await open(t)
  const review = await aReviewedCart(api, mug)
  const placed = await order(api, review)
  const path = `/orders/${placed.body.token}`
  const sessionRef = new URL(placed.body.payment.url).pathname.split('/')[2] ?? ''
  shop.sandbox.faults.holdLater = true
  await shop.sandbox.bank.pay(sessionRef, 'delayed')
  assert.equal((await api.get(path)).body.order.payment, 'processing')
  assert.equal((await api.call('POST', `${path}/cancel`)).body.code, 'payment-under-way')
  assert.equal((await api.call('POST', `${path}/payment`, { body: { returnUrl } })).body.code, 'payment-under-way')
  const second = await order(api, review)
  assert.deepEqual([second.body.code, second.body.token], ['payment-under-way', placed.body.token])

  const other = await aReviewedCart(api, mug)
  const waiting = await order(api, other)
  await shop.db.change(
    sql`update orders set created_at = created_at - interval '3 hours' where cart_id = ${other.cartId}`,
  )
  await shop.db.change(sql`update payment set state = 'expired', settled_at = now() where order_id =
    (select id from orders where cart_id = ${other.cartId})`)
  const tooOld = await api.call('POST', `/orders/${waiting.body.token}/payment`, { body: { returnUrl } })
  assert.deepEqual([tooOld.status, tooOld.body.code], [409, 'order-too-old'])
  assert.equal((await order(api, other)).body.code, 'order-too-old')
  await shop.db.change(sql`update payment set state = 'failed' where order_id =
    (select id from orders where cart_id = ${other.cartId})`)
})

test('the same request after the answer was lost finds the order that it has made, also when that was cancelled', async (t) => {
  const { shop, api, mug } = await open(t)
  const review = await aReviewedCart(api, mug)
  const key = 'one-key-for-both-requests'
  const placed = await order(api, review, { key })
  await api.call('POST', `/orders/${placed.body.token}/cancel`)
  // As if the process had died before it could keep the answer.
  await shop.db.change(sql`delete from api_answer`)
  const again = await order(api, review, { key })
  assert.deepEqual([again.status, again.body.code, again.body.token], [409, 'order-cancelled', placed.body.token])
})

test('a cart that was paid a moment ago is not ordered a second time', async (t) => {
  const { shop, api, mug } = await open(t, { webhooks: false })
  const review = await aReviewedCart(api, mug)
  const placed = await order(api, review)
  await payAt(placed.body.payment.url)
  // Nobody has told the shop; the shopper changes the cart and orders again.
  const more = await api.call('PUT', `/carts/${review.cartId}/lines/${mug}`, { body: { quantity: 2 } })
  const checkout = (await api.get(`/carts/${review.cartId}/checkout`)).body.checkout
  const changed = {
    cartId: review.cartId,
    cartVersion: more.body.cart.version,
    totalMinor: checkout.cart.totals.total.amountMinor,
  }
  const second = await order(api, changed)
  assert.deepEqual([second.status, second.body.code, second.body.token], [409, 'paid-already', placed.body.token])
  assert.equal(shop.ledger().length, 1)
})

test('while the provider is silent the order stands, and the same request with the same key goes on with it', async (t) => {
  const { shop, api, mug } = await open(t)
  const review = await aReviewedCart(api, mug)
  const key = 'a-key-that-is-used-twice'
  shop.sandbox.faults.rules.push({ on: '*', do: 'drop-before', times: 2 })
  const unclear = await order(api, review, { key })
  assert.deepEqual([unclear.status, unclear.body.code], [503, 'payment-unclear'])
  assert.ok(Number(unclear.headers.get('retry-after')) >= 1)
  await shop.db.change(sql`update payment set created_at = created_at - interval '10 seconds'`)
  shop.sandbox.faults.rules.push({ on: '*', do: 'drop-before', times: 2 })
  const path = `/orders/${unclear.body.token}/payment`
  assert.equal((await api.call('POST', path, { body: { returnUrl } })).body.code, 'payment-unclear')
  shop.sandbox.faults.rules.length = 0
  const placed = await order(api, review, { key })
  assert.deepEqual([placed.status, placed.body.token], [201, unclear.body.token])
  assert.equal(placed.headers.get('idempotency-replayed'), null)
  assert.equal(shop.ledger().length, 1)
})

test('a provider that refuses is told, and the order can be paid when it takes pages again', async (t) => {
  const { shop, api, mug, callerOf } = await open(t)
  const review = await aReviewedCart(api, mug)
  const url = new URL(`stripe+${shop.sandbox.url}`)
  const wrong = await openStripe({
    url,
    secretKey: fixedSecret(`${secretKey}_wrong`),
    webhookSecrets: fixedSecret('whsec_test'),
  })
  const locked = callerOf({ ...shop, payments: wrong })
  const key = 'a-key-that-is-used-twice'
  const refused = await order(locked, review, { key })
  assert.deepEqual([refused.status, refused.body.code], [502, 'payment-refused'])
  const pay = await locked.call('POST', `/orders/${refused.body.token}/payment`, { body: { returnUrl } })
  assert.equal(pay.body.code, 'payment-refused')
  const placed = await order(api, review, { key })
  assert.deepEqual([placed.status, placed.body.token], [201, refused.body.token])
})

test('an order that costs nothing is placed at once, without a payment page', async (t) => {
  const { shop, api, mug } = await open(t)
  await addCode(shop, { code: 'GIFT', off: { kind: 'percentage', basisPoints: 10_000 } })
  await shop.db.change(sql`update shipping_rate set price_minor = 0`)
  const { cartId } = await aReviewedCart(api, mug)
  await api.call('PUT', `/carts/${cartId}/code`, { body: { code: 'GIFT' } })
  const { cart } = (await api.get(`/carts/${cartId}/checkout`)).body.checkout
  assert.equal(cart.totals.total.amountMinor, 0)
  const placed = await order(api, { cartId, cartVersion: cart.version, totalMinor: 0 })
  assert.deepEqual([placed.status, placed.body.payment], [201, null])
  assert.deepEqual((await api.get(`/orders/${placed.body.token}`)).body.order.payment, 'none-needed')
})

test('a guest asks for an account with the order; a withdrawal is taken in once', async (t) => {
  const { shop, api, mug } = await open(t)
  const placed = await order(api, await aReviewedCart(api, mug))
  const path = `/orders/${placed.body.token}`
  const short = await api.call('POST', `${path}/account`, { body: { password: 'short' } })
  assert.deepEqual([short.status, short.body.fields[0].code], [422, 'too-short'])
  const asked = await api.call('POST', `${path}/account`, { body: { password: 'four small boats' } })
  assert.deepEqual([asked.status, asked.body], [202, { linkMinutes: 30 }])

  const { number } = (await api.get(path)).body.order
  const body = { name: 'Erika Muster', number, email: 'erika@example.com' }
  const key = 'one-withdrawal-one-key'
  const taken = await api.call('POST', '/withdrawals', { body, key })
  assert.equal(taken.status, 201)
  await shop.db.change(sql`delete from api_answer`)
  assert.deepEqual((await api.call('POST', '/withdrawals', { body, key })).body, taken.body)
  const wrong = await api.call('POST', '/withdrawals', { body: { ...body, email: 'nobody', name: ' ' } })
  assert.deepEqual(
    wrong.body.fields.map(({ field }: { field: string }) => field),
    ['name', 'email'],
  )
  const rows = await shop.db.rows<{ orderId: string | null }>(sql`select order_id as "orderId" from withdrawal`)
  assert.deepEqual([rows.length, rows[0]?.orderId !== null], [1, true])

  for (const [method, below, sent] of [
    ['GET', '', undefined],
    ['GET', '/receipt', undefined],
    ['POST', '/payment', { returnUrl }],
    ['POST', '/cancel', undefined],
    ['POST', '/account', { password: 'four small boats' }],
  ] as const) {
    const told = await api.call(method, `/orders/${placed.body.token.slice(0, -1)}A${below}`, { body: sent })
    assert.deepEqual([told.status, told.body.code], [404, 'order-unknown'])
  }
})

test('looking up an order answers alike, whichever of number and address is wrong', async (t) => {
  const { api, mug } = await open(t)
  const placed = await order(api, await aReviewedCart(api, mug))
  const { number } = (await api.get(`/orders/${placed.body.token}`)).body.order
  const answers = new Set<string>()
  for (const body of [
    { number, email: 'someone@example.com' },
    { number: 'T4K7-9QWX-MC', email: 'erika@example.com' },
    { number: '%', email: '%' },
  ]) {
    const told = await api.call('POST', '/orders/lookup', { body })
    answers.add(JSON.stringify([told.status, { ...told.body, instance: '' }]))
  }
  assert.equal(answers.size, 1)
})

test('every answer and every problem that the reference promises was given', () =>
  allWasSeen(['Checkout', 'Orders'], seen, [
    // Beside the shopper's own addresses, in accounts.test.ts.
    'saveCheckoutDetails saved-address-unknown',
    // Only in the moment between the look at the cart and its order: the last use went, or the owner raised the minimum.
    'placeOrder code-not-valid',
    'placeOrder code-below-minimum',
  ]))

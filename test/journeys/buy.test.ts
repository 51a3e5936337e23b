import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { findOrderToken, readOrder } from '../../src/domain/orders/read-orders.ts'
import { readWithdrawal } from '../../src/domain/withdrawals/read-withdrawal.ts'
import { sql } from '../../src/kit/db.ts'
import { until } from '../helpers/paying-shop.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { type Answer, type Visitor, wordsOf } from '../helpers/visitor.ts'
import { addWare, stockOf } from '../helpers/wares.ts'

/** A purchase as a guest, with JavaScript off: links, forms, redirects. */

type Place = '/us/en' | '/de/de' | '/de/en'

const home = { firstName: 'Erika', lastName: 'Muster', line1: 'Am Kai 1', postcode: '20457', city: 'Hamburg' }
const typed = (place: Place) =>
  place === '/us/en'
    ? { ...home, country: 'US', postcode: '97205', city: 'Portland', region: 'OR' }
    : { ...home, country: 'DE' }

async function fillCart(app: TestApp, place: Place, quantity = '2') {
  const { variantId } = await addWare(app.shop, { key: 'mug', stock: { hamburg: 5, columbus: 5 } })
  const visitor = app.visitor()
  const cart = await visitor.post(`${place}/cart/lines`, { variantId: String(variantId), quantity })
  assert.equal(cart.status, 200)
  return { visitor, variantId }
}

/** From the cart to the page with the order button. */
async function toReview(visitor: Visitor, place: Place): Promise<Answer> {
  const address = await visitor.get(`${place}/checkout`)
  assert.equal(address.status, 200)
  const delivery = await visitor.send(address, `${place}/checkout/details`, {
    email: 'ada@example.com',
    ...typed(place),
  })
  assert.equal(delivery.url, `${place}/checkout?step=delivery`)
  const review = await visitor.send(delivery, `${place}/checkout/delivery`)
  assert.match(review.text, /\/checkout\/place"/)
  return review
}

async function order(visitor: Visitor, place: Place): Promise<{ token: string; sessionRef: string }> {
  const review = await toReview(visitor, place)
  await visitor.send(review, `${place}/checkout/place`)
  assert.ok(visitor.leftFor, 'The order does not lead to the payment page.')
  const sessionRef = new URL(visitor.leftFor).pathname.split('/')[2] ?? ''
  const token = (await visitor.get(`${place}/checkout`)).text.match(/\/orders\/([\w-]{44})"/)?.[1] ?? ''
  return { token, sessionRef }
}

test('the drawer has no forms, so that it sets no second cookie for them beside a cart that is opened at once', async (t) => {
  const app = await openTestApp(t)
  const { visitor } = await fillCart(app, '/de/en')
  for (const name of visitor.cookies.keys()) if (name.endsWith('visitor')) visitor.cookies.delete(name)
  const drawer = await visitor.get('/de/en/cart/drawer')
  assert.match(drawer.text, /class="lines/)
  assert.deepEqual(drawer.headers.getSetCookie(), [])
  assert.equal((await visitor.get('/de/en/cart')).headers.getSetCookie().length, 1)
})

for (const [place, button, sums] of [
  ['/us/en', 'Pay $63.90', ['Subtotal $58.00', 'Shipping Standard delivery $5.90', 'Sales tax $0.00', 'Total $63.90']],
  ['/de/de', 'Zahlungspflichtig bestellen', ['Zwischensumme 49,80 €', 'Gesamt inkl. MwSt. 8,57 € (19 %) 53,70 €']],
  ['/de/en', 'Order with obligation to pay', ['Subtotal €49.80', 'Total incl. VAT €8.57 (19%) €53.70']],
] as const)
  test(`a guest buys in ${place} without JavaScript, from the cart to the order's page`, async (t) => {
    const app = await openTestApp(t)
    const { visitor, variantId } = await fillCart(app, place)
    const review = await toReview(visitor, place)
    const words = wordsOf(review.text).replace(/\u00a0/g, ' ')
    for (const sum of sums) assert.ok(words.includes(sum), `${sum} is missing in: ${words}`)
    assert.match(review.text, new RegExp(`<button class="button large wide">${button.replace('$', '\\$')}</button>`))

    await visitor.send(review, `${place}/checkout/place`)
    assert.ok(visitor.leftFor?.startsWith(app.shop.sandbox.url))
    assert.deepEqual(await stockOf(app.shop, variantId), [8, 2])
    const sessionRef = new URL(visitor.leftFor ?? '').pathname.split('/')[2] ?? ''
    assert.equal(await app.shop.sandbox.bank.pay(sessionRef, 'success'), 'paid')

    const token = await until(async () => {
      const [row] = await app.shop.db.rows<{ number: string }>(sql`select number from orders`)
      return row && findOrderToken(app.shop, { number: row.number, email: 'ADA@example.com' })
    })
    const back = await visitor.get(`${place}/checkout/return?order=${token}`)
    assert.equal(back.url, `${place}/orders/${token}`)
    const { firstName } = typed(place)
    assert.match(wordsOf(back.text), new RegExp(place === '/de/de' ? `Danke, ${firstName}` : `Thank you, ${firstName}`))
    assert.equal((await readOrder(app.shop, token))?.state, 'placed')
    assert.deepEqual(await stockOf(app.shop, variantId), [8, 0])
    assert.equal((await visitor.get(`${place}/orders/${token}/receipt`)).status, 200)
  })

test('back from the payment page unpaid, the same order is offered again and nothing is lost', async (t) => {
  const app = await openTestApp(t)
  const { visitor } = await fillCart(app, '/us/en')
  const { token } = await order(visitor, '/us/en')
  const back = await visitor.get(`/us/en/checkout/return?order=${token}&unpaid=yes`)
  assert.equal(back.url, '/us/en/checkout?back=unpaid')
  assert.match(wordsOf(back.text), /Nothing was charged\./)
  const first = visitor.leftFor
  await visitor.send(back, '/us/en/checkout/place')
  assert.equal(visitor.leftFor, first, 'The same payment page is offered again.')
  assert.deepEqual(await app.shop.db.row(sql`select count(*)::int as orders from orders`), { orders: 1 })
  const cart = await visitor.get('/us/en/cart')
  assert.match(wordsOf(cart.text), /2 pieces/)
  assert.match(wordsOf(cart.text), /is waiting for its payment/)
  assert.ok(cart.text.includes(`/us/en/orders/${token}"`))
})

test('after a declined card nothing was charged, and the order can be paid from its own page', async (t) => {
  const app = await openTestApp(t)
  const { visitor } = await fillCart(app, '/de/en')
  const { token, sessionRef } = await order(visitor, '/de/en')
  await app.shop.sandbox.bank.pay(sessionRef, 'decline')
  const back = await visitor.get(`/de/en/checkout/return?order=${token}&unpaid=yes`)
  assert.match(wordsOf(back.text), /Nothing was charged\./)
  const page = await visitor.get(`/de/en/orders/${token}`)
  await visitor.send(page, `/de/en/orders/${token}/pay`)
  assert.ok(visitor.leftFor?.startsWith(app.shop.sandbox.url))
})

test('a price that changed meanwhile is shown before anything is ordered', async (t) => {
  const app = await openTestApp(t)
  const { visitor, variantId } = await fillCart(app, '/us/en')
  const review = await toReview(visitor, '/us/en')
  await app.shop.db.change(sql`update price set amount_minor = 3900 where variant_id = ${variantId} and market = 'us'`)
  const again = await visitor.send(review, '/us/en/checkout/place')
  assert.equal(again.status, 409)
  assert.match(wordsOf(again.text), /The total changed from \$63\.90 to \$78\.00/)
  assert.match(again.text, /Pay \$78\.00<\/button>/)
  assert.deepEqual(await app.shop.db.rows(sql`select 1 from orders`), [])
  assert.deepEqual(await stockOf(app.shop, variantId), [10, 0])
})

test('what was sold out meanwhile is named, with a way to settle it and no button to order', async (t) => {
  const app = await openTestApp(t)
  const { visitor, variantId } = await fillCart(app, '/de/de')
  const review = await toReview(visitor, '/de/de')
  await app.shop.db.change(sql`update stock set available = 0 where variant_id = ${variantId}`)
  const again = await visitor.send(review, '/de/de/checkout/place')
  assert.equal(again.status, 409)
  assert.match(wordsOf(again.text), /mug: Inzwischen ausverkauft/)
  assert.doesNotMatch(again.text, /Zahlungspflichtig bestellen/)
  assert.deepEqual(await app.shop.db.rows(sql`select 1 from orders`), [])
})

test('a provider that cannot be reached is told with 503, and the next try makes one order', async (t) => {
  const app = await openTestApp(t)
  const { visitor } = await fillCart(app, '/us/en')
  const review = await toReview(visitor, '/us/en')
  const { ProviderUnreachable } = await import('../../src/domain/payments/payment-gateway.ts')
  const { askForPage, readStatus } = app.shop.payments
  const fail = async (): Promise<never> => {
    throw new ProviderUnreachable('The line is cut.')
  }
  Object.assign(app.shop.payments, { askForPage: fail, readStatus: fail })
  const failed = await visitor.send(review, '/us/en/checkout/place')
  assert.equal(failed.status, 503)
  assert.match(wordsOf(failed.text), /We could not reach the payment page\. Nothing was charged\./)
  const token = (await visitor.get('/us/en/checkout')).text.match(/\/orders\/([\w-]{44})"/)?.[1] ?? ''
  const waiting = await visitor.get(`/us/en/orders/${token}`)
  assert.match(wordsOf(waiting.text), /Your order is waiting for payment No payment has reached us yet\./)
  Object.assign(app.shop.payments, { askForPage, readStatus })
  await visitor.send(failed, '/us/en/checkout/place')
  assert.ok(visitor.leftFor?.startsWith(app.shop.sandbox.url))
  assert.deepEqual(await app.shop.db.row(sql`select count(*)::int as orders from orders`), { orders: 1 })
})

test('back from the payment page while the provider is silent, nobody claims that nothing was charged', async (t) => {
  const app = await openTestApp(t, { webhooks: false })
  const { visitor } = await fillCart(app, '/us/en')
  const { token, sessionRef } = await order(visitor, '/us/en')
  await app.shop.sandbox.bank.pay(sessionRef, 'success')
  const { ProviderUnreachable } = await import('../../src/domain/payments/payment-gateway.ts')
  const { readStatus } = app.shop.payments
  Object.assign(app.shop.payments, {
    readStatus: async () => {
      throw new ProviderUnreachable('The line is cut.')
    },
  })
  const unclear = await visitor.get(`/us/en/checkout/return?order=${token}`)
  const words = wordsOf(unclear.text)
  assert.match(words, /We are checking your payment/)
  assert.doesNotMatch(words, /Nothing was charged/)
  assert.doesNotMatch(unclear.text, /\/pay"/)
  assert.equal(unclear.headers.get('refresh'), `20; url=/us/en/checkout/return?order=${token}`)
  Object.assign(app.shop.payments, { readStatus })
  const settled = await visitor.get(`/us/en/checkout/return?order=${token}`)
  assert.match(wordsOf(settled.text), /Thank you, Erika/)
  assert.equal(settled.headers.get('refresh'), null)
})

test('a form that stayed open until its token was over is shown again with what was typed', async (t) => {
  const app = await openTestApp(t)
  const { visitor } = await fillCart(app, '/us/en')
  const address = await visitor.get('/us/en/checkout')
  const again = await visitor.send(address, '/us/en/checkout/details', {
    email: 'ada@example.com',
    ...typed('/us/en'),
    token: 'x',
  })
  assert.equal(again.status, 403)
  assert.match(again.text, /value="Erika"/)
  assert.match(wordsOf(again.text), /This page was open for very long/)
  assert.deepEqual(await app.shop.db.rows(sql`select 1 from checkout`), [])
})

test('wrong fields keep what was typed, say what is wrong and lead to the field', async (t) => {
  const app = await openTestApp(t)
  const { visitor } = await fillCart(app, '/de/de')
  const address = await visitor.get('/de/de/checkout')
  const again = await visitor.send(address, '/de/de/checkout/details', {
    ...typed('/de/de'),
    email: 'ada@',
    firstName: '<b>Erika</b>',
    postcode: '204',
    billingSame: 'no',
  })
  assert.equal(again.status, 422)
  assert.match(again.text, /value="ada@"/)
  assert.match(again.text, /value="&lt;b&gt;Erika&lt;\/b&gt;"/)
  assert.doesNotMatch(again.text, /<b>Erika/)
  for (const name of ['email', 'firstName', 'postcode', 'billing-lastName', 'billing-city'])
    assert.match(again.text, new RegExp(`<a href="#f-${name}">`))
  assert.deepEqual(await app.shop.db.rows(sql`select 1 from checkout`), [])
})

test('an empty cart has nothing to order, and ordering it again from a second tab tells so', async (t) => {
  const app = await openTestApp(t)
  const { visitor, variantId } = await fillCart(app, '/us/en')
  const review = await toReview(visitor, '/us/en')
  const cart = await visitor.get('/us/en/cart')
  await visitor.send(cart, `/us/en/cart/lines/${variantId}`, { quantity: '0' })
  const empty = await visitor.send(review, '/us/en/checkout/place')
  assert.equal(empty.status, 409)
  assert.match(wordsOf(empty.text), /There is nothing to order/)
  assert.equal((await visitor.get('/us/en/checkout')).status, 200)
})

test('a placed order is cancelled only after the question, and says so', async (t) => {
  const app = await openTestApp(t)
  const { visitor, variantId } = await fillCart(app, '/de/en')
  const { token, sessionRef } = await order(visitor, '/de/en')
  await app.shop.sandbox.bank.pay(sessionRef, 'success')
  const page = await visitor.get(`/de/en/checkout/return?order=${token}`)
  assert.match(page.text, /<details class="confirm">/)
  const done = await visitor.send(page, `/de/en/orders/${token}/cancel`)
  assert.match(wordsOf(done.text), /This order is cancelled/)
  assert.equal((await readOrder(app.shop, token))?.state, 'cancelled')
  assert.deepEqual(await stockOf(app.shop, variantId), [10, 0])
})

test('an order is found by number and e-mail; a wrong number and a wrong address get the same answer', async (t) => {
  const app = await openTestApp(t)
  const { visitor } = await fillCart(app, '/us/en')
  const { token } = await order(visitor, '/us/en')
  const number = (await readOrder(app.shop, token))?.number ?? ''
  const stranger = app.visitor()
  const page = await stranger.get('/us/en/order-lookup')
  const wrong = async (fields: { number: string; email: string }) => {
    const answer = await stranger.send(page, '/us/en/order-lookup', fields)
    return { status: answer.status, words: wordsOf(answer.text) }
  }
  const otherAddress = await wrong({ number, email: 'eve@example.com' })
  assert.equal(otherAddress.status, 422)
  assert.deepEqual(await wrong({ number: '2222-2222-22', email: 'ada@example.com' }), otherAddress)
  const found = await stranger.send(page, '/us/en/order-lookup', {
    number: number.toLowerCase().replaceAll('-', ' '),
    email: ' Ada@Example.com',
  })
  assert.equal(found.url, `/us/en/orders/${token}`)
  assert.equal((await stranger.get(`/us/en/orders/${token.slice(0, -1)}A`)).status, 404)
})

test('a withdrawal takes two steps, is kept once and confirmed by mail with its time', async (t: TestContext) => {
  const app = await openTestApp(t)
  const visitor = app.visitor()
  const page = await visitor.get('/de/de/withdrawal')
  assert.match(page.text, /<button class="button">Vertrag widerrufen<\/button>/)
  const said = { name: 'Erika <i>Muster</i>', number: 'Becher vom 3. November', email: 'erika@example.com' }
  const confirm = await visitor.send(page, '/de/de/withdrawal', said)
  assert.match(confirm.text, /Erika &lt;i&gt;Muster/)
  assert.match(confirm.text, /Widerruf bestätigen<\/button>/)
  assert.deepEqual(await app.shop.db.rows(sql`select 1 from withdrawal`), [])
  const done = await visitor.send(confirm, '/de/de/withdrawal')
  await visitor.send(confirm, '/de/de/withdrawal')
  assert.match(wordsOf(done.text), /Ihr Widerruf ist da/)
  const rows = await app.shop.db.rows<{ id: string }>(sql`select id from withdrawal`)
  const contracts = await Promise.all(rows.map(async ({ id }) => (await readWithdrawal(app.shop, id))?.contract))
  assert.deepEqual(contracts, ['Becher vom 3. November'])
})

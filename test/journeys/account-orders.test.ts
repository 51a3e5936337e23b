import assert from 'node:assert/strict'
import { test } from 'node:test'
import { saveAddress } from '../../src/domain/customers/address-book.ts'
import { answerRequest } from '../../src/domain/customers/answer-request.ts'
import { openAccount } from '../../src/domain/customers/open-account.ts'
import { startSession } from '../../src/domain/customers/session.ts'
import { claimOrders } from '../../src/domain/orders/claim-orders.ts'
import { readOrder } from '../../src/domain/orders/read-orders.ts'
import { sql } from '../../src/kit/db.ts'
import { aReadyCart, placed } from '../helpers/paying-shop.ts'
import { openTestApp, type TestApp } from '../helpers/test-app.ts'
import { type Visitor, wordsOf } from '../helpers/visitor.ts'
import { addWare } from '../helpers/wares.ts'

const password = 'four small boats'

async function aPaidOrder(app: TestApp, email: string): Promise<{ token: string; number: string; variantId: number }> {
  const { variantId } = await addWare(app.shop, { key: 'mug', stock: { columbus: 9, hamburg: 9 } })
  const cart = await aReadyCart(app.shop, { market: 'us', email, lines: [{ variantId, quantity: 1 }] })
  const { token, sessionRef } = await placed(app.shop, cart)
  await app.shop.sandbox.bank.pay(sessionRef, 'success')
  await app.visitor().get(`/us/en/checkout/return?order=${token}`)
  return { token, number: (await readOrder(app.shop, token))?.number ?? '', variantId }
}

/** Opens the account that was asked for last, and signs a visitor in. */
async function signIn(app: TestApp): Promise<{ visitor: Visitor; personId: string }> {
  const { shop } = app
  const asked = await shop.db.row<{ id: string }>(sql`select id from account_request order by created_at desc limit 1`)
  const answer = await answerRequest(shop, asked?.id ?? '')
  const opened = await openAccount(shop, { token: answer?.token ?? '', password })
  assert.ok(opened.ok)
  const visitor = app.visitor()
  visitor.cookies.set('session', await startSession(shop, opened.personId, 'test'))
  return { visitor, personId: opened.personId }
}

test('the confirmation offers an account; once the address is proved, the order stands in it', async (t) => {
  const app = await openTestApp(t)
  const { token, number } = await aPaidOrder(app, 'ada@example.com')
  const guest = app.visitor()
  const page = await guest.get(`/us/en/orders/${token}`)
  const short = await guest.send(page, `/us/en/orders/${token}/account`, { password: 'short' })
  assert.equal(short.status, 422)
  assert.match(wordsOf(short.text), /The password needs at least 8 characters/)
  assert.deepEqual(await app.shop.db.rows(sql`select 1 from account_request`), [])

  const asked = await guest.send(page, `/us/en/orders/${token}/account`, { password })
  assert.match(wordsOf(asked.text), /Look into your mailbox/)
  assert.doesNotMatch(asked.text, /id="account"/)

  const { visitor, personId } = await signIn(app)
  assert.match(wordsOf((await visitor.get('/us/en/account/orders')).text), /No order yet/)
  await claimOrders(app.shop, personId)
  for (const path of ['/us/en/account', '/us/en/account/orders', `/us/en/account/orders/${number}`])
    assert.ok(wordsOf((await visitor.get(path)).text).includes(number), `${path} does not name the order.`)
})

test("another account's order is not there", async (t) => {
  const app = await openTestApp(t)
  const { token, number } = await aPaidOrder(app, 'eve@example.com')
  const guest = app.visitor()
  const page = await guest.get(`/us/en/orders/${token}`)
  await guest.send(page, `/us/en/orders/${token}/account`, { password })
  const { visitor } = await signIn(app)
  assert.equal((await visitor.get(`/us/en/account/orders/${number}`)).status, 404)
  const stranger = await app.visitor().get(`/us/en/account/orders/${number}`)
  assert.match(stranger.url, /\/account\/sign-in\?next=/)
})

test('a signed-in shopper chooses a saved address, of the countries that the market serves', async (t) => {
  const app = await openTestApp(t)
  const { token, variantId } = await aPaidOrder(app, 'ada@example.com')
  const guest = app.visitor()
  await guest.send(await guest.get(`/us/en/orders/${token}`), `/us/en/orders/${token}/account`, { password })
  const { visitor, personId } = await signIn(app)
  const fields = { firstName: 'Ada', lastName: 'Miller', company: '', line2: '', phone: '' }
  await saveAddress(app.shop, personId, {
    fields: { ...fields, line1: '7 Pier Road', postcode: '97205', city: 'Portland', region: 'OR', country: 'US' },
    preferred: true,
  })
  await saveAddress(app.shop, personId, {
    fields: { ...fields, line1: 'Am Kai 1', postcode: '20457', city: 'Hamburg', region: '', country: 'DE' },
    preferred: false,
  })
  await visitor.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })
  const address = await visitor.get('/us/en/checkout')
  assert.match(wordsOf(address.text), /You order as ada@example\.com/)
  assert.match(address.text, /7 Pier Road/)
  assert.doesNotMatch(address.text, /Am Kai 1/)
  const delivery = await visitor.send(address, '/us/en/checkout/details')
  assert.match(wordsOf(delivery.text), /Deliver to Ada Miller, 7 Pier Road, Portland, OR 97205/)
})

test('what a page says to have been done is one of its own sentences, or nothing', async (t) => {
  const { visitor } = await openTestApp(t)
  const shopper = visitor()
  assert.match((await shopper.get('/us/en/account/sign-in?done=closed')).text, /Your account is closed/)
  for (const done of ['constructor', '__proto__', 'nothing'])
    assert.doesNotMatch((await shopper.get(`/us/en/account/sign-in?done=${done}`)).text, /class="notice/)
})

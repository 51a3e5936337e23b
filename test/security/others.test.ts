import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSession } from '../../src/domain/customers/session.ts'
import { readOrder } from '../../src/domain/orders/read-orders.ts'
import { sql } from '../../src/kit/db.ts'
import type { StorefrontRoute } from '../../src/routes.ts'
import { type Ask, ask, openGround, password, pathOf, watchDatabase, withToken } from '../helpers/ground.ts'
import { aReadyCart, paidOrder } from '../helpers/paying-shop.ts'
import { formsOf } from '../helpers/visitor.ts'

/** What belongs to others: orders, addresses, carts, sessions; and pages of other sites. */

const sameOrigin: Ask['headers'] = { 'sec-fetch-site': 'same-origin' }

test('the addresses and orders of an account are not there for another one, and stay as they are', async (t) => {
  const ground = await openGround(t)
  const { app, ada, eve, variantId } = ground
  const cart = await aReadyCart(app.shop, {
    market: 'us',
    email: ada.email,
    buyer: { personId: ada.personId, email: ada.email },
    lines: [{ variantId, quantity: 1 }],
  })
  const own = await paidOrder(app.shop, cart)
  const number = (await readOrder(app.shop, own.token))?.number ?? ''
  const isUnchanged = await watchDatabase(app.shop)
  const tries: [StorefrontRoute, Record<string, string>][] = [
    ['editAddress', { id: ada.addressId }],
    ['changeAddress', { id: ada.addressId }],
    ['removeAddress', { id: ada.addressId }],
    ['accountOrder', { number }],
    ['accountOrder', { number: number.toLowerCase() }],
    ['accountOrder', { number: ground.order.number }],
  ]
  const address = {
    firstName: 'Eve',
    lastName: 'Mask',
    line1: '1 Dark Alley',
    postcode: '97205',
    city: 'Portland',
    region: 'OR',
  }
  const { cookies, token } = withToken(app.shop, eve.visitor)
  for (const [name, params] of tries) {
    const isForm = name === 'changeAddress' || name === 'removeAddress'
    const form = isForm
      ? { form: { ...address, country: 'US', person_id: eve.personId, personId: ada.personId, token } }
      : {}
    const answer = await ask(app, pathOf(ground, name, params), { cookies, headers: sameOrigin, ...form })
    assert.equal(answer.status, 404, name)
    assert.doesNotMatch(await answer.text(), /ada@example\.com/)
  }
  for (const query of [
    '',
    `?after=${Date.now() + 1e6}.${own.orderId}`,
    `?person=${ada.personId}`,
    `?accountId=${ada.personId}`,
  ])
    assert.ok(!(await eve.visitor.get(`/us/en/account/orders${query}`)).text.includes(number), query)
  await isUnchanged()
  assert.equal((await ada.visitor.get(pathOf(ground, 'accountOrder', { number }))).status, 200)
})

test('a saved address of another account cannot be ordered with', async (t) => {
  const { app, ada, eve, variantId } = await openGround(t)
  await eve.visitor.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })
  const page = await eve.visitor.get('/us/en/checkout')
  const answer = await eve.visitor.send(page, '/us/en/checkout/details', { addressId: ada.addressId })
  assert.doesNotMatch(answer.text, /ada@example\.com street/)
  assert.equal(
    await app.shop.db.row(sql`select 1 from address where kind = 'checkout' and person_id = ${ada.personId}`),
    undefined,
  )
  assert.doesNotMatch((await eve.visitor.get('/us/en/checkout')).text, /ada@example\.com street/)
})

test('an order opens by its own link only', async (t) => {
  const ground = await openGround(t)
  const { app, order, guest } = ground
  const { token, orderId, number } = order
  const isUnchanged = await watchDatabase(app.shop)
  const flipped = (at: number) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
  const wrong = [
    orderId,
    number,
    token.slice(0, -1),
    `${token}A`,
    token.slice(0, 22),
    token.toLowerCase(),
    ` ${token}`,
    'A'.repeat(44),
  ]
  const { cookies, token: formToken } = withToken(app.shop, guest)
  for (const tried of [...wrong, ...Array.from({ length: 44 }, (_, at) => flipped(at))])
    for (const name of ['order', 'orderReceipt', 'payOrder', 'cancelOrder', 'orderAccount'] as const) {
      const isForm = !['order', 'orderReceipt'].includes(name)
      const path = pathOf(ground, name, { token: encodeURIComponent(tried) })
      const answer = await ask(app, path, {
        cookies,
        headers: sameOrigin,
        ...(isForm ? { form: { token: formToken, password } } : {}),
      })
      assert.equal(answer.status, 404, `${name} ${tried}`)
    }
  for (const tried of wrong) {
    assert.equal((await guest.get(`/us/en/checkout/return?order=${encodeURIComponent(tried)}`)).status, 404)
    assert.ok(!(await guest.get(`/us/en/withdrawal?order=${encodeURIComponent(tried)}`)).text.includes(number))
  }
  await isUnchanged()
  assert.equal((await guest.get(pathOf(ground, 'order'))).status, 200)
})

test('looking up an order tells nothing unless number and address fit together', async (t) => {
  const ground = await openGround(t)
  const { app, order, guest } = ground
  const email = (await readOrder(app.shop, order.token))?.email ?? ''
  const page = await guest.get('/us/en/order-lookup')
  const answers: string[] = []
  for (const [number, typed] of [
    [order.number, 'someone@example.com'],
    ['T4K7-9QWX-MC', email],
    ['T4K7-9QWX-MC', 'someone@example.com'],
    [order.number, ''],
    [order.number, '%'],
    ['%', email],
  ]) {
    const answer = await guest.send(page, '/us/en/order-lookup', { number: number ?? '', email: typed ?? '' })
    assert.equal(answer.status, 422)
    answers.push(answer.text.replaceAll(/ value="[^"]*"/g, ''))
  }
  assert.equal(new Set(answers).size, 1, 'The answers differ.')
  const found = await guest.send(page, '/us/en/order-lookup', { number: order.number, email: email.toUpperCase() })
  assert.equal(found.url, pathOf(ground, 'order'))
})

test('signing in, registering and asking for a password answer alike for known and unknown addresses', async (t) => {
  const { app } = await openGround(t)
  const visitor = app.visitor()
  for (const [path, more] of [
    ['/us/en/account/sign-in', { password: 'not the password' }],
    ['/us/en/account/register', { password, firstName: 'A', lastName: 'B' }],
    ['/us/en/account/forgot', {}],
  ] as const) {
    const answers: string[] = []
    for (const email of ['ada@example.com', 'nobody@example.com']) {
      const answer = await visitor.send(await visitor.get(path), path, { email, ...more })
      answers.push(`${answer.status} ${answer.url} ${answer.text.replaceAll(email, 'EMAIL')}`)
    }
    assert.equal(answers[0], answers[1], path)
  }
})

test('what was typed at the checkout while signed in is hidden once the session is over, and from the next at the browser', async (t) => {
  const ground = await openGround(t)
  const { app, ada, eve, variantId } = ground
  const { visitor } = ada
  await visitor.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })
  await visitor.send(await visitor.get('/us/en/checkout'), '/us/en/checkout/details', { addressId: ada.addressId })
  assert.match((await visitor.get('/us/en/checkout?step=address')).text, /ada@example\.com street/)

  visitor.cookies.delete('session')
  const after = await visitor.get('/us/en/checkout')
  assert.doesNotMatch(after.text, /ada@example/)
  assert.match(after.text, /\/checkout\/details"/)

  const signIn = await visitor.get('/us/en/account/sign-in')
  await visitor.send(signIn, '/us/en/account/sign-in', { email: eve.email, password })
  assert.equal(visitor.cookies.has('cart-us'), false, "Eve goes on with Ada's cart.")
  assert.doesNotMatch((await visitor.get('/us/en/checkout')).text, /ada@example/)
  const own = await app.shop.carts.ofPerson(ada.personId, 'us')
  assert.equal(own?.lines.length, 1)
})

test('signing in gives a new session, ends the one before, and signing out ends it for good', async (t) => {
  const { app, ada } = await openGround(t)
  const { visitor } = ada
  const chosen = 'attacker-knows-this'
  const fixed = app.visitor()
  fixed.cookies.set('session', chosen).set('visitor', 'v'.repeat(22))
  const page = await fixed.get('/us/en/account/sign-in')
  const before = formsOf(page.text).find(({ fields }) => fields.token)?.fields.token
  await fixed.send(page, '/us/en/account/sign-in', { email: ada.email, password })
  const session = fixed.cookies.get('session') ?? ''
  assert.match(session, /^[\w-]{43}$/)
  const account = await fixed.get('/us/en/account')
  assert.notEqual(formsOf(account.text).find(({ fields }) => fields.token)?.fields.token, before)

  const second = app.visitor()
  const door = await second.get('/us/en/account/sign-in')
  second.cookies.set('session', session)
  await second.send(door, '/us/en/account/sign-in', { email: ada.email, password })
  assert.equal(await readSession(app.shop, session), null, 'The session before is still good.')

  const last = second.cookies.get('session') ?? ''
  await second.send(await second.get('/us/en/account'), '/us/en/account/sign-out')
  assert.equal(await readSession(app.shop, last), null)
  // The mark of a known device names nobody.
  assert.deepEqual([...second.cookies.keys()], ['known'])
  assert.ok(await readSession(app.shop, ada.session), 'Another device was signed out as well.')
  assert.equal((await visitor.get('/us/en/account')).status, 200)
})

test('after signing in nobody is led to another site', async (t) => {
  const { app, ada } = await openGround(t)
  const wanted = [
    'https://evil.example',
    'https://evil.example/us/en/account',
    '//evil.example',
    '//evil.example/us/en/',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '\t//evil.example',
    '/\t/evil.example',
    '/us/en/..//evil.example',
    '/us/en/../../..//evil.example',
    '/us/en/%2e%2e//evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://shop.test@evil.example/us/en/',
    'http://shop.test.evil.example/us/en/',
    'http:shop.test',
    'http:\\\\evil.example',
    '@evil.example',
    '.evil.example',
    '/us/en/account\r\nLocation: https://evil.example',
    '/mailbox',
    '/us/enx/',
  ]
  for (const next of wanted) {
    const { cookies, token } = withToken(app.shop, app.visitor())
    const form = { email: ada.email, password, next, token }
    const answers: Response[] = [
      await ask(app, `/us/en/account/sign-in?next=${encodeURIComponent(next)}`, { cookies: ada.visitor.cookies }),
      ...(wanted.indexOf(next) % 4 === 0
        ? [await ask(app, '/us/en/account/sign-in', { cookies, headers: sameOrigin, form })]
        : []),
    ]
    for (const answer of answers) {
      assert.equal(answer.status, 303)
      const url = new URL(answer.headers.get('location') ?? '', `${app.shop.publicUrl}/us/en/account/sign-in`)
      assert.equal(url.origin, app.shop.publicUrl, next)
      assert.ok(url.pathname.startsWith('/us/en/'), `${next} leads to ${url.pathname}`)
    }
  }
  const inside = await ask(app, '/us/en/account/sign-in?next=%2Fus%2Fen%2Fcheckout%3Fstep%3Dpay', {
    cookies: ada.visitor.cookies,
  })
  assert.equal(inside.headers.get('location'), '/us/en/checkout?step=pay')
})

test('the price, the total and the steps of an order are not for the shopper to set', async (t) => {
  const ground = await openGround(t)
  const { app, guest, variantId } = ground
  const cheap = {
    price: '1',
    unitPriceMinor: '1',
    amountMinor: '1',
    totalMinor: '1',
    discount: '100',
    shippingMinor: '0',
  }
  const fresh = app.visitor()
  await fresh.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1', ...cheap })
  const { cookies, token } = withToken(app.shop, fresh)
  const isUnchanged = await watchDatabase(app.shop)
  const post = (path: string, form: object, jar = cookies) =>
    ask(app, `/us/en${path}`, { cookies: jar, headers: sameOrigin, form: { token, ...form } })
  const order = { key: 'k'.repeat(43), cartVersion: '1', ...cheap }
  assert.equal((await post('/checkout/place', order)).status, 409, 'An order without address was placed.')
  assert.equal((await post('/checkout/delivery', { method: 'standard' })).status, 409)
  for (const quantity of ['-1', '0', '1.5', '100', '1e2', ' 1', '٣', '99999999999', '']) {
    const answer = await post('/cart/lines', { variantId: String(variantId), quantity })
    assert.equal(answer.status, 409, `A quantity of '${quantity}' was taken.`)
  }
  await isUnchanged()
  const ready = withToken(app.shop, guest)
  for (const totalMinor of ['0', '1', '-1', '', '9999999999'])
    for (const cartVersion of ['1', '2', '999']) {
      const answer = await post(
        '/checkout/place',
        { ...order, totalMinor, cartVersion, token: ready.token },
        ready.cookies,
      )
      assert.ok([409, 422].includes(answer.status), `A total of ${totalMinor} was taken: ${answer.status}`)
    }
  assert.equal((await app.shop.db.rows(sql`select 1 from orders`)).length, 1)
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { Endpoint } from '../../src/api/store/endpoint.ts'
import { endpoints } from '../../src/api/store/endpoints.ts'
import { startSession } from '../../src/domain/customers/session.ts'
import { readOrder } from '../../src/domain/orders/read-orders.ts'
import { sql } from '../../src/kit/db.ts'
import { aReviewedCart, order, orderBody, returnUrl } from '../helpers/api-purchase.ts'
import { openGround, password, watchDatabase } from '../helpers/ground.ts'
import { addressIn, aReadyCart, paidOrder } from '../helpers/paying-shop.ts'
import { openStoreCaller } from '../helpers/store-caller.ts'

/** What belongs to others, through the store API: every endpoint that takes an id or a token is tried with somebody else's. */

const personal: readonly Endpoint['tag'][] = ['Carts', 'Checkout', 'Orders', 'Account']
const mine = endpoints.filter(({ tag }) => personal.includes(tag))

/** A body that the endpoint takes. */
const bodies = (variantId: number): Record<string, object> => ({
  addCartLine: { variantId, quantity: 1 },
  setCartLine: { quantity: 1 },
  enterCartCode: { code: 'TEN' },
  saveCheckoutDetails: { email: 'eve@example.com', shipping: addressIn('US') },
  chooseCheckoutDelivery: { code: 'standard' },
  placeOrder: { cartVersion: 1, totalMinor: 1, returnUrl },
  payOrder: { returnUrl },
  askOrderAccount: { password },
  changeAddress: { address: addressIn('US'), preferred: true },
  addAddress: { address: addressIn('US') },
  changeAccount: { firstName: 'Eve', lastName: 'Mask', locale: 'en' },
  askEmailChange: { email: 'eve2@example.com', password },
  confirmEmailChange: { link: 'A'.repeat(43) },
  changePassword: { current: password, password: 'five large ships' },
  closeAccount: { password },
  signOutEverywhere: {},
})

const pathOf = (endpoint: Endpoint, params: Record<string, string>) =>
  endpoint.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''))

test('nobody reaches the cart, order or address of another, through any endpoint, and nothing changes', async (t) => {
  const ground = await openGround(t)
  const { app, ada, eve, variantId } = ground
  const { shop } = app
  const api = openStoreCaller(shop)
  const cart = await aReviewedCart(api, variantId, { token: ada.session })
  const ready = await aReadyCart(shop, {
    market: 'us',
    buyer: { personId: ada.personId, email: ada.email },
    lines: [{ variantId, quantity: 1 }],
  })
  const bought = await paidOrder(shop, ready)
  const number = (await readOrder(shop, bought.token))?.number ?? ''
  const flipped = bought.token.slice(0, 30) + (bought.token[30] === 'A' ? 'B' : 'A') + bought.token.slice(31)
  const params = {
    cartId: cart.cartId,
    variantId: String(variantId),
    token: flipped,
    number,
    addressId: ada.addressId,
  }
  await forgetAnswers(shop)
  const isUnchanged = await watchDatabase(shop)
  let tried = 0
  for (const endpoint of mine.filter(({ path }) => path.includes('{')))
    for (const token of [eve.session, undefined]) {
      const body = bodies(variantId)[endpoint.operationId]
      const told = await api.call(endpoint.method, pathOf(endpoint, params), { token, body })
      const isRefused = told.status === 404 || (told.status === 401 && token === undefined)
      assert.ok(isRefused, `${endpoint.operationId} ${told.status} ${told.text}`)
      assert.doesNotMatch(told.text, /ada@example|Ada|Miller|Main St/)
      tried++
    }
  assert.ok(tried >= 40, `Only ${tried} tries.`)
  for (const told of [
    await api.get('/account/orders', { token: eve.session }),
    await api.get('/account/addresses', { token: eve.session }),
    await api.get('/account', { token: eve.session }),
  ])
    assert.ok(!told.text.includes(number) && !told.text.includes('ada@example'))
  await forgetAnswers(shop)
  await isUnchanged()
  // With the own token and ids all of it is there.
  for (const [path, token] of [
    [`/carts/${cart.cartId}`, ada.session],
    [`/carts/${cart.cartId}/checkout`, ada.session],
    [`/orders/${bought.token}`, undefined],
    [`/account/orders/${number}`, ada.session],
    [`/account/addresses/${ada.addressId}`, ada.session],
  ] as const)
    assert.equal((await api.get(path, { token })).status, 200, path)
})

test('a guest’s cart that a shopper orders with a token is closed to all others who know its id', async (t) => {
  const { app, ada, variantId } = await openGround(t)
  const api = openStoreCaller(app.shop)
  const token = ada.session
  for (const isTold of [true, false]) {
    const { cartId } = await aReviewedCart(api, variantId)
    const path = `/carts/${cartId}`
    const told = await api.call('PUT', `${path}/checkout/details`, {
      token,
      body: { shippingAddressId: ada.addressId },
    })
    assert.equal(told.body.checkout.details.email, ada.email)
    if (!isTold) {
      await app.shop.carts.change(cartId, 'us', { kind: 'person', personId: null })
      const { cart } = (await api.get(`${path}/checkout`, { token })).body.checkout
      const review = { cartId, cartVersion: cart.version, totalMinor: cart.totals.total.amountMinor }
      assert.equal((await order(api, review, { token })).status, 201)
    }
    for (const below of ['', '/checkout']) {
      assert.equal((await api.get(path + below)).status, 404)
      assert.equal((await api.get(path + below, { token })).status, 200)
    }
  }
})

/** Refusals of changes are kept as well: that is no change of anything else. */
const forgetAnswers = (shop: Parameters<typeof watchDatabase>[0]) => shop.db.change(sql`delete from api_answer`)

test('a cookie opens nothing, and no answer sets one', async (t) => {
  const { app, ada } = await openGround(t)
  const api = openStoreCaller(app.shop)
  const headers = { cookie: `session=${ada.session}; cart-us=${'A'.repeat(22)}` }
  for (const endpoint of mine.filter(({ who }) => who === 'shopper')) {
    const path = pathOf(endpoint, { addressId: ada.addressId, number: 'X', cartId: 'A'.repeat(22) })
    const told = await api.call(endpoint.method, path, { headers, body: bodies(1)[endpoint.operationId] })
    assert.equal(told.status, 401, endpoint.operationId)
    assert.equal(told.headers.get('set-cookie'), null)
  }
})

test('tokens that are none, are over or come in other forms are refused by every endpoint that reads them', async (t) => {
  const { app, ada } = await openGround(t)
  const { shop } = app
  const api = openStoreCaller(shop)
  const over = await startSession({ ...shop, clock: () => new Date(Date.now() - 200 * 86_400_000) }, ada.personId, '')
  const isUnchanged = await watchDatabase(shop)
  const reading = mine.filter(({ who }) => who !== 'anyone')
  for (const authorization of [
    `Bearer ${over}`,
    `Bearer ${ada.session}A`,
    `Bearer ${ada.session.toLowerCase()}x`,
    `Basic ${ada.session}`,
    ada.session,
    `Bearer ${ada.session}, Bearer ${ada.session}`,
    'Bearer',
    'Bearer null',
    `Bearer ${ada.personId}`,
  ])
    for (const endpoint of reading) {
      const path = pathOf(endpoint, { cartId: 'A'.repeat(22), variantId: '1', addressId: ada.addressId, number: 'X' })
      const body = bodies(1)[endpoint.operationId]
      const told = await api.call(endpoint.method, path, { headers: { authorization }, body })
      assert.deepEqual(
        [told.status, told.body.code],
        [401, 'token-unknown'],
        `${endpoint.operationId} ${authorization}`,
      )
      assert.equal(told.headers.get('www-authenticate'), 'Bearer')
    }
  await isUnchanged()
})

test('names from prototypes, huge numbers and other shapes in a body are refused by name, never taken and never a fault', async (t) => {
  const { app, ada, variantId } = await openGround(t)
  const { shop } = app
  const api = openStoreCaller(shop)
  const { cartId } = await aReviewedCart(api, variantId)
  await api.get(`/carts/${cartId}`)
  const params = { cartId, variantId: String(variantId), token: 'A'.repeat(44), number: 'X', addressId: ada.addressId }
  const hostile = [
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"toString":1,"hasOwnProperty":1}',
    '{"variantId":1e400,"quantity":9007199254740993,"totalMinor":1e21,"cartVersion":-1}',
    '{"quantity":99999999999999999999999}',
    '{"variantId":2147483648,"quantity":1}',
    '{"variantId":{"$gt":0},"code":["TEN"],"email":{"a":1},"password":[],"returnUrl":null}',
    '{"code":"\\ud800","email":"\\ud800@example.com","password":"\\ud800xxxxxxxxxxx"}',
    '{"body":null,"line":null}',
    '[]',
    'null',
    '"text"',
    '12',
  ]
  await forgetAnswers(shop)
  const isUnchanged = await watchDatabase(shop)
  for (const endpoint of mine.filter(({ method, body }) => method !== 'GET' && body))
    for (const body of hostile) {
      const token = endpoint.who === 'anyone' ? undefined : ada.session
      const told = await api.call(endpoint.method, pathOf(endpoint, params), {
        token,
        body,
        headers: { 'content-type': 'application/json' },
      })
      assert.ok(told.status >= 400 && told.status < 500, `${endpoint.operationId} ${body}: ${told.status} ${told.text}`)
    }
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
  await forgetAnswers(shop)
  await isUnchanged()
})

test('an answer is never replayed to another cart, order, method, market or language, however the address is written', async (t) => {
  const { app, variantId } = await openGround(t)
  const api = openStoreCaller(app.shop)
  const [one, two] = [await aReviewedCart(api, variantId), await aReviewedCart(api, variantId)]
  const key = randomUUID()
  const first = await order(api, one, { key })
  assert.equal(first.status, 201)
  const body = orderBody(one)
  for (const path of [
    `/carts/${two.cartId}/order`,
    `/carts/${one.cartId}/../${two.cartId}/order`,
    `/carts/%2e%2e/carts/${two.cartId}/order`,
    `/carts/${one.cartId}/order/`,
    `//carts/${one.cartId}/order`,
    `/carts/${one.cartId.toLowerCase()}x/order`,
    `/orders/${first.body.token}/cancel`,
  ]) {
    const told = await api.call('POST', path, { key, body: path.endsWith('cancel') ? undefined : body })
    assert.notEqual(told.text, first.text, path)
    assert.notEqual(told.body.token, first.body.token, path)
  }
  for (const method of ['PUT', 'PATCH', 'DELETE', 'GET'])
    assert.equal(
      (await api.call(method, `/carts/${one.cartId}/order`, { key, body: method === 'GET' ? undefined : body })).status,
      405,
    )
  for (const [name, value] of [
    ['x-http-method-override', 'DELETE'],
    ['x-original-url', '/api/store/us/en/account'],
    ['x-forwarded-host', 'evil.example'],
    ['idempotency-replayed', 'true'],
  ] as const) {
    const told = await api.call('POST', `/carts/${one.cartId}/order`, { key, body, headers: { [name]: value } })
    assert.deepEqual([told.status, told.text], [201, first.text], name)
  }
})

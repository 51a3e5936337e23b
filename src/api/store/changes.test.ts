import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { aCart, aReviewedCart, order, orderBody } from '../../../test/helpers/api-purchase.ts'
import { aShopper, password, watchDatabase } from '../../../test/helpers/ground.ts'
import { openPayingShop } from '../../../test/helpers/paying-shop.ts'
import { openStoreCaller } from '../../../test/helpers/store-caller.ts'
import { addWare } from '../../../test/helpers/wares.ts'
import { sql } from '../../kit/db.ts'
import { endpoints } from './endpoints.ts'

/** Changes that are sent again, over the whole API. */

async function open(t: TestContext) {
  const shop = await openPayingShop(t, { webhooks: false })
  const mug = (await addWare(shop, { key: 'mug', stock: { columbus: 50 } })).variantId
  return { shop, mug, api: openStoreCaller(shop) }
}

/** A token that was not asked for with a key. */
const aToken = async (shop: Parameters<typeof aShopper>[0]['shop'], email: string): Promise<string> =>
  (await aShopper({ shop, fetch: async () => new Response() }, email)).session

const replayed = (told: { headers: Headers }) => told.headers.get('idempotency-replayed')

test('every endpoint that takes another method than GET needs a key, but for the look-up, which changes nothing', () => {
  const without = endpoints.filter(({ method, changes }) => method !== 'GET' && !changes)
  assert.deepEqual(
    without.map(({ operationId }) => operationId),
    ['lookUpOrder'],
  )
  assert.deepEqual(
    endpoints.filter(({ method, changes }) => method === 'GET' && changes),
    [],
  )
})

test('a change without a key, or with one that is none, is refused and changes nothing', async (t) => {
  const { shop, api, mug } = await open(t)
  const path = `/carts/${await aCart(api, mug)}/lines`
  const isUnchanged = await watchDatabase(shop)
  for (const key of [
    '',
    'too-short',
    'a'.repeat(101),
    'with blanks in between',
    'sixteen-letters!',
    `${'a'.repeat(16)}, b`,
  ]) {
    const headers = { 'idempotency-key': key }
    const told = await api.call('POST', path, { body: { variantId: mug }, headers })
    assert.deepEqual([told.status, told.body.code], [400, 'header-malformed'], key)
    assert.match(told.body.detail, /Idempotency-Key/)
  }
  await isUnchanged()
})

test('the same request again gets the same answer to the letter, and nothing is done twice', async (t) => {
  const { api, mug } = await open(t)
  const path = `/carts/${await aCart(api, mug)}/lines`
  const ask = { body: { variantId: mug, quantity: 3 }, key: randomUUID() }
  const first = await api.call('POST', path, ask)
  const again = await api.call('POST', path, ask)
  assert.deepEqual([again.status, again.text, replayed(first), replayed(again)], [200, first.text, null, 'true'])
  assert.equal(again.headers.get('content-type'), first.headers.get('content-type'))
  assert.equal(again.body.quantity, 4)
  const made = { body: { line: { variantId: mug, quantity: 1 } }, key: randomUUID() }
  const cart = await api.call('POST', '/carts', made)
  const same = await api.call('POST', '/carts', made)
  assert.deepEqual([same.text, same.headers.get('location')], [cart.text, cart.headers.get('location')])
  // A refusal is an answer, too.
  const refused = { body: { variantId: 999_999 }, key: randomUUID() }
  const no = await api.call('POST', path, refused)
  assert.deepEqual([no.status, (await api.call('POST', path, refused)).text], [409, no.text])
})

test('another body under the same key is refused; what was not valid may be sent again, corrected', async (t) => {
  const { api, mug } = await open(t)
  const path = `/carts/${await aCart(api, mug)}/lines`
  const key = randomUUID()
  const invalid = await api.call('POST', path, { key, body: { variantId: mug, quantity: 0 } })
  assert.deepEqual([invalid.status, invalid.body.code], [422, 'input-invalid'])
  assert.equal((await api.call('POST', path, { key, body: { variantId: mug, quantity: 1 } })).status, 200)
  for (const body of [{ variantId: mug, quantity: 2 }, { variantId: mug }, { quantity: 1, variantId: mug }]) {
    const told = await api.call('POST', path, { key, body })
    assert.deepEqual([told.status, told.body.code], [422, 'key-reused'])
  }
  const asked = await api.call('POST', `${path}?x=1`, { key, body: { variantId: mug, quantity: 1 } })
  assert.equal(asked.status, 422)
})

test('twenty equal requests at once make one cart line and one order; those that wait are told for how long', async (t) => {
  const { shop, api, mug } = await open(t)
  const cartId = await aCart(api, mug)
  const many = (path: string, body: object) => {
    const key = randomUUID()
    return Promise.all(Array.from({ length: 20 }, () => api.call('POST', path, { key, body })))
  }
  const lines = await many(`/carts/${cartId}/lines`, { variantId: mug, quantity: 2 })
  const review = await aReviewedCart(api, mug)
  const orders = await many(`/carts/${review.cartId}/order`, orderBody(review))
  for (const [answers, done] of [
    [lines, 200],
    [orders, 201],
  ] as const) {
    assert.equal(answers.filter((told) => told.status === done && replayed(told) === null).length, 1)
    for (const told of answers.filter(({ status }) => status !== done)) {
      assert.deepEqual([told.status, told.body.code], [409, 'key-in-use'])
      assert.equal(told.headers.get('retry-after'), '1')
    }
    assert.equal(new Set(answers.filter(({ status }) => status === done).map(({ text }) => text)).size, 1)
  }
  assert.equal((await api.get(`/carts/${cartId}`)).body.cart.pieces, 3)
  assert.deepEqual([(await shop.db.rows(sql`select 1 from orders`)).length, shop.ledger().length], [1, 1])
})

test('a process that dies in between: the next equal request goes on after a minute and does nothing a second time', async (t) => {
  const { shop, api, mug } = await open(t)
  const cartId = await aCart(api, mug)
  const review = await aReviewedCart(api, mug)
  const requests = [
    [`/carts/${cartId}/lines`, { variantId: mug, quantity: 2 }],
    ['/carts', { line: { variantId: mug, quantity: 1 } }],
    [`/carts/${review.cartId}/order`, orderBody(review)],
    [`/carts/${review.cartId}/prices-seen`, undefined],
  ] as const
  for (const [path, body] of requests) {
    const ask = { body, key: randomUUID() }
    const first = await api.call('POST', path, ask)
    assert.ok(first.status < 300, first.text)
    const seenNow = shop.ledger().length
    // The change is made, but its answer was never kept.
    await shop.db.change(sql`update api_answer set answer = null, leased_until = now() + interval '50 seconds'`)
    const waiting = await api.call('POST', path, ask)
    assert.deepEqual([waiting.status, waiting.body.code], [409, 'key-in-use'])
    await shop.db.change(sql`update api_answer set leased_until = now() - interval '1 second'`)
    const again = await api.call('POST', path, ask)
    assert.deepEqual([again.status, replayed(again)], [first.status, null], path)
    assert.equal(again.body.cart?.pieces ?? again.body.token, first.body.cart?.pieces ?? first.body.token)
    assert.equal(again.body.cart?.id, first.body.cart?.id)
    assert.equal(shop.ledger().length, seenNow)
    assert.equal(replayed(await api.call('POST', path, ask)), 'true')
  }
  assert.equal((await api.get(`/carts/${cartId}`)).body.cart.pieces, 3)
  assert.equal((await shop.db.rows(sql`select 1 from orders`)).length, 1)
})

test('one key of two shoppers, two carts, two routes or two markets is two changes', async (t) => {
  const { shop, api, mug } = await open(t)
  const german = openStoreCaller(shop, '/de/de')
  const english = openStoreCaller(shop, '/de/en')
  const [ada, eve] = [await aToken(shop, 'ada@example.com'), await aToken(shop, 'eve@example.com')]
  const key = randomUUID()
  const ids = new Set<string>()
  for (const made of [
    await api.call('POST', '/carts', { key, body: {} }),
    await api.call('POST', '/carts', { key, body: {}, token: ada }),
    await api.call('POST', '/carts', { key, body: {}, token: eve }),
    await german.call('POST', '/carts', { key, body: {} }),
    await english.call('POST', '/carts', { key, body: {} }),
  ]) {
    assert.deepEqual([made.status, replayed(made)], [201, null])
    ids.add(made.body.cart.id)
  }
  assert.equal(ids.size, 5)
  const [one, two] = [await aCart(api, mug), await aCart(api, mug)]
  for (const [method, path] of [
    ['POST', `/carts/${one}/lines`],
    ['POST', `/carts/${two}/lines`],
    ['PUT', `/carts/${one}/lines/${mug}`],
  ] as const) {
    const body = method === 'POST' ? { variantId: mug, quantity: 2 } : { quantity: 2 }
    const told = await api.call(method, path, { key, body })
    assert.deepEqual([told.status, replayed(told)], [200, null])
  }
  // A shopper's kept answer is not there without the token, nor for another's.
  const own = await api.call('POST', '/account/addresses', { key, token: ada, body: { address: { country: 'DE' } } })
  assert.equal(own.status, 422)
  for (const token of [undefined, 'A'.repeat(43)])
    assert.equal((await api.call('POST', '/account/sign-out', { key, token })).status, 401)
})

test('a token that was signed in for comes back for the same request only, and stands nowhere in clear', async (t) => {
  const { shop, api } = await open(t)
  await aToken(shop, 'ada@example.com')
  const ask = { key: randomUUID(), body: { email: 'ada@example.com', password } }
  const first = await api.call('POST', '/account/sign-in', ask)
  assert.equal((await api.call('POST', '/account/sign-in', ask)).body.token, first.body.token)
  const guess = { ...ask, body: { ...ask.body, password: 'not the password' } }
  assert.equal((await api.call('POST', '/account/sign-in', guess)).body.code, 'key-reused')
  const { rows } = await shop.db.pool.query("select string_agg(t::text, '|') as text from api_answer t")
  for (const secret of [first.body.token, Buffer.from(first.body.token).toString('hex'), ask.key, 'ada@'])
    assert.ok(!rows[0].text.includes(secret))
})

test('a fault is not kept: the same request is done when the fault is gone', async (t) => {
  const { shop, api, mug } = await open(t)
  const review = await aReviewedCart(api, mug)
  const key = randomUUID()
  await shop.db.change(sql`alter table orders rename to orders_away`)
  const fault = await order(api, review, { key })
  assert.deepEqual([fault.status, fault.body.code], [500, 'fault'])
  assert.doesNotMatch(fault.text, /orders_away|relation|stack/)
  await shop.db.change(sql`alter table orders_away rename to orders`)
  assert.equal((await order(api, review, { key })).status, 201)
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { makeClientTypes } from '../../dev/client-types.ts'
import { endpoints } from '../../src/api/store/endpoints.ts'
import { openTestApp } from '../../test/helpers/test-app.ts'
import { addWare } from '../../test/helpers/wares.ts'
import { dataOf, openClient, StoreProblem } from './client.ts'

/** The client on the real API; `lose` says which requests get no answer, or another one, on their way. */
async function open(t: TestContext, lose: (request: Request, at: number) => Response | 'no answer' | undefined) {
  const { shop, fetch } = await openTestApp(t)
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 5 } })
  const sent: { method: string; key: string | null }[] = []
  const client = openClient({
    baseUrl: shop.publicUrl,
    market: 'us',
    locale: 'en',
    fetch: async (request) => {
      sent.push({ method: request.method, key: request.headers.get('idempotency-key') })
      const lost = lose(request, sent.length)
      if (lost instanceof Response) return lost
      const response = await fetch(request)
      if (lost) throw new TypeError('fetch failed')
      return response
    },
  })
  return { client, variantId, sent }
}

test('the types hold every endpoint of the store API, and any market', async () => {
  const words = readFileSync(await makeClientTypes(), 'utf8')
  const missing = endpoints.filter(({ operationId }) => !words.includes(`\n    ${operationId}: {\n`))
  assert.deepEqual(missing, [])
  assert.match(words, /\n {8}Market: string;\n/)
  assert.match(words, /\n {8}Locale: "en" \| "de";\n|\n {8}Locale: "de" \| "en";\n/)
})

test('a change whose answer was lost is sent again with its key and done once', async (t) => {
  const { client, variantId, sent } = await open(t, ({ method }, at) =>
    method === 'POST' && at === 1 ? 'no answer' : undefined,
  )
  const { cart } = dataOf(await client.POST('/carts', { body: { line: { variantId, quantity: 2 } } }))
  assert.deepEqual(
    cart.lines.map(({ quantity }) => quantity),
    [2],
  )
  assert.equal(sent.length, 2)
  assert.match(sent[0]?.key ?? '', /^[0-9a-f]{32}$/)
  assert.equal(sent[0]?.key, sent[1]?.key)

  const params = { path: { cartId: cart.id } }
  dataOf(await client.POST('/carts/{cartId}/lines', { params, body: { variantId, quantity: 1 } }))
  assert.notEqual(sent[2]?.key, sent[0]?.key)
  const own = { ...params, header: { 'Idempotency-Key': 'a-key-of-the-caller' } }
  dataOf(await client.POST('/carts/{cartId}/lines', { params: own, body: { variantId, quantity: 1 } }))
  assert.equal(sent[3]?.key, 'a-key-of-the-caller')
  const read = dataOf(await client.GET('/carts/{cartId}', { params }))
  assert.deepEqual([read.cart.lines[0]?.quantity, sent[4]], [4, { method: 'GET', key: null }])
})

test('a shop that asks to wait is asked again, at most three times in all', async (t) => {
  const busy = () => new Response('{}', { status: 503, headers: { 'retry-after': '0' } })
  const once = await open(t, (_, at) => (at === 1 ? busy() : undefined))
  assert.deepEqual(dataOf(await once.client.POST('/carts', { body: {} })).cart.lines, [])
  assert.equal(once.sent.length, 2)
  const always = await open(t, busy)
  assert.equal((await always.client.POST('/carts', { body: {} })).response.status, 503)
  assert.equal(always.sent.length, 3)
  const later = await open(t, () => new Response('{}', { status: 503, headers: { 'retry-after': '60' } }))
  assert.equal((await later.client.POST('/carts', { body: {} })).response.status, 503)
  assert.equal(later.sent.length, 1)
})

test('a network that stays away is told after three attempts; who gives up is not made to wait', async (t) => {
  const { client, sent } = await open(t, () => 'no answer')
  await assert.rejects(client.GET('/products'), { message: 'fetch failed' })
  assert.equal(sent.length, 3)
  await assert.rejects(client.GET('/products', { signal: AbortSignal.abort() }))
  assert.equal(sent.length, 4)
})

test('a problem is answered with its code, or thrown by dataOf', async (t) => {
  const { client, variantId, sent } = await open(t, () => undefined)
  const params = { path: { cartId: 'unknown' } }
  const told = await client.POST('/carts/{cartId}/lines', { params, body: { variantId, quantity: 1 } })
  // @ts-expect-error: adding a line never answers this.
  assert.ok(told.error?.code !== 'order-unknown')
  assert.equal(told.error?.code, 'cart-unknown')
  assert.throws(
    () => dataOf(told),
    (fault) => fault instanceof StoreProblem && fault.problem.code === 'cart-unknown' && fault.problem.status === 404,
  )
  // A 409 without Retry-After is an answer.
  const { cart } = dataOf(await client.POST('/carts', { body: {} }))
  const body = { cartVersion: cart.version, totalMinor: 0, returnUrl: 'http://shop.test/' }
  const order = await client.POST('/carts/{cartId}/order', { params: { path: { cartId: cart.id } }, body })
  assert.deepEqual([order.error?.code, sent.length], ['cart-empty', 3])
})

test('what the API does not know does not compile, and what it refuses names its fields', async (t) => {
  const { client } = await open(t, () => undefined)
  // @ts-expect-error: there is no such order of products.
  const list = await client.GET('/products', { params: { query: { sort: 'newest' } } })
  assert.deepEqual(
    list.error?.fields?.map(({ field }) => field),
    ['sort'],
  )
  // @ts-expect-error: there is no such address.
  const nowhere = await client.GET('/produkte')
  assert.equal(nowhere.response.status, 404)
  const { markets } = dataOf(await client.shop.GET('/markets'))
  assert.deepEqual(markets.map(({ code }) => code).sort(), ['de', 'us'])
})

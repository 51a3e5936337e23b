import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { aCart, allWasSeen } from '../../../../test/helpers/api-purchase.ts'
import { aShopper } from '../../../../test/helpers/ground.ts'
import { openStoreCaller } from '../../../../test/helpers/store-caller.ts'
import { openTestShop } from '../../../../test/helpers/test-shop.ts'
import { addWare } from '../../../../test/helpers/wares.ts'
import { maxLines } from '../../../domain/carts/cart-store.ts'
import { setPrice } from '../../../domain/catalog/set-price.ts'
import { addCode } from '../../../domain/promotions/add-code.ts'
import { sql } from '../../../kit/db.ts'

const seen = new Set<string>()

async function open(t: Parameters<typeof openTestShop>[0], pieces = 5) {
  const shop = await openTestShop(t)
  const mug = (await addWare(shop, { key: 'mug', stock: { columbus: pieces } })).variantId
  const api = openStoreCaller(shop)
  const german = openStoreCaller(shop, '/de/de')
  t.after(() => {
    for (const one of [api, german]) for (const told of one.seen) seen.add(told)
  })
  return { shop, mug, api, german }
}

// biome-ignore lint/suspicious/noExplicitAny: answers as they came
const contents = (told: { body: any }) =>
  // biome-ignore lint/suspicious/noExplicitAny: answers as they came
  told.body.cart.lines.map((line: any) => [line.variantId, line.quantity])

const nobodysCart = () => randomBytes(16).toString('base64url')

test('a cart is made with its first line, read, changed and emptied; every answer is the whole cart', async (t) => {
  const { api, mug } = await open(t)
  const made = await api.call('POST', '/carts', { body: { line: { variantId: mug, quantity: 2 } } })
  assert.equal(made.status, 201)
  const { cart } = made.body
  assert.match(cart.id, /^[\w-]{22}$/)
  assert.equal(made.headers.get('location'), `/api/store/us/en/carts/${cart.id}`)
  assert.equal(made.headers.get('cache-control'), 'private, no-store')
  assert.deepEqual([cart.version, cart.pieces, cart.isOrderable, cart.isOfAccount], [1, 2, true, false])
  assert.deepEqual(cart.totals.subtotal, { amountMinor: 5800, currency: 'USD' })
  assert.deepEqual([cart.totals.taxStyle, cart.totals.taxIsKnown, cart.totals.shipping], ['added', false, null])
  assert.deepEqual(cart.lines[0].amounts.total, { amountMinor: 5800, currency: 'USD' })
  assert.deepEqual([cart.lines[0].item.sku, cart.lines[0].item.available], ['MUG', 5])

  const path = `/carts/${cart.id}`
  assert.deepEqual((await api.get(path)).body, made.body)
  const added = await api.call('POST', `${path}/lines`, { body: { variantId: mug, quantity: 4 } })
  assert.deepEqual([added.status, added.body.added, added.body.quantity, contents(added)], [200, 3, 5, [[mug, 5]]])
  const set = await api.call('PUT', `${path}/lines/${mug}`, { body: { quantity: 9 } })
  assert.deepEqual([set.status, set.body.quantity, contents(set)], [200, 5, [[mug, 5]]])
  assert.deepEqual(contents(await api.call('PUT', `${path}/lines/${mug}`, { body: { quantity: 1 } })), [[mug, 1]])
  for (let i = 0; i < 2; i++) {
    const removed = await api.call('DELETE', `${path}/lines/${mug}`)
    assert.deepEqual([removed.status, contents(removed)], [200, []])
  }
  assert.deepEqual(contents(await api.call('POST', '/carts')), [])
})

test('what cannot be had is refused, says why, and leaves the cart as it is', async (t) => {
  const { shop, api, german, mug } = await open(t, 2)
  const yard = (await addWare(shop, { key: 'yard', price: { de: 900 }, stock: { hamburg: 5 } })).variantId
  const gone = (await addWare(shop, { key: 'gone' })).variantId
  for (const [variantId, problem] of [
    [yard, 'variant-not-sold'],
    [gone, 'sold-out'],
    [999_999, 'variant-not-sold'],
  ] as const) {
    const made = await api.call('POST', '/carts', { body: { line: { variantId } } })
    assert.deepEqual([made.status, made.body.code], [409, problem])
  }
  assert.equal((await shop.db.rows(sql`select 1 from cart`)).length, 0)

  const cartId = await aCart(api, mug, 2)
  const path = `/carts/${cartId}`
  const before = (await api.get(path)).text
  for (const [method, below, body, status, code] of [
    ['POST', '/lines', { variantId: yard }, 409, 'variant-not-sold'],
    ['POST', '/lines', { variantId: gone }, 409, 'sold-out'],
    ['POST', '/lines', { variantId: mug }, 409, 'no-more-left'],
    ['PUT', `/lines/${yard}`, { quantity: 1 }, 409, 'variant-not-sold'],
    ['PUT', `/lines/${gone}`, { quantity: 1 }, 409, 'sold-out'],
    ['PUT', `/lines/${mug}`, { quantity: 100 }, 422, 'input-invalid'],
    ['PUT', `/lines/${mug}`, { quantity: -1 }, 422, 'input-invalid'],
    ['PUT', `/lines/${mug}`, {}, 422, 'input-invalid'],
    ['POST', '/lines', { variantId: mug, quantity: 1.5 }, 422, 'input-invalid'],
    ['POST', '/lines', { variantId: String(mug) }, 422, 'input-invalid'],
    ['POST', '/lines', { variantId: mug, price: 1 }, 422, 'input-invalid'],
    ['PUT', '/code', { code: 'NOTHING' }, 422, 'code-not-valid'],
  ] as const) {
    const told = await api.call(method, path + below, { body })
    assert.deepEqual([told.status, told.body.code], [status, code], `${method} ${below}`)
    if (code === 'no-more-left') assert.equal(told.body.quantity, 2)
  }
  const unknown = `/carts/${nobodysCart()}`
  // A cart of another market is none here.
  for (const [method, below, body] of [
    ['GET', '', undefined],
    ['POST', '/lines', { variantId: mug }],
    ['PUT', `/lines/${mug}`, { quantity: 1 }],
    ['DELETE', `/lines/${mug}`, undefined],
    ['PUT', '/code', { code: 'TEN' }],
    ['DELETE', '/code', undefined],
    ['POST', '/prices-seen', undefined],
  ] as const)
    for (const at of [unknown, '/carts/short', path])
      if (at !== path || method !== 'GET') {
        const told = await (at === path ? german : api).call(method, at + below, { body })
        assert.deepEqual([told.status, told.body.code], [404, 'cart-unknown'], `${method} ${at}${below}`)
      }
  assert.equal((await german.get(path)).status, 404)
  assert.equal((await api.get(path)).text, before)
})

test('a cart takes a hundred lines and no more', async (t) => {
  const { shop, api, mug } = await open(t)
  const other = (await addWare(shop, { key: 'other', stock: { columbus: 3 } })).variantId
  const cartId = await aCart(api, mug)
  const lines = Array.from({ length: maxLines }, (_, i) => ({
    variantId: 100_000 + i,
    quantity: 1,
    seenPriceMinor: null,
  }))
  await shop.db.change(sql`update cart set lines = ${JSON.stringify(lines)}::jsonb`)
  for (const [method, below, body] of [
    ['POST', '/lines', { variantId: other }],
    ['PUT', `/lines/${other}`, { quantity: 1 }],
  ] as const)
    assert.equal((await api.call(method, `/carts/${cartId}${below}`, { body })).body.code, 'cart-full')
})

test('a code is entered, tells when the cart is too small for it, and is taken off', async (t) => {
  const { shop, api, mug } = await open(t)
  await addCode(shop, { code: 'TEN', off: { kind: 'percentage', basisPoints: 1000 } })
  await addCode(shop, { code: 'BIG', market: 'us', minimumMinor: 10_000, off: { kind: 'fixed', amountMinor: 500 } })
  const path = `/carts/${await aCart(api, mug, 2)}`
  const entered = await api.call('PUT', `${path}/code`, { body: { code: ' ten ' } })
  assert.deepEqual(entered.body.cart.code, { code: 'TEN', problem: null, minimum: null })
  assert.equal(entered.body.cart.totals.discount.amountMinor, 580)
  const small = await api.call('PUT', `${path}/code`, { body: { code: 'BIG' } })
  assert.deepEqual([small.status, small.body.code], [409, 'code-below-minimum'])
  assert.deepEqual(small.body.minimum, { amountMinor: 10_000, currency: 'USD' })
  assert.equal((await api.get(path)).body.cart.code.code, 'TEN')
  assert.equal((await api.call('DELETE', `${path}/code`)).body.cart.code, null)
  const empty = await api.call('POST', '/carts')
  const refused = await api.call('PUT', `/carts/${empty.body.cart.id}/code`, { body: { code: 'TEN' } })
  assert.deepEqual([refused.status, refused.body.code], [409, 'cart-empty'])
})

test('a price that has changed is told until the shopper has seen it', async (t) => {
  const { shop, api, mug } = await open(t)
  const path = `/carts/${await aCart(api, mug)}`
  assert.ok((await setPrice(shop, { sku: 'MUG', market: 'us', amountMinor: 3100 })).ok)
  const notices = [
    {
      notice: 'price-went-up',
      from: { amountMinor: 2900, currency: 'USD' },
      to: { amountMinor: 3100, currency: 'USD' },
      blocks: false,
    },
  ]
  for (let i = 0; i < 2; i++) assert.deepEqual((await api.get(path)).body.cart.lines[0].notices, notices)
  const seenNow = await api.call('POST', `${path}/prices-seen`)
  assert.deepEqual([seenNow.status, seenNow.body.cart.lines[0].notices, seenNow.body.cart.version], [200, [], 1])
  assert.deepEqual((await api.get(path)).body.cart.lines[0].notices, [])
})

test('a shopper’s cart opens with the shopper’s token only; a guest’s cart joins it', async (t) => {
  const { shop, api, mug } = await open(t)
  const pen = (await addWare(shop, { key: 'pen', stock: { columbus: 5 } })).variantId
  const ada = await aShopper({ shop, fetch: async () => new Response() }, 'ada@example.com')
  const eve = await aShopper({ shop, fetch: async () => new Response() }, 'eve@example.com')
  const token = ada.session
  assert.deepEqual((await api.get('/account/cart', { token })).body.code, 'cart-unknown')
  const own = await aCart(api, mug, 1, token)
  for (const asked of [{}, { token: eve.session }])
    assert.equal((await api.get(`/carts/${own}`, asked)).body.code, 'cart-unknown')
  const read = await api.get('/account/cart', { token })
  assert.deepEqual([read.body.cart.id, read.body.cart.isOfAccount], [own, true])

  const guests = await aCart(api, pen, 2)
  const merged = await api.call('POST', `/carts/${guests}/merge`, { token })
  assert.deepEqual(
    [merged.body.cart.id, contents(merged)],
    [
      own,
      [
        [mug, 1],
        [pen, 2],
      ],
    ],
  )
  assert.equal((await api.get(`/carts/${guests}`)).status, 404)
  assert.equal((await api.call('POST', `/carts/${guests}/merge`, { token })).body.code, 'cart-unknown')
  assert.equal((await api.call('POST', `/carts/${own}/merge`, { token: eve.session })).body.code, 'cart-unknown')
  assert.equal((await api.call('POST', `/carts/${own}/merge`)).body.code, 'sign-in-needed')
  // Whoever puts something into a guest's cart while signed in makes it the own one.
  const another = await aCart(api, pen)
  const taken = await api.call('POST', `/carts/${another}/lines`, { token: eve.session, body: { variantId: mug } })
  assert.equal(taken.body.cart.isOfAccount, true)
  assert.equal((await api.get(`/carts/${another}`)).status, 404)
})

test('a new cart with its first line takes at most seven statements, two of them for the key; so does another line; reading three', async (t) => {
  const { shop, api, mug } = await open(t)
  const count = async (work: () => Promise<unknown>) => {
    const before = shop.db.statements()
    await work()
    return shop.db.statements() - before
  }
  // The ways of delivery for the weights are in memory then.
  for (const quantity of [1, 2]) await aCart(api, mug, quantity)
  let cartId = ''
  const made = await count(async () => {
    cartId = await aCart(api, mug)
  })
  const added = await count(() => api.call('POST', `/carts/${cartId}/lines`, { body: { variantId: mug } }))
  const read = await count(() => api.get(`/carts/${cartId}`))
  assert.ok(made <= 7 && added <= 7 && read <= 3, `${made}, ${added}, ${read}`)
})

test('every answer and every problem that the reference promises was given', () => allWasSeen(['Carts'], seen))

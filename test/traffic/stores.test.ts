import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { openDynamoAnswers } from '../../src/adapters/answers/dynamodb.ts'
import { openDynamoCarts } from '../../src/adapters/carts/dynamodb.ts'
import { openDynamoLimits } from '../../src/adapters/limits/dynamodb.ts'
import { openDynamoSessions } from '../../src/adapters/sessions/dynamodb.ts'
import { openSite } from '../../src/app.ts'
import { rateLimits } from '../../src/domain/settings/rate-limits.ts'
import { openGate } from '../../src/kit/gate.ts'
import { openLimits } from '../../src/kit/limits.ts'
import { startWorker } from '../../src/worker/worker.ts'
import { aTable, type Faults, openFaults, ownTable, withoutDynamo } from '../helpers/dynamo.ts'
import { engine, engineAccess } from '../helpers/engines.ts'
import { everybodyIn } from '../helpers/everybody-in.ts'
import { ask, openGround, password } from '../helpers/ground.ts'
import { aReadyCart, openPayingShop, placed, until } from '../helpers/paying-shop.ts'
import { Visitor, wordsOf } from '../helpers/visitor.ts'
import { addWare } from '../helpers/wares.ts'
import { startWeb } from './web-process.ts'

/** What shoppers see while DynamoDB is slow, down or refuses: first with carts there, then with sessions there. */

const skip = withoutDynamo

const away: [string, (faults: Faults) => Promise<void> | void, (faults: Faults) => Promise<void> | void][] = [
  ['down', (faults) => faults.stop(), (faults) => faults.start()],
  [
    'slow',
    (faults) => {
      faults.delayMs = 5_000
    },
    (faults) => {
      faults.delayMs = 0
    },
  ],
  [
    'throttled',
    (faults) => {
      faults.refuse = { error: 'ThrottlingException', times: 1_000_000 }
    },
    (faults) => {
      faults.refuse = { error: '', times: 0 }
    },
  ],
  [
    'closed to us',
    (faults) => {
      faults.refuse = { error: 'AccessDeniedException', times: 1_000_000 }
    },
    (faults) => {
      faults.refuse = { error: '', times: 0 }
    },
  ],
]

function isAway(answer: { status: number; headers: Headers; text: string }, words: RegExp): void {
  assert.equal(answer.status, 503, answer.text.slice(0, 500))
  assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]$/)
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/)
  assert.match(wordsOf(answer.text), words)
}

const cartWords = /We cannot reach your cart just now Your cart is safe/
const accountWords = /We cannot reach your account just now You stay signed in/

async function openWithCarts(t: TestContext) {
  const faults = await openFaults(t)
  const carts = openDynamoCarts(await aTable(t, 'carts', faults))
  const ground = await openGround(t, { carts })
  return { ...ground, shop: ground.app.shop, faults }
}

async function openWithSessions(t: TestContext) {
  const faults = await openFaults(t)
  const table = await aTable(t, 'sessions', faults)
  const limits = openDynamoLimits(table)
  const sessions = openDynamoSessions(table)
  const ground = await openGround(t, { sessions, limits, answers: openDynamoAnswers(table) })
  const { shop } = ground.app
  const gate = openGate(openLimits(limits, { secret: shop.secret }), rateLimits, { ...shop, trustedHops: 0 })
  t.after(() => gate.close())
  const fetch = openSite(shop, { demo: true, formTargets: [shop.sandbox.url], gate, admission: everybodyIn() })
  const visitor = (cookies: Map<string, string>) => {
    const one = new Visitor(fetch, shop.publicUrl)
    for (const [name, value] of cookies) one.cookies.set(name, value)
    return one
  }
  return { ...ground, shop, faults, fetch, visitor }
}

test('a web process keeps carts and sessions in a table, and one whose table is not there does not start', {
  skip,
}, async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: engineAccess.accessKeyId,
    AWS_SECRET_ACCESS_KEY: engineAccess.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: engine('dynamodb').url ?? '',
  }
  const table = `dynamodb://${await ownTable(t)}`
  const web = await startWeb(t, shop, { ...env, CARTS_URL: table, SESSIONS_URL: table })
  const buyer = new Visitor((request) => fetch(request), web.origin)
  const added = await buyer.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '2' })
  assert.equal(added.status, 200)
  const cartId = buyer.cookies.get('cart-us') ?? ''
  assert.equal((await openDynamoCarts(await aTable(t)).read(cartId))?.lines[0]?.quantity, 2)
  const { rows } = await shop.db.pool.query('select 1 from cart where id = $1', [cartId])
  assert.deepEqual(rows, [])

  for (const name of ['CARTS_URL', 'SESSIONS_URL'])
    await assert.rejects(
      startWeb(t, shop, { ...env, CARTS_URL: table, SESSIONS_URL: table, [name]: 'dynamodb://not-there' }),
      new RegExp(`\\n${name} is dynamodb://not-there: there is no such table in this region and account`),
    )
})

for (const [name, goAway, comeBack] of away)
  test(`carts that are ${name}: never empty, never lost; the shelf stays open`, { skip }, async (t) => {
    const { guest, shop, app, faults, variantId } = await openWithCarts(t)
    const cartId = guest.cookies.get('cart-us')
    const before = await shop.carts.read(cartId ?? '')
    await goAway(faults)

    for (const path of ['/us/en', '/us/en/p/mug', '/us/en/search?q=mug', '/us/en/c/mug'])
      assert.equal((await guest.get(path)).status, 200, path)
    assert.deepEqual(JSON.parse((await guest.get('/us/en/me')).text), { count: null, name: null })
    for (const path of ['/us/en/cart', '/us/en/cart/drawer', '/us/en/checkout'])
      isAway(await guest.get(path), cartWords)
    isAway(await guest.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' }), cartWords)
    const call = await ask(app, `/api/store/us/en/carts/${cartId}`)
    assert.equal(call.status, 503)
    assert.equal(((await call.json()) as { code: string }).code, 'busy')
    assert.equal(guest.cookies.get('cart-us'), cartId)

    await comeBack(faults)
    await until(async () => (await guest.get('/us/en/cart')).status === 200)
    assert.deepEqual((await shop.carts.read(cartId ?? ''))?.lines, before?.lines)
  })

test('the order button while carts are away orders nothing, and the same page orders once when they are back', {
  skip,
}, async (t) => {
  const { guest, shop, faults } = await openWithCarts(t)
  const page = await guest.get('/us/en/checkout')
  const orders = async () => (await shop.db.pool.query('select 1 from orders')).rows.length
  const before = await orders()
  await faults.stop()
  isAway(await guest.send(page, '/us/en/checkout/place'), cartWords)
  assert.equal(await orders(), before)
  await faults.start()
  await until(async () => (await guest.get('/us/en/cart')).status === 200)
  await guest.send(page, '/us/en/checkout/place')
  assert.ok(guest.leftFor?.startsWith(shop.sandbox.url), `It led to ${guest.leftFor}`)
  assert.equal(await orders(), before + 1)
})

test('an order that waits for its payment is paid and placed while carts are away; its cart is emptied later', {
  skip,
}, async (t) => {
  const { shop, app, faults, variantId } = await openWithCarts(t)
  const cart = await aReadyCart(shop, { market: 'us', lines: [{ variantId, quantity: 1 }] })
  const { token, sessionRef } = await placed(shop, cart)
  await faults.stop()
  await shop.sandbox.bank.pay(sessionRef, 'success')
  const back = await app.visitor().get(`/us/en/checkout/return?order=${token}`)
  assert.equal(back.status, 200)
  assert.match(wordsOf(back.text), /Thank you/)
  await faults.start()
  await until(() => shop.carts.read(cart.cartId).catch(() => null))
  assert.equal((await shop.carts.read(cart.cartId))?.lines.length, 1)
  const worker = await startWorker(shop, { pollMs: 50 })
  const isEmpty = async () => (await shop.carts.read(cart.cartId))?.lines.length === 0
  await until(isEmpty, 30).finally(() => worker.stop())
})

for (const [name, goAway, comeBack] of away)
  test(`sessions that are ${name}: nobody is signed out, nobody is let in, and guests go on buying`, {
    skip,
  }, async (t) => {
    const { ada, guest, faults, visitor, shop, fetch, variantId } = await openWithSessions(t)
    const shopper = visitor(ada.visitor.cookies)
    assert.match((await shopper.get('/us/en/account/profile')).text, /value="Ada"/)
    const stranger = visitor(new Map())
    const signIn = await stranger.get('/us/en/account/sign-in')
    await goAway(faults)

    for (const path of ['/us/en/account', '/us/en/account/orders', '/us/en/account/security'])
      isAway(await shopper.get(path), accountWords)
    for (const path of ['/us/en', '/us/en/p/mug', '/us/en/cart', '/us/en/order-lookup'])
      assert.equal((await shopper.get(path)).status, 200, path)
    assert.deepEqual(JSON.parse((await shopper.get('/us/en/me')).text), { count: 0, name: null })
    assert.equal(shopper.cookies.get('session'), ada.session)

    const refused = await stranger.send(signIn, '/us/en/account/sign-in', { email: ada.email, password })
    assert.equal(refused.status, 503)
    assert.match(wordsOf(refused.text), /We cannot check this at the moment/)
    assert.equal(stranger.cookies.has('session'), false)

    const buyer = visitor(guest.cookies)
    const added = await buyer.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })
    assert.equal(added.status, 200)
    const checkout = await buyer.get('/us/en/checkout')
    assert.equal(checkout.status, 200)
    await buyer.send(checkout, '/us/en/checkout/place')
    assert.ok(buyer.leftFor?.startsWith(shop.sandbox.url), `It led to ${buyer.leftFor}`)

    const call = await fetch(
      new Request(`${shop.publicUrl}/api/store/us/en/account`, { headers: { authorization: `Bearer ${ada.session}` } }),
    )
    assert.equal(call.status, 503)
    const change = await fetch(
      new Request(`${shop.publicUrl}/api/store/us/en/carts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'a-key-of-the-tests-1' },
        body: '{}',
      }),
    )
    assert.equal(change.status, 503)
    assert.match(change.headers.get('retry-after') ?? '', /^\d+$/)

    await comeBack(faults)
    await until(async () => (await shopper.get('/us/en/account')).status === 200)
    assert.match((await shopper.get('/us/en/account/profile')).text, /value="Ada"/)
  })

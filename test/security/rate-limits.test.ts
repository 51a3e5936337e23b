import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { endpoints } from '../../src/api/store/endpoints.ts'
import { limitedOperations, limitOf } from '../../src/api/store/hold-back.ts'
import { openSite } from '../../src/app.ts'
import { rateLimits } from '../../src/domain/settings/rate-limits.ts'
import { openGate } from '../../src/kit/gate.ts'
import type { LimitStore } from '../../src/kit/limit-store.ts'
import { openLimits } from '../../src/kit/limits.ts'
import type { Fetch } from '../../src/router.ts'
import { ask, openGround, password, routes } from '../helpers/ground.ts'
import { Visitor, wordsOf } from '../helpers/visitor.ts'

/** Limits of src/domain/settings/rate-limits.ts, met through the pages and the API by shoppers from several addresses. */

type Given = { trustedHops?: number; factor?: number; store?: Pick<LimitStore, 'use' | 'add'> }

async function openLimited(t: TestContext, given: Given = {}) {
  const ground = await openGround(t)
  const { shop } = ground.app
  const site = () => {
    const limits = openLimits(given.store ?? shop.limits, { secret: shop.secret, factor: given.factor })
    const gate = openGate(limits, rateLimits, { secret: shop.secret, trustedHops: given.trustedHops ?? 0 })
    t.after(() => gate.close())
    const fetch = openSite(shop, { demo: true, formTargets: [], gate, trustedHops: given.trustedHops })
    return { fetch, limits }
  }
  const one = site()
  return { ...ground, shop, ...one, site }
}

/** The site as it is seen from an address. */
const from = (fetch: Fetch, remoteAddress: string, headers: Record<string, string> = {}): Fetch => {
  const incoming = { socket: { remoteAddress, bytesWritten: 0 } as Socket }
  const outgoing = { writableFinished: true, once: () => {} }
  return (request) => {
    for (const [name, value] of Object.entries(headers)) request.headers.set(name, value)
    return fetch(request, { incoming, outgoing })
  }
}

const origin = 'http://shop.test'
const signInPath = '/us/en/account/sign-in'

/** One attempt to sign in, from the page to the answer to its form. */
async function tryIt(visitor: Visitor, email: string, typed = 'a wrong password') {
  return visitor.send(await visitor.get(signInPath), signInPath, { email, password: typed })
}

test('guesses from one address end at the limit, in two processes as in one; the page keeps what was typed', async (t) => {
  const { fetch, site, ada } = await openLimited(t, { factor: 0.1 })
  const one = new Visitor(from(fetch, '192.0.2.1'), origin)
  const two = new Visitor(from(site().fetch, '192.0.2.1'), origin)
  // A tenth of 40 from one address; each tries another account.
  const statuses: number[] = []
  for (let i = 0; i < 3; i++)
    for (const visitor of [one, two])
      statuses.push((await tryIt(visitor, `nobody-${statuses.length}@example.com`)).status)
  assert.deepEqual(statuses, [422, 422, 422, 422, 429, 429])
  const refused = await tryIt(one, ada.email, password)
  assert.equal(refused.status, 429)
  const retryAfter = Number(refused.headers.get('retry-after'))
  assert.ok(retryAfter > 100 && retryAfter <= 150, `${retryAfter}`)
  assert.equal(refused.headers.get('ratelimit-policy'), '"sign-in";q=4;w=600')
  assert.equal(refused.headers.get('ratelimit'), `"sign-in";r=0;t=${retryAfter}`)
  assert.equal(refused.headers.get('cache-control'), 'private, no-store')
  assert.ok(refused.headers.get('content-security-policy'))
  assert.match(wordsOf(refused.text), /Please wait a moment .* Please wait 3 minutes/)
  assert.match(refused.text, /value="ada@example.com"/)
  assert.doesNotMatch(refused.text, new RegExp(password))
  // From elsewhere the same page goes on.
  const elsewhere = new Visitor(from(fetch, '192.0.2.2'), origin)
  const page = await elsewhere.get(signInPath)
  const done = await elsewhere.send({ ...refused, text: page.text }, signInPath, { email: ada.email, password })
  assert.equal(done.status, 200)
  assert.ok(elsewhere.cookies.has('session'))
})

test('a flood of guesses at one account stops them from everywhere, and not its owner in a known browser or after a reset', async (t) => {
  const { fetch, ada, shop } = await openLimited(t, { factor: 0.2 })
  const owner = new Visitor(from(fetch, '192.0.2.50'), origin)
  assert.equal((await tryIt(owner, ada.email, password)).status, 200)
  const known = owner.cookies.get('known') ?? ''
  owner.cookies.delete('session')
  // A fifth of 30 for the account: the owner's own attempt was the first of them. Spellings change nothing.
  const statuses: number[] = []
  for (let i = 0; i < 8; i++) {
    const email = i % 2 ? ada.email : ` ${ada.email.toUpperCase()} `
    statuses.push((await tryIt(new Visitor(from(fetch, `198.51.100.${i}`), origin), email)).status)
  }
  assert.deepEqual(statuses, [422, 422, 422, 422, 422, 429, 429, 429])
  const stranger = new Visitor(from(fetch, '192.0.2.51'), origin)
  assert.equal((await tryIt(stranger, ada.email, password)).status, 429)
  assert.equal((await tryIt(owner, ada.email, password)).status, 200)
  // The mark is good for this account only, cannot be made up, and guesses with it are counted as well.
  stranger.cookies.set(
    'known',
    known.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')),
  )
  assert.equal((await tryIt(stranger, ada.email, password)).status, 429)
  const thief = new Visitor(from(fetch, '192.0.2.52'), origin)
  thief.cookies.set('known', known)
  const guesses: number[] = []
  for (let i = 0; i < 6; i++) guesses.push((await tryIt(thief, ada.email)).status)
  assert.deepEqual(guesses, [422, 422, 422, 429, 429, 429])
  // Whoever reads the mailbox gets in from anywhere.
  const place = '/us/en/account'
  await stranger.send(await stranger.get(`${place}/forgot`), `${place}/forgot`, { email: ada.email })
  const { rows } = await shop.db.pool.query("select id from account_request where purpose = 'reset-password'")
  const { answerRequest } = await import('../../src/domain/customers/answer-request.ts')
  const answer = await answerRequest(shop, rows[0].id)
  const newPassword = 'seven small boats'
  const reset = await stranger.get(`${place}/reset?token=${answer?.token}`)
  await stranger.send(reset, `${place}/reset`, { password: newPassword })
  assert.equal((await tryIt(stranger, ada.email, newPassword)).status, 200)
  assert.ok(stranger.cookies.has('session'))
})

test('behind proxies the address that they saw counts, whatever the shopper writes into the header', async (t) => {
  const { fetch } = await openLimited(t, { factor: 0.1, trustedHops: 1 })
  const statuses: number[] = []
  for (let i = 0; i < 6; i++) {
    const visitor = new Visitor(from(fetch, '10.0.0.1', { 'x-forwarded-for': `203.0.113.${i}, 198.51.100.7` }), origin)
    statuses.push((await tryIt(visitor, `nobody-${i}@example.com`)).status)
  }
  assert.deepEqual(statuses, [422, 422, 422, 422, 429, 429])
  const other = new Visitor(from(fetch, '10.0.0.1', { 'x-forwarded-for': '198.51.100.7, 198.51.100.8' }), origin)
  assert.equal((await tryIt(other, 'nobody@example.com')).status, 422)
})

test('without proxies the header says nothing', async (t) => {
  const { fetch } = await openLimited(t, { factor: 0.1 })
  const statuses: number[] = []
  for (let i = 0; i < 5; i++) {
    const visitor = new Visitor(from(fetch, '192.0.2.1', { 'x-forwarded-for': `203.0.113.${i}` }), origin)
    statuses.push((await tryIt(visitor, `nobody-${i}@example.com`)).status)
  }
  assert.deepEqual(statuses, [422, 422, 422, 422, 429])
})

test('codes, look-ups, reset mails and new accounts have limits; a form that is refused anyway uses nothing up', async (t) => {
  const { fetch, shop } = await openLimited(t, { factor: 0.1 })
  const visitor = new Visitor(from(fetch, '192.0.2.1'), origin)
  await visitor.get('/us/en/cart')
  const lookUp = async () => {
    const page = await visitor.get('/us/en/order-lookup')
    return visitor.send(page, '/us/en/order-lookup', { number: 'T4K7-9QWX-MC', email: 'nobody@example.com' })
  }
  for (let i = 0; i < 5; i++)
    assert.equal((await visitor.post('/us/en/order-lookup', { number: 'x', email: 'y', token: 'none' })).status, 403)
  const seen: number[] = []
  for (let i = 0; i < 4; i++) seen.push((await lookUp()).status)
  assert.deepEqual(seen, [422, 422, 422, 429])
  // The number is one, however it is written; from other addresses it has its own limit.
  const numbers = ['T4K7-9QWX-MC', 't4k79qwxmc', 'T4K7 9QWX MC']
  for (const [i, number] of numbers.entries()) {
    const other = new Visitor(from(fetch, `198.51.100.${i}`), origin)
    const page = await other.get('/us/en/order-lookup')
    const { status } = await other.send(page, '/us/en/order-lookup', { number, email: 'nobody@example.com' })
    assert.equal(status, 429, number)
  }
  const forgot = async (email: string) =>
    (await visitor.send(await visitor.get('/us/en/account/forgot'), '/us/en/account/forgot', { email })).status
  assert.deepEqual([await forgot('ada@example.com'), await forgot('Ada@Example.com')], [200, 429])
  const { rows } = await shop.db.pool.query('select count(*)::int as asked from account_request where purpose = $1', [
    'reset-password',
  ])
  assert.equal(rows[0].asked, 1)
})

test('with the store of limits down, secrets cannot be guessed at, and the shop stays open', async (t) => {
  const away = async () => {
    throw new Error('connect ECONNREFUSED 127.0.0.1:5432')
  }
  const { fetch, ada, guest, variantId } = await openLimited(t, { store: { use: away, add: away } })
  const visitor = new Visitor(from(fetch, '192.0.2.1'), origin)
  const closed = await tryIt(visitor, ada.email, password)
  assert.equal(closed.status, 503)
  assert.equal(closed.headers.get('retry-after'), '10')
  assert.match(wordsOf(closed.text), /We cannot check this at the moment/)
  assert.match(closed.text, /value="ada@example.com"/)
  assert.equal(visitor.cookies.has('session'), false)
  const lookup = await visitor.send(await visitor.get('/us/en/order-lookup'), '/us/en/order-lookup', {
    number: '1',
    email: 'a@example.com',
  })
  assert.equal(lookup.status, 503)
  const shopper = new Visitor(from(fetch, '192.0.2.1'), origin)
  for (const [name, value] of guest.cookies) shopper.cookies.set(name, value)
  assert.equal((await shopper.get('/us/en/search?q=mug')).status, 200)
  const added = await shopper.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })
  assert.equal(added.status, 200)
})

test('an office of two hundred behind one address browses, searches and fills its carts', async (t) => {
  const { fetch, variantId } = await openLimited(t)
  const look = from(fetch, '192.0.2.1')
  for (let i = 0; i < 200; i++) {
    const answer = await ask({ shop: { publicUrl: origin } as never, fetch: look as never }, '/us/en/suggest?q=mu')
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('ratelimit-policy'), '"suggestions";q=3000;w=60')
    // What is left is nobody else's, and a CDN keeps this answer.
    assert.equal(answer.headers.get('ratelimit'), null)
  }
  for (let i = 0; i < 200; i++) {
    const answer = await ask({ shop: { publicUrl: origin } as never, fetch: look as never }, '/us/en/cart/lines', {
      headers: { 'sec-fetch-site': 'same-origin', accept: 'application/json' },
      form: { variantId: String(variantId), quantity: '1' },
    })
    assert.ok([200, 409].includes(answer.status), `${answer.status}`)
    assert.match(answer.headers.get('ratelimit') ?? '', /^"cart";r=\d{3};t=\d+$/)
  }
})

test('who fills carts by program is told so in JSON, and who searches by program by a page', async (t) => {
  const { fetch, variantId } = await openLimited(t, { factor: 0.01 })
  const app = { shop: { publicUrl: origin }, fetch: from(fetch, '192.0.2.1') } as never
  const add = () =>
    ask(app, '/us/en/cart/lines', {
      headers: { 'sec-fetch-site': 'same-origin', accept: 'application/json' },
      form: { variantId: String(variantId), quantity: '1' },
    })
  for (let i = 0; i < 6; i++) assert.equal((await add()).status, 200)
  const refused = await add()
  assert.equal(refused.status, 429)
  const { ok, said } = (await refused.json()) as { ok: boolean; said: string }
  assert.equal(ok, false)
  assert.match(said, /Please wait 10 seconds/)
  for (let i = 0; i < 12; i++) assert.equal((await ask(app, '/de/de/search?q=tasse')).status, 200)
  const page = await ask(app, '/de/de/search?q=tasse')
  assert.equal(page.status, 429)
  assert.equal(page.headers.get('cache-control'), 'private, no-store')
  const text = await page.text()
  assert.match(wordsOf(text), /Bitte warten Sie kurz/)
  assert.match(text, /href="\/de\/de\/search\?q=tasse"/)
})

test('the API has the limits of the pages, told as problems', async (t) => {
  const { fetch } = await openLimited(t, { factor: 0.1 })
  const call = (path: string, body: object, address = '192.0.2.1') =>
    Promise.resolve(
      from(
        fetch,
        address,
      )(
        new Request(`${origin}/api/store/us/en${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    )
  const guess = { number: 'T4K7-9QWX-MC', email: 'nobody@example.com' }
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) statuses.push((await call('/orders/lookup', guess)).status)
  assert.deepEqual(statuses, [404, 404, 404, 429])
  const refused = await call('/orders/lookup', guess)
  assert.equal(refused.headers.get('content-type'), 'application/problem+json')
  assert.equal(((await refused.json()) as { code: string }).code, 'too-many-requests')
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.match(refused.headers.get('ratelimit') ?? '', /^"order-look-up";r=0;t=\d+$/)
  // Page and API share the limit: it belongs to the secret.
  const visitor = new Visitor(from(fetch, '192.0.2.9'), origin)
  const page = await visitor.get('/us/en/order-lookup')
  assert.equal((await visitor.send(page, '/us/en/order-lookup', guess)).status, 429)
})

test('every route that takes a secret has an exact limit, and every route without any limit is known', () => {
  const unlimited = routes.filter(([, { method, limit }]) => method === 'POST' && !limit).map(([name]) => name)
  assert.deepEqual(unlimited, [
    'cancelOrder',
    'signOut',
    'addAddress',
    'changeAddress',
    'removeAddress',
    'changeProfile',
    'signOutEverywhere',
  ])
  const exact = routes.filter(([, { limit }]) => limit && rateLimits[limit].kind === 'exact').map(([name]) => name)
  assert.deepEqual(exact.sort(), [
    'askReset',
    'changeEmail',
    'changePassword',
    'declareWithdrawal',
    'doCloseAccount',
    'doConfirmEmail',
    'doRegister',
    'doResetPassword',
    'doSignIn',
    'doVerifyEmail',
    'enterCode',
    'findOrder',
    'orderAccount',
  ])
  const operations = endpoints.map(({ operationId }) => operationId)
  assert.deepEqual(
    limitedOperations.filter((name) => !operations.includes(name)),
    [],
  )
  assert.deepEqual(
    endpoints.filter((endpoint) => endpoint.method !== 'GET' && !limitOf(endpoint)),
    [],
  )
})

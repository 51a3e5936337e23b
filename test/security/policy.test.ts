import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedSecret } from '../../src/kit/secret.ts'
import { storefrontRoutes } from '../../src/routes.ts'
import { type Ask, ask, openGround, pathOf, routes, watchDatabase, withToken } from '../helpers/ground.ts'

/** What src/routes.ts declares, tried on every route. */

const form = {
  quantity: '2',
  variantId: '1',
  code: 'WELCOME10',
  email: 'mallory@example.com',
  emailPassword: 'four small boats',
  password: 'four small boats',
  current: 'four small boats',
  firstName: 'Mallory',
  lastName: 'Mask',
  line1: '1 Dark Alley',
  postcode: '97205',
  city: 'Portland',
  region: 'OR',
  country: 'US',
  locale: 'de',
  method: 'standard',
  name: 'Mallory',
  number: 'T4K7-9QWX-MC',
  confirmed: 'yes',
  key: 'k'.repeat(43),
}

const posts = routes.filter(([, route]) => route.method === 'POST')
const refusals: [string, Ask['headers']][] = [
  ['says nothing of its origin', {}],
  ['comes from another site', { 'sec-fetch-site': 'cross-site' }],
  ['comes from a neighbour below the same domain', { 'sec-fetch-site': 'same-site' }],
  ['was typed or comes from a bookmark', { 'sec-fetch-site': 'none' }],
  ['names another origin', { origin: 'https://evil.example' }],
  ['hides its origin', { origin: 'null' }],
  ['names an origin that begins like ours', { origin: 'http://shop.test.evil.example' }],
  [
    'names our origin, though the browser says otherwise',
    { origin: 'http://shop.test', 'sec-fetch-site': 'cross-site' },
  ],
  ['brings our address in other headers', { referer: 'http://shop.test/us/en', 'x-forwarded-host': 'shop.test' }],
]

test('a form that does not come from our own pages is refused on every route, and changes nothing', async (t) => {
  const ground = await openGround(t)
  const { app, ada } = ground
  const { cookies, token } = withToken(app.shop, ada.visitor)
  const isUnchanged = await watchDatabase(app.shop)
  for (const [name] of posts)
    for (const [how, headers] of refusals) {
      const answer = await ask(app, pathOf(ground, name), { cookies, headers, form: { ...form, token } })
      assert.equal(answer.status, 403, `${name} took a form that ${how}.`)
      assert.equal(answer.headers.get('set-cookie'), null, name)
    }
  await isUnchanged()
})

test('a form without its token, or with that of another browser, is refused wherever one is declared', async (t) => {
  const ground = await openGround(t)
  const { app, ada, guest } = ground
  const headers = { 'sec-fetch-site': 'same-origin' }
  const foreign = withToken({ secret: fixedSecret('a secret of another shop, as long as ours') }, ada.visitor)
  const own = withToken(app.shop, ada.visitor)
  const isUnchanged = await watchDatabase(app.shop)
  const tried = posts.filter(([, route]) => route.form === 'token')
  assert.ok(tried.length > 20, 'Tokens are declared nowhere.')
  for (const [name] of tried)
    for (const [how, cookies, token] of [
      ['no token', own.cookies, ''],
      ['the token of another shop', foreign.cookies, foreign.token],
      ['a token, but no cookie', ada.visitor.cookies, own.token],
      ['a token that belongs to another cookie', new Map([...own.cookies, ['visitor', 'b'.repeat(22)]]), own.token],
      ['no token, from a guest', guest.cookies, ''],
    ] as const) {
      const answer = await ask(app, pathOf(ground, name), { cookies, headers, form: { ...form, token } })
      const isSignIn = answer.status === 303 && answer.headers.get('location')?.includes('/account/sign-in?next=')
      assert.ok(isSignIn || [403, 409].includes(answer.status), `${name} took ${how}: ${answer.status}`)
    }
  await isUnchanged()
})

test('the same forms with origin and token are let in', async (t) => {
  const ground = await openGround(t)
  const { app, ada } = ground
  const { cookies, token } = withToken(app.shop, ada.visitor)
  for (const headers of [{ 'sec-fetch-site': 'same-origin' }, { origin: app.shop.publicUrl }] as Ask['headers'][]) {
    const answer = await ask(app, pathOf(ground, 'changeProfile'), { cookies, headers, form: { ...form, token } })
    assert.equal(answer.headers.get('location'), '/us/en/account/profile?done=saved')
  }
})

test('pages of an account lead strangers to sign in, and tell them nothing', async (t) => {
  const ground = await openGround(t)
  const { app } = ground
  const isUnchanged = await watchDatabase(app.shop)
  const own = routes.filter(([, route]) => route.who === 'signed-in')
  assert.ok(own.length >= 15)
  for (const [name, route] of own)
    for (const session of ['', 'x', 'null', '0', '../', ground.ada.session.slice(0, -1), ground.ada.personId]) {
      const stranger = app.visitor()
      if (session) stranger.cookies.set('session', session)
      const { cookies, token } = withToken(app.shop, stranger)
      const answer = await ask(app, pathOf(ground, name), {
        cookies,
        headers: { 'sec-fetch-site': 'same-origin' },
        ...(route.method === 'POST' ? { form: { ...form, token } } : {}),
      })
      assert.equal(answer.status, 303, name)
      assert.match(answer.headers.get('location') ?? '', /^\/us\/en\/account\/sign-in\?next=%2Fus%2Fen%2Faccount/)
      assert.equal(await answer.text(), '')
    }
  await isUnchanged()
})

test('what changes something is no GET, and what is a GET changes nothing', async (t) => {
  const ground = await openGround(t)
  const { app, ada, guest } = ground
  const isUnchanged = await watchDatabase(app.shop)
  for (const [name, route] of routes) {
    const query = new URLSearchParams({ ...form, token: withToken(app.shop, guest).token }).toString()
    for (const { cookies } of [ada.visitor, guest]) {
      const answer = await ask(app, `${pathOf(ground, name)}?${query}`, { cookies })
      assert.ok(answer.status < 500, `${name}: ${answer.status}`)
      if (route.method === 'POST' && !routes.some(([, other]) => other.method === 'GET' && other.path === route.path))
        assert.ok([404, 303].includes(answer.status), `${name} answers GET with ${answer.status}`)
    }
  }
  await isUnchanged()
})

test('events of payments are believed only with a signature of the provider, made a moment ago', async (t) => {
  const { app } = await openGround(t)
  const { createHmac } = await import('node:crypto')
  const body = JSON.stringify({ id: 'evt_1', type: 'checkout.session.completed', data: { object: { id: 'cs_1' } } })
  const signed = (secret: string, at: number, text = body) =>
    `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${text}`).digest('hex')}`
  const now = Math.floor(Date.now() / 1000)
  const right = 'whsec_test_sandbox'
  const isUnchanged = await watchDatabase(app.shop)
  const send = (signature: string | null, text = body) =>
    app.fetch(
      new Request(`${app.shop.publicUrl}/webhooks/payments`, {
        method: 'POST',
        headers: signature === null ? {} : { 'stripe-signature': signature },
        body: text,
      }),
    )
  for (const [how, signature, text] of [
    ['none', null],
    ['an empty one', ''],
    ['noise', 'x'.repeat(5000)],
    ['one of another secret', signed('whsec_other', now)],
    ['one of an empty secret', signed('', now)],
    ['one that is too old', signed(right, now - 301)],
    ['one of another body', signed(right, now), `${body} `],
    ['one of an empty body', signed(right, now, ''), body],
    ['a version that we do not know', signed(right, now).replace('v1=', 'v0=')],
  ] as const) {
    const answer = await send(signature, text ?? body)
    assert.equal(answer.status, 400, `A signature was believed: ${how}.`)
  }
  assert.equal((await send(signed(right, now), 'x'.repeat(300_000))).status, 413)
  await isUnchanged()
})

test('every route says who may use it; forms of signed-in shoppers and of private pages need a token', () => {
  for (const [name, route] of routes) {
    if (route.method === 'GET') assert.equal(route.form, undefined, name)
    else assert.ok(route.form === 'token' || name === 'addLine', `${name} takes a form without a token.`)
    if (/^\/(account|orders|checkout|cart|me|order-lookup|withdrawal)/.test(route.path))
      assert.equal(route.cache, 'private', `${name} may be kept by a CDN.`)
    if (route.path.startsWith('/account') && !/sign-in|sign-out|register|verify|forgot|reset/.test(route.path))
      assert.equal(route.who, 'signed-in', name)
  }
  assert.equal(storefrontRoutes.addLine.form, 'origin')
})

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { aCart, allWasSeen, aReviewedCart, order } from '../../../../test/helpers/api-purchase.ts'
import { addressIn, openPayingShop } from '../../../../test/helpers/paying-shop.ts'
import { openStoreCaller } from '../../../../test/helpers/store-caller.ts'
import { addWare } from '../../../../test/helpers/wares.ts'
import { answerRequest } from '../../../domain/customers/answer-request.ts'
import { claimOrders } from '../../../domain/orders/claim-orders.ts'
import type { Shop } from '../../../domain/shop.ts'
import { sql } from '../../../kit/db.ts'

const seen = new Set<string>()
const password = 'four small boats'

async function open(t: TestContext) {
  const shop = await openPayingShop(t, { webhooks: false })
  const mug = (await addWare(shop, { key: 'mug', stock: { columbus: 50 } })).variantId
  const api = openStoreCaller(shop)
  t.after(() => {
    for (const told of api.seen) seen.add(told)
  })
  /** The secret of the newest mailed link, as the worker makes it. */
  const link = async (purpose: string): Promise<string> => {
    const row = await shop.db.row<{ id: string }>(
      sql`select id from account_request where purpose = ${purpose} order by created_at desc, id desc limit 1`,
    )
    return (await answerRequest(shop, row?.id ?? ''))?.token ?? ''
  }
  const account = async (email: string, cartId?: string): Promise<string> => {
    const asked = await api.call('POST', '/account/register', { body: { email, password, firstName: 'Ada' } })
    assert.equal(asked.status, 202, asked.text)
    const opened = await api.call('POST', '/account/verify', {
      body: { link: await link('register'), password, cartId },
    })
    assert.equal(opened.status, 201, opened.text)
    return opened.body.token
  }
  return { shop, mug, api, link, account }
}

const sessions = async (shop: Pick<Shop, 'db'>) => (await shop.db.rows(sql`select 1 from session`)).length

test('an account is asked for, opened by the mailed link, signed in to by token and signed out of', async (t) => {
  const { shop, mug, api, link } = await open(t)
  const cartId = await aCart(api, mug, 2)
  const body = { email: 'Ada@Example.com', password, firstName: ' Ada ', lastName: 'Miller' }
  assert.deepEqual((await api.call('POST', '/account/register', { body })).body, { linkMinutes: 30 })
  const secret = await link('register')
  const wrong = await api.call('POST', '/account/verify', { body: { link: secret, password: 'another word' } })
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'password-wrong'])
  const opened = await api.call('POST', '/account/verify', { body: { link: secret, password, cartId } })
  assert.deepEqual([opened.status, opened.body.idleDays, opened.body.cartId], [201, 30, cartId])
  const days = (Date.parse(opened.body.expiresAt) - Date.now()) / 86_400_000
  assert.ok(days > 179.9 && days <= 180)
  const { token } = opened.body
  assert.equal((await api.get(`/carts/${cartId}`)).status, 404)
  assert.equal((await api.get(`/carts/${cartId}`, { token })).body.cart.isOfAccount, true)
  const { account } = (await api.get('/account', { token })).body
  assert.deepEqual([account.email, account.firstName, account.lastName], ['ada@example.com', 'Ada', 'Miller'])
  const over = await api.call('POST', '/account/verify', { body: { link: secret, password } })
  assert.deepEqual([over.status, over.body.code], [410, 'link-over'])

  const guests = await aCart(api, mug, 1)
  const signedIn = await api.call('POST', '/account/sign-in', {
    body: { email: 'ada@example.com', password, cartId: guests },
    headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' },
  })
  assert.deepEqual([signedIn.status, signedIn.body.cartId], [201, cartId])
  assert.equal((await api.get('/account/cart', { token })).body.cart.pieces, 3)
  const listed = (await api.get('/account/sessions', { token: signedIn.body.token })).body.sessions
  assert.deepEqual(
    listed.filter((one: { isThis: boolean }) => one.isThis).map(({ device }: { device: string }) => device),
    ['Firefox, Linux'],
  )
  assert.equal(listed.length, 2)

  const key = 'sign-out-with-one-key'
  const out = await api.call('POST', '/account/sign-out', { token: signedIn.body.token, key })
  assert.deepEqual([out.status, out.text], [204, ''])
  const again = await api.call('POST', '/account/sign-out', { token: signedIn.body.token, key })
  assert.deepEqual([again.status, again.headers.get('idempotency-replayed')], [204, 'true'])
  for (const asked of [
    await api.get('/account', { token: signedIn.body.token }),
    await api.get('/account', { token: 'A'.repeat(43) }),
  ])
    assert.deepEqual([asked.status, asked.body.code], [401, 'token-unknown'])
  assert.equal((await api.get('/account')).body.code, 'sign-in-needed')
  assert.equal((await api.get('/account', { token })).status, 200)
  assert.equal(await sessions(shop), 1)
})

test('registering, signing in and asking for a password answer alike for known and unknown addresses', async (t) => {
  const { api, account } = await open(t)
  await account('ada@example.com')
  for (const [path, more] of [
    ['/account/register', { password, firstName: 'A' }],
    ['/account/forgot-password', {}],
    ['/account/sign-in', { password: 'not the password' }],
  ] as const) {
    const answers = new Set<string>()
    for (const email of ['ada@example.com', 'nobody@example.com']) {
      const told = await api.call('POST', path, { body: { email, ...more } })
      answers.add(JSON.stringify([told.status, { ...told.body, instance: '' }]))
    }
    assert.equal(answers.size, 1, path)
  }
  for (const path of ['/account/register', '/account/forgot-password']) {
    const bad = await api.call('POST', path, {
      body: { email: 'no address', ...(path.endsWith('r') ? { password } : {}) },
    })
    assert.deepEqual([bad.status, bad.body.fields[0].code], [422, 'no-email'])
  }
  for (const [typed, code] of [
    ['short', 'too-short'],
    ['a'.repeat(300), 'too-long'],
    ['password1', 'too-common'],
  ]) {
    const bad = await api.call('POST', '/account/register', { body: { email: 'new@example.com', password: typed } })
    assert.deepEqual([bad.body.fields[0].field, bad.body.fields[0].code], ['password', code])
  }
})

test('two who register one address at once: the second link tells that there is an account', async (t) => {
  const { api, link } = await open(t)
  const body = { email: 'ada@example.com', password }
  await api.call('POST', '/account/register', { body })
  const first = await link('register')
  await api.call('POST', '/account/register', { body })
  const second = await link('register')
  assert.equal((await api.call('POST', '/account/verify', { body: { link: first, password } })).status, 201)
  const told = await api.call('POST', '/account/verify', { body: { link: second, password } })
  assert.deepEqual([told.status, told.body.code], [409, 'account-exists'])
})

test('a forgotten password is chosen anew by the mailed link, and all sessions end', async (t) => {
  const { shop, api, link, account } = await open(t)
  const token = await account('ada@example.com')
  await api.call('POST', '/account/forgot-password', { body: { email: 'ada@example.com' } })
  const secret = await link('reset-password')
  const short = await api.call('POST', '/account/reset-password', { body: { link: secret, password: 'short' } })
  assert.equal(short.body.fields[0].code, 'too-short')
  const body = { link: secret, password: 'five large ships' }
  assert.equal((await api.call('POST', '/account/reset-password', { body })).status, 204)
  assert.equal((await api.call('POST', '/account/reset-password', { body })).body.code, 'link-over')
  assert.equal(await sessions(shop), 0)
  assert.equal((await api.get('/account', { token })).status, 401)
  const signIn = (typed: string) =>
    api.call('POST', '/account/sign-in', { body: { email: 'ada@example.com', password: typed } })
  assert.equal((await signIn(password)).body.code, 'sign-in-failed')
  assert.equal((await signIn('five large ships')).status, 201)
})

test('profile, password and e-mail address are changed with the password where it matters', async (t) => {
  const { api, link, account } = await open(t)
  await account('eve@example.com')
  const token = await account('ada@example.com')
  const changed = await api.call('PUT', '/account', {
    token,
    body: { firstName: 'Ada', lastName: 'King', phone: '+1 555', locale: 'de' },
  })
  assert.deepEqual([changed.body.account.lastName, changed.body.account.locale], ['King', 'de'])
  const blank = await api.call('PUT', '/account', { token, body: { firstName: ' ', lastName: 'K', locale: 'de' } })
  assert.deepEqual([blank.status, blank.body.fields[0].field], [422, 'firstName'])

  const other = await api.call('POST', '/account/sign-in', { body: { email: 'ada@example.com', password } })
  const change = (current: string, next: string) =>
    api.call('PUT', '/account/password', { token, body: { current, password: next } })
  assert.equal((await change('not the password', 'five large ships')).body.code, 'password-wrong')
  assert.equal((await change(password, 'short')).body.fields[0].code, 'too-short')
  assert.equal((await change(password, 'five large ships')).status, 204)
  assert.equal((await api.get('/account', { token: other.body.token })).status, 401)

  const ask = (email: string, typed: string) =>
    api.call('POST', '/account/email', { token, body: { email, password: typed } })
  assert.equal((await ask('new@example.com', password)).body.code, 'password-wrong')
  assert.equal((await ask('nothing', 'five large ships')).body.fields[0].code, 'no-email')
  assert.equal((await ask('ADA@example.com', 'five large ships')).body.fields[0].code, 'same-email')
  assert.equal((await ask('new@example.com', 'five large ships')).status, 202)
  const secret = await link('change-email')
  const eve = await api.call('POST', '/account/sign-in', { body: { email: 'eve@example.com', password } })
  const confirm = (who: string, given = secret) =>
    api.call('POST', '/account/email/confirm', { token: who, body: { link: given } })
  assert.equal((await confirm(eve.body.token)).body.code, 'link-over')
  await ask('taken@example.com', 'five large ships')
  const taken = await link('change-email')
  await account('taken@example.com')
  assert.equal((await confirm(token, taken)).body.code, 'account-exists')
  assert.deepEqual((await confirm(token)).body, { email: 'new@example.com' })
  assert.equal((await api.get('/account', { token })).body.account.email, 'new@example.com')
})

test('the address book is kept by its owner, and the checkout takes an address from it', async (t) => {
  const { shop, mug, api, account } = await open(t)
  const token = await account('ada@example.com')
  const address = addressIn('US')
  const key = 'one-address-one-key-1'
  const added = await api.call('POST', '/account/addresses', { token, key, body: { address } })
  const { saved } = added.body
  assert.deepEqual([added.status, saved.preferred, saved.address.city], [201, true, 'Portland'])
  assert.equal(added.headers.get('location'), `/api/store/us/en/account/addresses/${saved.id}`)
  // As if the process had died before it could keep the answer.
  await shop.db.change(sql`delete from api_answer`)
  assert.deepEqual((await api.call('POST', '/account/addresses', { token, key, body: { address } })).body, added.body)
  const second = await api.call('POST', '/account/addresses', {
    token,
    body: { address: { ...address, line1: '2 Side St' }, preferred: true },
  })
  const path = `/account/addresses/${saved.id}`
  assert.equal((await api.get(path, { token })).body.saved.preferred, false)
  const changed = await api.call('PUT', path, { token, body: { address: { ...address, city: 'Salem' } } })
  assert.deepEqual([changed.body.saved.address.city, changed.body.saved.preferred], ['Salem', false])
  for (const [bad, field] of [
    [{ ...address, country: 'DE' }, 'address.country'],
    [{ ...address, postcode: '1' }, 'address.postcode'],
  ] as const)
    for (const [method, at] of [
      ['POST', '/account/addresses'],
      ['PUT', path],
    ] as const)
      assert.equal((await api.call(method, at, { token, body: { address: bad } })).body.fields[0].field, field)
  const listed = (await api.get('/account/addresses', { token })).body.addresses
  assert.deepEqual(
    listed.map(({ id }: { id: string }) => id),
    [second.body.saved.id, saved.id],
  )

  const cartId = await aCart(api, mug, 1, token)
  const details = (body: object, who: string | undefined = token) =>
    api.call('PUT', `/carts/${cartId}/checkout/details`, { token: who, body })
  const taken = await details({ shippingAddressId: saved.id })
  assert.deepEqual(
    [taken.body.checkout.details.email, taken.body.checkout.details.shipping.city],
    ['ada@example.com', 'Salem'],
  )
  assert.equal((await details({ shippingAddressId: 'none' })).body.code, 'saved-address-unknown')
  assert.equal((await details({ shipping: address, billingAddressId: 'none' })).body.code, 'saved-address-unknown')

  assert.equal((await api.call('DELETE', path, { token })).status, 204)
  for (const [method, body] of [
    ['GET', undefined],
    ['PUT', { address }],
    ['DELETE', undefined],
  ] as const)
    assert.equal((await api.call(method, path, { token, body })).body.code, 'saved-address-unknown')
  for (let i = 0; i < 19; i++) await api.call('POST', '/account/addresses', { token, body: { address } })
  const full = await api.call('POST', '/account/addresses', { token, body: { address } })
  assert.deepEqual([full.status, full.body.code], [409, 'address-book-full'])
})

test('own orders come page by page, those of the time as a guest among them', async (t) => {
  const { shop, mug, api, account } = await open(t)
  const numbers: string[] = []
  for (let i = 0; i < 3; i++) {
    const placed = await order(api, await aReviewedCart(api, mug, { email: 'ada@example.com' }))
    numbers.unshift((await api.get(`/orders/${placed.body.token}`)).body.order.number)
  }
  const token = await account('ada@example.com')
  const person = await shop.db.row<{ id: string }>(sql`select person_id as id from account`)
  await claimOrders(shop, person?.id ?? '')
  const first = (await api.get('/account/orders?limit=2', { token })).body
  assert.deepEqual(
    first.orders.map((one: { number: string }) => one.number),
    numbers.slice(0, 2),
  )
  const next = new URL(first.links.next)
  const second = (await api.get(next.pathname + next.search, { token })).body
  assert.deepEqual(
    second.orders.map((one: { number: string }) => one.number),
    numbers.slice(2),
  )
  assert.equal(second.links.next, null)
  const one = (await api.get(`/account/orders/${numbers[0]}`, { token })).body.order
  assert.deepEqual([one.number, (await api.get(`/orders/${one.token}`)).body.order.number], [numbers[0], numbers[0]])
  assert.equal((await api.get('/account/orders/T4K7-9QWX-MC', { token })).body.code, 'order-unknown')
  for (const query of ['limit=0', 'limit=51', 'after=1.2', `after=${Date.now()}.${person?.id}.x`])
    assert.equal((await api.get(`/account/orders?${query}`, { token })).status, 422, query)
})

test('signing out everywhere ends the others, or all; closing the account ends everything', async (t) => {
  const { shop, api, account } = await open(t)
  const token = await account('ada@example.com')
  const signIn = async () =>
    (await api.call('POST', '/account/sign-in', { body: { email: 'ada@example.com', password } })).body.token
  const other = await signIn()
  assert.equal((await api.call('POST', '/account/sign-out-everywhere', { token, body: {} })).status, 204)
  assert.equal((await api.get('/account', { token: other })).status, 401)
  assert.equal((await api.get('/account', { token })).status, 200)
  const all = { token, body: { keepThis: false }, key: 'out-everywhere-one-key' }
  for (let i = 0; i < 2; i++) assert.equal((await api.call('POST', '/account/sign-out-everywhere', all)).status, 204)
  assert.equal(await sessions(shop), 0)

  const last = await signIn()
  const wrong = await api.call('POST', '/account/close', { token: last, body: { password: 'not the password' } })
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'password-wrong'])
  const close = { token: last, body: { password }, key: 'close-once-with-one-key' }
  for (let i = 0; i < 2; i++) assert.equal((await api.call('POST', '/account/close', close)).status, 204)
  assert.equal((await api.get('/account', { token: last })).status, 401)
  const unknown = await api.call('POST', '/account/close', { ...close, key: 'another-key-another-try' })
  assert.deepEqual([unknown.status, unknown.body.code], [401, 'token-unknown'])
  assert.equal((await shop.db.rows(sql`select 1 from account`)).length, 0)
})

test('every answer and every problem that the reference promises was given', () => allWasSeen(['Account'], seen))

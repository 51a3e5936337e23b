import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ask, openGround, pathOf, routes, watchDatabase, withToken } from '../helpers/ground.ts'

/** Requests that no browser sends. Whatever comes, nothing breaks: an answer of the 500s is a fault of ours. */

const long = 'x'.repeat(8_000)
const hostile = [
  '',
  ' ',
  '\0',
  'a\0b',
  '../../../etc/passwd',
  '..\\..\\windows',
  '%00',
  '%2e%2e%2f',
  '\ud800',
  '\uffff\ufeff\u202e',
  '💣'.repeat(300),
  long,
  "' or 1=1--",
  "'; drop table orders; --",
  '") or pg_sleep(5)--',
  '\\',
  '$1',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '\r\nSet-Cookie: a=b',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e9',
  '99999999999999999999',
  '2147483648',
  '1.5',
  '٣',
  '[]',
  '{"a":1}',
  '[object Object]',
  'true',
  '00000000-0000-0000-0000-000000000000',
  '2026-13-45',
  'a'.repeat(44),
  Buffer.from('["price",1,1e999,1]').toString('base64url'),
  Buffer.from('["price",1,null,{}]').toString('base64url'),
  Buffer.from('["-price",0,-1,-1]').toString('base64url'),
  Buffer.from('[[[[[[[[').toString('base64url'),
  '999999999999999.00000000-0000-0000-0000-000000000000',
]

const names = [
  'q',
  'after',
  'sort',
  'price',
  'min',
  'max',
  'color',
  'reduced',
  'stock',
  'next',
  'token',
  'order',
  'done',
  'back',
]
const more = [
  'removed',
  'left',
  'added',
  'code',
  'step',
  'unpaid',
  'account',
  'from',
  'part',
  '__proto__',
  'constructor',
  '',
]

test('no address breaks a page, whatever stands in its query', async (t) => {
  const ground = await openGround(t)
  const { app, ada, guest } = ground
  const isUnchanged = await watchDatabase(app.shop)
  const pages = [...routes.filter(([, route]) => route.method === 'GET').map(([name]) => pathOf(ground, name))]
  const outside = ['/', '/sitemap.xml', '/robots.txt', '/mailbox', '/readyz', '/media/mug/320.webp']
  for (const path of [...pages, ...outside])
    for (const text of hostile) {
      const query = new URLSearchParams([...names, ...more].map((name) => [name, text])).toString()
      for (const { cookies } of path.includes('/account') ? [ada.visitor] : [guest]) {
        const answer = await ask(app, `${path}?${query.slice(0, 60_000)}`, { cookies })
        assert.ok(answer.status < 500, `${path} with ${text.slice(0, 40)}: ${answer.status}`)
        await answer.text()
      }
    }
  await isUnchanged()
})

test('no address breaks a page, whatever stands in its path', async (t) => {
  const ground = await openGround(t)
  const { app, ada } = ground
  const texts = [
    ...hostile.map((text) => encodeURIComponent(text.toWellFormed())),
    '%',
    '%zz',
    '%c0%af',
    '%ff',
    '..%2f',
    '%2F%2F',
    '.',
  ]
  const paths = routes.map(([name, route]) => [route.method, pathOf(ground, name)] as const)
  const own = [`${ground.variantId}`, ground.order.token, ground.order.number, ada.addressId, 'mug', 'terms']
  const outside = [
    '/assets/X',
    '/media/X/320.webp',
    '/media/mug/X',
    '/mailbox/X',
    '/X/en/cart',
    '/us/X/cart',
    '/X',
    '/us/en/X/',
  ]
  const all = [
    ...paths.flatMap(([method, path]) =>
      own.filter((part) => path.includes(`/${part}`)).map((part) => [method, path.replace(`/${part}`, '/X')] as const),
    ),
    ...outside.map((path) => ['GET', path] as const),
  ]
  assert.ok(all.length > 20)
  const { cookies, token } = withToken(app.shop, ada.visitor)
  const headers = { 'sec-fetch-site': 'same-origin' }
  for (const [method, path] of all)
    for (const text of texts) {
      const form = method === 'POST' ? { form: { token, quantity: '1' } } : {}
      const answer = await ask(
        app,
        path.replace('X', () => text),
        { method, cookies, headers, ...form },
      )
      assert.ok(answer.status < 500, `${method} ${path} with ${text.slice(0, 40)}: ${answer.status}`)
      const location = answer.headers.get('location')
      if (location) assert.match(location, /^\/(?![/\\])/, `${path} with ${text} leads to ${location}`)
    }
})

test('no form breaks a page, whatever stands in its fields', async (t) => {
  const ground = await openGround(t)
  const { app, ada, guest } = ground
  const fields = [
    'variantId',
    'quantity',
    'code',
    'email',
    'emailPassword',
    'password',
    'current',
    'firstName',
    'lastName',
    'phone',
  ]
  const others = [
    'company',
    'line1',
    'line2',
    'postcode',
    'city',
    'region',
    'country',
    'method',
    'key',
    'cartVersion',
    'totalMinor',
  ]
  const rest = [
    'number',
    'name',
    'articles',
    'confirmed',
    'link',
    'next',
    'locale',
    'addressId',
    'billingSame',
    'billing-line1',
  ]
  const wild = ['__proto__', 'constructor', '__proto__[isAdmin]', 'billing-__proto__', 'a[b][c]', '']
  const headers = { 'sec-fetch-site': 'same-origin' }
  const slow = /sign-in|register|verify|reset|password|email|close|\/account$/
  for (const [name, route] of routes) {
    if (route.method !== 'POST' || /signOut|place|pay/i.test(name)) continue
    const { cookies, token } = withToken(app.shop, route.who === 'signed-in' ? ada.visitor : guest)
    // A password costs tens of milliseconds each time.
    for (const text of slow.test(route.path) ? hostile.slice(0, 14) : hostile) {
      const typed = [...fields, ...others, ...rest, ...wild].map((field) => [field, text.slice(0, 1_000)])
      const form = { ...Object.fromEntries(typed), token }
      const answer = await ask(app, pathOf(ground, name), { cookies, headers, form })
      assert.ok(answer.status < 500, `${name} with ${text.slice(0, 40)}: ${answer.status}`)
      assert.equal(answer.headers.get('set-cookie')?.includes('\n') ?? false, false)
    }
  }
  assert.equal(({} as { isAdmin?: unknown }).isAdmin, undefined)
  assert.deepEqual(Object.keys(Object.prototype), [])
})

test('a body that is too large, of another kind or no text is refused in clear words', async (t) => {
  const { app, variantId } = await openGround(t)
  const isUnchanged = await watchDatabase(app.shop)
  const send = (type: string | null, body: BodyInit) =>
    app.fetch(
      new Request(`${app.shop.publicUrl}/us/en/cart/lines`, {
        method: 'POST',
        headers: { 'sec-fetch-site': 'same-origin', ...(type === null ? {} : { 'content-type': type }) },
        body,
        duplex: 'half',
      } as RequestInit),
    )
  const form = 'application/x-www-form-urlencoded'
  const line = `variantId=${variantId}&quantity=1`
  const endless = () => {
    let sent = 0
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 16_384
        if (sent > 10_000_000) throw new Error('The whole body was read.')
        controller.enqueue(new Uint8Array(16_384).fill(97))
      },
    })
  }
  assert.equal((await send(form, `${line}&a=${'a'.repeat(65_536)}`)).status, 413)
  assert.equal((await send(form, endless())).status, 413)
  for (const type of [
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=a',
    'application/xml',
    ' ',
    null,
  ])
    assert.equal((await send(type, Buffer.from(line))).status, 415, `${type}`)
  assert.equal((await send(form, `${line}&a=%00`)).status, 400)
  assert.equal((await send(form, Buffer.from([0xff, 0xfe, 0x00, 0x26]))).status, 400)
  assert.equal((await send(form, '')).status, 409)
  assert.equal((await send(form, Array.from({ length: 5_000 }, (_, i) => `a${i}=1`).join('&'))).status, 409)
  await isUnchanged()
})

test('a thousand parameters and long texts cost no more than a moment', async (t) => {
  const ground = await openGround(t)
  const many = Array.from({ length: 1_000 }, (_, i) => `color=c${i}&p${i}=1`).join('&')
  const slow = [
    `/us/en/search?q=${encodeURIComponent('a '.repeat(3_000))}`,
    `/us/en/search?q=${encodeURIComponent(`${'a'.repeat(199)}!`)}`,
    `/de/de/search?q=${encodeURIComponent('überraschungsgeschenkverpackungs'.repeat(60))}`,
    `/us/en/search?q=${'0'.repeat(3_000)}`,
    `/us/en/search?q=${'-'.repeat(3_000)}`,
    `/us/en/search?q=${'1 - 2 to '.repeat(400)}`,
    `/us/en/suggest?q=${'ab '.repeat(1_000)}`,
    `/us/en/search?${many}`,
    `/us/en/p/mug?${many}`,
    `/us/en/p/${'a-'.repeat(2_000)}`,
    `/us/en/${'a/'.repeat(2_000)}`,
    `/us/en/account/sign-in?next=${'%2F'.repeat(2_000)}`,
  ]
  for (const path of slow) {
    await ask(ground.app, path)
    const begun = performance.now()
    const answer = await ask(ground.app, path)
    await answer.text()
    const ms = performance.now() - begun
    assert.ok(answer.status < 500 && ms < 500, `${path.slice(0, 60)} took ${Math.round(ms)} ms, ${answer.status}`)
  }
})

test('cookies of any content are no more than unknown', async (t) => {
  const ground = await openGround(t)
  const { app } = ground
  const cookie = fc.string({
    unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
    maxLength: 60,
  })
  const isUnchanged = await watchDatabase(app.shop)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/cart', '/checkout', '/me', '/account', '/account/sign-in'),
      cookie,
      async (page, text) => {
        const headers = { cookie: `session=${text}; cart-us=${text}; visitor=${text}; ${text}` }
        const answer = await ask(app, `/us/en${page}`, { headers })
        assert.ok(answer.status < 400, `${page}: ${answer.status}`)
      },
    ),
    { numRuns: 60 },
  )
  await isUnchanged()
})

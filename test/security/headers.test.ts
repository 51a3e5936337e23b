import assert from 'node:assert/strict'
import { test } from 'node:test'
import { site } from '../../src/app.ts'
import { openRouter } from '../../src/router.ts'
import { asset } from '../../src/storefront/assets.ts'
import { ask, type Ground, openGround, pathOf, routes, withToken } from '../helpers/ground.ts'
import { formsOf } from '../helpers/visitor.ts'

/** Headers of every answer, what a CDN may keep, and cookies. */

const pages = routes.filter(([, route]) => route.method === 'GET')

function hasSecurityHeaders(answer: Response, about: string, isHttps = false): void {
  const policy = answer.headers.get('content-security-policy') ?? ''
  for (const rule of [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types shop',
  ])
    assert.ok(policy.split('; ').includes(rule), `${about}: ${rule} is missing in ${policy}`)
  assert.match(policy, /form-action 'self'( http:\/\/127\.0\.0\.1:\d+)?$/, about)
  assert.doesNotMatch(policy, /unsafe|\*|https?:(?!\/\/127)/, about)
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', about)
  assert.equal(answer.headers.get('referrer-policy'), 'strict-origin-when-cross-origin', about)
  assert.equal(answer.headers.get('cross-origin-opener-policy'), 'same-origin', about)
  assert.match(answer.headers.get('permissions-policy') ?? '', /camera=\(\)/, about)
  assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/, about)
  const transport = answer.headers.get('strict-transport-security')
  assert.equal(transport !== null, isHttps, `${about}: ${transport}`)
  assert.equal(answer.headers.get('x-powered-by'), null, about)
  assert.equal(answer.headers.get('server'), null, about)
}

const isPrivate = (answer: Response) => (answer.headers.get('cache-control') ?? '').includes('no-store')

test('every page bears the security headers, and private ones are kept nowhere', async (t) => {
  const ground = await openGround(t)
  const { app, ada, guest } = ground
  for (const [name, route] of pages)
    for (const { cookies } of [ada.visitor, guest, app.visitor()]) {
      const answer = await ask(app, pathOf(ground, name), { cookies })
      hasSecurityHeaders(answer, name)
      if (route.cache === 'private') assert.ok(isPrivate(answer), `${name} may be kept.`)
      if (answer.status === 200 && name !== 'me') {
        const page = await answer.text()
        assert.doesNotMatch(
          page,
          /<script(?![^>]*\b(src="\/assets\/|type="application\/ld\+json"))/,
          `${name}: inline script`,
        )
        assert.doesNotMatch(page, /<style|\sstyle="|\son[a-z]+="|javascript:/i, `${name}: inline style or handler`)
      }
    }
})

test('error pages and everything outside the markets bear them too', async (t) => {
  const ground = await openGround(t)
  const { app, ada } = ground
  const { cookies } = withToken(app.shop, ada.visitor)
  const form = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
  const post = (headers: Record<string, string>, body: string, path = '/us/en/cart/lines') =>
    app.fetch(new Request(app.shop.publicUrl + path, { method: 'POST', headers, body }))
  const answers: [number, Response][] = [
    [404, await ask(app, '/us/en/nothing')],
    [404, await ask(app, '/us/en/p/nothing')],
    [404, await ask(app, '/us/en/p/%00')],
    [404, await ask(app, '/us/en/p/%e0%a4%a')],
    [404, await ask(app, '/nothing')],
    [404, await ask(app, '/fr/fr/cart')],
    [404, await ask(app, '/us/de')],
    [404, await ask(app, '//evil.example/')],
    [404, await ask(app, '/us/en', { method: 'DELETE' })],
    [404, await ask(app, '/assets/nothing.css')],
    [404, await ask(app, '/media/nothing/320.webp')],
    [404, await ask(app, '/mailbox/1')],
    [404, await ask(app, pathOf(ground, 'order', { token: 'x'.repeat(44) }), { cookies })],
    [301, await ask(app, '/us/en/')],
    [302, await ask(app, '/')],
    [403, await post({ ...form, 'sec-fetch-site': 'cross-site' }, 'a=b')],
    [413, await post(form, `a=${'b'.repeat(70_000)}`)],
    [415, await post({ ...form, 'content-type': 'application/json' }, '{}')],
    [415, await post({ ...form, 'content-type': 'multipart/form-data; boundary=x' }, '--x--')],
    [400, await post(form, 'variantId=%00')],
    [400, await post({}, '{}', '/webhooks/payments')],
    [200, await ask(app, asset('shop.css'))],
    [200, await ask(app, '/robots.txt')],
    [200, await ask(app, '/sitemap.xml')],
    [200, await ask(app, '/site.webmanifest')],
    [200, await ask(app, '/healthz')],
    [200, await ask(app, '/readyz')],
    [200, await ask(app, '/mailbox')],
    [200, await ask(app, '/us/en', { method: 'HEAD' })],
  ]
  for (const [i, [status, answer]] of answers.entries()) {
    assert.equal(answer.status, status, `answer ${i}`)
    hasSecurityHeaders(answer, `answer ${i}, ${status}`)
    assert.equal(answer.headers.get('set-cookie'), null, `answer ${i}`)
  }
})

test('what breaks on our side is told in general words, with all headers, and kept nowhere', async (t) => {
  const ground = await openGround(t)
  const { shop } = ground.app
  const fault = async (): Promise<never> => {
    throw new Error('relation "secret_table" does not exist')
  }
  const broken = openRouter(
    { ...shop, search: { ...shop.search, find: fault }, carts: { ...shop.carts, read: fault } },
    site,
    {
      demo: true,
      formTargets: [],
    },
  )
  const said = t.mock.method(process.stdout, 'write', () => true)
  for (const path of ['/us/en/new', '/us/en/cart', '/us/en/me']) {
    const answer = await ask({ shop, fetch: broken }, path, { cookies: ground.guest.cookies })
    assert.equal(answer.status, 500)
    assert.ok(isPrivate(answer), `The fault of ${path} may be kept.`)
    hasSecurityHeaders(answer, path)
    assert.doesNotMatch(await answer.text(), /secret_table|Error|\.ts|node_modules/)
  }
  said.mock.restore()
})

test('shared pages are the same for everybody, and hold no token and no cookie', async (t) => {
  const ground = await openGround(t)
  const { app, ada, guest } = ground
  const shared = pages.filter(([, route]) => route.cache === 'shared')
  assert.ok(shared.length >= 8)
  const unkeyed = {
    'accept-language': 'de-DE,de',
    'user-agent': 'curl/8',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-original-url': '/us/en/account',
    'x-rewrite-url': '/us/en/account',
    'x-http-method-override': 'POST',
    forwarded: 'host=evil.example',
    origin: 'https://evil.example',
    referer: 'https://evil.example/<script>',
    accept: 'application/json',
    'sec-gpc': '1',
    range: 'bytes=0-10',
    authorization: 'Basic eDp5',
  }
  for (const [name] of shared)
    for (const query of ['', '?q=mug', '?sort=price&color=red']) {
      const path = pathOf(ground, name) + query
      const [first, ...others] = await Promise.all([
        ask(app, path),
        ask(app, path, { cookies: withToken(app.shop, ada.visitor).cookies, headers: unkeyed }),
        ask(app, path, { cookies: guest.cookies, headers: unkeyed }),
      ])
      assert.ok(first)
      const page = await first.text()
      assert.equal(first.status, 200, path)
      assert.match(
        first.headers.get('cache-control') ?? '',
        /^public, .*s-maxage=\d+.*stale-while-revalidate.*stale-if-error/,
      )
      assert.doesNotMatch(page, /evil\.example|name="token"/, path)
      for (const other of others) {
        assert.equal(await other.text(), page, `${path} is not the same for everybody.`)
        assert.equal(other.headers.get('set-cookie'), null, path)
        const plain = (answer: Response) => [...answer.headers].filter(([header]) => header !== 'x-request-id')
        assert.deepEqual(plain(other), plain(first), path)
      }
    }
})

test('an account page under a name that looks like a picture or a stylesheet is kept nowhere', async (t) => {
  const ground = await openGround(t)
  const { app, ada } = ground
  for (const path of ['/us/en/account', '/us/en/account/orders', '/us/en/cart', '/us/en/me', '/us/en/checkout'])
    for (const end of ['/x.css', '/.jpg', '.css', ';x.css', '%2fx.css', '%3fx.css', '/..%2fx.css', '?x.css', '#.css']) {
      const answer = await ask(app, path + end, { cookies: ada.visitor.cookies })
      if (answer.status === 200) assert.ok(isPrivate(answer), `${path}${end}`)
      else assert.doesNotMatch(await answer.text(), /ada@example\.com|ada@example\.com street/, `${path}${end}`)
    }
})

test('with an https address, cookies are bound to this host, closed to scripts and never sent in clear', async (t) => {
  const publicUrl = 'https://shop.example'
  const ground = await openGround(t, { publicUrl })
  const { app, variantId } = ground
  const headers = { origin: publicUrl }
  const seen: string[] = []
  const note = (answer: Response) => seen.push(...answer.headers.getSetCookie())
  note(await ask(app, '/us/en/cart/lines', { headers, form: { variantId: String(variantId), quantity: '1' } }))
  const page = await ask(app, '/us/en/account/sign-in')
  note(page)
  hasSecurityHeaders(page, 'sign-in over https', true)
  const visitor = page.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const token = formsOf(await page.text()).find((form) => form.fields.token)?.fields.token ?? ''
  const form = { email: 'ada@example.com', password: 'four small boats', token }
  const signedIn = await ask(app, '/us/en/account/sign-in', { headers: { ...headers, cookie: visitor }, form })
  assert.equal(signedIn.headers.get('location'), '/us/en/account')
  note(signedIn)
  const names = new Set(seen.map((cookie) => cookie.split('=')[0]))
  for (const name of ['__Host-visitor', '__Host-session', '__Host-cart-us'])
    assert.ok(names.has(name), `${name} is missing.`)
  for (const cookie of seen) {
    const [pair = '', ...attributes] = cookie.split('; ')
    assert.match(pair, /^__Host-[a-z-]+=[\w.-]*$/)
    for (const wanted of ['Path=/', 'SameSite=Lax', 'HttpOnly', 'Secure'])
      assert.ok(attributes.includes(wanted), `${cookie}: ${wanted}`)
    assert.ok(!attributes.some((attribute) => /^domain/i.test(attribute)), cookie)
  }
  const plain = await ask(app, '/us/en/account', { headers: { cookie: `session=${ground.ada.session}` } })
  assert.equal(plain.status, 303, 'A cookie that a page without https could have set signs in.')
})

test('what belongs to a demo is not there in a shop that is none', async (t) => {
  const { app }: Ground = await openGround(t)
  const real = openRouter(app.shop, site, { demo: false, formTargets: [] })
  for (const path of ['/mailbox', '/mailbox/1']) assert.equal((await ask({ ...app, fetch: real }, path)).status, 404)
})

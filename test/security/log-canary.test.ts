import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { root } from '../../dev/places.ts'
import { freePort } from '../../dev/ports.ts'
import { openPayingShop, secretKey, until, webhookSecret } from '../helpers/paying-shop.ts'
import { testKeys } from '../helpers/test-keys.ts'
import { Visitor } from '../helpers/visitor.ts'
import { addWare } from '../helpers/wares.ts'
import { secret, startWeb } from '../traffic/web-process.ts'

/** Whole journeys of a shopper whose every word is a canary: neither web nor worker says any of them, nor any secret. */

const bird = 'Zyxwvut'
const typed = {
  email: `${bird}mail@example.com`,
  firstName: `${bird}first`,
  lastName: `${bird}last`,
  line1: `1 ${bird} Road`,
  city: `${bird}ville`,
  company: `${bird} Ltd`,
  phone: '+1 555 0182736',
  postcode: '97205',
  region: 'OR',
  country: 'US',
}
const password = `four small ${bird} boats`
const operatorToken = 'operator-token-of-the-tests-0123456789'

test('no log of web or worker tells a name, an address, a search, a token or a secret', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = { PORT: String(port), PUBLIC_URL: origin, LOG_LEVEL: 'info', OPERATOR_TOKEN: operatorToken }
  const web = await startWeb(t, shop, { ...env, RATE_LIMITS: '0.34' })
  const worker = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', 'worker'], {
    cwd: root,
    env: {
      ...env,
      PATH: process.env.PATH,
      DEMO: '1',
      DATABASE_URL: shop.databaseUrl,
      SECRET: secret,
      PAYMENTS_URL: `stripe+${shop.sandbox.url}`,
      PAYMENTS_KEY: secretKey,
      PAYMENTS_WEBHOOK_SECRET: webhookSecret,
      MAIL_URL: 'mailbox:',
      ...testKeys(),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const workerEnded = new Promise((resolve) => worker.once('close', resolve))
  let workerSaid = ''
  for (const stream of [worker.stdout, worker.stderr])
    stream.on('data', (chunk) => {
      workerSaid += chunk
    })
  t.after(async () => {
    worker.kill('SIGKILL')
    await workerEnded
  })

  const secrets = new Set([secret, secretKey, webhookSecret, operatorToken])
  const visitor = new Visitor((request) => fetch(request), origin)
  const keep = () => {
    for (const [name, value] of visitor.cookies) if (name !== 'locale') secrets.add(value)
  }
  const place = '/us/en'
  const send = async (from: string, action: string, fields: Record<string, string>) => {
    const page = await visitor.get(place + from)
    for (const [, token = ''] of page.text.matchAll(/name="(?:token|key|link)" value="([^"]{20,})"/g))
      secrets.add(token)
    const answer = await visitor.send(page, place + action, fields)
    keep()
    return answer
  }
  const mailWith = (words: string) =>
    // The worker is a process of its own, and this machine may be busy.
    until(async () => {
      const { rows } = await shop.db.pool.query('select body as text from mailbox where body ~ $1', [words])
      return rows[0]?.text as string | undefined
    }, 60)

  // Looks around, with words of its own.
  await visitor.get(`${place}/search?q=${bird}+mug`)
  await visitor.get(`${place}/suggest?q=${bird}`)
  await visitor.get(`${place}/p/${bird}?utm=${bird}`)
  await visitor.get(`/${bird}/${bird}`)
  await visitor.get(`${place}/orders/${bird.repeat(6)}`)
  // Buys as a guest.
  await visitor.post(`${place}/cart/lines`, { variantId: String(variantId), quantity: '1' })
  await send('/cart', '/cart/code', { code: bird })
  await send('/checkout', '/checkout/details', { ...typed, postcode: bird })
  await send('/checkout', '/checkout/details', typed)
  await send('/checkout?step=delivery', '/checkout/delivery', {})
  await send('/checkout', '/checkout/place', {})
  const sessionRef = new URL(visitor.leftFor ?? '').pathname.split('/')[2] ?? ''
  secrets.add(sessionRef)
  await shop.sandbox.bank.pay(sessionRef, 'success')
  const { rows: paid } = await shop.db.pool.query('select number from orders')
  assert.equal(paid.length, 1)
  const placed = await send('/order-lookup', '/order-lookup', { number: paid[0].number, email: typed.email })
  const orderToken = /\/orders\/([\w-]{40,})/.exec(placed.url)?.[1] ?? ''
  assert.ok(orderToken.length > 40, placed.url)
  secrets.add(orderToken)
  await visitor.get(`${place}/checkout/return?order=${orderToken}`)
  await mailWith(paid[0].number)
  await send('/order-lookup', '/order-lookup', { number: bird, email: typed.email })
  // Opens an account, and does it wrong as well.
  await send('/account/register', '/account/register', { ...typed, password: 'short' })
  await send('/account/register', '/account/register', { ...typed, password })
  const verify = /verify\?token=([\w-]+)/.exec(await mailWith('verify.token='))?.[1] ?? ''
  secrets.add(verify)
  await send(`/account/verify?token=${verify}`, '/account/verify', { password: `${password} wrong` })
  await send(`/account/verify?token=${verify}`, '/account/verify', { password })
  assert.ok(visitor.cookies.has('session'))
  await send('/account/profile', '/account/profile', { firstName: typed.firstName, lastName: typed.lastName })
  await visitor.get(`${place}/account/orders`)
  await send('/account', '/account/sign-out', {})
  for (let i = 0; i < 12; i++)
    await send('/account/sign-in', '/account/sign-in', { email: typed.email, password: `${password} ${i}` })
  // The same through the API, and what cannot be read at all.
  const call = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${origin}/api/store${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-request-id': `${bird}-${bird}`, ...headers },
    }).then((answer) => answer.text())
  await call('/us/en/orders/lookup', JSON.stringify({ number: bird, email: typed.email }))
  await call('/us/en/orders/lookup', `{"email":"${typed.email}" ${bird}`)
  await call('/us/en/carts', JSON.stringify({ [bird]: typed }), { 'idempotency-key': `${bird}-0123456789abcdef` })
  await call(`/us/en/${bird}`, '{}', { authorization: `Bearer ${bird.repeat(5)}` })
  await fetch(`${origin}/us/en?${bird}=%ff%fe`, { headers: { 'user-agent': bird, referer: `${origin}/${bird}` } })
  await fetch(`${origin}/webhooks/payments`, { method: 'POST', body: bird, headers: { 'stripe-signature': bird } })
  // Faults: a table is gone, while somebody types.
  await visitor.post(`${place}/cart/lines`, { variantId: String(variantId), quantity: '1', note: bird })
  await shop.db.pool.query('alter table checkout rename to checkout_gone')
  const broken = await visitor.post(`${place}/checkout/details`, { ...typed, note: bird })
  assert.equal(broken.status, 500)
  await visitor.get(`${place}/checkout?note=${bird}`)
  await shop.db.pool.query('alter table checkout_gone rename to checkout')
  await shop.db.pool.query(`select graphile_worker.add_job('send-order-mail',
    json_build_object('kind', 'placed', 'orderId', '${bird}'), max_attempts => 1)`)
  await until(async () => workerSaid.includes('job.given-up'), 60)

  web.child.kill('SIGTERM')
  worker.kill('SIGTERM')
  await Promise.all([web.ended, workerEnded])
  const said = web.said() + workerSaid
  const lines = said.trimEnd().split('\n')
  const events = new Set(lines.map((line) => (JSON.parse(line) as { event: string }).event))
  for (const event of ['web.ready', 'request', 'request.failed', 'worker.open', 'job', 'job.given-up'])
    assert.ok(events.has(event), `The test drove no '${event}': ${[...events]}`)
  const requests = lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'request')
  assert.ok(requests.length > 50)
  for (const request of requests) {
    const { at, level, event, requestId, method, route, market, status, ms, bytes, ...more } = request
    assert.deepEqual(more, {})
    assert.deepEqual([level, event, typeof ms], ['info', 'request', 'number'])
    assert.ok(bytes > 100 && status >= 200 && /^[\w-]{36}$/.test(requestId) && /^[A-Z]+$/.test(method) && at)
    assert.match(route, /^(\/|\*|kept)/)
    assert.ok(market === undefined || market === 'us')
  }
  assert.ok(requests.some(({ status }) => status === 429))
  const everything = said.toLowerCase()
  for (const word of [
    bird,
    '0182736',
    encodeURIComponent(typed.email),
    Buffer.from(bird).toString('base64').slice(0, 9),
  ])
    assert.ok(
      !everything.includes(word.toLowerCase()),
      lines.find((line) => line.toLowerCase().includes(word.toLowerCase())),
    )
  for (const token of secrets)
    if (token.length >= 16)
      assert.ok(
        !said.includes(token),
        lines.find((line) => line.includes(token)),
      )
  assert.ok(secrets.size > 12, `${secrets.size}`)
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { type TestContext, test } from 'node:test'
import { root } from '../../dev/places.ts'
import { freePort } from '../../dev/ports.ts'
import { openOtlpReceiver, type ReceivedSpan } from '../helpers/otlp-receiver.ts'
import { openPayingShop, type PayingShop, secretKey, until, webhookSecret } from '../helpers/paying-shop.ts'
import { testKeys } from '../helpers/test-keys.ts'
import { Visitor } from '../helpers/visitor.ts'
import { addWare } from '../helpers/wares.ts'
import { memoryOf, secret, startWeb, type WebProcess } from './web-process.ts'

/** One checkout as its spans tell it, across web, database, provider and worker; and one with nobody who takes them. */

const bird = 'Zyxwvut'
const typed = {
  email: `${bird}mail@example.com`,
  firstName: `${bird}first`,
  lastName: `${bird}last`,
  line1: `1 ${bird} Road`,
  city: `${bird}ville`,
  phone: '+1 555 0182736',
  postcode: '97205',
  region: 'OR',
  country: 'US',
}

async function startWorker(t: TestContext, shop: PayingShop, env: Record<string, string>): Promise<void> {
  const worker = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', 'worker'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DEMO: '1',
      DATABASE_URL: shop.databaseUrl,
      SECRET: secret,
      PAYMENTS_URL: `stripe+${shop.sandbox.url}`,
      PAYMENTS_KEY: secretKey,
      PAYMENTS_WEBHOOK_SECRET: webhookSecret,
      MAIL_URL: 'mailbox:',
      ...testKeys(),
      ...env,
    },
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => worker.once('close', resolve))
  t.after(async () => {
    worker.kill('SIGKILL')
    await ended
  })
}

/** From the shelf to the paid order; answers all that nobody else may read. */
async function buy(shop: PayingShop, web: WebProcess, variantId: number): Promise<string[]> {
  const visitor = new Visitor((request) => fetch(request), web.origin)
  const place = '/us/en'
  const send = async (from: string, action: string, fields: Record<string, string>) =>
    visitor.send(await visitor.get(place + from), place + action, fields)
  await visitor.get(`${place}/search?q=${bird}+mug`)
  await visitor.post(`${place}/cart/lines`, { variantId: String(variantId), quantity: '1' })
  await send('/checkout', '/checkout/details', typed)
  await send('/checkout?step=delivery', '/checkout/delivery', {})
  await send('/checkout', '/checkout/place', {})
  const sessionRef = new URL(visitor.leftFor ?? '').pathname.split('/')[2] ?? ''
  await shop.sandbox.bank.pay(sessionRef, 'success')
  const { rows } = await shop.db.pool.query('select number from orders')
  const found = await send('/order-lookup', '/order-lookup', { number: rows[0].number, email: typed.email })
  const token = /\/orders\/([\w-]{40,})/.exec(found.url)?.[1] ?? ''
  assert.ok(token.length > 40, found.url)
  const back = await visitor.get(`${place}/checkout/return?order=${token}`)
  assert.equal(back.status, 200)
  return [
    token,
    sessionRef,
    rows[0].number,
    ...[...visitor.cookies].filter(([name]) => name !== 'locale').map(([, v]) => v),
  ]
}

test('the spans of a checkout reach from the request over database and provider to the worker and its mail, and tell of nobody', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const receiver = await openOtlpReceiver(t)
  const port = await freePort()
  const env = { PUBLIC_URL: `http://127.0.0.1:${port}`, TRACES_URL: receiver.url, TRACES_SHARE: '1' }
  const web = await startWeb(t, shop, { ...env, PORT: String(port) })
  await startWorker(t, shop, env)
  const secrets = await buy(shop, web, variantId)

  const find = (match: Partial<ReceivedSpan>) =>
    receiver.spans.find((span) =>
      Object.entries(match).every(([key, value]) => span[key as keyof ReceivedSpan] === value),
    )
  await until(async () => find({ name: 'job send-order-mail' }) && find({ name: 'GET /checkout/return' }), 60)
  const spanOf = (match: Partial<ReceivedSpan>): ReceivedSpan => find(match) ?? assert.fail(JSON.stringify(match))
  /** From a span up to the one that began it all. */
  const pathOf = (span: ReceivedSpan): string[] => {
    const { traceId, parentSpanId } = span
    const above = parentSpanId && receiver.spans.find((one) => one.traceId === traceId && one.spanId === parentSpanId)
    if (parentSpanId && !above) assert.fail(`${span.name} hangs in the air.`)
    return above ? [...pathOf(above), span.name] : [span.name]
  }

  // The order is written and the provider asked for its page, in one trace.
  const placed = spanOf({ name: 'POST /checkout/place' })
  assert.deepEqual([placed.kind, placed.service, placed.parentSpanId], ['server', 'tradewind-web', undefined])
  assert.equal(placed.fields['http.response.status_code'], 303)
  assert.equal(placed.fields['http.route'], '/checkout/place')
  // By it X-Ray finds the traces of the checkout.
  assert.equal(placed.fields['aws.xray.annotations'], 'http.route')
  assert.match(String(placed.fields['tradewind.request_id']), /^[0-9a-f-]{36}$/)
  const { traceId } = placed
  const ask = spanOf({ traceId, name: 'payments ask for page' })
  assert.deepEqual([ask.kind, pathOf(ask)], ['client', ['POST /checkout/place', 'payments ask for page']])
  const written = receiver.spans.filter(
    (span) => span.traceId === traceId && span.fields['db.system.name'] === 'postgresql',
  )
  assert.ok(written.length > 5, `${written.length} statements`)
  assert.ok(
    written.some(({ name }) => name === 'insert orders'),
    written.map(({ name }) => name).join(),
  )

  // The shopper comes back: the provider is read, the fact is written, and the worker goes on in the same trace.
  const returned = spanOf({ name: 'GET /checkout/return' })
  assert.ok(find({ traceId: returned.traceId, name: 'payments read page' }))
  const mailed = spanOf({ traceId: returned.traceId, name: 'mailer send' })
  assert.equal(mailed.service, 'tradewind-worker')
  const path = pathOf(mailed)
  assert.deepEqual([path[0], path.at(-1)], ['GET /checkout/return', 'mailer send'])
  assert.deepEqual(
    path.filter((name) => name.startsWith('job ')),
    ['job fact', 'job send-order-mail'],
  )
  const job = spanOf({ traceId: returned.traceId, name: 'job send-order-mail' })
  assert.deepEqual([job.kind, job.fields['job.attempt']], ['worker', 1])

  // Ids are of X-Ray's shape: the first half of a minute is the time.
  for (const span of receiver.spans) {
    const seconds = Number.parseInt(span.traceId.slice(0, 8), 16)
    assert.ok(Math.abs(Date.now() / 1000 - seconds) < 300, span.traceId)
  }
  for (const span of receiver.spans) pathOf(span)

  // A name, an address, a search, a token, a secret: nothing of it anywhere.
  const all = receiver.bodies.join('\n').toLowerCase()
  for (const word of [bird, 'mail@example.com', '0182736', secret, secretKey, webhookSecret, ...secrets])
    assert.ok(word && !all.includes(word.toLowerCase()), `A span tells '${word}'.`)
})

test('a trace that a proxy of ours begins goes on here; a stranger can begin none', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const receiver = await openOtlpReceiver(t)
  const now = Math.floor(Date.now() / 1000).toString(16)
  const id = (letter: string) => now + letter.repeat(24)
  const ask = async (web: WebProcess, headers: Record<string, string>) =>
    assert.equal((await fetch(`${web.origin}/us/en/p/mug`, { headers })).status, 200)
  const env = { TRACES_URL: receiver.url, PAGE_CACHE_MB: '0' }
  // No trace of our own is kept: what comes, comes from the headers.
  const behind = await startWeb(t, shop, { ...env, TRACES_SHARE: '0', TRUSTED_HOPS: '1' })
  await ask(behind, { 'x-amzn-trace-id': `Root=1-${now}-${'a'.repeat(24)};Parent=53995c3f42cd8ad8;Sampled=1` })
  await ask(behind, { 'x-amzn-trace-id': `Root=1-${now}-${'b'.repeat(24)};Parent=53995c3f42cd8ad8;Sampled=0` })
  await ask(behind, { traceparent: `00-${id('c')}-53995c3f42cd8ad8-01` })
  const open = await startWeb(t, shop, { ...env, TRACES_SHARE: '1' })
  await ask(open, { 'x-amzn-trace-id': `Root=1-${now}-${'d'.repeat(24)};Parent=53995c3f42cd8ad8;Sampled=1` })
  const counted = await startWeb(t, shop, { ...env, TRACES_SHARE: '1', TRUSTED_HOPS: '1' })
  // A balancer of AWS gives the trace its number, and leaves the rest to us.
  await ask(counted, { 'x-amzn-trace-id': `Root=1-${now}-${'e'.repeat(24)}` })
  const roots = await until(async () => {
    const found = receiver.spans.filter(({ name }) => name === 'GET /p/:slug')
    return found.length >= 4 && found
  }, 30)
  const traces = roots.map((span) => [span.traceId, span.parentSpanId])
  const parent = '53995c3f42cd8ad8'
  assert.equal(traces.length, 4)
  assert.ok(traces.some(([trace, above]) => trace === id('a') && above === parent))
  assert.ok(traces.some(([trace, above]) => trace === id('c') && above === parent))
  assert.ok(traces.some(([trace, above]) => trace === id('e') && above === undefined))
  assert.ok(!traces.some(([trace]) => trace === id('b') || trace === id('d')))
})

for (const [how, options] of [
  ['is not there', undefined],
  ['answers 500', { status: 500 }],
  ['answers 503', { status: 503 }],
  ['never answers', { afterMs: 3_600_000 }],
] as const)
  test(`a receiver that ${how} holds up no checkout, fills no memory and is told of once`, async (t) => {
    const shop = await openPayingShop(t, { webhooks: false })
    const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
    const url = options ? (await openOtlpReceiver(t, options)).url : 'otlp+http://127.0.0.1:9'
    const port = await freePort()
    const web = await startWeb(t, shop, {
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      TRACES_URL: url,
      TRACES_SHARE: '1',
      PAGE_CACHE_MB: '0',
    })
    await buy(shop, web, variantId)
    const look = async (times: number) => {
      for (let i = 0; i < times; i += 20)
        await Promise.all(
          Array.from({ length: 20 }, async () => {
            const answer = await fetch(`${web.origin}/us/en/p/mug`)
            await answer.arrayBuffer()
            assert.equal(answer.status, 200)
          }),
        )
    }
    await look(600)
    const before = memoryOf(web)
    await look(1_400)
    const after = memoryOf(web)
    if (before && after) assert.ok(after - before < 60_000_000, `${Math.round((after - before) / 1e6)} MB more`)
    // Retries of the exporter end after five seconds.
    await until(async () => web.said().includes('"traces.lost"'), 20)
    assert.equal(web.said().split('"traces.lost"').length, 2, web.said())
    const began = Date.now()
    web.child.kill('SIGTERM')
    assert.equal(await web.ended, 0)
    assert.ok(Date.now() - began < 8_000, `${Date.now() - began} ms to stop`)
  })

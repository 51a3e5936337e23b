import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { site } from '../../src/app.ts'
import { fixedSecret } from '../../src/kit/secret.ts'
import { startWorker } from '../../src/worker/worker.ts'
import { aReadyCart, openPayingShop, paidOrder, until } from '../helpers/paying-shop.ts'
import { addWare } from '../helpers/wares.ts'
import { startWeb } from '../traffic/web-process.ts'

/** What the operator is shown, and nobody else. */

const operatorToken = 'operator-token-of-the-tests-0123456789'
const bearer = { authorization: `Bearer ${operatorToken}` }

/** Samples by their whole name, as Prometheus reads them. */
function samplesOf(text: string): Map<string, number> {
  const samples = new Map<string, number>()
  for (const line of text.trimEnd().split('\n')) {
    if (/^# (HELP tradewind_\w+ \S|TYPE tradewind_\w+ (counter|gauge|histogram)$)/.test(line)) continue
    const [, name, value] = /^(tradewind_\w+(?:\{(?:\w+="[^"\\\n]*",?)+\})?) ([\d.e+-]+)$/.exec(line) ?? []
    assert.ok(name, `No sample: ${line}`)
    assert.ok(!samples.has(name), `Twice: ${name}`)
    samples.set(name, Number(value))
  }
  return samples
}

test('metrics are there for the token only, and sum up all web processes and the worker', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 5 } })
  await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }))
  const worker = await startWorker(shop, { pollMs: 50, crontab: '' })
  await until(async () => (await shop.db.pool.query('select 1 from mailbox')).rowCount === 1)
  await worker.stop()
  const web = await startWeb(t, shop, { WEB_PROCESSES: '2', OPERATOR_TOKEN: operatorToken })
  const ask = (path: string, headers: Record<string, string> = {}) => fetch(web.origin + path, { headers })
  const strangers: Record<string, string>[] = [
    {},
    { authorization: 'Bearer wrong' },
    { 'x-operator-token': operatorToken },
  ]
  for (const headers of strangers) {
    const answer = await ask('/operator/metrics', headers)
    assert.equal(answer.status, 401)
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer')
    assert.doesNotMatch(await answer.text(), /tradewind_/)
  }
  // Each on a connection of its own, so that both processes have some of them.
  for (let i = 0; i < 12; i++) await (await ask('/de/de/p/mug', { connection: 'close' })).text()
  await (await ask('/de/de/p/nothing')).text()
  const answer = await ask('/operator/metrics', bearer)
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  assert.equal(answer.headers.get('cache-control'), 'private, no-store')
  const samples = samplesOf(await answer.text())
  const seconds = 'tradewind_http_request_duration_seconds_count'
  const products =
    (samples.get(`${seconds}{route="/p/:slug",status="2xx"}`) ?? 0) +
    (samples.get(`${seconds}{route="kept",status="2xx"}`) ?? 0)
  assert.equal(products, 12)
  assert.equal(samples.get(`${seconds}{route="/p/:slug",status="4xx"}`), 1)
  assert.equal(samples.get('tradewind_processes'), 2)
  assert.equal(samples.get('tradewind_database_up'), 1)
  assert.equal(samples.get('tradewind_facts_total{fact="order.placed"}'), 1)
  assert.equal(samples.get('tradewind_mails_sent_total'), 1)
  assert.equal(samples.get('tradewind_job_runs_total{job="send-order-mail",outcome="done"}'), 1)
  assert.equal(samples.get('tradewind_jobs{state="set-aside"}'), 0)
  assert.ok((samples.get('tradewind_memory_rss_bytes') ?? 0) > 50_000_000)
  for (const name of [
    'tradewind_http_requests_in_flight',
    'tradewind_event_loop_delay_seconds{quantile="0.99"}',
    'tradewind_memory_heap_bytes',
    'tradewind_processor_seconds',
    'tradewind_database_connections{state="used"}',
    'tradewind_database_waiting{lane="first"}',
    'tradewind_jobs_oldest_seconds',
  ])
    assert.ok(samples.has(name), name)
})

test('without the setting there are no metrics, with whatever token', async (t) => {
  const shop = await openPayingShop(t)
  const { openSite } = await import('../../src/app.ts')
  const closed = openSite(shop, { demo: true, formTargets: [] })
  for (const headers of [{}, bearer, { authorization: 'Bearer undefined' }, { authorization: 'Bearer ' }])
    assert.equal((await closed(new Request('http://shop.test/operator/metrics', { headers }))).status, 404)
  assert.ok(site.metrics)
})

test('the time of an answer is told to the operator, and to nobody else', async (t) => {
  const shop = await openPayingShop(t)
  await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 5 } })
  const { openSite } = await import('../../src/app.ts')
  const fetch = openSite(shop, { demo: true, formTargets: [], operatorToken: fixedSecret(operatorToken) })
  const ask = async (path: string, token?: string) =>
    fetch(new Request(`http://shop.test${path}`, { headers: token ? { 'x-operator-token': token } : {} }))
  const told = await ask('/de/de/p/mug', operatorToken)
  assert.equal(told.headers.get('cache-control'), 'private, no-store')
  const [, database, statements, render, total] =
    /^db;dur=([\d.]+);desc="(\d+) statements", render;dur=([\d.]+), total;dur=([\d.]+)$/.exec(
      told.headers.get('server-timing') ?? '',
    ) ?? []
  assert.ok(Number(statements) > 0)
  assert.ok(Math.abs(Number(database) + Number(render) - Number(total)) < 0.25)
  assert.match((await ask('/api/store/markets', operatorToken)).headers.get('server-timing') ?? '', /^db;dur=/)
  for (const token of [undefined, 'wrong', `${operatorToken}x`])
    assert.equal((await ask('/de/de/p/mug', token)).headers.get('server-timing'), null)
})

test('a request number is taken from a proxy of ours, when it is one', async (t) => {
  const shop = await openPayingShop(t)
  const { openSite } = await import('../../src/app.ts')
  const idOf = async (trustedHops: number, given: string) => {
    const fetch = openSite(shop, { demo: true, formTargets: [], trustedHops })
    const answer = await fetch(new Request('http://shop.test/healthz', { headers: { 'x-request-id': given } }))
    return answer.headers.get('x-request-id')
  }
  const sane = '4bf92f3577b34da6a3ce929d0e0e4736'
  assert.equal(await idOf(1, sane), sane)
  assert.match((await idOf(0, sane)) ?? '', /^[\da-f]{8}-/)
  for (const odd of ['short', 'x'.repeat(65), 'two words here', '"},{"level":"error', 'a;b=c,d.e.f.g'])
    assert.match((await idOf(1, odd)) ?? '', /^[\da-f]{8}-/)
})

test('docs/reference/metrics.md names every metric and no other', () => {
  const root = join(import.meta.dirname, '../..')
  const read = (file: string) => readFileSync(join(root, file), 'utf8')
  const told = [...read('docs/reference/metrics.md').matchAll(/^\| `(tradewind_\w+)`/gm)].map(([, name]) => name)
  const real = [
    ...['src/kit/process-metrics.ts', 'src/api/metrics.ts', 'src/adapters/search/with-fallback.ts'].flatMap((file) =>
      [...read(file).matchAll(/name: '(tradewind_\w+)'/g)].map(([, name]) => name),
    ),
    ...[...read('src/domain/reports/work-metrics.ts').matchAll(/told\(\s*'\w+',\s*'(\w+)'/g)].map(
      ([, name]) => `tradewind_${name}`,
    ),
  ]
  assert.deepEqual(told.sort(), real.sort())
})

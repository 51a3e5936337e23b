import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { root } from '../../dev/places.ts'
import { type EmfLine, emfNamespace } from '../../src/kit/emf.ts'
import { aReadyCart, openPayingShop, paidOrder, secretKey, until, webhookSecret } from '../helpers/paying-shop.ts'
import { testKeys } from '../helpers/test-keys.ts'
import { addWare } from '../helpers/wares.ts'
import { secret, startWeb } from './web-process.ts'

/** METRICS_LOG=emf: what the processes themselves write. The form of a line is checked in src/kit/emf.test.ts. */

const linesIn = (said: string): EmfLine[] =>
  said
    .split('\n')
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line) as EmfLine)

const sumOf = (lines: EmfLine[], name: string, labels: Record<string, string> = {}): number =>
  lines
    .filter((line) => Object.entries(labels).every(([label, value]) => line[label] === value))
    .reduce((sum, line) => sum + Number(line[name] ?? 0), 0)

test('the parent writes the sum of all web processes, also at the stop and whatever the level of the log', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const web = await startWeb(t, shop, { WEB_PROCESSES: '2', METRICS_LOG: 'emf' })
  for (let i = 0; i < 40; i++) assert.equal((await fetch(`${web.origin}/us/en/p/mug`)).status, 200)
  for (let i = 0; i < 3; i++) assert.equal((await fetch(`${web.origin}/us/en/p/none`)).status, 404)
  assert.equal((await fetch(`${web.origin}/us/en/search?q=mug`)).status, 200)
  web.child.kill('SIGTERM')
  await web.ended
  const lines = linesIn(web.said())
  for (const line of lines) {
    assert.deepEqual([line.event, line.service], ['metrics', 'web'])
    assert.equal(line._aws.CloudWatchMetrics[0].Namespace, emfNamespace)
  }
  assert.equal(sumOf(lines, 'http_request_duration_seconds_count', { status: '2xx' }), 41)
  assert.ok(sumOf(lines, 'search_duration_seconds_count', { what: 'find' }) > 0)
  assert.equal(sumOf(lines, 'http_request_duration_seconds_count', { status: '4xx' }), 3)
  assert.equal(lines.findLast((line) => 'processes' in line)?.processes, 2)
})

test('a worker writes what it has done itself, and what waits for all of them', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 5 } })
  await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }))
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
      METRICS_LOG: 'emf',
      LOG_LEVEL: 'warn',
      ...testKeys(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => worker.kill('SIGKILL'))
  let said = ''
  worker.stdout.on('data', (chunk) => {
    said += chunk
  })
  const ended = new Promise((resolve) => worker.once('close', resolve))
  await until(async () => (await shop.db.pool.query('select 1 from mailbox')).rows.length === 1, 60)
  worker.kill('SIGTERM')
  await ended
  const lines = linesIn(said)
  assert.ok(lines.every((line) => line.service === 'worker'))
  assert.equal(sumOf(lines, 'facts_total', { fact: 'order.placed' }), 1)
  assert.equal(sumOf(lines, 'orders_total', { pay: 'paid' }), 1)
  assert.equal(sumOf(lines, 'order_minor_total', { currency: 'EUR' }), 2490 + 390)
  assert.equal(sumOf(lines, 'mails_sent_total'), 1)
  assert.ok(sumOf(lines, 'job_runs_total', { outcome: 'done' }) >= 2)
  assert.ok(lines.some((line) => 'memory_rss_bytes' in line && !('http_requests_in_flight' in line)))
})

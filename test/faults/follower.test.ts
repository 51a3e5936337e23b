import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { seedMarkets } from '../../db/seed/markets.ts'
import { root, varFolder } from '../../dev/places.ts'
import { openPostgres } from '../../dev/postgres.ts'
import { startWatchdog } from '../../dev/watchdog.ts'
import { openDb } from '../../src/kit/db.ts'
import { migrate } from '../../src/kit/migrate.ts'
import { openPersonalKeys } from '../../src/open-keys.ts'
import { until } from '../helpers/paying-shop.ts'
import { addWare } from '../helpers/wares.ts'
import { secret, startWeb } from '../traffic/web-process.ts'

/** A second region: its server follows that of the first one until somebody promotes it. */

const skip = process.env.TEST_ADAPTERS === 'aws' && 'the keys of this server lie in a folder'

test('beside a server that follows another one the shelf is open, carts are refused in a moment’s words, and the worker waits; once it leads, both go on', {
  skip,
}, async (t) => {
  const folder = mkdtempSync(join(varFolder, 'follower-'))
  const keys = mkdtempSync(join(tmpdir(), 'tradewind-follower-keys-'))
  const watchdog = startWatchdog()
  const options = { folder, password: 'of-a-test', watchdog, durable: false }
  const ask = async (url: string, text: string) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(text)
    await client.end()
    return rows
  }

  const leading = await openPostgres(options)
  await migrate(leading.url)
  const db = openDb({ url: leading.url })
  await seedMarkets(db)
  await openPersonalKeys(new URL(`local:${keys}`), db)
  const { variantId } = await addWare({ db }, { key: 'mug', stock: { columbus: 9 } })
  await db.close()
  const [{ data_directory: data }] = await ask(leading.url, 'show data_directory')
  await leading.stop()
  writeFileSync(join(data, 'standby.signal'), '')
  const following = await openPostgres(options)
  const shop = { databaseUrl: following.url, sandbox: { url: 'http://127.0.0.1:9' } }
  const web = await startWeb(t, shop as Parameters<typeof startWeb>[1], { KEYS_URL: `local:${keys}` })
  const worker = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', 'worker'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DEMO: '1',
      DATABASE_URL: following.url,
      SECRET: secret,
      PAYMENTS_URL: 'stripe+http://127.0.0.1:9',
      PAYMENTS_KEY: 'sk_test_none',
      PAYMENTS_WEBHOOK_SECRET: 'whsec_none',
      MAIL_URL: 'mailbox:',
      KEYS_URL: `local:${keys}`,
      MEDIA_URL: `file:${keys}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(worker, 'exit')
  t.after(async () => {
    for (const child of [web.child, worker]) child.kill('SIGKILL')
    await Promise.all([web.ended, ended])
    await following.stop()
    watchdog.close()
    for (const one of [folder, keys]) rmSync(one, { recursive: true, force: true })
  })
  let said = ''
  worker.stdout.on('data', (chunk) => {
    said += chunk
  })

  // Each request on a connection of its own: a refusal may close the one that it came on.
  const fresh = { connection: 'close' }
  const get = (path: string) => fetch(web.origin + path, { headers: fresh })
  const add = () =>
    fetch(`${web.origin}/us/en/cart/lines`, {
      method: 'POST',
      body: new URLSearchParams({ variantId: String(variantId), quantity: '1' }),
      headers: { ...fresh, 'sec-fetch-site': 'same-origin' },
      redirect: 'manual',
    })
  assert.equal((await get('/readyz')).status, 200)
  const page = await get('/us/en/p/mug')
  assert.equal(page.status, 200)
  assert.match(await page.text(), /mug/)
  const refused = await add()
  assert.equal(refused.status, 503)
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/)
  await until(async () => said.includes('"worker.waits"'))
  assert.ok(!said.includes('"worker.open"'))

  await ask(following.url, 'select pg_promote()')
  assert.equal((await add()).status, 303)
  await until(async () => said.includes('"worker.open"'))
  // Facts are heard again: what is changed is shown.
  await until(async () => {
    await ask(following.url, "update product_text set name = 'cup' where slug = 'mug'")
    await ask(following.url, `select pg_notify('facts', '{"fact":"product.changed","productIds":[1]}')`)
    return (await (await get('/us/en/p/mug')).text()).includes('cup')
  })
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { removeDemo } from '../../db/seed/remove-demo.ts'
import { seedDemo } from '../../db/seed/seed.ts'
import { root } from '../../dev/places.ts'
import { freePort } from '../../dev/ports.ts'
import { isRunning } from '../../dev/processes.mjs'
import { openFolder } from '../../src/adapters/media/filesystem.ts'
import { openPostgresSearch } from '../../src/adapters/search/postgres.ts'
import { readMarkets } from '../../src/domain/settings/read-markets.ts'
import { openDb } from '../../src/kit/db.ts'
import { markAsDemo } from '../../src/kit/migrate.ts'
import { openPersonalKeys } from '../../src/open-keys.ts'
import { emptyDatabase } from '../helpers/empty-database.ts'
import { startProgram } from '../helpers/program.ts'

/** The production form: compiled, in a folder of its own, so that the clone's own dist stays as it is. */
const folder = mkdtempSync(join(tmpdir(), 'tradewind-production-'))
const keysUrl = `local:${join(folder, 'keys')}`

before(() => {
  const built = spawnSync(process.execPath, ['dev/build.ts', join(folder, 'dist')], { cwd: root, encoding: 'utf8' })
  assert.equal(built.status, 0, built.stdout + built.stderr)
  cpSync(join(root, 'db/demo-shop'), join(folder, 'shop'), { recursive: true })
  for (const name of ['db', 'node_modules', 'package.json']) symlinkSync(join(root, name), join(folder, name))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
})

const settings = (databaseUrl: string, port = 0) => ({
  PATH: process.env.PATH,
  DATABASE_URL: databaseUrl,
  PORT: String(port),
  HOST: '127.0.0.1',
  PUBLIC_URL: 'https://shop.example',
  SECRET: randomBytes(32).toString('hex'),
  PAYMENTS_URL: 'stripe:',
  PAYMENTS_KEY: 'sk_live_none',
  PAYMENTS_WEBHOOK_SECRET: 'whsec_none',
  MAIL_URL: 'smtp://127.0.0.1:2525',
  SHOP_DIR: join(folder, 'shop'),
  MEDIA_URL: `file:${join(folder, 'media')}`,
  KEYS_URL: keysUrl,
  WEB_PROCESSES: '2',
})

const run = (t: TestContext, args: string[], env: NodeJS.ProcessEnv) =>
  startProgram(t, ['dist/main.js', ...args], { cwd: folder, env })

test('migrate, web and worker run from dist; web runs several processes, and both stop cleanly at SIGTERM', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const port = await freePort()
  const env = settings(databaseUrl, port)

  const tooEarly = run(t, ['worker'], env)
  assert.equal(await tooEarly.ended, 1)
  assert.equal(tooEarly.said(), "The database lacks tables of this version. Run the command 'migrate' first.\n")

  const migrated = run(t, ['migrate'], { DATABASE_URL: databaseUrl })
  assert.equal(await migrated.ended, 0, migrated.said())
  assert.match(migrated.said(), /^Migration 0001/)
  const again = run(t, ['migrate'], env)
  assert.equal(await again.ended, 0)
  assert.equal(again.said(), '')

  const web = run(t, ['web'], env)
  const worker = run(t, ['worker'], env)
  await web.says('"web.ready"', 2)
  await worker.says('"worker.open"')
  assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200)
  assert.equal((await fetch(`http://127.0.0.1:${port}/mailbox`)).status, 404)
  const pids = [...web.said().matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid))
  assert.equal(new Set(pids).size, 2)

  const taken = run(t, ['web'], env)
  assert.equal(await taken.ended, 1, 'a port that is taken ends the start')

  for (const { child } of [web, worker]) child.kill('SIGTERM')
  assert.deepEqual(await Promise.all([web.ended, worker.ended]), [0, 0])
  assert.deepEqual(pids.filter(isRunning), [])
})

test('a database that holds the demo shop is refused, for everybody knows its sign-in', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const env = settings(databaseUrl)
  assert.equal(await run(t, ['migrate'], env).ended, 0)
  const db = new Client({ connectionString: databaseUrl })
  await db.connect()
  await db.query("insert into migration (name) values ('demo-seed')")
  await db.end()
  for (const name of ['web', 'worker', 'jobs']) {
    const refused = run(t, [name], { ...env, WEB_PROCESSES: '1' })
    assert.equal(await refused.ended, 1)
    assert.match(
      refused.said(),
      /^DATABASE_URL names a demo shop, whose sign-in everybody knows\. .*DEMO=1 for a demo\.\n$/,
    )
  }
  assert.equal(await run(t, ['jobs'], { ...env, DEMO: '1' }).ended, 0)
})

test('the demo with a product of the owner becomes a shop in production that sells this product alone', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const port = await freePort()
  const env = { ...settings(databaseUrl, port), WEB_PROCESSES: '1' }
  assert.equal(await run(t, ['migrate'], { DATABASE_URL: databaseUrl }).ended, 0)
  const db = openDb({ url: databaseUrl })
  await seedDemo({ db, ...(await openPersonalKeys(new URL(keysUrl), db)) })
  await markAsDemo(db)
  const file = join(folder, 'own.csv')
  writeFileSync(
    file,
    'product,category,state,name_en,name_de,sku,price_de,stock_hamburg\nteapot,kitchen/tea,published,Teapot Nordlicht,Teekanne Nordlicht,NL-1,49.00,7\n',
  )
  const imported = run(t, ['import', file], { ...env, DEMO: '1' })
  assert.equal(await imported.ended, 0, imported.said())
  const markets = await readMarkets(db)
  const removed = await removeDemo({
    db,
    markets,
    media: openFolder(join(folder, 'media')),
    search: openPostgresSearch(db),
  })
  await db.close()
  assert.ok(removed.ok)

  const web = run(t, ['web'], env)
  const worker = run(t, ['worker'], env)
  await web.says('"web.ready"')
  await worker.says('"worker.open"')
  const read = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  // The worker brings the new product into the search.
  let found = ''
  for (let tries = 0; tries < 200 && !found.includes('Teekanne Nordlicht'); tries++) {
    found = await read('/de/de/search?q=teekanne')
    await sleep(50)
  }
  assert.match(found, /Teekanne Nordlicht/)
  const home = await read('/de/de')
  assert.match(home, /href="\/de\/de\/p\/teekanne-nordlicht"/)
  assert.deepEqual(
    [...new Set([...home.matchAll(/href="(\/de\/de\/p\/[^"]+)"/g)].map(([, path]) => path))],
    ['/de/de/p/teekanne-nordlicht'],
  )
  assert.match(await read('/de/de/p/teekanne-nordlicht'), /49,00/)
  for (const { child } of [web, worker]) child.kill('SIGTERM')
  await Promise.all([web.ended, worker.ended])
})

test('a shop without a folder of its own, or with words that still wait, does not open', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const env = { ...settings(databaseUrl), WEB_PROCESSES: '1' }
  assert.equal(await run(t, ['migrate'], { DATABASE_URL: databaseUrl }).ended, 0)
  const none = run(t, ['web'], { ...env, SHOP_DIR: '' })
  assert.equal(await none.ended, 1)
  assert.match(none.said(), /^SHOP_DIR is not set\. It names the folder/)
  const made = run(t, ['new-shop', 'fresh'], { PATH: process.env.PATH })
  assert.equal(await made.ended, 0, made.said())
  const again = run(t, ['new-shop', 'fresh'], { PATH: process.env.PATH })
  assert.equal(await again.ended, 1)
  const fresh = run(t, ['web'], { ...env, SHOP_DIR: join(folder, 'fresh') })
  assert.equal(await fresh.ended, 1)
  assert.match(
    fresh.said(),
    /^SHOP_DIR .*fresh waits for words of yours in \d+ places:\n {2}shop\.yaml: \[\[name of the shop\]\]\n/,
  )
  const demo = run(t, ['web'], { ...env, SHOP_DIR: join(folder, 'db/demo-shop') })
  assert.equal(await demo.ended, 1)
})

test('a wrong setting or an unknown command ends the program with one sentence', async (t) => {
  const env = settings('postgres://127.0.0.1:9/shop')
  for (const [wrong, name] of [
    [{ PAYMENTS_URL: 'stripe+http://127.0.0.1:1' }, 'PAYMENTS_URL'],
    [{ MAIL_URL: 'mailbox:' }, 'MAIL_URL'],
    [{ PUBLIC_URL: 'http://shop.example' }, 'PUBLIC_URL'],
    [{ SECRET: '' }, 'SECRET'],
    [{ KEYS_URL: '' }, 'KEYS_URL'],
    [{ KEYS_URL: 'kms:a key' }, 'KEYS_URL'],
  ] as const) {
    const refused = run(t, ['web'], { ...env, ...wrong })
    assert.equal(await refused.ended, 1)
    assert.match(refused.said(), new RegExp(`^${name} [^\n]+\n$`))
  }
  const unknown = run(t, ['sail'], { PATH: process.env.PATH })
  assert.equal(await unknown.ended, 2)
  assert.match(
    unknown.said(),
    /^'sail' is unknown\. Known are\n\n {2}web \| worker \| migrate \| new-shop \| create-table\n/,
  )
})

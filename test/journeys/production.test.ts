import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { root } from '../../dev/places.ts'
import { freePort } from '../../dev/ports.ts'
import { isRunning } from '../../dev/processes.mjs'

/** The production form: compiled, in a folder of its own, so that the clone's own dist stays as it is. */
const folder = mkdtempSync(join(tmpdir(), 'tradewind-production-'))
const serverUrl = process.env.TEST_DATABASE_URL ?? ''

before(() => {
  const built = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', 'tsconfig.build.json', '--outDir', `${folder}/dist`],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  assert.equal(built.status, 0, built.stdout)
  cpSync(join(root, 'src/storefront/assets'), join(folder, 'dist/storefront/assets'), { recursive: true })
  cpSync(join(root, 'db/demo-shop'), join(folder, 'shop'), { recursive: true })
  for (const name of ['db', 'node_modules', 'package.json']) symlinkSync(join(root, name), join(folder, name))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
})

async function aDatabase(t: TestContext): Promise<string> {
  const name = `production_${randomBytes(4).toString('hex')}`
  const ask = async (text: string) => {
    const admin = new Client({ connectionString: serverUrl })
    await admin.connect()
    await admin.query(text)
    await admin.end()
  }
  await ask(`create database ${name}`)
  t.after(() => ask(`drop database ${name} with (force)`))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

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
  WEB_PROCESSES: '2',
})

type Program = { child: ChildProcess; said: () => string; ended: Promise<number | null> }

function run(t: TestContext, args: string[], env: NodeJS.ProcessEnv): Program {
  const child = spawn(process.execPath, ['dist/main.js', ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  t.after(() => child.kill('SIGKILL'))
  return { child, said: () => said, ended: new Promise((resolve) => child.once('close', resolve)) }
}

async function says(program: Program, words: string, times = 1): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (program.said().split(words).length > times) return
    if (program.child.exitCode !== null) break
    await sleep(50)
  }
  assert.fail(`It did not say '${words}':\n${program.said()}`)
}

test('migrate, web and worker run from dist; web runs several processes, and both stop cleanly at SIGTERM', async (t) => {
  const databaseUrl = await aDatabase(t)
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
  await says(web, '"web.ready"', 2)
  await says(worker, '"worker.open"')
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
  const databaseUrl = await aDatabase(t)
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

test('a wrong setting or an unknown command ends the program with one sentence', async (t) => {
  const env = settings(serverUrl)
  for (const [wrong, name] of [
    [{ PAYMENTS_URL: 'stripe+http://127.0.0.1:1' }, 'PAYMENTS_URL'],
    [{ MAIL_URL: 'mailbox:' }, 'MAIL_URL'],
    [{ PUBLIC_URL: 'http://shop.example' }, 'PUBLIC_URL'],
    [{ SECRET: '' }, 'SECRET'],
  ] as const) {
    const refused = run(t, ['web'], { ...env, ...wrong })
    assert.equal(await refused.ended, 1)
    assert.match(refused.said(), new RegExp(`^${name} [^\n]+\n$`))
  }
  const unknown = run(t, ['sail'], { PATH: process.env.PATH })
  assert.equal(await unknown.ended, 2)
  assert.match(unknown.said(), /^'sail' is unknown\. Known are\n\n {2}web \| worker \| migrate\n/)
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { root } from '../../dev/places.ts'
import { signEvent } from '../../sandbox/webhooks.ts'
import { engine, engineAccess } from '../helpers/engines.ts'
import { aReadyCart, openPayingShop, paidOrder, secretKey, until } from '../helpers/paying-shop.ts'
import { Visitor } from '../helpers/visitor.ts'
import { addWare } from '../helpers/wares.ts'
import { secret, startWeb } from './web-process.ts'

/** Secrets that are kept elsewhere: how they are changed while people buy, and what is said when they cannot be had. */

const { url: ministack = '', missing } = engine('ministack')
const skip = missing ?? false
const access = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: engineAccess.accessKeyId,
  AWS_SECRET_ACCESS_KEY: engineAccess.secretAccessKey,
}
const options = {
  endpoint: ministack,
  region: access.AWS_REGION,
  credentials: engineAccess,
}

/** A secret of many fields, as one is kept for a whole shop. */
async function aSecret(fields: Record<string, string>) {
  const client = new SecretsManagerClient(options)
  const name = `tradewind-${randomBytes(6).toString('hex')}`
  const all = { ...fields }
  const text = () => JSON.stringify(all)
  let { VersionId: version } = await client.send(new CreateSecretCommand({ Name: name, SecretString: text() }))
  return {
    name,
    change: async (changed: Record<string, string>) => {
      Object.assign(all, changed)
      version = (await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text() }))).VersionId
    },
    /** As a rotation does it: the new version first, its label when `between` is done. */
    rotate: async (changed: Record<string, string>, between: () => Promise<void>) => {
      Object.assign(all, changed)
      const pending = await client.send(
        new PutSecretValueCommand({ SecretId: name, SecretString: text(), VersionStages: ['AWSPENDING'] }),
      )
      await between()
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: name,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: pending.VersionId,
          RemoveFromVersionId: version,
        }),
      )
      version = pending.VersionId
    },
  }
}

test('all secrets are changed while people buy in two processes: no request fails, and what was signed before stays good', {
  skip,
}, async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 100_000 } })
  const role = `shop_${randomBytes(4).toString('hex')}`
  await shop.db.pool.query(`create role ${role} superuser login password 'first-password'`)
  const databaseUrl = new URL(shop.databaseUrl)
  databaseUrl.username = role
  databaseUrl.password = ''

  const kept = await aSecret({
    signing: secret,
    webhook: 'whsec_first',
    operator: 'operator-token-number-one-0123456789',
  })
  const ofDatabase = await aSecret({ username: role, password: 'first-password' })
  const at = (field: string) => `secretsmanager:${kept.name}#${field}`
  const web = await startWeb(t, shop, {
    ...access,
    AWS_ENDPOINT_URL: ministack,
    DATABASE_URL: databaseUrl.href,
    DATABASE_PASSWORD: `secretsmanager:${ofDatabase.name}#password`,
    SECRET: at('signing'),
    PAYMENTS_WEBHOOK_SECRET: at('webhook'),
    OPERATOR_TOKEN: at('operator'),
    SECRETS_READ_SECONDS: '1',
    WEB_PROCESSES: '2',
    PAGE_CACHE_MB: '0',
  })
  const { token } = await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], market: 'us' }))
  assert.equal((await fetch(`${web.origin}/us/en/orders/${token}`)).status, 200)

  // Each walk signs forms in one request and sends them in the next, to whichever process takes it.
  let isOver = false
  const counts = { walks: 0, requests: 0 }
  const failures: string[] = []
  const counted = async (asked: Request) => {
    const answer = await fetch(asked)
    counts.requests++
    if (answer.status >= 400) failures.push(`${asked.method} ${new URL(asked.url).pathname}: ${answer.status}`)
    return answer
  }
  async function walk(): Promise<void> {
    const visitor = new Visitor(counted, web.origin)
    await visitor.get('/us/en/p/mug')
    await visitor.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })
    const page = await visitor.get('/us/en/checkout')
    await sleep(Math.random() * 300)
    await visitor.send(page, '/us/en/checkout/details', {
      email: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'Miller',
      line1: '1 Main St',
      city: 'Portland',
      postcode: '97205',
      region: 'OR',
      country: 'US',
    })
    await counted(new Request(`${web.origin}/us/en/orders/${token}`))
    counts.walks++
  }
  const walking = async () => {
    while (!isOver) await walk()
  }
  let walkers = [walking()]

  const next = `${secret}, the second`
  await sleep(1_000)
  await kept.change({ signing: next, webhook: 'whsec_second', operator: 'operator-token-number-two-0123456789' })
  await until(async () => web.said().split('"secrets.changed","setting":"SECRET"').length === 3, 30)
  // Beyond the time after which the new one signs.
  await sleep(4_000)

  // The server knows the new password, and the store does not yet: new connections are made all the same.
  const since = new Date()
  await ofDatabase.rotate({ password: 'second-password' }, async () => {
    await shop.db.pool.query(`alter role ${role} password 'second-password'`)
    await shop.db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and state = 'idle' and query ilike 'listen%'`,
      [role],
    )
    walkers = [...walkers, ...Array.from({ length: 11 }, walking)]
    await until(async () => {
      const { rows } = await shop.db.pool.query(
        'select count(*)::int as n from pg_stat_activity where usename = $1 and backend_start > $2',
        [role, since],
      )
      return rows[0].n >= 4
    }, 60)
  })
  await sleep(3_000)
  isOver = true
  await Promise.all(walkers)
  assert.deepEqual(failures, [])
  assert.ok(counts.walks > 10, `${counts.walks} walks`)
  t.diagnostic(`${counts.walks} walks, ${counts.requests} requests, ${failures.length} failures`)

  // What was signed with the first, and what is signed with the second.
  assert.equal((await fetch(`${web.origin}/us/en/orders/${token}`)).status, 200)
  const event = JSON.stringify(
    await shop.sandbox.bank.forgeEvent('checkout.session.expired', { id: 'cs_none' } as never),
  )
  for (const [signer, status] of [
    ['whsec_first', 200],
    ['whsec_second', 200],
    ['whsec_third', 400],
  ] as const) {
    const headers = { 'stripe-signature': signEvent(event, signer, new Date()) }
    const answer = await fetch(`${web.origin}/webhooks/payments`, { method: 'POST', body: event, headers })
    assert.equal(answer.status, status, signer)
  }
  for (const word of ['one', 'two']) {
    const authorization = `Bearer operator-token-number-${word}-0123456789`
    assert.equal((await fetch(`${web.origin}/operator/metrics`, { headers: { authorization } })).status, 200, word)
  }
  for (const word of ['-password', 'whsec_', secret, 'operator-token-number'])
    assert.ok(!web.said().includes(word), `The log tells '${word}'.`)
})

/** What a start says that comes to nothing. */
async function start(env: Record<string, string>, program = 'web'): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'src/main.ts', program], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DEMO: '1',
      DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:9/none',
      SECRET: secret,
      PAYMENTS_URL: 'stripe:',
      PAYMENTS_KEY: secretKey,
      PAYMENTS_WEBHOOK_SECRET: 'whsec_x',
      MAIL_URL: 'mailbox:',
      AWS_EC2_METADATA_DISABLED: 'true',
      ...access,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

test('a secret that cannot be had stops the start with one sentence, in web, worker and migration', {
  skip,
}, async (t) => {
  const { name } = await aSecret({ signing: 'too short' })
  const path = `/${name}/signing`
  await new SSMClient(options).send(new PutParameterCommand({ Name: path, Value: 'short', Type: 'SecureString' }))
  const refusing = createServer((asked, answer) => {
    asked.resume()
    answer.writeHead(400).end('{"__type":"AccessDeniedException","message":"arn:aws:iam::123456789012:role/web"}')
  })
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
  t.after(() => refusing.close())
  const closed = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`
  const at = `secretsmanager:${name}`
  const starts: [env: Record<string, string>, sentence: string, program?: string][] = [
    [{ SECRET: `${at}x#signing` }, `SECRET names ${at}x#signing, which is not there: ResourceNotFoundException.`],
    [{ SECRET: `${at}#other` }, `SECRET names ${at}#other, which is not there: the secret has no field 'other'.`],
    [{ SECRET: `${at}#signing` }, 'SECRET is too short. Allowed are 32 characters or more, chosen at random.'],
    [{ SECRET: `ssm:${path}` }, 'SECRET is too short. Allowed are 32 characters or more, chosen at random.'],
    [{ SECRET: `ssm:${path}x` }, `SECRET names ssm:${path}x, which is not there: ParameterNotFound.`],
    [
      { SECRET: `${at}#signing`, AWS_ENDPOINT_URL: closed },
      `SECRET names ${at}#signing, which this program may not read: AccessDeniedException.`,
      'worker',
    ],
    [
      { PAYMENTS_KEY: `${at}#key`, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      `PAYMENTS_KEY names ${at}#key, and the store does not answer: ECONNREFUSED.`,
      'worker',
    ],
    [
      { DATABASE_PASSWORD: `${at}#password` },
      `DATABASE_PASSWORD names ${at}#password, which is not there: the secret has no field 'password'.`,
      'migrate',
    ],
    [
      { SECRET: `${at}#signing`, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      `SECRET names ${at}#signing, which this program may not read: no AWS credentials were found.`,
    ],
    [{}, 'DATABASE_URL names a server that does not answer (ECONNREFUSED).', 'worker'],
  ]
  for (const [env, sentence, program = 'web'] of starts) {
    const { code, said } = await start({ AWS_ENDPOINT_URL: ministack, WEB_PROCESSES: '1', ...env }, program)
    assert.deepEqual([code, said], [1, `${sentence}\n`])
  }
})

test('a store that is gone later changes nothing: the program goes on with what it has, and tells it once', {
  skip,
}, async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const kept = await aSecret({ signing: secret })
  let isGone = false
  const between = createServer((asked, answer) => {
    if (isGone) return void asked.socket.destroy()
    const on = request(ministack + asked.url, { method: asked.method, headers: asked.headers }, (told) => {
      answer.writeHead(told.statusCode ?? 500, told.headers)
      told.pipe(answer)
    })
    asked.pipe(on)
  })
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    between.close()
    between.closeAllConnections()
  })
  const web = await startWeb(t, shop, {
    ...access,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(between.address() as AddressInfo).port}`,
    SECRET: `secretsmanager:${kept.name}#signing`,
    SECRETS_READ_SECONDS: '1',
  })
  const times = (event: string) => web.said().split(`"${event}"`).length - 1
  isGone = true
  await until(async () => times('secrets.unreadable') === 1, 30)
  await sleep(5_000)
  assert.equal(times('secrets.unreadable'), 1)
  assert.equal((await fetch(`${web.origin}/us/en`)).status, 200)
  isGone = false
  await until(async () => times('secrets.readable') === 1, 30)
  await kept.change({ signing: `${secret}, again` })
  await until(async () => times('secrets.changed') === 1, 30)
})

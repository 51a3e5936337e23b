import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { DeleteTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import sharp from 'sharp'
import { seedMarkets } from '../../../db/seed/markets.ts'
import { root } from '../../../dev/places.ts'
import { freePort } from '../../../dev/ports.ts'
import { openOwnMinistack } from '../../../dev/services/ministack.ts'
import { startSandbox } from '../../../sandbox/provider.ts'
import { openDb, sql } from '../../../src/kit/db.ts'
import { emptyDatabase } from '../../../test/helpers/empty-database.ts'
import { engine } from '../../../test/helpers/engines.ts'
import { until } from '../../../test/helpers/paying-shop.ts'
import { startProgram } from '../../../test/helpers/program.ts'
import { type Answer, Visitor, wordsOf } from '../../../test/helpers/visitor.ts'
import { addWare } from '../../../test/helpers/wares.ts'
import { lacking } from './lacking.ts'
import { settingsOfFunction, settingsOfMachine, takeRole } from './machine.ts'

/*
 * What this proves: the templates' own wiring. Intrinsics, outputs between stacks, names, settings and rights are such that a CloudFormation
 * makes resources of them with which the program sells, each process with the role and the settings that its machine would get.
 *
 * What it does not prove: that AWS deploys them. The emulator knows fewer types (lacking.ts) and checks fewer properties; PostgreSQL and the
 * payment provider are those of the tests; nobody boots a machine. deploy.ts changes what the emulator has otherwise: the number of the image,
 * attributes of SES, keys of several regions, and conditions on keys of a request that it does not tell IAM (proof/rights asks those).
 */

const packages = existsSync(join(root, 'infra/node_modules/aws-cdk-lib'))
const skip = packages
  ? (engine('ministack').missing ?? false)
  : 'the packages of infra/ are not installed: npm ci in infra/'

type Deployed = Awaited<ReturnType<typeof import('./deploy.ts')['deploy']>>[number]

/** Only where they are installed. */
async function deployAll(url: string): Promise<{ stacks: Deployed[]; account: string; region: string; name: string }> {
  const [{ deploy }, { synthesize }, { example }] = await Promise.all([
    import('./deploy.ts'),
    import('../synth.ts'),
    import('../example.ts'),
  ])
  return { stacks: await deploy(url, synthesize('small')), ...example }
}

const start = (t: TestContext, args: readonly string[], env: NodeJS.ProcessEnv) =>
  startProgram(t, ['--disable-warning=ExperimentalWarning', 'src/main.ts', ...args], {
    env: { PATH: process.env.PATH, ...env },
  })

test('the templates deploy to an emulator, and a shopper buys with the settings and the rights that machines get', {
  skip,
}, async (t) => {
  // It asks IAM before each call that is signed by a role.
  const { url, stop } = await openOwnMinistack({ AUTH: 'true' })
  t.after(stop)
  const { stacks, account, region, name } = await deployAll(url)
  tell(t, stacks)
  const home = { url, account, region }
  const operator = { endpoint: url, region, credentials: { accessKeyId: account, secretAccessKey: 'root' } }

  const [web, worker] = await Promise.all(['web', 'worker'].map((group) => settingsOfMachine(home, `${name}-${group}`)))
  assert.ok(web?.CARTS_URL && worker?.MAIL_URL && web.MEDIA_URL && web.KEYS_URL && web.SECRET)
  assert.match(Object.values({ ...web, ...worker }).join('\n'), /^(?!.*pruned-)/s)

  const secrets = new SecretsManagerClient(operator)
  const keep = (place: string | undefined, value: string) => {
    const [SecretId] = (place ?? '').replace('secretsmanager:', '').split('#')
    return secrets.send(new PutSecretValueCommand({ SecretId, SecretString: value }))
  }
  // What the operator does after the first deploy: the provider's values into their secret.
  const payments = { key: 'sk_test_sandbox', webhookSecret: 'whsec_test_sandbox' }
  await keep(web.PAYMENTS_KEY, JSON.stringify(payments))
  // The emulator makes it with punctuation, which the template excludes.
  await keep(web.OPERATOR_TOKEN, randomBytes(24).toString('hex'))
  const databaseUrl = await emptyDatabase(t)
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-emulator-'))
  const sandbox = await startSandbox({
    port: 0,
    ledgerFile: join(folder, 'ledger.jsonl'),
    secretKey: payments.key,
    webhookUrl: `http://127.0.0.1:${port}/webhooks/payments`,
    webhookSecret: payments.webhookSecret,
    speed: 60,
  })
  t.after(async () => {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** In the place of what the emulator is not: PostgreSQL, the payment provider, the files of a release, the agent beside the program. */
  const instead = {
    DEMO: '1',
    DATABASE_URL: databaseUrl,
    DATABASE_PASSWORD: '',
    PAYMENTS_URL: `stripe+${sandbox.url}`,
    SHOP_DIR: join(root, 'db/demo-shop'),
    TRACES_URL: 'none',
    HOST: '127.0.0.1',
    PORT: String(port),
    WEB_PROCESSES: '1',
    AWS_ENDPOINT_URL: url,
  }
  const program = stacks.find(({ stack }) => stack === `${name}-program`)
  assert.ok(program)
  const roleOf = (service: string) => {
    const [, role] = Object.entries(program.resources).find(([id]) => id.startsWith(`${service}Role`)) ?? []
    return `arn:aws:iam::${account}:role/${role}`
  }
  const webEnv = { ...web, ...instead, ...(await takeRole(home, roleOf('Web'))) }
  const workerEnv = { ...worker, ...instead, ...(await takeRole(home, roleOf('Worker'))) }

  // The function of the migration, with the master's password of the server that stands in for RDS.
  const migrating = await settingsOfFunction(home, `${name}-migration`)
  const { password } = new URL(databaseUrl)
  await keep(migrating.DATABASE_PASSWORD, JSON.stringify({ password: password || 'any' }))
  const migration = start(t, ['migrate'], {
    ...migrating,
    DATABASE_URL: databaseUrl,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: url,
    ...(await takeRole(home, roleOf('MigrationService'))),
  })
  assert.equal(await migration.ended, 0, migration.said())
  const db = openDb({ url: databaseUrl })
  t.after(() => db.close())
  await seedMarkets(db)
  const { variantId } = await addWare({ db }, { key: 'mug', stock: { hamburg: 5, columbus: 5 } })

  const webProgram = start(t, ['web'], webEnv)
  await webProgram.says('"web.ready"')
  const workerProgram = start(t, ['worker'], workerEnv)
  await workerProgram.says('"worker.open"')

  await t.test('a picture goes into the bucket and comes out of it', async (t) => {
    const file = join(folder, 'mug.png')
    await sharp({ create: { width: 900, height: 900, channels: 3, background: '#a34' } })
      .png()
      .toFile(file)
    const added = start(t, ['picture', 'mug', file], workerEnv)
    assert.equal(await added.ended, 0, added.said())
    const [, key] = /is picture (\S+),/.exec(added.said()) ?? []
    const { hostname: Bucket } = new URL(web.MEDIA_URL ?? '')
    const { Contents = [] } = await new S3Client({ ...operator, forcePathStyle: true }).send(
      new ListObjectsV2Command({ Bucket }),
    )
    const written = Contents.map(({ Key = '' }) => Key).find((name) => name.includes(key ?? '-'))
    assert.ok(written, `Nothing of ${key} is in ${Bucket}.`)
    const page = await (await fetch(`http://127.0.0.1:${port}/de/en/p/mug`)).text()
    const [, picture] = /src="[^"]*(\/media\/[^"]+)"/.exec(page) ?? []
    assert.ok(picture, 'The page of the mug shows no picture.')
    assert.equal((await fetch(`http://127.0.0.1:${port}${picture}`)).status, 200)
  })

  const origin = web.PUBLIC_URL ?? ''
  const visitor = new Visitor(
    async (request) =>
      fetch(request.url.replace(origin, `http://127.0.0.1:${port}`), {
        method: request.method,
        headers: request.headers,
        body: request.method === 'GET' ? null : await request.text(),
        redirect: 'manual',
      }),
    origin,
  )
  const email = `ada@${new URL(origin).hostname}`
  await t.test('a guest buys, pays, and gets a mail', async () => {
    await buy(visitor, variantId, email)
    const sessionRef = new URL(visitor.leftFor ?? '').pathname.split('/')[2] ?? ''
    assert.equal(await sandbox.bank.pay(sessionRef, 'success'), 'paid')
    await until(() => db.row<object>(sql`select 1 from orders where state = 'placed'`), 30)
    const mail = await until(async () => (await mailsOf(url, account)).find((text) => text.includes(email)), 20).catch(
      () => assert.fail(`No mail came:\n${workerProgram.said()}`),
    )
    assert.match(mail, /orders@/)
  })

  await t.test('its cart lay in the table of the stack', async () => {
    const { host: TableName } = new URL(web.CARTS_URL ?? '')
    const { Items = [] } = await new DynamoDBClient(operator).send(new ScanCommand({ TableName }))
    assert.ok(Items.length > 0)
  })

  await t.test('the role of web is refused what is not its own', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = webEnv
    const credentials = {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      sessionToken: AWS_SESSION_TOKEN,
    }
    const asWeb = { endpoint: url, region, credentials }
    const { host: TableName } = new URL(web.CARTS_URL ?? '')
    const refused = { name: /AccessDenied/ }
    await assert.rejects(new DynamoDBClient(asWeb).send(new DeleteTableCommand({ TableName })), refused)
    const KeyId = (web.KEYS_URL ?? '').replace('kms:', '')
    await assert.rejects(new KMSClient(asWeb).send(new DisableKeyCommand({ KeyId })), refused)
    const [SecretId] = (migrating.DATABASE_PASSWORD ?? '').replace('secretsmanager:', '').split('#')
    await assert.rejects(new SecretsManagerClient(asWeb).send(new GetSecretValueCommand({ SecretId })), refused)
    const { hostname: Bucket } = new URL(web.MEDIA_URL ?? '')
    const s3 = new S3Client({ ...asWeb, forcePathStyle: true })
    await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: 'elsewhere.txt', Body: 'text' })), refused)
  })
})

/** Prints what was made and what was left out; fails when it is not what `lacking` says. */
function tell(t: TestContext, stacks: readonly Deployed[]): void {
  const left = new Map<string, number>()
  for (const { stack, made, pruned } of stacks) {
    const out = Object.values(pruned).reduce((sum, count) => sum + count, 0)
    t.diagnostic(`${stack}: ${made} resources made, ${out} left out`)
    for (const [type, count] of Object.entries(pruned)) left.set(type, (left.get(type) ?? 0) + count)
  }
  for (const [type, count] of left) t.diagnostic(`left out: ${count} × ${type}`)
  assert.deepEqual([...left.keys()].sort(), [...lacking].sort(), 'what is left out')
}

/** From the shelf to the provider's page. */
async function buy(visitor: Visitor, variantId: number, email: string): Promise<void> {
  const place = '/de/en'
  const cart = await visitor.post(`${place}/cart/lines`, { variantId: String(variantId), quantity: '2' })
  assert.equal(cart.status, 200)
  const address = {
    firstName: 'Ada',
    lastName: 'Muster',
    line1: 'Am Kai 1',
    postcode: '20457',
    city: 'Hamburg',
    country: 'DE',
  }
  const details = await visitor.get(`${place}/checkout`)
  const delivery = await visitor.send(details, `${place}/checkout/details`, { email, ...address })
  const review: Answer = await visitor.send(delivery, `${place}/checkout/delivery`)
  assert.match(wordsOf(review.text), /Order with obligation to pay/)
  await visitor.send(review, `${place}/checkout/place`)
}

/** Each mail that the emulator took, as text. */
async function mailsOf(url: string, account: string): Promise<string[]> {
  const answer = await fetch(`${url}/_ministack/ses/messages?account=${account}`)
  const { messages } = (await answer.json()) as { messages: Record<string, object[]> }
  return (messages[account] ?? []).map((message) => JSON.stringify(message))
}

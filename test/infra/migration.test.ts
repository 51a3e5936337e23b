import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, type TestContext, test } from 'node:test'
import { buildMigration } from '../../dev/migration.ts'
import { root } from '../../dev/places.ts'
import { ask, emptyDatabase } from '../helpers/empty-database.ts'

/** The function that migrates, as it lies in a release, against a real PostgreSQL; CloudFormation is a server of the test. */

const folder = mkdtempSync(join(tmpdir(), 'tradewind-migration-'))

before(async () => {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const built = spawnSync(process.execPath, ['dev/build.ts', join(folder, 'dist')], { cwd: root, encoding: 'utf8' })
  assert.equal(built.status, 0, built.stdout + built.stderr)
  await buildMigration(folder)
  cpSync(join(root, 'db/migrations'), join(folder, 'db/migrations'), { recursive: true })
  for (const name of ['node_modules', 'package.json']) symlinkSync(join(root, name), join(folder, name))
})

type Asked = { method: string; path: string; headers: IncomingHttpHeaders; body: string }

/** A server that notes what it is asked and answers in one way. */
async function aServer(t: TestContext, answer: (asked: Asked) => { status: number; body?: string; type?: string }) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
      asked.push(one)
      const { status, body: text = '', type = 'application/json' } = answer(one)
      response.writeHead(status, { 'content-type': type }).end(text)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

type Invocation = {
  type?: 'Create' | 'Update' | 'Delete'
  env: Record<string, string>
  remainingMs?: number
  release?: string
}

/** Invokes the function as Lambda does and tells what CloudFormation heard, and what the function logged. */
async function invoke(t: TestContext, { type = 'Create', env, remainingMs = 120_000, release = folder }: Invocation) {
  const cloudFormation = await aServer(t, () => ({ status: 200 }))
  const event = {
    RequestType: type,
    ResponseURL: `${cloudFormation.url}/answer?signature=abc`,
    StackId: 'arn:aws:cloudformation:eu-central-1:111111111111:stack/tradewind-program/1',
    RequestId: 'request-1',
    LogicalResourceId: 'MigrationRun',
  }
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { handler } = await import(process.argv[1])
       await handler(JSON.parse(process.argv[2]), { getRemainingTimeInMillis: () => ${remainingMs} })
       process.exit(0)`,
      join(release, 'migration/handler.mjs'),
      JSON.stringify(event),
    ],
    { env: { PATH: process.env.PATH, AWS_REGION: 'eu-central-1', ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
    })
  assert.equal(await new Promise((done) => child.once('close', done)), 0, said)
  assert.equal(cloudFormation.asked.length, 1)
  const [told] = cloudFormation.asked
  assert.equal(told?.method, 'PUT')
  assert.equal(told?.path, '/answer?signature=abc')
  const { Status, Reason, ...rest } = JSON.parse(told?.body ?? '') as { Status: string; Reason?: string }
  assert.deepEqual(rest, {
    StackId: event.StackId,
    RequestId: 'request-1',
    LogicalResourceId: 'MigrationRun',
    PhysicalResourceId: 'migration',
  })
  return { status: Status, reason: Reason, said }
}

/** The address as the template sets it, without a password, and the password apart. */
function settingsFor(databaseUrl: string): Record<string, string> {
  const url = new URL(databaseUrl)
  const password = decodeURIComponent(url.password)
  url.password = ''
  return { DATABASE_URL: url.href, DATABASE_PASSWORD: password }
}

async function withRdsRole(databaseUrl: string): Promise<void> {
  await ask(databaseUrl, 'do $$ begin create role rds_iam nologin; exception when duplicate_object then null; end $$')
}

test('a first release makes role, extensions and tables; the next finds nothing to do', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  await withRdsRole(databaseUrl)
  const env = settingsFor(databaseUrl)
  const first = await invoke(t, { env })
  assert.deepEqual([first.status, first.reason], ['SUCCESS', undefined], first.said)
  assert.match(first.said, /^Migration 0001/m)

  const [role] = await ask(
    databaseUrl,
    `select rolcanlogin, rolsuper, rolcreaterole, rolpassword is null as "hasNoPassword", pg_has_role('shop', 'rds_iam', 'member') as "byIam"
     from pg_authid where rolname = 'shop'`,
  )
  assert.deepEqual(role, { rolcanlogin: true, rolsuper: false, rolcreaterole: false, hasNoPassword: true, byIam: true })
  const others = await ask(
    databaseUrl,
    `select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where nspname in ('public', 'graphile_worker') and relkind in ('r', 'S', 'v')
       and pg_get_userbyid(relowner) <> 'shop' and not exists (select 1 from pg_depend where objid = pg_class.oid and deptype = 'e')`,
  )
  assert.deepEqual(others, [], 'the program owns what it changes')
  const extensions = await ask(
    databaseUrl,
    "select extname from pg_extension where extname in ('pg_trgm', 'unaccent') order by 1",
  )
  assert.deepEqual(extensions, [{ extname: 'pg_trgm' }, { extname: 'unaccent' }])

  const again = await invoke(t, { env, type: 'Update' })
  assert.equal(again.status, 'SUCCESS', again.said)
  assert.doesNotMatch(again.said, /Migration/)
  assert.equal((await invoke(t, { type: 'Delete', env: {} })).status, 'SUCCESS')
})

test('a migration that fails is told by its name, nothing of what it holds is, and the release before stays whole', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const broken = mkdtempSync(join(tmpdir(), 'tradewind-broken-'))
  t.after(() => rmSync(broken, { recursive: true, force: true }))
  for (const name of ['dist', 'node_modules', 'package.json']) symlinkSync(join(folder, name), join(broken, name))
  mkdirSync(join(broken, 'db'))
  cpSync(join(folder, 'db/migrations'), join(broken, 'db/migrations'), { recursive: true })
  cpSync(join(folder, 'migration'), join(broken, 'migration'), { recursive: true })
  rmSync(join(broken, 'dist'))
  cpSync(join(folder, 'dist'), join(broken, 'dist'), { recursive: true })
  writeFileSync(
    join(broken, 'db/migrations/9999_broken.sql'),
    "create table half_made (id int);\ninsert into half_made values ('ada@example.com');\n",
  )
  const env = settingsFor(databaseUrl)
  const failed = await invoke(t, { env, release: broken })
  assert.deepEqual(
    [failed.status, failed.reason],
    ['FAILED', 'migrate failed at 9999_broken.sql; what was done before it stays.'],
  )
  assert.deepEqual(await ask(databaseUrl, "select to_regclass('half_made') as made"), [{ made: null }])
  const done = await ask(databaseUrl, "select name from migration where name like '0001%'")
  assert.equal(done.length, 1)
  assert.equal((await invoke(t, { env })).status, 'SUCCESS')
})

test('a master that is refused, a server that is away, a secret that cannot be read: each is told without a secret', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const password = `secret-${randomBytes(8).toString('hex')}`
  const refused = await invoke(t, { env: { ...settingsFor(databaseUrl), DATABASE_PASSWORD: password } })
  assert.deepEqual([refused.status, refused.reason], ['FAILED', 'The database does not let the master in (28P01).'])
  const away = await invoke(t, {
    env: { DATABASE_URL: `postgres://postgres@127.0.0.1:9/shop`, DATABASE_PASSWORD: password },
  })
  assert.deepEqual([away.status, away.reason], ['FAILED', 'The database does not let the master in (ECONNREFUSED).'])
  const secrets = await aServer(t, () => ({
    status: 400,
    body: '{"__type":"AccessDeniedException","message":"role/web may not"}',
  }))
  const unread = await invoke(t, {
    env: {
      ...settingsFor(databaseUrl),
      DATABASE_PASSWORD: 'secretsmanager:tradewind/database#password',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: password,
    },
  })
  assert.deepEqual(
    [unread.status, unread.reason],
    ['FAILED', 'The secret tradewind/database cannot be read (AccessDeniedException).'],
  )
  for (const { said } of [refused, away, unread]) assert.doesNotMatch(said, new RegExp(password))
})

test('a migration that waits too long for a lock is ended, and CloudFormation hears of it in time', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const { Client } = await import('pg')
  const other = new Client({ connectionString: databaseUrl })
  await other.connect()
  other.on('error', () => {})
  await other.query('select pg_advisory_lock(7214001)')
  const began = Date.now()
  const late = await invoke(t, { env: settingsFor(databaseUrl), remainingMs: 16_000 })
  assert.equal(late.status, 'FAILED')
  assert.match(late.reason ?? '', /^The migration was ended after 4 seconds\.$/)
  assert.ok(Date.now() - began < 15_000)
  await other.end()
})

test('the master of OpenSearch is taken as a role, and gives the services the indexes of the program alone', async (t) => {
  const databaseUrl = await emptyDatabase(t)
  const sts = await aServer(t, () => ({
    status: 200,
    type: 'text/xml',
    body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
      <AccessKeyId>ASIAMASTER</AccessKeyId><SecretAccessKey>of-the-master</SecretAccessKey><SessionToken>session</SessionToken>
      <Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>
      <AssumedRoleUser><Arn>arn:aws:sts::111111111111:assumed-role/master/x</Arn><AssumedRoleId>A:x</AssumedRoleId></AssumedRoleUser>
      </AssumeRoleResult></AssumeRoleResponse>`,
  }))
  const search = await aServer(t, () => ({ status: 200, body: '{"status":"OK"}' }))
  const members = ['arn:aws:iam::111111111111:role/web', 'arn:aws:iam::111111111111:role/worker']
  const env = {
    ...settingsFor(databaseUrl),
    AWS_ACCESS_KEY_ID: 'AKIDFUNCTION',
    AWS_SECRET_ACCESS_KEY: 'of-the-function',
    AWS_ENDPOINT_URL_STS: sts.url,
    SEARCH_ENDPOINT: search.url,
    SEARCH_MASTER_ROLE: 'arn:aws:iam::111111111111:role/master',
    SEARCH_MEMBERS: members.join(','),
    SEARCH_PREFIX: 'tradewind',
  }
  const mapped = await invoke(t, { env })
  assert.deepEqual([mapped.status, mapped.reason], ['SUCCESS', undefined], mapped.said)
  assert.match(sts.asked[0]?.body ?? '', /Action=AssumeRole.*RoleArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Arole%2Fmaster/)
  assert.match(sts.asked[0]?.headers.authorization ?? '', /Credential=AKIDFUNCTION\//)
  assert.deepEqual(
    search.asked.map(({ method, path, body }) => [method, path, JSON.parse(body)]),
    [
      [
        'PUT',
        '/_plugins/_security/api/roles/tradewind',
        {
          cluster_permissions: ['cluster_composite_ops', 'cluster_monitor'],
          index_permissions: [{ index_patterns: ['tradewind', 'tradewind.*'], allowed_actions: ['indices_all'] }],
        },
      ],
      ['PUT', '/_plugins/_security/api/rolesmapping/tradewind', { backend_roles: members }],
    ],
  )
  for (const { headers } of search.asked)
    assert.match(headers.authorization ?? '', /Credential=ASIAMASTER\/\d{8}\/eu-central-1\/es\/aws4_request/)

  const refusing = await aServer(t, () => ({ status: 403, body: '{"status":"FORBIDDEN"}' }))
  const refused = await invoke(t, { env: { ...env, SEARCH_ENDPOINT: refusing.url }, type: 'Update' })
  assert.deepEqual([refused.status, refused.reason], ['FAILED', 'OpenSearch did not take roles/tradewind (403).'])
})

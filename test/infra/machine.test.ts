import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../dev/places.ts'
import { freePort } from '../../dev/ports.ts'
import { emptyDatabase } from '../helpers/empty-database.ts'
import { builtRelease, migrateWith } from './built-release.ts'
import { fileIn, resourcesOf, stacksOf, userDataOf, withoutInfra, withStandIns } from './templates.ts'

/** A machine's first minutes: the user data of the template runs, and the program that it starts answers. */

const namespace = ['--map-root-user', '--mount', '--pid', '--fork', '--kill-child']
const withoutNamespaces: string | false =
  spawnSync('unshare', [...namespace, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0
    ? false
    : 'this machine gives no namespaces to this user: `unshare --map-root-user --mount` is refused'
const skip = withoutInfra || withoutNamespaces

type Machine = {
  folder: string
  child: ChildProcess
  /** How its stand-ins were called, in order. */
  calls: () => string[]
  said: () => string
  /** Of the user data. */
  code: number
  read: (path: string) => string
}

type Options = {
  /** In the place of what the template sets. */
  env: Record<string, string>
  waitSeconds?: number
}

async function startMachine(
  t: TestContext,
  service: 'web' | 'worker',
  { env, waitSeconds = 60 }: Options,
): Promise<Machine> {
  const all = stacksOf('small')
  const stack = all.find(({ id }) => id === 'program')
  assert.ok(stack)
  const userData = userDataOf(stack, all).get(`tradewind-${service}`)
  assert.ok(userData)
  // User data may have 16 KB before it is encoded.
  assert.ok(Buffer.byteLength(userData) < 16_384)
  const told = fileIn(userData, '/etc/tradewind/env')
  const { AWS_REGION: _, ...known } = told
  const wanted = { ...withStandIns(told), ...env }
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-machine-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  let script = userData
  for (const [name, value] of Object.entries(told))
    script = script.replace(`\n${name}=${value}\n`, () => `\n${name}=${wanted[name] ?? value}\n`)
  for (const name of Object.keys(env)) assert.ok(name in known || name === 'KEYS_URL', `The template sets no ${name}.`)
  if (env.PORT) script = script.replace(/(cat >\/etc\/tradewind\/machine[\s\S]*?\nPORT=).*/, `$1${env.PORT}`)
  writeFileSync(join(folder, 'user-data'), script)
  const child = spawn('unshare', [...namespace, 'bash', join(root, 'test/infra/namespace.sh')], {
    env: {
      PATH: process.env.PATH,
      T: folder,
      RELEASE: builtRelease(),
      NODE: process.execPath,
      WAIT_SECONDS: String(waitSeconds),
      EVERY_SECONDS: '0.2',
    },
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  for (let tries = 0; !existsSync(join(folder, 'code')); tries++) {
    assert.ok(tries < 1_200 && child.exitCode === null, 'The user data did not end.')
    await sleep(100)
  }
  return {
    folder,
    child,
    calls: () => read('calls').trim().split('\n'),
    said: () => read('said'),
    code: Number(read('code')),
    read,
  }
}

/** What an account would have: here a real PostgreSQL, keys in a folder, mail nowhere. */
async function aGround(t: TestContext) {
  const databaseUrl = await emptyDatabase(t)
  migrateWith(builtRelease(), databaseUrl)
  const keys = mkdtempSync(join(tmpdir(), 'tradewind-machine-keys-'))
  t.after(() => rmSync(keys, { recursive: true, force: true }))
  return {
    DATABASE_URL: databaseUrl,
    DATABASE_PASSWORD: decodeURIComponent(new URL(databaseUrl).password),
    KEYS_URL: `local:${keys}`,
    MEDIA_URL: `file:${keys}`,
    CARTS_URL: 'postgres:',
    SESSIONS_URL: 'postgres:',
    SEARCH_URL: 'postgres:',
    MAIL_URL: 'smtp://127.0.0.1:9',
    TRACES_URL: 'none',
    SECRET: randomBytes(32).toString('hex'),
  }
}

test('web: the user data brings the release, starts its unit, and signals once /readyz says 200; a termination drains it', {
  skip,
}, async (t) => {
  const port = await freePort()
  const ground = await aGround(t)
  const machine = await startMachine(t, 'web', {
    env: { ...onlyKnown(ground, 'web'), PORT: String(port), HOST: '127.0.0.1', DRAIN_SECONDS: '2' },
  })
  assert.equal(machine.code, 0, machine.said())
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  const ready = await ask('/readyz')
  assert.equal(ready.status, 200)
  assert.equal(((await ready.json()) as { ok: boolean }).ok, true)

  const calls = machine.calls()
  const at = (pattern: RegExp) => calls.findIndex((call) => pattern.test(call))
  const order = [
    /^dnf .*--security upgrade$/,
    /^dnf .*install .*nodejs24/,
    /^aws s3 cp .* s3:\/\/cdk-[\w-]+-assets-\d+-[\w-]+\/[0-9a-f]{64}\.zip \/opt\/tradewind\/release\.zip$/,
    /^useradd --system .* tradewind$/,
    /^curl https:\/\/truststore\.pki\.rds\.amazonaws\.com\/eu-central-1\/eu-central-1-bundle\.pem$/,
    /^systemctl daemon-reload$/,
    /^amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 /,
    /^systemctl enable --now tradewind-web\.service tradewind-drain\.service$/,
    /^cfn-signal --exit-code 0 --stack tradewind-program --resource \w+ --region eu-central-1$/,
    /^aws autoscaling complete-lifecycle-action --auto-scaling-group-name tradewind-web --lifecycle-hook-name launch --instance-id i-\w+ --lifecycle-action-result CONTINUE/,
  ].map(at)
  assert.ok(
    order.every((index, turn) => index >= 0 && index > (order[turn - 1] ?? -1)),
    `${order}\n${calls.join('\n')}`,
  )
  // CloudFormation waits for the group by the name that the signal says.
  const stack = stacksOf('small').find(({ id }) => id === 'program')
  const group = / --resource (\w+)/.exec(calls[at(/^cfn-signal/)] ?? '')?.[1]
  assert.ok(stack && resourcesOf(stack, 'AWS::AutoScaling::AutoScalingGroup').some(([id]) => id === group))

  assert.equal(machine.read('out/tradewind/rds-ca.pem'), 'certificates of RDS\n')
  const agent = JSON.parse(machine.read('out/etc/tradewind.json'))
  assert.doesNotMatch(JSON.stringify(agent), /@[A-Z_]+@/)
  assert.deepEqual(agent.logs.logs_collected.files.collect_list, [
    { file_path: '/var/log/tradewind/web.log', log_group_name: 'tradewind/web', log_stream_name: '{instance_id}' },
  ])
  assert.equal(agent.traces.traces_collected.otlp.http_endpoint, '127.0.0.1:4318')

  // The Auto Scaling group says that the machine is to go.
  writeFileSync(join(machine.folder, 'lifecycle'), 'Terminated')
  let stopping = 0
  for (let tries = 0; tries < 100 && stopping !== 503; tries++) {
    await sleep(50)
    stopping = (await ask('/readyz')).status
  }
  assert.equal(stopping, 503)
  assert.equal((await ask('/healthz')).status, 200, 'it answers on until the balancer has seen it')
  for (let tries = 0; tries < 200 && !machine.calls().at(-1)?.includes('--lifecycle-hook-name terminate'); tries++)
    await sleep(50)
  assert.deepEqual(machine.calls().slice(-2), [
    'systemctl stop tradewind-web.service',
    'aws autoscaling complete-lifecycle-action --auto-scaling-group-name tradewind-web --lifecycle-hook-name terminate --instance-id i-0123456789abcdef0 --lifecycle-action-result CONTINUE --region eu-central-1',
  ])
  await assert.rejects(ask('/healthz'))
})

test('worker: the user data ends when its jobs run; Spot capacity that is taken back stops it', { skip }, async (t) => {
  const machine = await startMachine(t, 'worker', { env: onlyKnown(await aGround(t), 'worker') })
  assert.equal(machine.code, 0, machine.said())
  assert.match(machine.read('out/log/worker.log'), /"event":"worker\.open"/)
  assert.ok(machine.calls().some((call) => call.startsWith('cfn-signal --exit-code 0 ')))
  writeFileSync(join(machine.folder, 'interruption'), '{"action":"terminate","time":"2026-11-27T08:22:00Z"}')
  for (let tries = 0; tries < 300 && !machine.calls().at(-1)?.includes('terminate'); tries++) await sleep(100)
  assert.equal(machine.calls().at(-2), 'systemctl stop tradewind-worker.service')
})

test('a program that does not come up is signalled as failed, and the group gives the machine up', {
  skip,
}, async (t) => {
  const env = onlyKnown(await aGround(t), 'web')
  const machine = await startMachine(t, 'web', {
    env: { ...env, PORT: String(await freePort()), HOST: '127.0.0.1', PAYMENTS_URL: 'none:' },
    waitSeconds: 3,
  })
  assert.equal(machine.code, 1)
  assert.match(machine.said(), /tradewind-web did not come up\. Its last lines:\nPAYMENTS_URL /)
  assert.deepEqual(
    machine
      .calls()
      .slice(-2)
      .map((call) => call.replace(/--resource \w+/, '--resource GROUP')),
    [
      'cfn-signal --exit-code 1 --stack tradewind-program --resource GROUP --region eu-central-1',
      'aws autoscaling complete-lifecycle-action --auto-scaling-group-name tradewind-web --lifecycle-hook-name launch --instance-id i-0123456789abcdef0 --lifecycle-action-result ABANDON --region eu-central-1',
    ],
  )
})

/** Of a ground, what the template of this service sets. */
function onlyKnown(ground: Record<string, string>, service: string): Record<string, string> {
  const all = stacksOf('small')
  const stack = all.find(({ id }) => id === 'program')
  assert.ok(stack)
  const told = fileIn(userDataOf(stack, all).get(`tradewind-${service}`) ?? '', '/etc/tradewind/env')
  return Object.fromEntries(Object.entries(ground).filter(([name]) => name in told))
}

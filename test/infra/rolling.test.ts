import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { findHaproxy } from '../../dev/haproxy.ts'
import { freePort } from '../../dev/ports.ts'
import { openPayingShop } from '../helpers/paying-shop.ts'
import { addWare } from '../helpers/wares.ts'
import { builtRelease, withoutLinux } from './built-release.ts'
import { fileIn, resolve, resourcesOf, stacksOf, userDataOf, withoutInfra } from './templates.ts'

/**
 * A release takes the place of another one, machine by machine: the built program with the grace that the template sets, behind HAProxy
 * with the health check of the template's target group. HAProxy tries nothing again, so that what a stopping machine loses is lost.
 */

const haproxy = findHaproxy()
const skip = withoutInfra || withoutLinux || (typeof haproxy === 'string' && haproxy)

type Health = { path: string; everySeconds: number; rise: number; fall: number }
/** Of the machines: what their program is told. */
type Told = { drainSeconds: number; processes: string }

function readTemplate(): { health: Health; told: Told } {
  const all = stacksOf('standard')
  const stack = all.find(({ id }) => id === 'program')
  assert.ok(stack)
  const [[, group] = []] = resourcesOf(stack, 'AWS::ElasticLoadBalancingV2::TargetGroup')
  const asked = (name: string) => resolve(group?.Properties[name], stack, all)
  const env = fileIn(userDataOf(stack, all).get('tradewind-web') ?? '', '/etc/tradewind/env')
  return {
    health: {
      path: asked('HealthCheckPath'),
      everySeconds: Number(asked('HealthCheckIntervalSeconds')),
      rise: Number(asked('HealthyThresholdCount')),
      fall: Number(asked('UnhealthyThresholdCount')),
    },
    told: { drainSeconds: Number(env.DRAIN_SECONDS), processes: env.WEB_PROCESSES ?? '' },
  }
}

async function startHaproxy(t: TestContext, ports: readonly number[], health: Health): Promise<number> {
  assert.ok(typeof haproxy !== 'string')
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-haproxy-'))
  const { path, everySeconds, rise, fall } = health
  writeFileSync(
    join(folder, 'haproxy.cfg'),
    `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  retries 0
  option http-keep-alive
  http-reuse always
frontend shop
  bind 127.0.0.1:${port}
  default_backend web
backend web
  balance leastconn
  option httpchk GET ${path}
  default-server inter ${everySeconds}s rise ${rise} fall ${fall} init-addr none
${ports.map((one) => `  server web${one} 127.0.0.1:${one} check`).join('\n')}
`,
  )
  const child = spawn(haproxy.command, ['-db', '-f', join(folder, 'haproxy.cfg')], {
    env: haproxy.env,
    stdio: 'inherit',
  })
  t.after(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  return port
}

test('two machines are replaced one after the other under load, and no request is lost', { skip }, async (t) => {
  const { health, told } = readTemplate()
  // A balancer that believes the refusal only after the program has gone would lose requests.
  assert.ok(told.drainSeconds > health.everySeconds * health.fall)
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const release = builtRelease()
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-rolling-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const secret = randomBytes(32).toString('hex')

  async function startMachine(port: number): Promise<{ child: ChildProcess; ended: Promise<number | null> }> {
    const child = spawn(process.execPath, ['dist/main.js', 'web'], {
      cwd: release,
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: shop.databaseUrl,
        HOST: '127.0.0.1',
        PORT: String(port),
        PUBLIC_URL: 'https://shop.example',
        SECRET: secret,
        SHOP_DIR: join(release, 'shop'),
        PAYMENTS_URL: 'stripe:',
        PAYMENTS_KEY: 'sk_live_none',
        PAYMENTS_WEBHOOK_SECRET: 'whsec_none',
        MAIL_URL: 'smtp://127.0.0.1:9',
        KEYS_URL: process.env.TEST_KEYS_URL,
        MEDIA_URL: `file:${folder}`,
        WEB_PROCESSES: told.processes,
        RATE_LIMITS: '1000000',
        DRAIN_SECONDS: String(told.drainSeconds),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    t.after(() => child.kill('SIGKILL'))
    const ended = new Promise<number | null>((done) => child.once('exit', done))
    for (let tries = 0; ; tries++) {
      assert.ok(tries < 600 && child.exitCode === null, 'A machine did not come up.')
      if ((await fetch(`http://127.0.0.1:${port}${health.path}`).catch(() => undefined))?.status === 200) break
      await sleep(50)
    }
    return { child, ended }
  }

  const ports = [await freePort(), await freePort(), await freePort()]
  const [first = 0, second = 0, third = 0] = ports
  const machines = [await startMachine(first), await startMachine(second)]
  const port = await startHaproxy(t, ports, health)
  await sleep(health.everySeconds * health.rise * 1_000 + 500)

  let isOver = false
  const counts = new Map<number | string, number>()
  const note = (status: number | string) => void counts.set(status, (counts.get(status) ?? 0) + 1)
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const send = (method: string, path: string, form?: string) =>
    new Promise<void>((done) => {
      const headers = form && { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
      const asked = request({ port, method, path, headers: headers || {}, agent }, (answer) => {
        answer.resume()
        answer.once('end', () => done(note(answer.statusCode ?? 0)))
        answer.once('error', (fault) => done(note(fault.message)))
      })
      asked.once('error', (fault) => done(note(fault.message)))
      asked.end(form)
    })
  const shoppers = Array.from({ length: 6 }, async () => {
    while (!isOver) {
      await send('GET', '/us/en/p/mug')
      await send('POST', '/us/en/cart/lines', `variantId=${variantId}&quantity=1`)
      await send('GET', '/us/en/cart')
      await sleep(20)
    }
  })

  // As an instance refresh with 100 % healthy: the new machine first, then an old one goes.
  const places = [third, first]
  for (const [turn, old] of machines.entries()) {
    await startMachine(places[turn] ?? 0)
    await sleep(health.everySeconds * health.rise * 1_000 + 500)
    old.child.kill('SIGTERM')
    assert.equal(await old.ended, 0)
  }
  await sleep(1_000)
  isOver = true
  await Promise.all(shoppers)
  assert.deepEqual([...counts.keys()].sort(), [200, 303], JSON.stringify([...counts]))
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  assert.ok(total > 500, `Only ${total} requests were sent.`)
})

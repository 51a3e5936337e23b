import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../dev/ports.ts'
import { ready } from '../../src/api/health.ts'
import { openPayingShop, until } from '../helpers/paying-shop.ts'
import { addWare } from '../helpers/wares.ts'
import { openBalancer } from './balancer.ts'
import { startWeb } from './web-process.ts'
import { answersIn, sendRaw } from './wire.ts'

/** SIGTERM: who is being served gets an answer, and who comes later finds another process. */

test('a stopping process says so at /readyz, serves on for its grace and answers what has begun', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const web = await startWeb(t, shop, { DRAIN_SECONDS: '1' })
  const ask = (path: string) => fetch(web.origin + path)
  assert.equal((await ask('/readyz')).status, 200)

  const body = `variantId=${variantId}&quantity=1`
  const head = `POST /us/en/cart/lines HTTP/1.1\r\nHost: shop.test\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`
  // Begun before the signal, and ended long after the grace.
  const slow = sendRaw(web.port, [head, body.slice(0, 5), 3_000, body.slice(5)])
  await sleep(200)
  web.child.kill('SIGTERM')
  const stopping = await until(async () => {
    const answer = await ask('/readyz')
    return answer.status === 503 && answer
  })
  assert.deepEqual(await stopping.json(), { ok: false, problem: 'stopping' })
  assert.equal(stopping.headers.get('x-content-type-options'), 'nosniff')
  const page = await ask('/us/en/p/mug')
  assert.equal(page.status, 200)
  assert.equal(page.headers.get('connection'), 'close')
  assert.equal((await ask('/healthz')).status, 200)

  await until(() =>
    ask('/healthz')
      .then(() => false)
      .catch(() => true),
  )
  const [answer] = answersIn(await slow)
  assert.equal(answer?.status, 303)
  assert.equal(answer?.headers.get('location'), '/us/en/cart?added=1')
  assert.equal(await web.ended, 0)
})

test('/readyz tells of a late worker and stays 200, and says 503 while migrations are missing', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const look = async () => {
    const answer = await ready({ db: shop.db })
    return [answer.status, await answer.json()]
  }
  // No worker runs here, and the stock that came in is a job.
  await shop.db.pool.query("update graphile_worker._private_jobs set run_at = now() + interval '1 hour'")
  assert.deepEqual(await look(), [200, { ok: true, worker: { late: false, oldestJobSeconds: 0 } }])
  await shop.db.pool.query("update graphile_worker._private_jobs set run_at = now() - interval '1 hour'")
  const statements = shop.db.statements()
  const late = await until(async () => {
    const told = await look()
    return JSON.stringify(told).includes('"late":true') && told
  })
  assert.equal(late[0], 200)
  assert.ok(Math.abs(late[1].worker.oldestJobSeconds - 3_600) < 60)
  // However often it is asked.
  await Promise.all(Array.from({ length: 200 }, look))
  assert.ok(shop.db.statements() - statements <= 3)

  await shop.db.pool.query("delete from migration where name like '0001%'")
  assert.deepEqual(
    await until(async () => {
      const told = await look()
      return told[0] === 503 && told
    }),
    [503, { ok: false, problem: 'migrations-missing' }],
  )
})

test('ten restarts of two web processes behind a balancer under load lose no request', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  // The second one runs two processes that share its port.
  const env: Record<string, string>[] = [
    { PORT: String(await freePort()), DRAIN_SECONDS: '1' },
    { PORT: String(await freePort()), DRAIN_SECONDS: '1', WEB_PROCESSES: '2' },
  ]
  const webs = [await startWeb(t, shop, env[0]), await startWeb(t, shop, env[1])]
  const balancer = await openBalancer(
    t,
    webs.map(({ port }) => port),
  )
  await until(async () => webs.every(({ port }) => balancer.isReady(port)))

  let isOver = false
  const statuses = new Map<number | string, number>()
  const note = (status: number | string): void => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  const agent = new Agent({ keepAlive: true })
  t.after(() => agent.destroy())
  const send = (method: string, path: string, form?: string) =>
    new Promise<void>((resolve) => {
      const headers = form
        ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
        : {}
      const asked = request(balancer.origin + path, { method, headers, agent }, (answer) => {
        answer.resume()
        answer.once('end', () => resolve(note(answer.statusCode ?? 0)))
        answer.once('error', (fault) => resolve(note(fault.message)))
      })
      asked.once('error', (fault) => resolve(note(fault.message)))
      asked.end(form)
    })
  const shoppers = Array.from({ length: 8 }, async () => {
    while (!isOver) {
      await send('GET', '/us/en/p/mug')
      await send('POST', '/us/en/cart/lines', `variantId=${variantId}&quantity=1`)
      await send('GET', '/us/en/cart')
      await sleep(5)
    }
  })

  for (let restart = 0; restart < 10; restart++) {
    const at = restart % 2
    const web = webs[at]
    assert.ok(web)
    web.child.kill('SIGTERM')
    assert.equal(await web.ended, 0, web.said())
    const next = await startWeb(t, shop, env[at])
    webs[at] = next
    await until(async () => balancer.isReady(next.port))
  }
  isOver = true
  await Promise.all(shoppers)
  assert.deepEqual(balancer.faults, [])
  assert.deepEqual([...statuses.keys()].sort(), [200, 303])
  assert.equal(balancer.served.size, 2)
  const total = [...statuses.values()].reduce((sum, count) => sum + count, 0)
  assert.ok(total > 500, `Only ${total} requests were sent.`)
})

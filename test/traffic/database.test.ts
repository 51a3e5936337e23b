import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Client } from 'pg'
import { seedMarkets } from '../../db/seed/markets.ts'
import { openThrowawayPostgres } from '../../dev/test-postgres.ts'
import { openDb } from '../../src/kit/db.ts'
import { migrate } from '../../src/kit/migrate.ts'
import { aReadyCart, openPayingShop, until } from '../helpers/paying-shop.ts'
import { Visitor } from '../helpers/visitor.ts'
import { addWare } from '../helpers/wares.ts'
import { startWeb, type WebProcess } from './web-process.ts'

/** What shoppers see while the database is slow, locked, full or gone. */

const visitorOf = ({ origin }: WebProcess) => new Visitor((request) => fetch(request), origin)

/** Somebody at a terminal who holds what the shop needs. */
async function holding(t: TestContext, url: string, statement: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  await client.query(statement)
  const letGo = async () => {
    await client.query('rollback')
    await client.end()
  }
  t.after(() => client.end().catch(() => {}))
  return letGo
}

function isBusy(answer: { status: number; headers: Headers }, about: string): void {
  assert.equal(answer.status, 503, about)
  assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d?$/, about)
  assert.match(answer.headers.get('cache-control') ?? '', /no-store/, about)
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', about)
}

test('a crowd that waits for locked pages keeps no cart, checkout or payment event waiting', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const keys = Array.from({ length: 30 }, (_, i) => `ware-${i}`)
  const wares = []
  for (const key of keys) wares.push(await addWare(shop, { key, stock: { columbus: 9 } }))
  const web = await startWeb(t, shop, { DATABASE_POOL: '4', DATABASE_WAIT_MS: '300' })
  const letGo = await holding(t, shop.databaseUrl, 'lock table review in access exclusive mode')

  const crowd = keys.map((key) => fetch(`${web.origin}/us/en/p/${key}`))
  const buyer = visitorOf(web)
  const { variantId = 0 } = wares[0] ?? {}
  for (let round = 0; round < 5; round++) {
    const added = await buyer.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })
    assert.equal(added.status, 200)
    assert.match(added.text, /ware-0/)
    const checkout = await buyer.get('/us/en/checkout')
    assert.equal(checkout.status, 200)
    assert.match(checkout.text, /name="email"/)
    const event = await fetch(`${web.origin}/webhooks/payments`, { method: 'POST', body: '{}' })
    assert.equal(event.status, 400)
    const ready = await fetch(`${web.origin}/readyz`)
    assert.equal(ready.status, 200)
  }
  for (const answer of await Promise.all(crowd)) {
    isBusy(answer, answer.url)
    assert.match(await answer.text(), /One moment, please/)
  }

  await letGo()
  for (const key of keys) assert.equal((await fetch(`${web.origin}/us/en/p/${key}`)).status, 200, key)
})

test('an order that waits for locked stock too long is a clear 503, and the same form makes one order later', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 9 } })
  const web = await startWeb(t, shop, { DATABASE_STATEMENT_MS: '500' })
  const { cartId } = await aReadyCart(shop, { market: 'us', lines: [{ variantId, quantity: 2 }] })
  const buyer = visitorOf(web)
  buyer.cookies.set('cart-us', cartId)
  const page = await buyer.get('/us/en/checkout')
  assert.equal(page.status, 200)

  const letGo = await holding(t, shop.databaseUrl, 'select * from stock for update')
  const busy = await buyer.send(page, '/us/en/checkout/place')
  isBusy(busy, 'place')
  assert.match(busy.text, /nothing is ordered or paid twice/)
  const { rows: none } = await shop.db.pool.query('select count(*)::int as count from orders')
  assert.deepEqual(none, [{ count: 0 }])

  await letGo()
  await buyer.send(page, '/us/en/checkout/place')
  assert.ok(buyer.leftFor?.startsWith(shop.sandbox.url), `It led to ${buyer.leftFor}`)
  buyer.leftFor = null
  await buyer.send(page, '/us/en/checkout/place')
  const { rows: one } = await shop.db.pool.query('select count(*)::int as count from orders')
  assert.deepEqual(one, [{ count: 1 }])
})

test('a database killed without a word is a 503 until it is back, and the web process goes on by itself', async (t) => {
  const { sandbox } = await openPayingShop(t, { webhooks: false })
  const postgres = await openThrowawayPostgres()
  t.after(() => postgres.stop())
  await migrate(postgres.url)
  const db = openDb({ url: postgres.url })
  await seedMarkets(db)
  const { variantId } = await addWare({ db }, { key: 'mug', stock: { columbus: 9 } })
  const pid = async () =>
    Number((await db.pool.query("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid")).rows[0].pid)
  t.after(() => db.close())
  const web = await startWeb(t, { databaseUrl: postgres.url, sandbox })
  const buyer = visitorOf(web)
  const add = () => buyer.post('/us/en/cart/lines', { variantId: String(variantId), quantity: '1' })
  assert.equal((await add()).status, 200)

  for (let round = 0; round < 2; round++) {
    process.kill(await pid(), 'SIGKILL')
    const statuses = new Set<number>()
    await until(async () => {
      const [cart, ready, health] = await Promise.all([
        buyer.get('/us/en/cart'),
        fetch(`${web.origin}/readyz`),
        fetch(`${web.origin}/healthz`),
      ])
      assert.equal(health.status, 200)
      assert.ok([200, 503].includes(ready.status))
      if (cart.status === 503) isBusy(cart, 'cart')
      statuses.add(cart.status)
      return cart.status === 200 && statuses.has(503) && ready.status === 200
    }, 60)
    assert.deepEqual([...statuses].sort(), [200, 503])
  }
  assert.match((await buyer.get('/us/en/cart')).text, /mug/)
  assert.equal(web.child.exitCode, null)
  assert.doesNotMatch(web.said(), /"event":"request.failed"/)
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readOrderById } from '../../src/domain/orders/read-orders.ts'
import { reconcilePayments } from '../../src/domain/orders/reconcile-payments.ts'
import { sql } from '../../src/kit/db.ts'
import { onAws } from '../helpers/on-aws.ts'
import { aReadyCart, holds, openPayingShop, type PayingShop, type ReadyCart } from '../helpers/paying-shop.ts'
import { addWare, stockOf } from '../helpers/wares.ts'

/** A checkout whose process is killed with `kill -9` at each of its messages ends with one order and one charge, or neither. */

type Ended = { signal: string | null; said: { messages: number; state: string } | null; complaint: string }

async function buy(
  t: TestContext,
  shop: PayingShop,
  cart: ReadyCart,
  killAt: number,
  when: 'before' | 'after',
): Promise<Ended> {
  const { databaseUrl, secret } = shop
  const table = onAws ? await (await import('../helpers/dynamo.ts')).ownTable(t) : undefined
  const task = { databaseUrl, sandboxUrl: shop.sandbox.url, table, cart, secret: secret.current, killAt, when }
  const program = join(import.meta.dirname, 'crash-buyer.ts')
  return new Promise((resolve) => {
    const args = ['--disable-warning=ExperimentalWarning', program, JSON.stringify(task)]
    const child = execFile(process.execPath, args, { timeout: 60_000 }, (_, stdout, stderr) => {
      const said = stdout.trim() === '' ? null : (JSON.parse(stdout) as Ended['said'])
      resolve({ signal: child.signalCode, said, complaint: stderr })
    })
  })
}

const passTime = (shop: PayingShop, minutes: number) =>
  shop.db.change(sql`
    with p as (update payment set created_at = created_at - make_interval(mins => ${minutes}),
      expires_at = expires_at - make_interval(mins => ${minutes}), settled_at = settled_at - make_interval(mins => ${minutes}),
      check_at = check_at - make_interval(mins => ${minutes}))
    update orders set created_at = created_at - make_interval(mins => ${minutes})`)

test('a checkout killed at each of its messages ends with one order and one charge, or with neither', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 500 } })
  const whole = await buy(t, shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }), 0, 'after')
  assert.equal(whole.said?.state, 'placed', whole.complaint)
  const { messages } = whole.said
  t.diagnostic(`a checkout has ${messages} messages`)

  const ends = { placed: 0, none: 0 }
  const all = Array.from({ length: messages }, (_, i) => i + 1).flatMap((killAt) => [
    { killAt, when: 'before' as const },
    { killAt, when: 'after' as const },
  ])
  // Every message in turn before or after it; both with CRASH_POINTS=all.
  const points = process.env.CRASH_POINTS === 'all' ? all : all.filter((_, i) => i % 4 === 0 || i % 4 === 3)
  const count = points.length
  // Two processes at a time: the machine has two cores.
  const run = async () => {
    for (let point = points.shift(); point; point = points.shift()) {
      const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
      const ended = await buy(t, shop, cart, point.killAt, point.when)
      assert.equal(ended.signal, 'SIGKILL', `${point.when} ${point.killAt}: ${ended.complaint}`)
    }
  }
  await Promise.all([run(), run()])
  // What a dead client had open, its database connection rolls back.
  await passTime(shop, 1)
  await reconcilePayments(shop)
  await passTime(shop, 60)
  await reconcilePayments(shop)
  await passTime(shop, 60)
  await reconcilePayments(shop)

  const orders = await shop.db.rows<{ id: string; cartId: string }>(sql`select id, cart_id as "cartId" from orders`)
  assert.equal(new Set(orders.map(({ cartId }) => cartId)).size, orders.length)
  for (const { id } of orders) {
    const order = await readOrderById(shop, id)
    const entries = shop.ledger().filter(({ orderId }) => orderId === id)
    const charged = entries.filter(({ captured }) => captured > 0)
    if (order?.state === 'placed') {
      ends.placed++
      assert.deepEqual(
        charged.map(({ captured }) => captured),
        [order.totalMinor],
      )
    } else {
      ends.none++
      assert.equal(order?.state, 'cancelled')
      assert.equal(charged.length, 0)
    }
  }
  t.diagnostic(`${count} points: ${ends.placed - 1} ended with an order, ${count - ends.placed + 1} without`)
  assert.ok(ends.placed > 0 && ends.none > 0)
  const [available, reserved] = await stockOf(shop, variantId)
  assert.deepEqual([available, reserved], [500 - ends.placed, 0])
  await holds(shop)
})

test('who comes back after the crash with the same key gets the same order', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 50 } })
  for (const killAt of [11, 15, 17, 19]) {
    const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
    assert.equal((await buy(t, shop, cart, killAt, 'after')).signal, 'SIGKILL')
    await shop.db.change(sql`update payment set created_at = created_at - interval '10 seconds'`)
    const again = await buy(t, shop, cart, 0, 'after')
    assert.equal(again.said?.state, 'placed', again.complaint)
    const orders = await shop.db.rows(sql`select from orders where cart_id = ${cart.cartId}`)
    assert.equal(orders.length, 1)
  }
  assert.equal(shop.ledger().filter(({ captured }) => captured > 0).length, 4)
  await holds(shop)
})

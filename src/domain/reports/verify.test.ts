import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { aReadyCart, openPayingShop, type PayingShop, paidOrder, place } from '../../../test/helpers/paying-shop.ts'
import { addWare } from '../../../test/helpers/wares.ts'
import { orderCommands } from '../../commands/order-commands.ts'
import { verifyCommands } from '../../commands/verify-command.ts'
import { type Sql, sql } from '../../kit/db.ts'
import { readOrder } from '../orders/read-orders.ts'
import { addCode } from '../promotions/add-code.ts'
import { verify } from './verify.ts'

async function aShopWithOrders(t: Parameters<typeof openPayingShop>[0]) {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 20 } })
  await addCode(shop, { code: 'TEN', off: { kind: 'percentage', basisPoints: 1000 }, limitTotal: 5, limitPerPerson: 1 })
  const lines = [{ variantId, quantity: 2 }]
  const paid = await paidOrder(shop, await aReadyCart(shop, { lines, code: 'TEN' }))
  await paidOrder(shop, await aReadyCart(shop, { lines }))
  await place(shop, await aReadyCart(shop, { lines }))
  return { shop, variantId, paid }
}

const brokenBy = async (shop: PayingShop, name: string) =>
  (await verify(shop, { patienceMs: 0 })).invariants[name]?.violations.map(({ what }) => what)

test('each broken promise is found and named', async (t) => {
  const { shop, variantId } = await aShopWithOrders(t)
  const whole = await verify(shop)
  assert.deepEqual([whole.ok, whole.notRead], [true, ['I3', 'I4', 'I8', 'I9', 'I10']])
  assert.deepEqual([whole.invariants.I1?.counts.placed, whole.invariants.I1?.counts.atProvider], [2, 2])

  const cases: [string, string, Sql, Sql][] = [
    [
      'I1',
      'captured another amount than the order costs',
      sql`update payment set captured_minor = captured_minor - 1 where state = 'captured' and attempt = 1 and order_id = (select min(order_id::text)::uuid from payment where state = 'captured')`,
      sql`update payment set captured_minor = amount_minor where state = 'captured'`,
    ],
    [
      'I1',
      'captured for no order',
      sql`update payment set payment_ref = payment_ref || 'x' where state = 'captured'`,
      sql`update payment set payment_ref = left(payment_ref, -1) where state = 'captured'`,
    ],
    [
      'I1',
      'the order counts other refunds than there are',
      sql`update orders set refunded_minor = 1 where state = 'placed'`,
      sql`update orders set refunded_minor = 0`,
    ],
    [
      'I2',
      'stock is not the sum of its movements',
      sql`update stock set available = available + 1`,
      sql`update stock set available = available - 1`,
    ],
    [
      'I2',
      'reserved otherwise than orders hold',
      sql`update order_allocation set state = 'released' where state = 'reserved'`,
      sql`update order_allocation set state = 'reserved' where state = 'released'`,
    ],
    [
      'I2',
      'reserved for too long',
      sql`with p as (update payment set created_at = created_at - interval '3 hours', expires_at = expires_at - interval '3 hours') update orders set created_at = created_at - interval '3 hours'`,
      sql`with p as (update payment set created_at = created_at + interval '3 hours', expires_at = expires_at + interval '3 hours') update orders set created_at = created_at + interval '3 hours'`,
    ],
    [
      'I7',
      'counts other uses than there are',
      sql`update discount_code set used = 2 where code = 'TEN'`,
      sql`update discount_code set used = 1 where code = 'TEN'`,
    ],
    [
      'I7',
      'discount without the use of a code',
      sql`update discount_use set state = 'held'`,
      sql`update discount_use set state = 'used'`,
    ],
  ]
  for (const [name, what, breaks, mends] of cases) {
    await shop.db.change(breaks)
    assert.ok((await brokenBy(shop, name))?.includes(what), what)
    await shop.db.change(mends)
    assert.deepEqual(await brokenBy(shop, name), [], `${what}, mended`)
  }
  // No worker runs here: mails and facts are late.
  assert.deepEqual(await brokenBy(shop, 'I5'), ['no mail', 'no mail'])
  assert.ok((await brokenBy(shop, 'I6'))?.includes('not begun in time'))
  assert.ok(variantId > 0)
})

test('money at the provider that no order knows is found', async (t) => {
  const { shop } = await aShopWithOrders(t)
  const open = shop.ledger().find(({ captured }) => captured === 0)
  await shop.sandbox.bank.pay(open?.session ?? '', 'success')
  assert.deepEqual(await brokenBy(shop, 'I1'), ['captured for no order'])
  assert.equal((await verify(shop)).invariants.I1?.counts.fresh, 1)
})

test('verify prints JSON and says by its exit code whether all holds; it compares what clients were told', async (t) => {
  const { shop, paid } = await aShopWithOrders(t)
  const order = await readOrder(shop, paid.token)
  const file = join(shop.mediaFolder, 'acknowledged.jsonl')
  const run = async (lines: object[]) => {
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'))
    const said: string[] = []
    const code = await verifyCommands.verify?.run(shop, ['--acknowledged', file], (line) => said.push(line))
    return { code, told: JSON.parse(said.join('\n')) as Awaited<ReturnType<typeof verify>> }
  }
  const right = {
    number: order?.number ?? '',
    key: 'k1',
    totalMinor: order?.totalMinor,
    lines: [{ sku: 'MUG', quantity: 2 }],
  }
  const good = await run([right, right])
  assert.deepEqual([good.code, good.told.ok, good.told.invariants.I3?.ok], [0, true, true])
  const bad = await run([
    { ...right, totalMinor: 1 },
    { number: 'XXXX-XXXX-XX', key: 'k1' },
    { ...right, lines: [] },
  ])
  assert.equal(bad.code, 1)
  assert.deepEqual(
    bad.told.invariants.I3?.violations.map(({ what }) => what),
    ['acknowledged with another total', 'acknowledged, but not there', 'acknowledged with other lines'],
  )
  assert.deepEqual(
    bad.told.invariants.I4?.violations.map(({ what }) => what),
    ['one key, several orders'],
  )
})

test('orders are listed, shown, refunded, cancelled and sent at the command line, with a sentence when it is refused', async (t) => {
  const { shop, paid } = await aShopWithOrders(t)
  const { number = '' } = (await readOrder(shop, paid.token)) ?? {}
  const run = async (...args: string[]) => {
    const said: string[] = []
    const code = await orderCommands.orders?.run(shop, args, (line) => said.push(line))
    return `${code} ${said.join('\n')}`
  }
  assert.match(await run('list', '--state', 'placed'), /^0 .*placed.*mug\n.*placed/)
  assert.match(await run('list', '--state', 'lost'), /^2 --state is 'lost'\. Allowed are/)
  assert.match(await run('show', number.toLowerCase()), /^0 .*\n.*\n.*Hamburg/)
  assert.match(await run('show', 'XXXX'), /^1 There is no order 'XXXX'/)
  assert.match(await run('refund', number, '--line', 'MUG:1'), /^0 .*given back\.$/)
  assert.match(await run('refund', number, '--amount', '9999'), /^1 Nothing was given back: more-than-paid/)
  assert.match(
    await run('refund', number, '--line', 'CUP:1'),
    /^2 --line is 'CUP:1'\. Allowed is SKU:PIECES with one of MUG/,
  )
  assert.match(await run('ship', number), /^2 orders list/)
  assert.match(await run('ship', number, '--carrier', 'DHL', '--tracking', '0034'), /^0 .* one parcel\.$/)
  assert.match(await run('cancel', number), /^1 .*already-shipped/)
  assert.match(
    await run('reconcile'),
    /^0 .*\n2 payments in the provider's books, 0 settled, refunds of 0 taken over\.$/,
  )
})

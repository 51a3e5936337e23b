import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OrderPlaced } from '../../src/domain/checkout/place-order.ts'
import { readOrder } from '../../src/domain/orders/read-orders.ts'
import { addCode } from '../../src/domain/promotions/add-code.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { sql } from '../../src/kit/db.ts'
import { aReadyCart, holds, newKey, openPayingShop, place, type ReadyCart, until } from '../helpers/paying-shop.ts'
import { addWare, stockOf } from '../helpers/wares.ts'

/** Many who want the same thing at the same moment. */

/** Asks again with the same key when the house is full, as a browser does that was told so. */
async function patiently(shop: Shop, cart: ReadyCart): Promise<OrderPlaced> {
  for (let tries = 0; ; tries++)
    try {
      return await place(shop, cart)
    } catch (fault) {
      const isFull = fault instanceof Error && fault.message.startsWith('timeout exceeded when trying to connect')
      if (!isFull || tries > 10) throw fault
    }
}

const sessionOf = (page: string | null) => (page === null ? '' : (new URL(page).pathname.split('/')[2] ?? ''))

test('200 buyers for 50 pieces place exactly 50 orders; the others are told that it is sold out', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 50 } })
  const carts: ReadyCart[] = []
  for (let i = 0; i < 200; i++) carts.push(await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }))

  const began = Date.now()
  const answers = await Promise.all(carts.map((cart) => patiently(shop, cart)))
  t.diagnostic(`200 answered in ${Date.now() - began} ms`)
  const open = answers.flatMap((answer) => (answer.ok ? [answer] : []))
  assert.equal(open.length, 50)
  const others = answers.flatMap((answer) => (answer.ok ? [] : [answer]))
  assert.deepEqual(new Set(others.map(({ problem }) => problem)), new Set(['out-of-stock']))
  assert.deepEqual(await stockOf(shop, variantId), [0, 50])

  await Promise.all(open.map(({ paymentPage }) => shop.sandbox.bank.pay(sessionOf(paymentPage), 'success')))
  await until(async () => {
    const row = await shop.db.row<{ n: number }>(sql`select count(*)::int as n from orders where state = 'placed'`)
    return row?.n === 50
  }, 30)
  assert.deepEqual(await stockOf(shop, variantId), [0, 0])
  assert.equal(shop.ledger().filter(({ captured }) => captured > 0).length, 50)
  await holds(shop)
})

test('one checkout submitted 50 times at once places one order and one payment page', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 1 } })
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const answers = await Promise.all(Array.from({ length: 50 }, () => patiently(shop, cart)))
  assert.deepEqual([...new Set(answers.map((answer) => JSON.stringify(answer)))], [JSON.stringify(answers[0])])
  const [answer] = answers
  assert.ok(answer?.ok && answer.paymentPage)
  assert.equal((await shop.db.row<{ n: number }>(sql`select count(*)::int as n from orders`))?.n, 1)
  assert.equal(shop.ledger().length, 1)
  assert.deepEqual(await stockOf(shop, variantId), [0, 1])
})

test('one cart submitted from 20 tabs, each with a key of its own, is still one order', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 9 } })
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => patiently(shop, { ...cart, form: { ...cart.form, key: newKey() } })),
  )
  assert.deepEqual([...new Set(answers.map((answer) => JSON.stringify(answer)))], [JSON.stringify(answers[0])])
  assert.equal(shop.ledger().length, 1)
  assert.deepEqual(await stockOf(shop, variantId), [8, 1])
})

test('a code with limit 1 that 100 use at once is used once, and nobody else gets its discount', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 500 } })
  await addCode(shop, { code: 'FIRST', off: { kind: 'fixed', amountMinor: 500 }, market: 'de', limitTotal: 1 })
  const carts: ReadyCart[] = []
  for (let i = 0; i < 100; i++)
    carts.push(await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }], code: 'FIRST' }))
  const answers = await Promise.all(carts.map((cart) => patiently(shop, cart)))
  const open = answers.flatMap((answer) => (answer.ok ? [answer] : []))
  assert.equal(open.length, 1)
  assert.equal((await readOrder(shop, open[0]?.token ?? ''))?.code, 'FIRST')
  const problems = new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.problem])))
  assert.ok([...problems].every((problem) => problem === 'code-not-valid' || problem === 'total-changed'))
  assert.deepEqual(await stockOf(shop, variantId), [499, 1])
  await holds(shop)
})

test('carts with the same two wares in another order, and a changed price meanwhile, never deadlock', async (t) => {
  const shop = await openPayingShop(t)
  const a = (await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 100 } })).variantId
  const b = (await addWare(shop, { key: 'plate', price: { de: 1290 }, stock: { hamburg: 100 } })).variantId
  const carts: ReadyCart[] = []
  for (let i = 0; i < 60; i++) {
    const lines = [a, b].map((variantId) => ({ variantId, quantity: 1 }))
    carts.push(await aReadyCart(shop, { lines: i % 2 ? lines : lines.reverse() }))
  }
  const answers = await Promise.all(carts.map((cart) => patiently(shop, cart)))
  assert.equal(answers.filter(({ ok }) => ok).length, 60)
  assert.deepEqual(
    [await stockOf(shop, a), await stockOf(shop, b)],
    [
      [40, 60],
      [40, 60],
    ],
  )
  const deadlocks = await shop.db.row<{ n: number }>(
    sql`select deadlocks::int as n from pg_stat_database where datname = current_database()`,
  )
  assert.equal(deadlocks?.n, 0)
})

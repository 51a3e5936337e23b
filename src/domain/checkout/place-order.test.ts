import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aReadyCart, newKey, openPayingShop, place, placed, until } from '../../../test/helpers/paying-shop.ts'
import { addWare, stockOf } from '../../../test/helpers/wares.ts'
import { sql } from '../../kit/db.ts'
import { readOrder } from '../orders/read-orders.ts'

test('a cart becomes an order, is paid on the provider’s page and is placed; the cart is empty then', async (t) => {
  const shop = await openPayingShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', price: { de: 2490 }, stock: { hamburg: 3 } })
  const cart = await aReadyCart(shop, { lines: [{ variantId, quantity: 2 }] })
  const { token, sessionRef } = await placed(shop, cart)
  assert.deepEqual(await stockOf(shop, variantId), [1, 2])
  const waiting = await readOrder(shop, token)
  assert.equal(waiting?.state, 'awaiting-payment')
  assert.equal(waiting?.totalMinor, cart.form.totalMinor)
  assert.equal((await shop.carts.read(cart.cartId))?.lines.length, 1)

  assert.equal(await shop.sandbox.bank.pay(sessionRef, 'success'), 'paid')
  const order = await until(async () => {
    const order = await readOrder(shop, token)
    return order?.state === 'placed' && order
  })
  assert.deepEqual(
    order.payments.map(({ state, capturedMinor }) => [state, capturedMinor]),
    [['captured', cart.form.totalMinor]],
  )
  assert.deepEqual(await stockOf(shop, variantId), [1, 0])
  await until(async () => (await shop.carts.read(cart.cartId))?.lines.length === 0)
  const facts = await shop.db.rows<{ fact: string }>(
    sql`select payload->>'fact' as fact from graphile_worker._private_jobs where payload->>'orderId' is not null`,
  )
  assert.deepEqual(facts, [{ fact: 'order.placed' }])
})

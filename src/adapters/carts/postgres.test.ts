import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { cartStoreContract } from '../../domain/carts/cart-store.contract.ts'
import { sql } from '../../kit/db.ts'
import { openPostgresCarts } from './postgres.ts'

cartStoreContract('PostgreSQL', async (t) => {
  const { db } = await openTestShop(t)
  return {
    store: openPostgresCarts(db),
    other: openPostgresCarts(db),
    async expire(cartId) {
      await db.change(sql`update cart set expires_at = now() - interval '1 second' where id = ${cartId}`)
    },
  }
})

test('every change is one statement', async (t) => {
  const { db } = await openTestShop(t)
  const store = openPostgresCarts(db)
  const before = db.statements()
  await store.change('a', 'de', { kind: 'add', variantId: 1, quantity: 1, seenPriceMinor: 100 })
  await store.change('a', 'de', { kind: 'set', variantId: 1, quantity: 2 })
  await store.change('a', 'de', { kind: 'code', code: 'TEN' })
  await store.change('b', 'de', { kind: 'seen', prices: [] })
  await store.merge('b', 'a')
  assert.equal(db.statements() - before, 5)
})

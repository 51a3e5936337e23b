import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { addWare, stockOf } from '../../../test/helpers/wares.ts'
import { openDb, sql } from '../../kit/db.ts'
import { marketOf } from '../shop.ts'
import { countStock } from './count-stock.ts'
import { readStockDrift } from './read-stock.ts'
import { releaseStock } from './release-stock.ts'
import { reserveStock } from './reserve-stock.ts'
import type { StockLine } from './stock.ts'

/** A shop with as many connections as clients, so that all really meet in the database. */
async function withClients(shop: TestShop, clients: number, work: (crowd: TestShop) => Promise<void>): Promise<void> {
  const db = openDb({ url: shop.databaseUrl, poolSize: clients })
  try {
    await work({ ...shop, db })
  } finally {
    await db.close()
  }
}

const reserve = (shop: TestShop, lines: StockLine[], orderId: string) => {
  const locationIds = marketOf(shop, 'de').locations.map(({ id }) => id)
  return shop.db.transaction((tx) => reserveStock(tx, { orderId, locationIds, lines }))
}

const deadlocks = async (shop: TestShop) => {
  const row = await shop.db.row<{ deadlocks: number }>(sql`
    select deadlocks from pg_stat_database where datname = current_database()`)
  return row?.deadlocks
}

test('200 buyers for 50 pieces in two locations reserve exactly 50, the others hear that nothing is left', async (t) => {
  const shop = await openTestShop(t)
  const { variantId } = await addWare(shop, { key: 'lamp', stock: { hamburg: 30, columbus: 20 } })
  await withClients(shop, 60, async (crowd) => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => reserve(crowd, [{ variantId, quantity: 1 }], randomUUID())),
    )
    assert.equal(answers.filter((answer) => answer.ok).length, 50)
    for (const answer of answers) if (!answer.ok) assert.deepEqual(answer.lines, [{ variantId, wanted: 1, left: 0 }])
  })
  assert.deepEqual(await stockOf(shop, variantId), [0, 50])
  assert.deepEqual(await readStockDrift(shop), [])
})

test('buyers of two pieces each leave at most the odd piece', async (t) => {
  const shop = await openTestShop(t)
  const { variantId } = await addWare(shop, { key: 'lamp', stock: { hamburg: 11, columbus: 4 } })
  await withClients(shop, 40, async (crowd) => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => reserve(crowd, [{ variantId, quantity: 2 }], randomUUID())),
    )
    assert.equal(answers.filter((answer) => answer.ok).length, 7)
  })
  assert.deepEqual(await stockOf(shop, variantId), [1, 14])
})

test('50 clients with the carts (A, B) and (B, A), counts meanwhile: no deadlock, no piece lost', async (t) => {
  const shop = await openTestShop(t)
  const { variantId: a } = await addWare(shop, { key: 'cup', stock: { hamburg: 200, columbus: 200 } })
  const { variantId: b } = await addWare(shop, { key: 'saucer', stock: { hamburg: 200, columbus: 200 } })
  const [hamburg] = marketOf(shop, 'de').locations
  const pair = (first: number, second: number) => [first, second].map((variantId) => ({ variantId, quantity: 1 }))

  await withClients(shop, 52, async (crowd) => {
    let reservedMeanwhile = 0
    const buyer = async (_: unknown, client: number) => {
      for (let round = 0; round < 8; round++) {
        const orderId = randomUUID()
        const reserved = await reserve(crowd, client % 2 === 0 ? pair(a, b) : pair(b, a), orderId)
        assert.ok(reserved.ok)
        const { allocations } = reserved
        if (round % 2 === 1) await crowd.db.transaction((tx) => releaseStock(tx, { orderId, allocations }))
        else reservedMeanwhile++
      }
    }
    const counter = async (variantId: number) => {
      for (let round = 0; round < 20; round++)
        await countStock(crowd, { variantId, locationId: hamburg?.id ?? 0, available: 150 + round, reason: 'import' })
    }
    await Promise.all([...Array.from({ length: 50 }, buyer), counter(a), counter(b)])
    assert.equal(reservedMeanwhile, 200)
  })
  const [[, reservedA], [, reservedB]] = [await stockOf(shop, a), await stockOf(shop, b)]
  assert.deepEqual([reservedA, reservedB], [200, 200])
  assert.deepEqual(await readStockDrift(shop), [])
  assert.equal(await deadlocks(shop), 0)
})

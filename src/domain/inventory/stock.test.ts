import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { addWare, stockOf } from '../../../test/helpers/wares.ts'
import { sql } from '../../kit/db.ts'
import { marketOf } from '../shop.ts'
import { countStock } from './count-stock.ts'
import { readStock, readStockDrift } from './read-stock.ts'
import { receiveStock } from './receive-stock.ts'
import { releaseStock } from './release-stock.ts'
import { reserveStock } from './reserve-stock.ts'
import { returnStock } from './return-stock.ts'
import { sellStock } from './sell-stock.ts'
import type { StockLine } from './stock.ts'

const locationsOf = (shop: TestShop, market: string) => marketOf(shop, market).locations.map(({ id }) => id)

const reserve = (shop: TestShop, lines: StockLine[], orderId: string = randomUUID()) =>
  shop.db.transaction((tx) => reserveStock(tx, { orderId, locationIds: locationsOf(shop, 'de'), lines }))

const movements = (shop: TestShop) =>
  shop.db.rows(sql`
    select kind, location_id as at, available_change as available, reserved_change as reserved
    from stock_movement order by id`)

async function withMugs(t: TestContext, hamburg: number, columbus = 0) {
  const shop = await openTestShop(t)
  const { variantId: mug } = await addWare(shop, { key: 'mug', stock: { hamburg, columbus } })
  const [hh = 0, oh = 0] = locationsOf(shop, 'de')
  return { shop, mug, hh, oh }
}

test('a line takes from the preferred location first and is split over the next', async (t) => {
  const { shop, mug, hh, oh } = await withMugs(t, 2, 5)
  assert.deepEqual(await reserve(shop, [{ variantId: mug, quantity: 3 }]), {
    ok: true,
    allocations: [
      { variantId: mug, locationId: hh, quantity: 2 },
      { variantId: mug, locationId: oh, quantity: 1 },
    ].sort((a, b) => a.locationId - b.locationId),
  })
  assert.deepEqual(await stockOf(shop, mug), [4, 3])
  const [, , ...reserved] = await movements(shop)
  assert.equal(reserved.length, 2)
  assert.deepEqual(await readStockDrift(shop), [])
})

test('locations that do not serve the market give nothing', async (t) => {
  const { shop, mug, hh } = await withMugs(t, 2, 5)
  const order = { orderId: randomUUID(), locationIds: [hh], lines: [{ variantId: mug, quantity: 3 }] }
  assert.deepEqual(await shop.db.transaction((tx) => reserveStock(tx, order)), {
    ok: false,
    problem: 'out-of-stock',
    lines: [{ variantId: mug, wanted: 3, left: 2 }],
  })
})

test('when one line is short, nothing is reserved and the short lines say what is left', async (t) => {
  const { shop, mug } = await withMugs(t, 2, 1)
  const { variantId: plate } = await addWare(shop, { key: 'plate', stock: { hamburg: 9 } })
  const before = await movements(shop)
  const answer = await reserve(shop, [
    { variantId: plate, quantity: 1 },
    { variantId: mug, quantity: 4 },
    { variantId: 999_999, quantity: 1 },
  ])
  assert.deepEqual(answer, {
    ok: false,
    problem: 'out-of-stock',
    lines: [
      { variantId: mug, wanted: 4, left: 3 },
      { variantId: 999_999, wanted: 1, left: 0 },
    ],
  })
  assert.deepEqual(
    [await stockOf(shop, plate), await stockOf(shop, mug)],
    [
      [9, 0],
      [3, 0],
    ],
  )
  assert.deepEqual(await movements(shop), before)
})

test('pieces go from the shelf to the order and to the buyer, or back, and each step is written down', async (t) => {
  const { shop, mug, hh } = await withMugs(t, 5)
  const step = async (move: typeof releaseStock, quantity: number) => {
    const allocations = [{ variantId: mug, locationId: hh, quantity }]
    await shop.db.transaction((tx) => move(tx, { orderId: randomUUID(), allocations }))
    return stockOf(shop, mug)
  }
  await reserve(shop, [{ variantId: mug, quantity: 4 }])
  assert.deepEqual(await step(releaseStock, 1), [2, 3])
  assert.deepEqual(await step(sellStock, 3), [2, 0])
  assert.deepEqual(await step(returnStock, 2), [4, 0])
  assert.deepEqual(await movements(shop), [
    { kind: 'receive', at: hh, available: 5, reserved: 0 },
    { kind: 'reserve', at: hh, available: -4, reserved: 4 },
    { kind: 'release', at: hh, available: 1, reserved: -1 },
    { kind: 'sell', at: hh, available: 0, reserved: -3 },
    { kind: 'return', at: hh, available: 2, reserved: 0 },
  ])
  assert.deepEqual(await readStockDrift(shop), [])
})

test('what nobody holds can neither be released nor sold', async (t) => {
  const { shop, mug, hh } = await withMugs(t, 5)
  await reserve(shop, [{ variantId: mug, quantity: 1 }])
  const before = await movements(shop)
  const order = { orderId: randomUUID(), allocations: [{ variantId: mug, locationId: hh, quantity: 2 }] }
  for (const move of [releaseStock, sellStock])
    await assert.rejects(
      shop.db.transaction((tx) => move(tx, order)),
      /does not hold the pieces/,
    )
  for (const quantity of [0, -1, 1.5]) await assert.rejects(reserve(shop, [{ variantId: mug, quantity }]), RangeError)
  assert.deepEqual(await stockOf(shop, mug), [4, 1])
  assert.deepEqual(await movements(shop), before)
})

test('a count sets what can be sold, leaves what orders hold, and keeps the reason', async (t) => {
  const { shop, mug, hh, oh } = await withMugs(t, 5)
  await reserve(shop, [{ variantId: mug, quantity: 2 }])
  const count = (locationId: number, available: number) =>
    countStock(shop, { variantId: mug, locationId, available, reason: 'yearly count' })
  assert.deepEqual(await count(hh, 1), { change: -2 })
  assert.deepEqual(await count(hh, 1), { change: 0 })
  assert.deepEqual(await count(oh, 7), { change: 7 })
  assert.deepEqual(await stockOf(shop, mug), [8, 2])
  await assert.rejects(count(hh, -1), RangeError)
  const counted = await shop.db.rows(
    sql`select available_change, reason from stock_movement where kind = 'count' order by id`,
  )
  assert.deepEqual(counted, [
    { available_change: -2, reason: 'yearly count' },
    { available_change: 7, reason: 'yearly count' },
  ])
  assert.deepEqual(await readStockDrift(shop), [])
  assert.deepEqual(
    (await readStock(shop, 'MUG')).map(({ location, available, reserved }) => [location, available, reserved]),
    [
      ['columbus', 7, 0],
      ['hamburg', 1, 2],
    ],
  )
})

test('a change tells of stock when it takes the last piece of a place, brings the first one, or was made by hand', async (t) => {
  const { shop, mug, hh } = await withMugs(t, 5)
  const { variantId: plate } = await addWare(shop, { key: 'plate', stock: { hamburg: 2 } })
  const facts = async () => {
    const rows = await shop.db.rows<{ payload: object }>(
      sql`delete from graphile_worker._private_jobs returning payload`,
    )
    return rows.map((row) => row.payload)
  }
  const changed = (...variantIds: number[]) => [{ fact: 'stock.changed', variantIds }]
  const move = (change: typeof releaseStock, variantId: number, quantity: number) =>
    shop.db.transaction((tx) =>
      change(tx, { orderId: randomUUID(), allocations: [{ variantId, locationId: hh, quantity }] }),
    )
  await facts()
  await reserve(shop, [
    { variantId: mug, quantity: 1 },
    { variantId: plate, quantity: 1 },
  ])
  assert.deepEqual(await facts(), [])
  await countStock(shop, { variantId: mug, locationId: hh, available: 9, reason: '' })
  assert.deepEqual(await facts(), changed(mug))
  await reserve(shop, [{ variantId: mug, quantity: 10 }])
  assert.deepEqual(await facts(), [])
  await reserve(shop, [
    { variantId: mug, quantity: 2 },
    { variantId: plate, quantity: 1 },
  ])
  assert.deepEqual(await facts(), changed(plate))
  await move(sellStock, plate, 1)
  assert.deepEqual(await facts(), [])
  await move(releaseStock, plate, 1)
  assert.deepEqual(await facts(), changed(plate))
  await move(returnStock, plate, 1)
  assert.deepEqual(await facts(), [])
})

test('stock that was changed behind our back is found', async (t) => {
  const { shop, mug, hh } = await withMugs(t, 5)
  await shop.db.change(sql`update stock set available = 6 where variant_id = ${mug}`)
  assert.deepEqual(await readStockDrift(shop), [
    { variantId: mug, locationId: hh, available: 6, reserved: 0, availableMoved: 5, reservedMoved: 0 },
  ])
})

test('an order of two lines is reserved in two statements and sold in one', async (t) => {
  const { shop, mug } = await withMugs(t, 2, 2)
  const { variantId: plate } = await addWare(shop, { key: 'plate', stock: { hamburg: 9 } })
  const orderId = randomUUID()
  const statements = async <T>(work: () => Promise<T>) => {
    const before = shop.db.statements()
    const answer = await work()
    return [shop.db.statements() - before, answer] as const
  }
  const lines = [
    { variantId: mug, quantity: 3 },
    { variantId: plate, quantity: 1 },
  ]
  const [reserving, reserved] = await statements(() => reserve(shop, lines, orderId))
  assert.ok(reserved.ok)
  const { allocations } = reserved
  const [selling] = await statements(() => shop.db.transaction((tx) => sellStock(tx, { orderId, allocations })))
  assert.deepEqual([reserving, selling], [2, 1])
})

test('1,200 variants can be received at once', async (t) => {
  const { shop, hh } = await withMugs(t, 1)
  const rows = await shop.db.rows<{ id: number }>(sql`
    insert into variant (product_id, sku) select (select id from product), 'V' || n from generate_series(1, 1200) as n
    returning id`)
  await shop.db.transaction((tx) =>
    receiveStock(
      tx,
      rows.map(({ id }) => ({ variantId: id, locationId: hh, quantity: 1 })),
    ),
  )
  assert.deepEqual(await readStockDrift(shop), [])
})

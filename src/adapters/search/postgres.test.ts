import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { aDocument, aQuery, searchIndexContract } from '../../domain/search/search-index.contract.ts'
import { openDb } from '../../kit/db.ts'
import { openPostgresSearch } from './postgres.ts'

searchIndexContract(async (t) => openPostgresSearch((await openTestShop(t)).db))

test('another process finds what was put after it refreshes, and no older state comes back', async (t) => {
  const shop = await openTestShop(t)
  const db = openDb({ url: shop.databaseUrl })
  t.after(() => db.close())
  const writer = openPostgresSearch(shop.db)
  const reader = openPostgresSearch(db)
  await reader.refresh()
  await writer.put([aDocument({ productId: 1, name: 'Mug' }), aDocument({ productId: 2, name: 'Bowl' })])
  await reader.refresh()
  assert.equal((await reader.find(aQuery({ text: 'mug' }))).total, 1)
  await writer.remove([{ productId: 1, market: 'us' }])
  await writer.put([aDocument({ productId: 2, name: 'Plate', revision: 2 })])
  await reader.refresh()
  assert.equal((await reader.find(aQuery({ text: 'mug' }))).total, 0)
  assert.equal((await reader.find(aQuery({ text: 'bowl' }))).total, 0)
  assert.deepEqual((await reader.find(aQuery({}))).productIds, [2])
})

test('who asks first waits for one shelf alone, and each shelf hears of changes from when it was loaded', async (t) => {
  const shop = await openTestShop(t)
  const db = openDb({ url: shop.databaseUrl })
  t.after(() => db.close())
  const writer = openPostgresSearch(shop.db)
  const reader = openPostgresSearch(db)
  const german = { market: 'de', locale: 'de' } as const
  await writer.put([aDocument({ productId: 1, name: 'Mug' }), aDocument({ productId: 1, name: 'Becher', ...german })])
  const before = db.statements()
  assert.equal((await reader.find(aQuery({ text: 'mug' }))).total, 1)
  assert.equal(db.statements() - before, 2)

  await writer.put([aDocument({ productId: 2, name: 'Bowl' }), aDocument({ productId: 2, name: 'Schale', ...german })])
  assert.equal((await reader.find(aQuery({ text: 'schale', ...german }))).total, 1)
  await writer.put([aDocument({ productId: 3, name: 'Vase' }), aDocument({ productId: 3, name: 'Vase', ...german })])
  await reader.refresh()
  assert.deepEqual((await reader.find(aQuery({}))).productIds.toSorted(), [1, 2, 3])
  assert.deepEqual((await reader.find(aQuery(german))).productIds.toSorted(), [1, 2, 3])
})

test('changes of many writers at once all reach a process that reads meanwhile', async (t) => {
  const shop = await openTestShop(t)
  const reader = openPostgresSearch(shop.db)
  const db = openDb({ url: shop.databaseUrl })
  t.after(() => db.close())
  const writer = openPostgresSearch(db)
  await reader.refresh()
  const puts = Array.from({ length: 40 }, (_, i) => writer.put([aDocument({ productId: i + 1, name: `Mug ${i}` })]))
  const reads = Array.from({ length: 20 }, () => reader.refresh())
  await Promise.all([...puts, ...reads])
  await reader.refresh()
  assert.equal((await reader.find(aQuery({ text: 'mug' }))).total, 40)
})

test('a shelf on which much has changed is the same as one loaded anew', async (t) => {
  const shop = await openTestShop(t)
  const changed = openPostgresSearch(shop.db)
  await changed.refresh()
  const wares = ['Mug', 'Bowl', 'Plate', 'Vase']
  for (let revision = 1; revision <= 6; revision++) {
    await changed.put(
      Array.from({ length: 200 }, (_, i) =>
        aDocument({
          productId: i + 1,
          name: `${wares[(i + revision) % 4]} ${i}`,
          revision,
          facets: { color: [`c${(i + revision) % 5}`] },
          priceMinor: 100 * ((i * revision) % 30),
        }),
      ),
    )
    await changed.remove(Array.from({ length: 20 }, (_, i) => ({ productId: i * 7 + revision, market: 'us' })))
  }
  const fresh = openPostgresSearch(shop.db)
  for (const query of [
    aQuery({ sort: 'price', limit: 200 }),
    aQuery({ text: 'bowl', sort: 'price', limit: 200 }),
    aQuery({ facets: { color: ['c1', 'c2'] }, sort: '-price', limit: 200 }),
  ]) {
    const found = await fresh.find(query)
    assert.ok(found.total > 20)
    assert.deepEqual(await changed.find(query), found)
  }
})

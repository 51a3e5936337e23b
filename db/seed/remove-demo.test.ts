import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readMaster } from '../../src/domain/media/make-picture.ts'
import { verify } from '../../src/domain/reports/verify.ts'
import { reindexAll } from '../../src/domain/search/reindex-all.ts'
import { sql } from '../../src/kit/db.ts'
import { holdsDemo, isOwn, markAsDemo } from '../../src/kit/migrate.ts'
import { aReadyCart, openPayingShop, paidOrder } from '../../test/helpers/paying-shop.ts'
import { addWare, stockOf } from '../../test/helpers/wares.ts'
import { drawPictures } from './pictures/draw-pictures.ts'
import { removeDemo } from './remove-demo.ts'
import { seedDemo } from './seed.ts'

async function aDemo(t: TestContext) {
  const shop = await openPayingShop(t, { webhooks: false })
  const person = { email: 'demo@shop.test', passwordHash: 'none', firstName: 'Robin', lastName: 'Hale' }
  await seedDemo(shop, { demoAccount: person })
  await drawPictures(shop)
  await markAsDemo(shop.db)
  return shop
}

test('the demo goes with all that was tried on it; what is not of the demo stays', async (t) => {
  const shop = await aDemo(t)
  const { productId, variantId } = await addWare(shop, { key: 'own-lamp', stock: { hamburg: 9, columbus: 5 } })
  await shop.db.change(sql`insert into discount_code (code, kind, basis_points) values ('MINE', 'percentage', 500)`)
  await shop.media.write('own-lamp/master.png', Buffer.from('picture'))
  await reindexAll(shop)
  await paidOrder(shop, await aReadyCart(shop, { market: 'us', lines: [{ variantId, quantity: 2 }] }))
  const demo = await shop.db.row<{ variantId: number }>(sql`
    select v.id as "variantId" from variant v join stock s on s.variant_id = v.id join price p on p.variant_id = v.id
    where v.product_id <> ${productId} and s.available > 3 and p.market = 'us' limit 1`)
  await paidOrder(
    shop,
    await aReadyCart(shop, { market: 'us', lines: [{ variantId: demo?.variantId ?? 0, quantity: 1 }] }),
  )

  const removed = await removeDemo(shop)
  assert.ok(removed.ok)
  const { orders, kept, soldInTrials } = removed
  assert.deepEqual({ orders, kept, soldInTrials }, { orders: 2, kept: 1, soldInTrials: ['OWN-LAMP'] })
  assert.ok(removed.products > 500 && removed.people > 100 && removed.pictures > 500)
  assert.deepEqual([await holdsDemo(shop.db), await isOwn(shop.db)], [false, true])

  // Every table that still holds something is one that a shop of one product needs.
  const { rows: tables } = await shop.db.pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  const filled: string[] = []
  for (const { name } of tables)
    if ((await shop.db.pool.query(`select 1 from ${name} limit 1`)).rowCount) filled.push(name)
  assert.deepEqual(filled, [
    'attribute',
    'attribute_value',
    'category',
    'discount_code',
    'location',
    'market',
    'market_country',
    'market_location',
    'migration',
    'price',
    'product',
    'product_text',
    'ring_key',
    'search_document',
    'shipping_method',
    'shipping_rate',
    'shipping_zone',
    'stock',
    'stock_movement',
    'tax_rate',
    'variant',
  ])
  assert.deepEqual(await shop.db.rows(sql`select code, used from discount_code`), [{ code: 'MINE', used: 0 }])
  assert.deepEqual(await shop.db.rows(sql`select code from category`), [{ code: 'tests' }])
  assert.deepEqual(await shop.db.rows(sql`select distinct product_id as id from search_document where not removed`), [
    { id: productId },
  ])
  assert.deepEqual(await stockOf(shop, variantId), [12, 0])
  const folders: string[] = []
  // SeaweedFS takes a while to see that a folder is empty.
  for await (const name of shop.media.list()) if (await readMaster(shop, name)) folders.push(name)
  assert.deepEqual(folders, ['own-lamp'])
  const { invariants } = await verify(shop)
  assert.deepEqual([invariants.I2?.violations, invariants.I7?.violations], [[], []])
})

test('a category of the demo in which something of the owner stands is kept, without the picture of the demo', async (t) => {
  const shop = await aDemo(t)
  const { productId } = await addWare(shop, { key: 'own-pan' })
  await shop.db.change(
    sql`update product set category_id = (select id from category where code = 'kitchen/cookware') where id = ${productId}`,
  )
  assert.ok((await removeDemo(shop)).ok)
  assert.deepEqual(await shop.db.rows(sql`select code, picture_key as picture from category order by code`), [
    { code: 'kitchen', picture: null },
    { code: 'kitchen/cookware', picture: null },
    { code: 'tests', picture: null },
  ])
})

test('a database without the demo, and one where real money was paid, are left as they are', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'lamp', stock: { columbus: 5 } })
  await paidOrder(shop, await aReadyCart(shop, { market: 'us', lines: [{ variantId, quantity: 1 }] }))
  const counts = () =>
    shop.db.row(sql`select (select count(*) from orders)::int as orders, (select count(*) from product)::int as products,
    (select count(*) from person)::int as people, (select count(*) from migration)::int as marks`)
  const before = await counts()
  assert.deepEqual(await removeDemo(shop), {
    ok: false,
    problem: 'This database holds no demo shop: there is nothing to remove.',
  })
  assert.deepEqual(await counts(), before)
  await markAsDemo(shop.db)
  const marked = await counts()
  await shop.db.change(sql`update payment set session_ref = 'cs_live_1'`)
  assert.deepEqual(await removeDemo(shop), {
    ok: false,
    problem: '1 payments of this database were made with real money, so its orders must be kept. Nothing was removed.',
  })
  assert.deepEqual(await counts(), marked)
})

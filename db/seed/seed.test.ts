import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCards } from '../../src/domain/browse/read-cards.ts'
import { readCollections } from '../../src/domain/browse/read-collections.ts'
import { readHome } from '../../src/domain/browse/read-home.ts'
import { readMenu } from '../../src/domain/browse/read-menu.ts'
import { hasRightCheckDigit } from '../../src/domain/catalog/product.ts'
import { readAddresses } from '../../src/domain/customers/address-book.ts'
import { readProfile } from '../../src/domain/customers/profile.ts'
import { readStockDrift } from '../../src/domain/inventory/read-stock.ts'
import { sql } from '../../src/kit/db.ts'
import { openTestShop, type TestShop } from '../../test/helpers/test-shop.ts'
import { seedMarkets } from './markets.ts'
import { seedDemo } from './seed.ts'

const day = new Date('2026-12-01T12:00:00Z')

/** Everything that the seed writes, in short. */
const digest = (shop: TestShop) =>
  shop.db.row(sql`select
    (select md5(string_agg(p::text, '|' order by id)) from product p) as products,
    (select md5(string_agg(v::text, '|' order by id)) from variant v) as variants,
    (select md5(string_agg(p::text, '|' order by variant_id, market)) from price p) as prices,
    (select md5(string_agg(i::text, '|' order by id)) from product_image i) as images,
    (select md5(string_agg(s::text, '|' order by variant_id, location_id)) from stock s) as stock,
    (select md5(string_agg(r::text, '|' order by id)) from review r) as reviews`)

const shelves = [
  { market: 'us', locale: 'en' },
  { market: 'de', locale: 'de' },
  { market: 'de', locale: 'en' },
] as const

test('the demo shop is full: products, variants, departments, pictures, reviews, collections, on every shelf', async (t) => {
  const shop = await openTestShop(t, { clock: () => day })
  const { products, variants } = await seedDemo(shop, { now: day })
  assert.ok(products >= 300 && variants >= 900, `${products} products, ${variants} variants`)
  for (const shelf of shelves) {
    const menu = await readMenu(shop, shelf)
    assert.ok(menu.length >= 12, `${menu.length} departments`)
    for (const department of menu) assert.ok(department.picture && department.parts.length > 0, department.code)
    const home = await readHome(shop, shelf)
    for (const row of [home.fresh, home.bestSelling, home.reduced]) assert.equal(row.length, 8)
    assert.ok(home.story && home.praise.length > 0)
    assert.ok((await readCollections(shop, shelf)).length >= 4)
  }
  const ids = await shop.db.rows<{ id: number }>(sql`select id from product order by id`)
  const cards = await readCards(
    shop,
    { market: 'de', locale: 'de' },
    ids.map(({ id }) => id),
  )
  assert.ok(cards.length > products * 0.8 && cards.length < products, 'some products are missing in a market')
  for (const card of cards) assert.ok(card.picture && card.secondPicture, card.slug)
})

test('its stock is the sum of its movements, its barcodes are valid and its own, its reductions name a lowest price', async (t) => {
  const shop = await openTestShop(t)
  await seedDemo(shop, { now: day })
  assert.deepEqual(await readStockDrift(shop), [])
  const barcodes = await shop.db.rows<{ barcode: string }>(sql`select barcode from variant`)
  assert.equal(new Set(barcodes.map(({ barcode }) => barcode)).size, barcodes.length)
  for (const { barcode } of barcodes) assert.ok(/^2[0-9]{12}$/.test(barcode) && hasRightCheckDigit(barcode), barcode)
  const reduced = await shop.db.rows<{ lowest: number; history: number }>(sql`
    select lowest_30_minor as lowest, (select min(h.amount_minor) from price_history h
      where h.variant_id = p.variant_id and h.market = p.market and h.until_at > p.since - interval '30 days') as history
    from price p where was_minor is not null`)
  assert.ok(reduced.length > 0)
  for (const { lowest, history } of reduced) assert.equal(lowest, history)
})

test('the demo shop is alike everywhere: the same day gives the same rows', async (t) => {
  const [one, two] = [await openTestShop(t), await openTestShop(t)]
  for (const shop of [one, two]) await seedDemo(shop, { now: day })
  assert.deepEqual(await digest(one), await digest(two))
})

test('the markets are made once', async (t) => {
  const shop = await openTestShop(t)
  const count = () =>
    shop.db.row(sql`select (select count(*) from market) as markets, (select count(*) from tax_rate) as taxes,
      (select count(*) from shipping_rate) as rates, (select count(*) from discount_code) as codes`)
  const before = await count()
  await seedMarkets(shop.db)
  assert.deepEqual(await count(), before)
})

test('the demo account can be found by its address', async (t) => {
  const shop = await openTestShop(t)
  const demoAccount = { email: 'demo@tradewind.example', passwordHash: 'hash', firstName: 'Robin', lastName: 'Hale' }
  await seedDemo(shop, { now: day, demoAccount })
  const row = await shop.db.row<{ id: string; password_hash: string }>(sql`select person_id as id, password_hash
    from account where email_index = ${shop.vault.emailIndex(demoAccount.email)}`)
  assert.equal(row?.password_hash, 'hash')
  assert.equal((await readProfile(shop, row.id))?.firstName, 'Robin')
  assert.deepEqual(
    (await readAddresses(shop, row.id)).map(({ line1, preferred }) => [line1, preferred]),
    [
      ['118 Harbor Street', true],
      ['Am Hafen 3', false],
    ],
  )
})

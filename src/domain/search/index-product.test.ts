import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { sql } from '../../kit/db.ts'
import { saveProduct } from '../catalog/save-product.ts'
import { unpublishProduct } from '../catalog/unpublish-product.ts'
import { countStock } from '../inventory/count-stock.ts'
import { indexProduct, indexStock } from './index-product.ts'
import { reindexAll } from './reindex-all.ts'
import { aQuery } from './search-index.contract.ts'

const scarf = (
  key: string,
  more: Partial<Parameters<typeof saveProduct>[1]> = {},
): Parameters<typeof saveProduct>[1] => ({
  key,
  category: 'clothing/scarves',
  state: 'published',
  texts: { en: { name: `Plaid scarf ${key}` }, de: { name: `Karierter Schal ${key}` } },
  attributes: { material: { choice: ['Wool'] } },
  variants: [{ sku: `SKU-${key}`, prices: { us: { amountMinor: 3900 }, de: { amountMinor: 3590 } } }],
  ...more,
})

async function save(shop: TestShop, input: Parameters<typeof saveProduct>[1]) {
  const saved = await saveProduct(shop, input)
  assert.ok(saved.ok, JSON.stringify(saved))
  return saved
}

const found = async (shop: TestShop, market: string, locale: 'en' | 'de', text: string) =>
  (await shop.search.find(aQuery({ market, locale, text }))).productIds

test('a product is found in every market and language that sells it, and nowhere once it is off the shelf', async (t) => {
  const shop = await openTestShop(t)
  const { productId } = await save(shop, scarf('a'))
  await indexProduct(shop, productId)
  assert.deepEqual(await found(shop, 'us', 'en', 'wool scarf'), [productId])
  assert.deepEqual(await found(shop, 'de', 'de', 'Schal'), [productId])
  assert.deepEqual(await found(shop, 'de', 'en', 'scarf'), [productId])
  assert.ok((await unpublishProduct(shop, 'a')).ok)
  await indexProduct(shop, productId)
  assert.deepEqual(await found(shop, 'us', 'en', 'scarf'), [])
  assert.deepEqual(await found(shop, 'de', 'de', 'Schal'), [])
})

test('a market that stops selling a product forgets it, the other keeps it', async (t) => {
  const shop = await openTestShop(t)
  const { productId } = await save(shop, scarf('a'))
  await indexProduct(shop, productId)
  await save(shop, { key: 'a', variants: [{ sku: 'SKU-a', prices: { de: null } }] })
  await indexProduct(shop, productId)
  assert.deepEqual(await found(shop, 'us', 'en', 'scarf'), [productId])
  assert.deepEqual(await found(shop, 'de', 'de', 'Schal'), [])
})

test('when the last piece is sold the search knows, and all else of the product stays', async (t) => {
  const shop = await openTestShop(t)
  const { productId, variantIds } = await save(shop, scarf('a'))
  const [variantId = 0] = variantIds.values()
  const location = shop.markets.find(({ code }) => code === 'us')?.locations[0]
  assert.ok(location)
  const count = (available: number) =>
    countStock(shop, { variantId, locationId: location.id, available, reason: 'test' })
  await count(3)
  await indexProduct(shop, productId)
  const inStock = async () => (await shop.search.find(aQuery({ onlyInStock: true }))).productIds
  assert.deepEqual(await inStock(), [productId])
  await count(0)
  await indexStock(shop, [variantId])
  assert.deepEqual(await inStock(), [])
  assert.deepEqual(await found(shop, 'us', 'en', 'scarf'), [productId])
})

test('indexing all again changes nothing where all is as it was', async (t) => {
  const shop = await openTestShop(t)
  for (const key of ['a', 'b', 'c']) await save(shop, scarf(key))
  const seen: number[] = []
  assert.equal(await reindexAll(shop, (count) => seen.push(count)), 3)
  assert.deepEqual(seen, [3])
  const changes = () =>
    shop.db.rows(sql`select product_id, market, locale, change from search_document order by change`)
  const before = await changes()
  assert.equal(before.length, 9)
  await reindexAll(shop)
  assert.deepEqual(await changes(), before)
})

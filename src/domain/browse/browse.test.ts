import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { sql } from '../../kit/db.ts'
import { changeSlug } from '../catalog/change-slug.ts'
import { saveProduct } from '../catalog/save-product.ts'
import { setPrice } from '../catalog/set-price.ts'
import { countStock } from '../inventory/count-stock.ts'
import { readCards } from './read-cards.ts'
import { readDocuments } from './read-documents.ts'
import { readFacetWords } from './read-facets.ts'
import { readHome } from './read-home.ts'
import { readItems } from './read-items.ts'
import { findCategory, readMenu } from './read-menu.ts'
import { readProduct } from './read-product.ts'
import type { ProductPage, Shelf } from './shelf.ts'

const us: Shelf = { market: 'us', locale: 'en' }
const german: Shelf = { market: 'de', locale: 'de' }
const english: Shelf = { market: 'de', locale: 'en' }
const shelves = [us, german, english]

type Given = Parameters<typeof saveProduct>[1]

const honey = {
  key: 'honey',
  category: 'pantry/spreads',
  brand: 'Imkerei Holm',
  state: 'published',
  taxClass: 'reduced',
  texts: {
    en: { name: 'Linden honey', summary: 'From one hive.', alsoCalled: 'bee honey' },
    de: { name: 'Lindenhonig', summary: 'Aus einem Stock.' },
  },
  attributes: { origin: { choice: ['germany'] }, height: { number: 9.5, unit: 'cm' } },
  variants: [
    {
      sku: 'HONEY-250',
      options: { 'pack-weight': '250 g' },
      content: { amount: 250, unit: 'g' },
      prices: { us: { amountMinor: 800 }, de: { amountMinor: 749 } },
    },
    {
      sku: 'HONEY-500',
      options: { 'pack-weight': '500 g' },
      content: { amount: 500, unit: 'g' },
      prices: { us: { amountMinor: 1400 }, de: { amountMinor: 1299, wasMinor: 1499 } },
    },
  ],
} satisfies Given

const words = {
  categories: { pantry: { en: 'Pantry', de: 'Vorräte' }, 'pantry/spreads': { en: 'Spreads', de: 'Aufstriche' } },
  attributes: {
    origin: { en: 'Made in', de: 'Hergestellt in', values: { germany: { en: 'Germany', de: 'Deutschland' } } },
    height: { en: 'Height', de: 'Höhe' },
  },
}

async function stock(shop: TestShop, given: Given, pieces: Record<string, [sku: string, available: number][]> = {}) {
  const saved = await saveProduct(shop, given, words)
  assert.ok(saved.ok, JSON.stringify(saved))
  for (const [location, counts] of Object.entries(pieces))
    for (const [sku, available] of counts) {
      const { id } = (await shop.db.row<{ id: number }>(sql`select id from location where code = ${location}`)) ?? {
        id: 0,
      }
      await countStock(shop, { variantId: saved.variantIds.get(sku) ?? 0, locationId: id, available, reason: 'test' })
    }
  return saved
}

const pageOf = async (shop: TestShop, shelf: Shelf, slug: string): Promise<ProductPage> => {
  const page = await readProduct(shop, shelf, slug)
  assert.ok(page && 'productId' in page, JSON.stringify(page))
  return page
}

const statementsOf = async (shop: TestShop, work: () => Promise<unknown>) => {
  const before = shop.db.statements()
  await work()
  return shop.db.statements() - before
}

test('a card says the lowest price, what it is per kilogram, and how much is left in the market', async (t) => {
  const shop = await openTestShop(t)
  const { productId, variantIds } = await stock(shop, honey, { hamburg: [['HONEY-250', 2]] })
  const [card] = await readCards(shop, german, [productId])
  assert.deepEqual(card, {
    productId,
    variantIds: [...variantIds.values()],
    slug: 'lindenhonig',
    name: 'Lindenhonig',
    brand: 'Imkerei Holm',
    price: { amountMinor: 749, wasMinor: null, lowest30Minor: null, perUnit: { amountMinor: 2996, unit: 'kg' } },
    priceVaries: true,
    picture: null,
    secondPicture: null,
    swatches: [],
    rating: null,
    ratingCount: 0,
    stock: 'few',
    isNew: true,
  })
})

test('cards come in the order asked for, without what is not for sale here, by one statement', async (t) => {
  const shop = await openTestShop(t)
  const both = await stock(shop, honey)
  const onlyUs = await stock(shop, {
    key: 'jam',
    category: 'pantry/spreads',
    state: 'published',
    texts: { en: { name: 'Plum jam' } },
    variants: [{ sku: 'JAM', prices: { us: { amountMinor: 600 } } }],
  })
  const draft = await stock(shop, {
    ...honey,
    key: 'draft',
    state: 'draft',
    variants: [{ sku: 'D', prices: { us: { amountMinor: 1 } } }],
  })
  const ids = [onlyUs.productId, draft.productId, 999, both.productId]
  const names = async (shelf: Shelf) => (await readCards(shop, shelf, ids)).map((card) => card.name)
  assert.deepEqual(await names(us), ['Plum jam', 'Linden honey'])
  assert.deepEqual(await names(german), ['Lindenhonig'])
  assert.equal(await statementsOf(shop, () => readCards(shop, us, ids)), 1, 'for what was not found')
  assert.equal(await statementsOf(shop, () => readCards(shop, us, [both.productId, onlyUs.productId])), 0)
})

test('a product page is read by two statements, and by none until something of it changes', async (t) => {
  const shop = await openTestShop(t)
  await stock(shop, honey, { hamburg: [['HONEY-250', 7]] })
  await shop.db.change(sql`insert into product_related (product_id, related_id, position) values (1, 1, 0)`)
  await readMenu(shop, german)
  const read = () => readProduct(shop, german, 'lindenhonig')
  assert.equal(await statementsOf(shop, read), 2)
  assert.equal(await statementsOf(shop, read), 0)
  await stock(shop, honey, { hamburg: [['HONEY-250', 6]] })
  const page = await read()
  assert.ok(page && 'variants' in page)
  assert.equal(page.variants[0]?.available, 6)
  assert.equal(page.related[0]?.stock, 'in')
})

test('a product page tells variants, unit prices, reductions, stock by location, measures and crumbs', async (t) => {
  const shop = await openTestShop(t)
  await stock(shop, honey, { columbus: [['HONEY-250', 4]], hamburg: [['HONEY-250', 7]] })
  const page = await pageOf(shop, german, 'lindenhonig')
  assert.deepEqual(
    page.crumbs.map(({ name, slug }) => [name, slug]),
    [
      ['Vorräte', 'vorraete'],
      ['Aufstriche', 'aufstriche'],
    ],
  )
  assert.deepEqual(
    page.variants.map(({ sku, price, available, availableAt, options }) => ({
      sku,
      price,
      available,
      availableAt,
      options,
    })),
    [
      {
        sku: 'HONEY-250',
        price: { amountMinor: 749, wasMinor: null, lowest30Minor: null, perUnit: { amountMinor: 2996, unit: 'kg' } },
        available: 11,
        availableAt: [
          { city: 'Hamburg', available: 7 },
          { city: 'Columbus', available: 4 },
        ],
        options: { 'pack-weight': '250-g' },
      },
      {
        sku: 'HONEY-500',
        price: { amountMinor: 1299, wasMinor: 1499, lowest30Minor: 1499, perUnit: { amountMinor: 2598, unit: 'kg' } },
        available: 0,
        availableAt: [],
        options: { 'pack-weight': '500-g' },
      },
    ],
  )
  assert.deepEqual(page.attributes, [
    { code: 'origin', name: 'Hergestellt in', value: 'Deutschland' },
    { code: 'height', name: 'Höhe', value: '9,5 cm' },
  ])
  assert.equal(page.taxClass, 'reduced')
  assert.deepEqual(page.elsewhere.map(({ market, locale, slug }) => `${market}/${locale}/${slug}`).sort(), [
    'de/de/lindenhonig',
    'de/en/linden-honey',
    'us/en/linden-honey',
  ])
})

test('a product is found under its slug of another language and redirected to its own', async (t) => {
  const shop = await openTestShop(t)
  await stock(shop, honey)
  assert.deepEqual(await readProduct(shop, german, 'linden-honey'), { movedTo: 'lindenhonig' })
  assert.deepEqual(await readProduct(shop, us, 'lindenhonig'), { movedTo: 'linden-honey' })
})

test('a product without German words shows its English ones under the English slug', async (t) => {
  const shop = await openTestShop(t)
  const { texts, ...rest } = honey
  await stock(shop, { ...rest, texts: { en: texts.en } })
  assert.equal((await pageOf(shop, german, 'linden-honey')).name, 'Linden honey')
})

test('an old slug redirects to where the product stands now, in every market that sells it', async (t) => {
  const shop = await openTestShop(t)
  await stock(shop, honey)
  await changeSlug(shop, { key: 'honey', locale: 'en', slug: 'honey' })
  for (const shelf of [us, english])
    assert.deepEqual(await readProduct(shop, shelf, 'linden-honey'), { movedTo: 'honey' })
  assert.equal(await readProduct(shop, us, 'never-was'), null)
})

test('a product has no page in a market without a price, before its day, after its day, and as a draft', async (t) => {
  let now = new Date('2027-03-01T12:00:00Z')
  const shop = await openTestShop(t, { clock: () => now })
  await stock(shop, {
    ...honey,
    publishedFrom: new Date('2027-03-02T00:00:00Z'),
    publishedUntil: new Date('2027-04-01T00:00:00Z'),
  })
  const isThere = async (shelf: Shelf) => (await readProduct(shop, shelf, 'linden-honey')) !== null
  assert.equal(await isThere(us), false)
  now = new Date('2027-03-02T00:00:00Z')
  assert.equal(await isThere(us), true)
  for (const sku of ['HONEY-250', 'HONEY-500']) await setPrice(shop, { sku, market: 'us', amountMinor: null })
  assert.equal(await isThere(us), false)
  assert.equal(await isThere(english), true)
  now = new Date('2027-04-01T00:00:00Z')
  assert.equal(await isThere(english), false)
})

test('items are read by one statement, with option words, and only those for sale here', async (t) => {
  const shop = await openTestShop(t)
  const { variantIds } = await stock(shop, honey, { hamburg: [['HONEY-500', 3]] })
  await setPrice(shop, { sku: 'HONEY-250', market: 'de', amountMinor: null })
  const ids = [...variantIds.values()]
  const items = await readItems(shop, german, ids)
  assert.deepEqual(
    items.map(({ sku, name, optionWords, available, taxClass }) => ({ sku, name, optionWords, available, taxClass })),
    [{ sku: 'HONEY-500', name: 'Lindenhonig', optionWords: '500 g', available: 3, taxClass: 'reduced' }],
  )
  assert.equal(await statementsOf(shop, () => readItems(shop, german, ids)), 1)
})

test('an inactive variant is on no shelf', async (t) => {
  const shop = await openTestShop(t)
  const { productId, variantIds } = await stock(shop, honey)
  await saveProduct(shop, { key: 'honey', variants: [{ sku: 'HONEY-250', active: false }] })
  assert.deepEqual(
    (await pageOf(shop, us, 'linden-honey')).variants.map(({ sku }) => sku),
    ['HONEY-500'],
  )
  assert.deepEqual(
    (await readItems(shop, us, [...variantIds.values()])).map(({ sku }) => sku),
    ['HONEY-500'],
  )
  assert.equal((await readCards(shop, us, [productId]))[0]?.price.amountMinor, 1400)
})

test('the menu names departments and parts with something to sell, and is kept', async (t) => {
  const shop = await openTestShop(t)
  await stock(shop, honey)
  await stock(shop, { ...honey, key: 'toy', category: 'toys', state: 'draft', variants: [{ sku: 'T' }] })
  const [department, ...others] = await readMenu(shop, german)
  assert.equal(others.length, 0)
  assert.deepEqual([department?.name, department?.parts.map(({ name }) => name)], ['Vorräte', ['Aufstriche']])
  assert.equal(await statementsOf(shop, () => readMenu(shop, german)), 0)
})

test('a category is found by its slug with its way down; the slug of another language moves', async (t) => {
  const shop = await openTestShop(t)
  await stock(shop, honey)
  const found = await findCategory(shop, german, 'aufstriche')
  assert.ok(found && 'node' in found)
  assert.deepEqual(
    found.crumbs.map(({ name }) => name),
    ['Vorräte', 'Aufstriche'],
  )
  assert.deepEqual(await findCategory(shop, german, 'spreads'), { movedTo: 'aufstriche' })
  assert.equal(await findCategory(shop, german, 'nowhere'), null)
})

test('facets have their words, brands come last', async (t) => {
  const shop = await openTestShop(t)
  await stock(shop, honey)
  const facets = await readFacetWords(shop, german)
  assert.equal(facets.find(({ code }) => code === 'origin')?.values.germany?.name, 'Deutschland')
  assert.equal(facets.find(({ code }) => code === 'pack-weight')?.values['250-g']?.name, '250 g')
  assert.equal(facets.at(-1)?.values['imkerei-holm']?.name, 'Imkerei Holm')
  assert.equal(
    facets.some(({ code }) => code === 'height'),
    false,
  )
})

test('a product has a document for each market and language that sells it', async (t) => {
  const shop = await openTestShop(t)
  const { productId } = await stock(shop, honey, { hamburg: [['HONEY-250', 1]] })
  const documents = await readDocuments(shop, [productId, 999])
  assert.deepEqual(
    documents.map(({ market, locale, name, categories }) => [market, locale, name, ...categories]),
    [
      ['us', 'en', 'Linden honey', 'Spreads', 'Pantry'],
      ['de', 'de', 'Lindenhonig', 'Aufstriche', 'Vorräte'],
      ['de', 'en', 'Linden honey', 'Spreads', 'Pantry'],
    ],
  )
  const { createdAt, categoryIds, ...told } = documents[1] ?? assert.fail()
  assert.equal(new Date(createdAt).toISOString(), createdAt)
  assert.equal(categoryIds.length, 2)
  assert.deepEqual(told, {
    productId,
    market: 'de',
    locale: 'de',
    revision: 1,
    name: 'Lindenhonig',
    brand: 'Imkerei Holm',
    categories: ['Aufstriche', 'Vorräte'],
    collectionIds: [],
    attributes: ['250 g', '500 g', 'Deutschland'],
    summary: 'Aus einem Stock.',
    story: '',
    alsoCalled: '',
    skus: ['HONEY-250', 'HONEY-500'],
    facets: { brand: ['imkerei-holm'], origin: ['germany'], 'pack-weight': ['250-g', '500-g'] },
    priceMinor: 749,
    reduced: true,
    inStock: true,
    rating: 0,
    ratingCount: 0,
    popularity: 0,
  })
  assert.equal(await statementsOf(shop, () => readDocuments(shop, [productId])), 1)
})

test('a draft has no document, and a market without a price has none', async (t) => {
  const shop = await openTestShop(t)
  const draft = await stock(shop, { ...honey, key: 'draft', state: 'draft', variants: [] })
  const american = await stock(shop, { ...honey, variants: [{ sku: 'H', prices: { us: { amountMinor: 800 } } }] })
  const documents = await readDocuments(shop, [draft.productId, american.productId])
  assert.deepEqual(
    documents.map(({ productId, market }) => [productId, market]),
    [[american.productId, 'us']],
  )
})

test('the front page shows new and reduced products, each with what it costs here', async (t) => {
  const shop = await openTestShop(t)
  await stock(shop, honey, { hamburg: [['HONEY-250', 9]] })
  for (const shelf of shelves) {
    const home = await readHome(shop, shelf)
    assert.equal(home.fresh.length, 1)
    assert.equal(home.reduced.length, shelf.market === 'de' ? 1 : 0)
    assert.equal(home.story, null)
  }
})

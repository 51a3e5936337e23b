import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { sql } from '../../kit/db.ts'
import { announcePublications } from './announce-publications.ts'
import { changeSlug } from './change-slug.ts'
import { publishProduct } from './publish-product.ts'
import { saveProduct } from './save-product.ts'
import { setPrice } from './set-price.ts'
import { unpublishProduct } from './unpublish-product.ts'

const day = 86_400_000

const mug: Parameters<typeof saveProduct>[1] = {
  key: 'mug',
  category: 'table/mugs',
  brand: 'Fennwick',
  state: 'published',
  texts: { en: { name: 'Harbor mug', summary: 'Keeps warm.' }, de: { name: 'Hafenbecher' } },
  attributes: { material: { choice: ['Stoneware'] }, height: { number: 9.5, unit: 'cm' } },
  variants: [
    {
      sku: 'MUG-S',
      options: { color: 'sage' },
      weightGrams: 400,
      prices: { us: { amountMinor: 2400 }, de: { amountMinor: 2290 } },
    },
    { sku: 'MUG-I', options: { color: 'ink' }, weightGrams: 400, prices: { us: { amountMinor: 2400 } } },
  ],
}

const whole = (shop: TestShop) =>
  shop.db.rows(sql`
    select p.key, p.revision, p.state, c.code as category, b.name as brand,
      (select json_agg(json_build_array(locale, slug, name, summary) order by locale) from product_text where product_id = p.id) as texts,
      (select json_agg(json_build_array(a.code, av.code, pa.number_value, pa.unit) order by pa.position)
        from product_attribute pa join attribute a on a.id = pa.attribute_id
        left join attribute_value av on av.id = pa.value_id where pa.product_id = p.id) as attributes,
      (select json_agg(json_build_array(v.sku, v.weight_grams, (select av.code from variant_option vo
          join attribute_value av on av.id = vo.value_id where vo.variant_id = v.id),
        (select json_object_agg(market, amount_minor) from price where variant_id = v.id)) order by v.position)
        from variant v where v.product_id = p.id) as variants
    from product p join category c on c.id = p.category_id left join brand b on b.id = p.brand_id order by p.key`)

const factCount = async (shop: TestShop) =>
  (await shop.db.row<{ count: number }>(sql`select count(*)::int as count from graphile_worker.jobs`))?.count

const saved = async (...given: Parameters<typeof saveProduct>) => {
  const answer = await saveProduct(...given)
  assert.ok(answer.ok, JSON.stringify(answer))
  return answer
}

test('a new product is written whole, with the category, brand and attributes that it needs', async (t) => {
  const shop = await openTestShop(t)
  assert.equal((await saved(shop, mug)).outcome, 'new')
  assert.deepEqual(await whole(shop), [
    {
      key: 'mug',
      revision: 1,
      state: 'published',
      category: 'table/mugs',
      brand: 'Fennwick',
      texts: [
        ['de', 'hafenbecher', 'Hafenbecher', ''],
        ['en', 'harbor-mug', 'Harbor mug', 'Keeps warm.'],
      ],
      attributes: [
        ['material', 'stoneware', null, null],
        ['height', null, 9.5, 'cm'],
      ],
      variants: [
        ['MUG-S', 400, 'sage', { us: 2400, de: 2290 }],
        ['MUG-I', 400, 'ink', { us: 2400 }],
      ],
    },
  ])
  assert.equal(await factCount(shop), 1)
})

test('saving the same again changes nothing: no revision, no fact', async (t) => {
  const shop = await openTestShop(t)
  await saved(shop, mug)
  const [before, facts] = [await whole(shop), await factCount(shop)]
  assert.equal((await saved(shop, mug)).outcome, 'unchanged')
  assert.deepEqual(await whole(shop), before)
  assert.equal(await factCount(shop), facts)
})

test('what is absent stays as it is: texts, attributes, variants, prices', async (t) => {
  const shop = await openTestShop(t)
  await saved(shop, mug)
  const [before] = await whole(shop)
  const answer = await saved(shop, {
    key: 'mug',
    texts: { en: { summary: 'Keeps warm for long.' } },
    attributes: { height: { number: 10, unit: 'cm' } },
    variants: [{ sku: 'MUG-I', prices: { de: { amountMinor: 2390 } } }],
  })
  assert.equal(answer.outcome, 'changed')
  assert.deepEqual(await whole(shop), [
    {
      ...(before as object),
      revision: 2,
      texts: [
        ['de', 'hafenbecher', 'Hafenbecher', ''],
        ['en', 'harbor-mug', 'Harbor mug', 'Keeps warm for long.'],
      ],
      attributes: [
        ['material', 'stoneware', null, null],
        ['height', null, 10, 'cm'],
      ],
      variants: [
        ['MUG-S', 400, 'sage', { us: 2400, de: 2290 }],
        ['MUG-I', 400, 'ink', { us: 2400, de: 2390 }],
      ],
    },
  ])
})

test('null takes a value away: brand, attribute, a price in a market', async (t) => {
  const shop = await openTestShop(t)
  await saved(shop, mug)
  await saved(shop, {
    key: 'mug',
    brand: null,
    attributes: { height: null },
    variants: [{ sku: 'MUG-S', prices: { de: null } }],
  })
  const [row] = (await whole(shop)) as { brand: string; attributes: unknown; variants: unknown[] }[]
  assert.equal(row?.brand, null)
  assert.deepEqual(row?.attributes, [['material', 'stoneware', null, null]])
  assert.deepEqual(row?.variants[0], ['MUG-S', 400, 'sage', { us: 2400 }])
})

const refusals: [string, Parameters<typeof saveProduct>[1], object][] = [
  [
    'a new product needs a category',
    { key: 'cup', texts: { en: { name: 'Cup' } } },
    { problem: 'category-missing', field: 'category' },
  ],
  ['a new product needs a name', { key: 'cup', category: 'table' }, { problem: 'name-missing', field: 'name' }],
  [
    'a SKU belongs to one product',
    { ...mug, key: 'cup', variants: [{ sku: 'MUG-S' }] },
    { problem: 'sku-taken', field: 'sku', value: 'mug' },
  ],
  [
    'an address belongs to one product',
    { ...mug, key: 'cup', texts: { en: { name: 'Cup', slug: 'harbor-mug' } }, variants: [] },
    { problem: 'slug-taken', field: 'slug_en', value: 'harbor-mug' },
  ],
  [
    'an attribute keeps its kind',
    { key: 'mug', attributes: { height: { choice: ['tall'] } } },
    { problem: 'attribute-of-another-kind', field: 'attribute:height', value: 'number' },
  ],
  [
    'all variants differ by the same options',
    { key: 'mug', variants: [{ sku: 'MUG-X' }] },
    { problem: 'options-differ', field: 'option:color' },
  ],
  [
    'no two variants are alike',
    { key: 'mug', variants: [{ sku: 'MUG-X', options: { color: 'Ink' } }] },
    { problem: 'options-twice', value: 'MUG-I' },
  ],
  [
    'a price is for a market that there is',
    { key: 'mug', variants: [{ sku: 'MUG-S', prices: { fr: { amountMinor: 1 } } }] },
    { problem: 'unknown-market', value: 'fr' },
  ],
  [
    'a regular price is above the reduced one',
    { key: 'mug', variants: [{ sku: 'MUG-S', prices: { us: { amountMinor: 2400, wasMinor: 2400 } } }] },
    { problem: 'invalid-input' },
  ],
  [
    'a barcode has its check digit',
    { key: 'mug', variants: [{ sku: 'MUG-S', barcode: '4006381333932' }] },
    { problem: 'invalid-input' },
  ],
]
for (const [title, input, expected] of refusals)
  test(`${title}; a refusal changes nothing`, async (t) => {
    const shop = await openTestShop(t)
    await saved(shop, mug)
    const before = await whole(shop)
    const answer = await saveProduct(shop, input)
    assert.equal(answer.ok, false)
    assert.partialDeepStrictEqual(answer, expected)
    assert.deepEqual(await whole(shop), before)
  })

test('products of one name get addresses of their own', async (t) => {
  const shop = await openTestShop(t)
  for (const key of ['a', 'b', 'c'])
    await saved(shop, { key, category: 'table', texts: { en: { name: 'Käse & Brot' } } })
  const slugs = await shop.db.rows(sql`select slug from product_text order by product_id`)
  assert.deepEqual(slugs, [{ slug: 'kaese-brot' }, { slug: 'kaese-brot-2' }, { slug: 'kaese-brot-3' }])
})

test('a changed address redirects, and one that comes back does not', async (t) => {
  const shop = await openTestShop(t)
  await saved(shop, mug)
  const oldSlugs = () => shop.db.rows(sql`select locale, slug from old_slug order by slug`)
  assert.deepEqual(await changeSlug(shop, { key: 'mug', locale: 'en', slug: 'big-mug' }), {
    ok: true,
    productId: 1,
    changed: true,
  })
  assert.deepEqual(await oldSlugs(), [{ locale: 'en', slug: 'harbor-mug' }])
  await changeSlug(shop, { key: 'mug', locale: 'en', slug: 'harbor-mug' })
  assert.deepEqual(await oldSlugs(), [{ locale: 'en', slug: 'big-mug' }])
  assert.deepEqual(await changeSlug(shop, { key: 'mug', locale: 'en', slug: 'Big Mug' }), {
    ok: false,
    problem: 'invalid-slug',
  })
  assert.deepEqual(await changeSlug(shop, { key: 'cup', locale: 'en', slug: 'cup' }), {
    ok: false,
    problem: 'unknown-product',
  })
})

test('a reduced price tells the lowest of the 30 days before; older prices do not count', async (t) => {
  let now = new Date('2027-01-01T10:00:00Z')
  const shop = await openTestShop(t, { clock: () => now })
  await saved(shop, mug)
  const set = (amountMinor: number, wasMinor: number | null = null) =>
    setPrice(shop, { sku: 'MUG-S', market: 'de', amountMinor, wasMinor })
  const later = (days: number) => {
    now = new Date(now.getTime() + days * day)
  }
  await set(1500)
  later(5)
  await set(2290)
  later(20)
  // 25 days after the price was 1500 for the last time begins a reduction, 1 day later it grows.
  const reduced = await set(1990, 2290)
  assert.ok(reduced.ok)
  assert.deepEqual(reduced.change, {
    before: { ...reduced.change?.before, amountMinor: 2290, wasMinor: null, lowest30Minor: null },
    price: { amountMinor: 1990, wasMinor: 2290, lowest30Minor: 1500 },
  })
  later(1)
  const further = await set(1790, 2290)
  assert.ok(further.ok)
  assert.equal(further.change?.price?.lowest30Minor, 1500)
  later(1)
  await set(2290)
  later(40)
  const again = await set(1990, 2290)
  assert.ok(again.ok)
  assert.equal(again.change?.price?.lowest30Minor, 2290)
  const history = await shop.db.rows(
    sql`select amount_minor from price_history where market = 'de' order by from_at, id`,
  )
  assert.deepEqual(
    history.map((row) => (row as { amount_minor: number }).amount_minor),
    [1500, 2290, 1990, 1790, 2290],
  )
})

test('a price that is so already changes nothing; unknown SKUs and markets are told', async (t) => {
  const shop = await openTestShop(t)
  await saved(shop, mug)
  const before = await whole(shop)
  assert.deepEqual(await setPrice(shop, { sku: 'MUG-S', market: 'de', amountMinor: 2290 }), {
    ok: true,
    productId: 1,
    change: null,
  })
  assert.deepEqual(await setPrice(shop, { sku: 'NO', market: 'de', amountMinor: 1 }), {
    ok: false,
    problem: 'unknown-sku',
  })
  assert.deepEqual(await setPrice(shop, { sku: 'MUG-S', market: 'fr', amountMinor: 1 }), {
    ok: false,
    problem: 'unknown-market',
  })
  assert.deepEqual(await whole(shop), before)
})

test('a product without a price cannot be published; one with a price can, and goes again', async (t) => {
  const shop = await openTestShop(t)
  await saved(shop, { ...mug, state: 'draft', variants: [{ sku: 'MUG-S' }] })
  assert.deepEqual(await publishProduct(shop, { key: 'mug' }), { ok: false, problem: 'nothing-to-sell' })
  await setPrice(shop, { sku: 'MUG-S', market: 'de', amountMinor: 2290 })
  assert.deepEqual(await publishProduct(shop, { key: 'mug' }), { ok: true, productId: 1, changed: true })
  assert.deepEqual(await publishProduct(shop, { key: 'mug' }), { ok: true, productId: 1, changed: false })
  assert.deepEqual(await unpublishProduct(shop, 'mug'), { ok: true, productId: 1, changed: true })
  assert.deepEqual(await unpublishProduct(shop, 'cup'), { ok: false, problem: 'unknown-product' })
  const [row] = (await whole(shop)) as { state: string; revision: number }[]
  assert.deepEqual([row?.state, row?.revision], ['draft', 4])
})

test('the first and the last day of a product are told once each, when they have come', async (t) => {
  let now = new Date('2027-03-01T12:00:00Z')
  const shop = await openTestShop(t, { clock: () => now })
  await saved(shop, {
    ...mug,
    publishedFrom: new Date('2027-03-02T00:00:00Z'),
    publishedUntil: new Date('2027-04-01T00:00:00Z'),
  })
  const facts = await factCount(shop)
  const told = async (at: string) => {
    now = new Date(at)
    return announcePublications(shop)
  }
  assert.equal(await told('2027-03-01T23:59:59Z'), 0)
  assert.equal(await told('2027-03-02T00:00:00Z'), 1)
  assert.equal(await told('2027-03-02T00:01:00Z'), 0)
  assert.equal(await told('2027-04-05T00:00:00Z'), 1)
  assert.equal(await told('2027-04-05T00:01:00Z'), 0)
  assert.equal(await factCount(shop), (facts ?? 0) + 2)
})

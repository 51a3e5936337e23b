import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { generateRetailProducts, retailYaml } from '../../../bench/retail-shape.ts'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { sql } from '../../kit/db.ts'
import { readStockDrift } from '../inventory/read-stock.ts'
import { readCsv } from './import-csv.ts'
import { type BadRow, type ImportReport, importProducts } from './import-products.ts'
import { euroMinor, readRetailDemo, retailVocabulary } from './import-retail-demo.ts'

function fileOf(t: TestContext, name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-import-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

type Imported = Omit<ImportReport, 'made'> & { made: string[]; bad: BadRow[] }

async function importCsv(t: TestContext, shop: TestShop, text: string, dryRun = false): Promise<Imported> {
  const bad: BadRow[] = []
  const source = readCsv(fileOf(t, 'products.csv', text), shop.markets)
  const report = await importProducts(shop, source, { dryRun, onBadRow: (row) => bad.push(row) })
  return { ...report, made: [...report.made], bad }
}

async function importYaml(t: TestContext, shop: TestShop, text: string): Promise<Imported> {
  const bad: BadRow[] = []
  const vocabulary = retailVocabulary()
  const options = { location: 'hamburg', markets: ['us', 'de'] as const }
  const source = readRetailDemo(fileOf(t, 'products.yaml', text), options, vocabulary)
  const report = await importProducts(shop, source, { vocabulary, onBadRow: (row) => bad.push(row) })
  return { ...report, made: [...report.made], bad }
}

const counts = async (shop: TestShop) =>
  shop.db.row(sql`select (select count(*)::int from product) as products, (select count(*)::int from variant) as variants,
    (select coalesce(sum(available), 0)::int from stock) as pieces,
    (select coalesce(max(revision), 0)::int from product) as revision,
    (select count(*)::int from category) as categories, (select count(*)::int from graphile_worker.jobs) as jobs,
    (select count(*)::int from stock_movement) as movements, (select count(*)::int from price_history) as history`)

const mugs = `product,category,brand,state,name_en,name_de,attribute:material,measure:height,sku,barcode,option:color,weight_grams,price_us,price_de,was_de,stock_hamburg
mug,table/mugs,Fennwick,published,Harbor mug,Hafenbecher,Stoneware,9.5 cm,MUG-S,4006381333931,sage,400,24.00,22.90,,12
mug,,,,,,,,MUG-I,,ink,410,24.00,19.90,22.90,3
bowl,table/bowls,Fennwick,published,"Bowl, deep",Schale,Stoneware | Oak,,BOWL,,,700,18,17.5,,0
`

test('a CSV file makes products with variants, prices, attributes and stock', async (t) => {
  const shop = await openTestShop(t)
  const { made, ...report } = await importCsv(t, shop, mugs)
  assert.deepEqual(report, { created: 2, changed: 0, unchanged: 0, badRows: 0, restocked: 1, bad: [] })
  assert.ok(made.includes('category table/mugs') && made.includes('brand Fennwick'))
  const rows = await shop.db.rows(sql`
    select p.key, v.sku, v.barcode, v.weight_grams as weight,
      (select json_object_agg(market, json_build_array(amount_minor, was_minor)) from price where variant_id = v.id) as prices,
      (select string_agg(av.code, ' ' order by av.code) from product_attribute pa
        join attribute_value av on av.id = pa.value_id where pa.product_id = p.id) as materials,
      coalesce((select sum(available)::int from stock where variant_id = v.id), 0) as pieces
    from variant v join product p on p.id = v.product_id order by v.id`)
  assert.deepEqual(rows, [
    {
      key: 'mug',
      sku: 'MUG-S',
      barcode: '4006381333931',
      weight: 400,
      prices: { us: [2400, null], de: [2290, null] },
      materials: 'stoneware',
      pieces: 12,
    },
    {
      key: 'mug',
      sku: 'MUG-I',
      barcode: null,
      weight: 410,
      prices: { us: [2400, null], de: [1990, 2290] },
      materials: 'stoneware',
      pieces: 3,
    },
    {
      key: 'bowl',
      sku: 'BOWL',
      barcode: null,
      weight: 700,
      prices: { us: [1800, null], de: [1750, null] },
      materials: 'oak stoneware',
      pieces: 0,
    },
  ])
  assert.deepEqual(await readStockDrift(shop), [])
})

test('a second run of the same file changes nothing: no revision, no fact, no movement', async (t) => {
  const shop = await openTestShop(t)
  await importCsv(t, shop, mugs)
  const before = await counts(shop)
  const again = await importCsv(t, shop, mugs)
  assert.deepEqual([again.unchanged, again.changed, again.restocked, again.made], [2, 0, 0, []])
  assert.deepEqual(await counts(shop), before)
})

test('a dry run says the same and keeps nothing', async (t) => {
  const shop = await openTestShop(t)
  const before = await counts(shop)
  const dry = await importCsv(t, shop, mugs, true)
  assert.deepEqual(await counts(shop), before)
  assert.deepEqual(dry, await importCsv(t, shop, mugs))
})

test('columns and cells that are absent leave what they would change', async (t) => {
  const shop = await openTestShop(t)
  await importCsv(t, shop, mugs)
  const report = await importCsv(t, shop, 'product,name_en,sku,price_us\nmug,,MUG-S,25.00\n')
  assert.equal(report.changed, 1)
  const row = await shop.db.row(sql`select t.name, p.revision, p.state, (select count(*)::int from variant) as variants,
    (select json_object_agg(market, amount_minor) from price where variant_id = v.id) as prices
    from product p join variant v on v.product_id = p.id and v.sku = 'MUG-S'
    join product_text t on t.product_id = p.id and t.locale = 'en'`)
  assert.deepEqual(row, {
    name: 'Harbor mug',
    revision: 2,
    state: 'published',
    variants: 3,
    prices: { us: 2500, de: 2290 },
  })
})

test("'-' takes a value away", async (t) => {
  const shop = await openTestShop(t)
  await importCsv(t, shop, mugs)
  const report = await importCsv(t, shop, 'product,brand,attribute:material,sku,barcode,price_de\nmug,-,-,MUG-S,-,-\n')
  assert.deepEqual([report.changed, report.bad], [1, []])
  const row =
    await shop.db.row(sql`select brand_id, barcode, (select count(*)::int from price where variant_id = v.id) as prices,
    (select count(*)::int from product_attribute pa where pa.product_id = p.id and value_id is not null) as materials
    from product p join variant v on v.product_id = p.id and v.sku = 'MUG-S'`)
  assert.deepEqual(row, { brand_id: null, barcode: null, prices: 1, materials: 0 })
})

const badRows: [string, string, BadRow[]][] = [
  [
    'an amount that is none',
    'product,category,name_en,sku,price_us\ncup,table,Cup,CUP,12.345\n',
    [{ line: 2, field: 'price_us', message: "price_us is an amount in USD, such as '12.90', not '12.345'." }],
  ],
  [
    'the line of a later variant',
    'product,category,name_en,sku,barcode\ncup,table,Cup,CUP-1,\ncup,,,CUP-2,4006381333932\n',
    [{ line: 3, field: 'barcode', message: 'barcode has a wrong check digit.' }],
  ],
  [
    'the line after a cell of several lines',
    'product,category,name_en,story_en,sku,stock_hamburg\ncup,table,Cup,"one\ntwo\nthree",CUP,3\nmug,table,Mug,,MUG,many\n',
    [{ line: 5, field: 'stock_hamburg', message: "stock_hamburg is a whole number, not 'many'." }],
  ],
  [
    'rows of one product that say different things of it',
    'product,category,name_en,sku\ncup,table,Cup,CUP-1\ncup,table,Mug,CUP-2\n',
    [{ line: 3, field: 'name_en', message: "name_en is 'Cup' on line 2 of the same product, not 'Mug'." }],
  ],
  [
    'a row with too few cells',
    'product,category,name_en,sku\ncup,table\n',
    [{ line: 2, field: '', message: 'The row has 2 cells, the first row has 4.' }],
  ],
  [
    'a new product without category',
    'product,name_en,sku\ncup,Cup,CUP\n',
    [{ line: 2, field: 'category', message: "'cup' is new and needs a category." }],
  ],
  [
    'a SKU of another product',
    'product,category,name_en,sku\ncup,table,Cup,BOWL\n',
    [{ line: 2, field: 'sku', message: "SKU 'BOWL' belongs to the product 'bowl'." }],
  ],
  [
    'a variant without SKU',
    'product,category,name_en,sku,price_us\ncup,table,Cup,,12\n',
    [{ line: 2, field: 'sku', message: 'sku is empty, but the row tells of a variant.' }],
  ],
  [
    'an unknown column, before anything is read',
    'product,colour\ncup,red\n',
    [{ line: 1, field: 'colour', message: "Column 'colour' is unknown." }],
  ],
]
for (const [title, text, expected] of badRows)
  test(`a bad row is told with its line and field, and its product is left out: ${title}`, async (t) => {
    const shop = await openTestShop(t)
    await importCsv(t, shop, mugs)
    const before = (await counts(shop)) as { products: number }
    const good = text.includes('Cup,"one') ? 1 : 0
    const report = await importCsv(t, shop, text)
    assert.deepEqual(report.bad, expected)
    assert.equal(report.badRows, 1)
    assert.equal(((await counts(shop)) as { products: number }).products, before.products + good)
  })

test('good products beside bad ones are taken', async (t) => {
  const shop = await openTestShop(t)
  const report = await importCsv(
    t,
    shop,
    `product,category,name_en,sku,price_us\na,table,A,A,1\nb,table,B,B,x\nc,table,C,C,1\n`,
  )
  assert.deepEqual([report.created, report.badRows], [2, 1])
  assert.deepEqual(await shop.db.rows(sql`select key from product order by key`), [{ key: 'a' }, { key: 'c' }])
})

test('a file with semicolons and decimal commas is read as well', async (t) => {
  const shop = await openTestShop(t)
  const report = await importCsv(
    t,
    shop,
    '\ufeffproduct;category;name_de;sku;price_de\r\ntasse;tisch;Tasse;T1;12,90\r\n',
  )
  assert.deepEqual([report.created, report.bad], [1, []])
  assert.deepEqual(await shop.db.row(sql`select amount_minor from price`), { amount_minor: 1290 })
})

test('a quote that is never closed stops the reading; only products that surely had ended are taken', async (t) => {
  const shop = await openTestShop(t)
  const report = await importCsv(t, shop, 'product,category,name_en,sku\na,table,A,A\nb,table,B,B\nc,table,"C,C\n')
  assert.equal(report.created, 1)
  assert.match(report.bad[0]?.message ?? '', /^The file cannot be read on: Quote Not Closed/)
})

test("the retail demo's YAML makes departments, parts, prices in both markets, stock and a facet for whom it is", async (t) => {
  const shop = await openTestShop(t)
  const yaml = `- id: 6579c22f-be2b-444c-a52b-0116dd82df6c
  current_stock: 15
  name: Adventure-Ready Backpack
  category: accessories
  style: backpack
  description: A rugged backpack. It carries
    a lot.
  price: 129.99
  image: 6579c22f.jpg
  gender_affinity: F
  where_visible: UI
- id: soup-1
  current_stock: 2
  name: "Soup of the d\\xE9cor"
  category: food service
  style: soup and salad
  description: Warm.
  price: 5
  image: s.jpg
  where_visible: UI
`
  const report = await importYaml(t, shop, yaml)
  assert.deepEqual([report.created, report.restocked, report.bad], [2, 2, []])
  const rows = await shop.db.rows(sql`
    select p.key, c.code as category, ct.name as department, t.name, t.summary, t.story, p.tax_class as "taxClass",
      (select json_object_agg(market, amount_minor) from price join variant v on v.id = variant_id where v.product_id = p.id) as prices,
      (select av.code from product_attribute pa join attribute_value av on av.id = pa.value_id where pa.product_id = p.id) as gender
    from product p join category c on c.id = p.category_id
    join category_text ct on ct.category_id = c.parent_id and ct.locale = 'de'
    join product_text t on t.product_id = p.id order by p.id`)
  assert.deepEqual(rows, [
    {
      key: '6579c22f-be2b-444c-a52b-0116dd82df6c',
      category: 'accessories/backpack',
      department: 'Taschen & Accessoires',
      name: 'Adventure-Ready Backpack',
      summary: 'A rugged backpack.',
      story: 'A rugged backpack. It carries a lot.',
      taxClass: 'standard',
      prices: { us: 12999, de: 14230 },
      gender: 'women',
    },
    {
      key: 'soup-1',
      category: 'food-service/soup-and-salad',
      department: 'Warme Speisen',
      name: 'Soup of the décor',
      summary: 'Warm.',
      story: 'Warm.',
      taxClass: 'reduced',
      prices: { us: 500, de: 490 },
      gender: null,
    },
  ])
  const before = await counts(shop)
  assert.equal((await importYaml(t, shop, yaml)).unchanged, 2)
  assert.deepEqual(await counts(shop), before)
})

test('bad products of the YAML are told with line and field, the others are taken', async (t) => {
  const shop = await openTestShop(t)
  const [one, two, three] = [...generateRetailProducts(3, 'bad rows')].map(retailYaml)
  const yaml = `${one}${two?.replace(/price: .*/, 'price: cheap')}${three?.replace(/name: .*/, "name: 'open")}`
  const report = await importYaml(t, shop, yaml)
  const lines = yaml.split('\n')
  const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1
  assert.deepEqual([report.created, report.badRows], [1, 2])
  assert.deepEqual(report.bad[0], {
    line: lineOf('price: cheap'),
    field: 'price',
    message: 'price expected number, received string.',
  })
  assert.match(report.bad[1]?.message ?? '', /^The YAML cannot be read: /)
  assert.ok((report.bad[1]?.line ?? 0) >= lineOf("name: 'open"))
})

test('products of the generator are imported, more than fit one transaction, and again without a change', async (t) => {
  const shop = await openTestShop(t)
  const yaml = [...generateRetailProducts(1_100, 'many')].map(retailYaml).join('')
  const first = await importYaml(t, shop, yaml)
  assert.deepEqual([first.created, first.badRows], [1_100, 0])
  const before = await counts(shop)
  assert.equal((await importYaml(t, shop, yaml)).unchanged, 1_100)
  assert.deepEqual(await counts(shop), before)
  assert.deepEqual(await readStockDrift(shop), [])
})

test('euro prices follow a rule: 0.92 EUR for a USD, VAT on top, to the nearest 10 cents', () => {
  assert.equal(euroMinor(10_000, 'standard'), 10_950)
  assert.equal(euroMinor(10_000, 'reduced'), 9_840)
  assert.equal(euroMinor(1, 'reduced'), 10)
})

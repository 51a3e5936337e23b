import { analyzeFilled } from '../../src/kit/analyze.ts'
import { sql, type Transactions, type Tx } from '../../src/kit/db.ts'
import { type Columns, finishIds, insertRows } from './bulk.ts'
import { idOf } from './chance.ts'
import { demoRows, readSeedFiles } from './demo-rows.ts'
import { seedMarkets } from './markets.ts'
import type { DemoRows } from './rows/rows.ts'

/** Which type each column has, table by table, in the order in which they are written. */
const tables: [keyof DemoRows, Columns<Record<string, unknown>>][] = [
  ['brand', { id: 'int', code: 'text', name: 'text' }],
  ['category', { id: 'int', code: 'text', parentId: 'int', position: 'int', pictureKey: 'text' }],
  ['category_text', { categoryId: 'int', locale: 'text', slug: 'text', name: 'text', intro: 'text' }],
  [
    'attribute',
    { id: 'int', code: 'text', kind: 'text', unit: 'text', facet: 'boolean', position: 'int', names: 'jsonb' },
  ],
  ['attribute_value', { id: 'int', attributeId: 'int', code: 'text', position: 'int', names: 'jsonb', swatch: 'text' }],
  [
    'product',
    {
      id: 'int',
      key: 'text',
      categoryId: 'int',
      brandId: 'int',
      state: 'text',
      publishedFrom: 'timestamptz',
      taxClass: 'text',
      popularity: 'int',
      ratingCount: 'int',
      ratingSum: 'int',
      createdAt: 'timestamptz',
      updatedAt: 'timestamptz',
    },
  ],
  [
    'product_text',
    {
      productId: 'int',
      locale: 'text',
      slug: 'text',
      name: 'text',
      summary: 'text',
      story: 'text',
      care: 'text',
      alsoCalled: 'text',
    },
  ],
  [
    'product_attribute',
    { productId: 'int', attributeId: 'int', valueId: 'int', numberValue: 'numeric', unit: 'text', position: 'int' },
  ],
  ['product_option', { productId: 'int', attributeId: 'int', position: 'int' }],
  [
    'variant',
    {
      id: 'int',
      productId: 'int',
      sku: 'text',
      barcode: 'text',
      position: 'int',
      weightGrams: 'int',
      contentAmount: 'numeric',
      contentUnit: 'text',
    },
  ],
  ['variant_option', { variantId: 'int', attributeId: 'int', valueId: 'int' }],
  [
    'price',
    {
      variantId: 'int',
      market: 'text',
      amountMinor: 'bigint',
      wasMinor: 'bigint',
      lowest30Minor: 'bigint',
      since: 'timestamptz',
    },
  ],
  [
    'price_history',
    { variantId: 'int', market: 'text', amountMinor: 'bigint', fromAt: 'timestamptz', untilAt: 'timestamptz' },
  ],
  [
    'product_image',
    {
      id: 'int',
      productId: 'int',
      mediaKey: 'text',
      position: 'int',
      width: 'int',
      height: 'int',
      ground: 'text',
      alts: 'jsonb',
    },
  ],
  ['variant_image', { variantId: 'int', imageId: 'int' }],
  ['stock', { variantId: 'int', locationId: 'int', available: 'int' }],
  [
    'stock_movement',
    {
      variantId: 'int',
      locationId: 'int',
      kind: 'text',
      availableChange: 'int',
      reservedChange: 'int',
      at: 'timestamptz',
    },
  ],
  ['person', { id: 'uuid', createdAt: 'timestamptz' }],
  ['contact', { personId: 'uuid', displayName: 'text', locale: 'text' }],
  [
    'review',
    {
      productId: 'int',
      personId: 'uuid',
      locale: 'text',
      rating: 'int',
      title: 'text',
      body: 'text',
      verified: 'boolean',
      createdAt: 'timestamptz',
    },
  ],
  ['product_related', { productId: 'int', relatedId: 'int', position: 'int' }],
  ['collection', { id: 'int', code: 'text', position: 'int', pictureKey: 'text' }],
  [
    'collection_text',
    { collectionId: 'int', locale: 'text', slug: 'text', name: 'text', intro: 'text', story: 'text' },
  ],
  ['collection_product', { collectionId: 'int', productId: 'int', position: 'int' }],
]

/** Tables whose ids count up and that have no id of ours. */
const counted = new Set(['stock_movement', 'review', 'price_history'])

export type SeedOptions = {
  now?: Date
  /** A shopper to sign in as, and the hash of the password. */
  demoAccount?: { email: string; passwordHash: string; firstName: string; lastName: string }
}

/** Writes the markets and the demo catalogue into an empty shop, all of it or nothing. */
export async function seedDemo(
  db: Transactions,
  options: SeedOptions = {},
): Promise<{ products: number; variants: number }> {
  await seedMarkets(db)
  const rows = demoRows(await readSeedFiles(), options.now ?? new Date())
  await db.transaction(async (tx) => {
    const locations = new Map(
      (await tx.rows<{ id: number; code: string }>(sql`select id, code from location`)).map(({ id, code }) => [
        code,
        id,
      ]),
    )
    const placed = {
      ...rows,
      stock: rows.stock.map(({ location, ...row }) => ({ ...row, locationId: locations.get(String(location)) })),
      stock_movement: rows.stock_movement.map(({ location, available, ...row }) => ({
        ...row,
        locationId: locations.get(String(location)),
        kind: 'receive',
        availableChange: available,
        reservedChange: 0,
      })),
    }
    for (const [table, columns] of tables) await insertRows(tx, table, columns, placed[table])
    await finishIds(
      tx,
      tables
        .filter(([table, columns]) => 'id' in columns && columns.id === 'int' && !counted.has(table))
        .map(([table]) => table),
    )
    if (options.demoAccount) await insertDemoAccount(tx, options.demoAccount)
  })
  // Right after so many rows the planner knows nothing of them yet.
  await analyzeFilled(db)
  return { products: rows.product.length, variants: rows.variant.length }
}

async function insertDemoAccount(tx: Tx, account: NonNullable<SeedOptions['demoAccount']>): Promise<void> {
  const personId = idOf('demo-account')
  const { email, passwordHash, firstName, lastName } = account
  await tx.change(sql`insert into person (id) values (${personId})`)
  await tx.change(
    sql`insert into contact (person_id, email, first_name, last_name) values (${personId}, ${email}, ${firstName}, ${lastName})`,
  )
  await tx.change(
    sql`insert into account (person_id, email, password_hash) values (${personId}, ${email}, ${passwordHash})`,
  )
  await tx.change(sql`insert into address (id, person_id, kind, first_name, last_name, line1, postcode, city, region, country, preferred)
    values (${idOf('demo-address', 'us')}, ${personId}, 'book', ${firstName}, ${lastName}, '118 Harbor Street', '97205', 'Portland', 'OR', 'US', true),
      (${idOf('demo-address', 'de')}, ${personId}, 'book', ${firstName}, ${lastName}, 'Am Hafen 3', '20457', 'Hamburg', '', 'DE', false)`)
}

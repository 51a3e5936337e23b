import { noContact } from '../../src/domain/customers/contact.ts'
import type { Vault } from '../../src/domain/keys/vault.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { analyzeFilled } from '../../src/kit/analyze.ts'
import { sql, type Transactions, type Tx } from '../../src/kit/db.ts'
import { type Columns, finishIds, insertRows } from './bulk.ts'
import { idOf } from './chance.ts'
import { demoRows, readSeedFiles } from './demo-rows.ts'
import { seedMarkets } from './markets.ts'
import type { DemoRows, Row } from './rows/rows.ts'

/** Which type each column has, table by table, in the order in which they are written. */
const tables: [keyof DemoRows | 'person_key', Columns<Record<string, unknown>>][] = [
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
  ['person_key', { personId: 'uuid', ringKey: 'uuid', wrapped: 'bytea' }],
  ['contact', { personId: 'uuid', sealed: 'bytea', locale: 'text' }],
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
  { db, vault }: { db: Transactions } & Pick<Shop, 'vault'>,
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
      ...(await sealNames(vault, rows.contact)),
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
    if (options.demoAccount) await insertDemoAccount(tx, vault, options.demoAccount)
  })
  // Right after so many rows the planner knows nothing of them yet.
  await analyzeFilled(db)
  return { products: rows.product.length, variants: rows.variant.length }
}

/** Whoever wrote a review has a key, and nothing but the name below it. */
async function sealNames(
  vault: Vault,
  contacts: DemoRows['contact'],
): Promise<Record<'person_key' | 'contact', Row[]>> {
  const keys = await Promise.all(contacts.map(({ personId }) => vault.newPersonKey(String(personId))))
  return {
    person_key: keys.map(({ personId, ringKey, wrappedKey }) => ({ personId, ringKey, wrapped: hex(wrappedKey) })),
    contact: contacts.map(({ personId, displayName, locale }, i) => ({
      personId,
      locale,
      sealed: hex(keys[i]?.seal('contact', String(personId), { ...noContact, displayName })),
    })),
  }
}

/** As PostgreSQL reads bytes out of a text. */
const hex = (bytes: Buffer | undefined) => bytes && `\\x${bytes.toString('hex')}`

async function insertDemoAccount(
  tx: Tx,
  vault: Vault,
  account: NonNullable<SeedOptions['demoAccount']>,
): Promise<void> {
  const personId = idOf('demo-account')
  const { email, passwordHash, firstName, lastName } = account
  const key = await vault.newPersonKey(personId)
  const contact = key.seal('contact', personId, { ...noContact, email, firstName, lastName })
  await tx.change(sql`insert into person (id) values (${personId})`)
  await tx.change(
    sql`insert into person_key (person_id, ring_key, wrapped) values (${personId}, ${key.ringKey}, ${key.wrappedKey})`,
  )
  await tx.change(sql`insert into contact (person_id, sealed) values (${personId}, ${contact})`)
  await tx.change(
    sql`insert into account (person_id, email_index, password_hash) values (${personId}, ${vault.emailIndex(email)}, ${passwordHash})`,
  )
  const home = { firstName, lastName, company: '', line2: '', phone: '' }
  const us = { ...home, line1: '118 Harbor Street', postcode: '97205', city: 'Portland', region: 'OR', country: 'US' }
  const de = { ...home, line1: 'Am Hafen 3', postcode: '20457', city: 'Hamburg', region: '', country: 'DE' }
  for (const address of [us, de]) {
    const id = idOf('demo-address', address.country.toLowerCase())
    await tx.change(sql`insert into address (id, person_id, kind, sealed, preferred)
      values (${id}, ${personId}, 'book', ${key.seal('address', id, address)}, ${address === us})`)
  }
}

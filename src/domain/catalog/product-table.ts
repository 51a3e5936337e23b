import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'

/** Products, their texts and addresses. Rows of products are locked in id order, before those of anything below them. */

export type ProductRow = {
  id: number
  key: string
  categoryId: number
  brandId: number | null
  state: 'draft' | 'published'
  publishedFrom: Date | null
  publishedUntil: Date | null
  taxClass: string
  popularity: number
}

export type TextRow = {
  productId: number
  locale: Locale
  slug: string
  name: string
  summary: string
  story: string
  care: string
  alsoCalled: string
}

/** Who makes addresses or SKUs stands in line, so that what was free stays free until the commit. */
export const lockCatalogue = (tx: Tx) => tx.row(sql`select pg_advisory_xact_lock(7214002)`)

export const lockProducts = (tx: Tx, keys: readonly string[]): Promise<ProductRow[]> =>
  tx.rows(sql`
    select id, key, category_id as "categoryId", brand_id as "brandId", state, published_from as "publishedFrom",
      published_until as "publishedUntil", tax_class as "taxClass", popularity
    from product where key = any(${keys}::text[]) order by id for update`)

export const insertProducts = (tx: Tx, rows: readonly Omit<ProductRow, 'id'>[], now: Date) =>
  tx.rows<{ id: number; key: string }>(sql`
    insert into product (key, category_id, brand_id, state, published_from, published_until, tax_class, popularity, created_at, updated_at)
    select r.key, "categoryId", "brandId", state, "publishedFrom", "publishedUntil", "taxClass", popularity, ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (key text, "categoryId" int, "brandId" int, state text,
      "publishedFrom" timestamptz, "publishedUntil" timestamptz, "taxClass" text, popularity int)
    returning id, key`)

export const updateProducts = (tx: Tx, rows: readonly ProductRow[]) =>
  tx.change(sql`
    update product p set category_id = "categoryId", brand_id = "brandId", state = r.state,
      published_from = "publishedFrom", published_until = "publishedUntil", tax_class = "taxClass", popularity = r.popularity
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id int, "categoryId" int, "brandId" int, state text,
      "publishedFrom" timestamptz, "publishedUntil" timestamptz, "taxClass" text, popularity int)
    where p.id = r.id`)

/** Indexes take a higher revision only. */
export const raiseRevisions = (tx: Tx, productIds: readonly number[], now: Date) =>
  tx.change(sql`update product set revision = revision + 1, updated_at = ${now} where id = any(${productIds}::int[])`)

export const setState = (tx: Tx, row: Pick<ProductRow, 'id' | 'state' | 'publishedFrom' | 'publishedUntil'>) =>
  tx.change(sql`update product set state = ${row.state}, published_from = ${row.publishedFrom},
    published_until = ${row.publishedUntil} where id = ${row.id}`)

/** Products whose day has come or gone since they were last written. */
export const lockDue = (tx: Tx, now: Date, limit: number) =>
  tx.rows<{ id: number }>(sql`
    select id from product where state = 'published' and (
      (published_from > updated_at and published_from <= ${now}) or (published_until > updated_at and published_until <= ${now}))
    order by id limit ${limit} for update`)

/** Whether any market would sell it once it is published. */
export const hasPrice = async (tx: Tx, productId: number): Promise<boolean> =>
  (await tx.row(sql`select 1 from variant v join price on price.variant_id = v.id
    where v.product_id = ${productId} and v.active limit 1`)) !== undefined

export const listTexts = (db: Queries, productIds: readonly number[]): Promise<TextRow[]> =>
  db.rows(sql`select product_id as "productId", locale, slug, name, summary, story, care, also_called as "alsoCalled"
    from product_text where product_id = any(${productIds}::int[])`)

export const upsertTexts = (tx: Tx, rows: readonly TextRow[]) =>
  tx.change(sql`
    insert into product_text (product_id, locale, slug, name, summary, story, care, also_called)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("productId" int, locale text, slug text,
      name text, summary text, story text, care text, "alsoCalled" text)
    on conflict (product_id, locale) do update set slug = excluded.slug, name = excluded.name,
      summary = excluded.summary, story = excluded.story, care = excluded.care, also_called = excluded.also_called`)

export type Slug = { locale: Locale; slug: string }

export const listSlugOwners = (db: Queries, slugs: readonly Slug[]) =>
  db.rows<Slug & { productId: number }>(sql`
    select locale, slug, product_id as "productId" from product_text
    join unnest(${slugs.map(({ locale }) => locale)}::text[], ${slugs.map(({ slug }) => slug)}::text[])
      as k (locale, slug) using (locale, slug)`)

export type SlugMove = { productId: number; locale: Locale; from: string; to: string }

/** The old addresses lead to the products from now on; the new ones lead nowhere else. */
export async function keepOldSlugs(tx: Tx, moves: readonly SlugMove[]): Promise<void> {
  const rows = sql`jsonb_to_recordset(${JSON.stringify(moves)}::jsonb)
    as r ("productId" int, locale text, "from" text, "to" text)`
  await tx.change(
    sql`delete from old_slug o using ${rows} where o.kind = 'product' and o.locale = r.locale and o.slug = r."to"`,
  )
  await tx.change(sql`insert into old_slug (kind, locale, slug, target_id)
    select 'product', locale, "from", "productId" from ${rows}
    on conflict (kind, locale, slug) do update set target_id = excluded.target_id`)
}

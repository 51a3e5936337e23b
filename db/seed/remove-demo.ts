import { removePicture } from '../../src/domain/media/make-picture.ts'
import { deletePictureNames, readPictureNames } from '../../src/domain/media/picture-names.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { type Queries, sql, type Tx } from '../../src/kit/db.ts'
import { recordFact } from '../../src/kit/facts.ts'
import { holdsDemo, markAsOwn } from '../../src/kit/migrate.ts'
import { collections } from './collections.ts'
import { readSeedFiles } from './demo-rows.ts'
import { demoCodes } from './markets.ts'
import { drawingsOf } from './pictures/draw-pictures.ts'

export type DemoRemoved =
  | {
      ok: true
      products: number
      orders: number
      people: number
      pictures: number
      kept: number
      /** The owner's own, whose pieces were bought in trials: they were not put back. */
      soldInTrials: string[]
    }
  | { ok: false; problem: string }

/**
 * Takes out of a database what the demo put there, and all that was tried on it: orders, people, carts, reviews, mails, jobs. Products
 * that are not the demo's stay, with the pieces that can be sold. Markets, taxes and the words of attributes stay, too: `setup` and
 * imports change them.
 */
export async function removeDemo(shop: Pick<Shop, 'db' | 'media' | 'search' | 'markets'>): Promise<DemoRemoved> {
  const { db } = shop
  if (!(await holdsDemo(db)))
    return { ok: false, problem: 'This database holds no demo shop: there is nothing to remove.' }
  const paid = await db.row<{ count: number }>(
    sql`select count(*)::int as count from payment where session_ref like 'cs_live%'`,
  )
  if (paid && paid.count > 0)
    return {
      ok: false,
      problem: `${paid.count} payments of this database were made with real money, so its orders must be kept. Nothing was removed.`,
    }
  const files = await readSeedFiles()
  const products = files.flatMap((file) => file.products)
  const departments = files.flatMap((file) => file.departments)
  const keys = products.map(({ key }) => key)
  const categories = departments.flatMap(({ code, parts }) => [code, ...parts.map((part) => `${code}/${part.code}`)])
  const names = drawingsOf({ departments, products, collections: collections.map(({ code }) => code) }).map(
    ({ name }) => name,
  )
  // Under both: what was drawn by a version before may not have been moved yet.
  const pictures = [...new Set([...names, ...(await readPictureNames(db, names)).values()])]
  const ids = (await db.rows<{ id: number }>(sql`select id from product where key = any(${keys}::text[])`)).map(
    ({ id }) => id,
  )
  const done = await db.transaction(async (tx) => {
    const soldInTrials = await listSold(tx, ids)
    const orders = await removeTrials(tx)
    const people = await tx.change(sql`delete from person`)
    await removeProducts(tx, ids)
    await tx.change(sql`delete from collection where code = any(${collections.map(({ code }) => code)}::text[])`)
    await removeTerms(tx, {
      categories,
      brands: files.flatMap((file) => file.brands.map(({ code }) => code)),
      pictures,
    })
    await deletePictureNames(tx, names)
    await tx.change(sql`delete from discount_code where code = any(${demoCodes}::text[])`)
    await tx.change(sql`update discount_code set used = 0`)
    await beginLedgerAnew(tx)
    await markAsOwn(tx)
    const kept = await tx.row<{ count: number }>(sql`select count(*)::int as count from product`)
    await recordFact(tx, { fact: 'catalogue.changed' })
    return { orders, people, kept: kept?.count ?? 0, soldInTrials }
  })
  await shop.search.remove(ids.flatMap((productId) => shop.markets.map(({ code }) => ({ productId, market: code }))))
  const gone = new Set(pictures)
  const folders: string[] = []
  for await (const folder of shop.media.list()) if (gone.has(folder)) folders.push(folder)
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let folder = folders.pop(); folder; folder = folders.pop()) await removePicture(shop, folder)
    }),
  )
  return { ok: true, products: ids.length, pictures: names.length, ...done }
}

const listSold = async (tx: Queries, demoIds: readonly number[]): Promise<string[]> =>
  (
    await tx.rows<{ sku: string }>(sql`
      select distinct v.sku from order_allocation a join variant v on v.id = a.variant_id
      where a.state = 'sold' and not v.product_id = any(${demoIds}::int[]) order by 1`)
  ).map(({ sku }) => sku)

/** Orders and all that was done in the shop. Sold pieces stay sold; those that orders hold can be sold again. */
async function removeTrials(tx: Tx): Promise<number> {
  await tx.change(sql`delete from withdrawal`)
  const orders = await tx.change(sql`delete from orders`)
  await tx.change(sql`update stock set available = available + reserved, reserved = 0 where reserved > 0`)
  await tx.change(sql`delete from review`)
  await tx.change(
    sql`update product set rating_count = 0, rating_sum = 0, revision = revision + 1 where rating_count > 0`,
  )
  for (const table of [
    sql`checkout`,
    sql`cart`,
    sql`account_request`,
    sql`effect`,
    sql`provider_event`,
    sql`mailbox`,
    sql`api_answer`,
  ])
    await tx.change(sql`delete from ${table}`)
  await tx.row(sql`select count(*) from graphile_worker.complete_jobs((
    select coalesce(array_agg(id), '{}') from graphile_worker.jobs where locked_at is null)::bigint[])`)
  return orders
}

async function removeProducts(tx: Tx, ids: readonly number[]): Promise<void> {
  await tx.change(
    sql`delete from product_related where related_id = any(${ids}::int[]) or product_id = any(${ids}::int[])`,
  )
  await tx.change(
    sql`delete from stock_movement m using variant v where v.id = m.variant_id and v.product_id = any(${ids}::int[])`,
  )
  await tx.change(
    sql`delete from old_slug where (kind = 'product' and target_id = any(${ids}::int[])) or kind = 'collection'`,
  )
  await tx.change(sql`delete from product where id = any(${ids}::int[])`)
}

type Terms = { categories: readonly string[]; brands: readonly string[]; pictures: readonly string[] }

/** Categories and brands of the demo, where nothing of the owner's stands in them. */
async function removeTerms(tx: Tx, { categories, brands, pictures }: Terms): Promise<void> {
  // Parts first: a department goes when its last part is gone.
  for (let removed = 1; removed > 0; )
    removed = await tx.change(sql`
      with gone as (
        delete from category c where code = any(${categories}::text[])
          and not exists (select 1 from product where category_id = c.id)
          and not exists (select 1 from category part where part.parent_id = c.id) returning id),
      slugs as (delete from old_slug using gone where kind = 'category' and target_id = gone.id)
      select id from gone`)
  await tx.change(sql`update category set picture_key = null where picture_key = any(${pictures}::text[])`)
  await tx.change(sql`delete from brand b where code = any(${brands}::text[])
    and not exists (select 1 from product where brand_id = b.id)`)
}

/** The ledger of the owner's products begins with what lies there now. */
async function beginLedgerAnew(tx: Tx): Promise<void> {
  await tx.change(sql`delete from stock_movement`)
  await tx.change(sql`insert into stock_movement (variant_id, location_id, kind, available_change, reserved_change, reason)
    select variant_id, location_id, 'count', available, 0, 'the shop begins' from stock where available > 0`)
}

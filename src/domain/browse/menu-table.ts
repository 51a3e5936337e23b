import { type Queries, sql } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import { isPublished } from './on-sale.ts'
import type { Shelf } from './shelf.ts'

export type CategoryRow = {
  categoryId: number
  parentId: number | null
  code: string
  pictureKey: string | null
  hasProducts: boolean
  texts: { locale: Locale; slug: string; name: string; intro: string }[]
}

/** All categories with their texts, and whether any product of theirs is for sale in the market. */
export const listCategories = (db: Queries, shelf: Shelf, now: Date): Promise<CategoryRow[]> =>
  db.rows(sql`
    select c.id as "categoryId", c.parent_id as "parentId", c.code, c.picture_key as "pictureKey",
      exists (select 1 from product p join variant v on v.product_id = p.id and v.active
        join price pr on pr.variant_id = v.id and pr.market = ${shelf.market}
        where p.category_id = c.id and ${isPublished(now)}) as "hasProducts",
      coalesce((select json_agg(json_build_object('locale', ct.locale, 'slug', ct.slug, 'name', ct.name, 'intro', ct.intro))
        from category_text ct where ct.category_id = c.id), '[]'::json) as texts
    from category c order by c.position, c.id`)

export type CollectionRow = {
  collectionId: number
  code: string
  pictureKey: string | null
  texts: { locale: Locale; slug: string; name: string; intro: string; story: string }[]
}

export const listCollections = (db: Queries): Promise<CollectionRow[]> =>
  db.rows(sql`
    select c.id as "collectionId", c.code, c.picture_key as "pictureKey",
      coalesce((select json_agg(json_build_object('locale', ct.locale, 'slug', ct.slug, 'name', ct.name,
        'intro', ct.intro, 'story', ct.story)) from collection_text ct where ct.collection_id = c.id), '[]'::json) as texts
    from collection c order by c.position, c.id`)

/** Where the category or collection with an earlier slug stands now. */
export const findMoved = (
  db: Queries,
  kind: 'category' | 'collection',
  slug: string,
): Promise<{ targetId: number } | undefined> =>
  db.row(sql`select target_id as "targetId" from old_slug where kind = ${kind} and slug = ${slug} limit 1`)

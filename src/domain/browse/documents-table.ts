import { type Queries, type Sql, sql } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import { isPublished } from './on-sale.ts'

/** All of a product's document, read in one market and language. */
export type DocumentRow = {
  productId: number
  market: string
  locale: Locale
  revision: number
  name: string
  brand: string
  categories: string[]
  categoryIds: number[]
  collectionIds: number[]
  attributes: string[]
  summary: string
  story: string
  alsoCalled: string
  skus: string[]
  facets: Record<string, string[]>
  priceMinor: number
  reduced: boolean
  inStock: boolean
  ratingCount: number
  ratingSum: number
  popularity: number
  createdAt: Date
}

/** A word of a jsonb column in the language of row `l`, else in the market's first, else in any. */
const localWord = (column: Sql): Sql =>
  sql`coalesce(${column} ->> l.locale, ${column} ->> m.locales[1], ${column} ->> 'en', ${column} ->> 'de')`

/** Texts `tx` of a thing in the language of row `l`, else in the market's, else in any. */
const localOrder = sql`array_position(array[l.locale] || m.locales || array['en', 'de'], tx.locale)`

/** Products that are for sale now, once for each market that sells them and each of its languages. */
export const listDocuments = (db: Queries, productIds: readonly number[], now: Date): Promise<DocumentRow[]> =>
  db.rows<DocumentRow>(sql`
    select p.id as "productId", m.code as market, l.locale, p.revision, t.name, coalesce(b.name, '') as brand,
      coalesce(above.names, '{}') as categories, coalesce(above.ids, '{}') as "categoryIds",
      array(select collection_id from collection_product where product_id = p.id order by 1) as "collectionIds",
      coalesce(chosen.words, '{}') as attributes, t.summary, t.story, t.also_called as "alsoCalled", sold.skus,
      coalesce(chosen.facets, '{}') || jsonb_strip_nulls(jsonb_build_object('brand',
        case when b.id is not null then jsonb_build_array(b.code) end)) as facets,
      sold.price as "priceMinor", sold.reduced, sold.in_stock as "inStock", p.rating_count as "ratingCount",
      p.rating_sum as "ratingSum", p.popularity, p.created_at as "createdAt"
    from product p
    cross join market m
    cross join unnest(m.locales) l (locale)
    left join brand b on b.id = p.brand_id
    join lateral (select * from product_text tx where tx.product_id = p.id order by ${localOrder} limit 1) t on true
    join lateral (
      select array_agg(v.id) as ids, array_agg(v.sku order by v.position) as skus, min(pr.amount_minor) as price,
        bool_or(pr.was_minor is not null) as reduced,
        exists (select 1 from stock st join market_location ml on ml.location_id = st.location_id and ml.market = m.code
          where st.variant_id = any(array_agg(v.id)) and st.available > 0) as in_stock
      from variant v join price pr on pr.variant_id = v.id and pr.market = m.code
      where v.product_id = p.id and v.active) sold on sold.ids is not null
    left join lateral (
      with recursive up as (
        select c.id, c.parent_id, 0 as depth from category c where c.id = p.category_id
        union all select c.id, c.parent_id, up.depth + 1 from category c join up on c.id = up.parent_id)
      select array_agg(ct.name order by up.depth) as names, array_agg(up.id order by up.depth) as ids
      from up join lateral (select tx.name from category_text tx where tx.category_id = up.id
        order by ${localOrder} limit 1) ct on true) above on true
    left join lateral (
      select array_agg(distinct word) as words, jsonb_object_agg(facet, codes) filter (where facet is not null) as facets
      from (
        select case when a.facet then a.code end as facet, jsonb_agg(av.code order by av.position, av.code) as codes,
          array_agg(${localWord(sql`av.names`)}) as words
        from (
          select value_id from product_attribute where product_id = p.id and value_id is not null
          union select value_id from variant_option where variant_id = any(sold.ids)) given
        join attribute_value av on av.id = given.value_id
        join attribute a on a.id = av.attribute_id
        group by a.id) by_attribute
      cross join unnest(words) word) chosen on true
    where p.id = any(${productIds}::int[]) and ${isPublished(now)}
    order by p.id, m.position, l.locale`)

export const listIds = (db: Queries, after: number, limit: number): Promise<{ id: number }[]> =>
  db.rows(sql`select id from product where id > ${after} order by id limit ${limit}`)

export const listStockMarks = (
  db: Queries,
  variantIds: readonly number[],
): Promise<{ productId: number; market: string; inStock: boolean }[]> =>
  db.rows(sql`
    select p.id as "productId", m.code as market, exists (
        select from variant v
        join price pr on pr.variant_id = v.id and pr.market = m.code
        join stock st on st.variant_id = v.id and st.available > 0
        join market_location ml on ml.location_id = st.location_id and ml.market = m.code
        where v.product_id = p.id and v.active) as "inStock"
    from (select distinct product_id as id from variant where id = any(${variantIds}::int[])) p
    cross join market m order by 1, m.position`)

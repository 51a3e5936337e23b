import { type Queries, type Sql, sql } from '../../kit/db.ts'
import { contactColumns, type SealedContact } from '../customers/contact.ts'
import type { Locale } from '../settings/market.ts'
import { isPublished, productText } from './on-sale.ts'

const isForSale = (market: string, now: Date): Sql => sql`${isPublished(now)} and exists (
  select 1 from variant v join price pr on pr.variant_id = v.id and pr.market = ${market}
  join stock st on st.variant_id = v.id and st.available > 0
  join market_location ml on ml.location_id = st.location_id and ml.market = ${market}
  where v.product_id = p.id and v.active)`

type Ask = { market: string; now: Date; limit: number }
type Id = { id: number }

export const newestIds = (db: Queries, { market, now, limit }: Ask): Promise<Id[]> =>
  db.rows(
    sql`select p.id from product p where ${isForSale(market, now)} order by p.created_at desc, p.id desc limit ${limit}`,
  )

export const bestSellingIds = (db: Queries, { market, now, limit }: Ask): Promise<Id[]> =>
  db.rows(
    sql`select p.id from product p where ${isForSale(market, now)} order by p.popularity desc, p.id limit ${limit}`,
  )

export const reducedIds = (db: Queries, { market, now, limit }: Ask): Promise<Id[]> =>
  db.rows(sql`select p.id from product p where ${isForSale(market, now)} and exists (
      select 1 from variant v join price pr on pr.variant_id = v.id and pr.market = ${market} and pr.was_minor is not null
      where v.product_id = p.id and v.active)
    order by p.popularity desc, p.id limit ${limit}`)

export const collectionIds = (db: Queries, collectionId: number, limit: number): Promise<Id[]> =>
  db.rows(sql`select product_id as id from collection_product where collection_id = ${collectionId}
    order by position limit ${limit}`)

export type PraiseRow = SealedContact & {
  rating: number
  title: string
  body: string
  createdAt: Date
  productId: number
  productSlug: string
  productName: string
}

/** Good reviews in the language, the newest of each product. */
export const listPraise = (
  db: Queries,
  { market, now, limit, languages }: Ask & { languages: readonly Locale[] },
): Promise<PraiseRow[]> =>
  db.rows(sql`
    select r.person_id as "personId", ${contactColumns}, r.rating, r.title, r.body, r.created_at as "createdAt", p.id as "productId",
      t.slug as "productSlug", t.name as "productName"
    from (select distinct on (product_id) * from (
        select * from review where state = 'published' and rating >= 4 and locale = ${languages[0] ?? 'en'}
          and length(body) between 60 and 240 order by created_at desc limit 100) newest
      order by product_id, created_at desc) r
    join product p on p.id = r.product_id and ${isForSale(market, now)}
    join ${productText(languages)} on true
    join contact c on c.person_id = r.person_id and c.sealed is not null
    join person_key pk on pk.person_id = r.person_id
    order by r.created_at desc, r.id limit ${limit}`)

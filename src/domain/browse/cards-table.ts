import { type Queries, sql } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import { isPublished, pictureJson, piecesOf, priceJson, productText, word } from './on-sale.ts'
import type { Picture, Shelf, Swatch } from './shelf.ts'
import type { PriceRow } from './shelf-price.ts'

export type CardRow = {
  productId: number
  variantIds: number[]
  slug: string
  name: string
  brand: string
  price: PriceRow
  priceVaries: boolean
  available: number
  pictures: Picture[] | null
  categoryPicture: string | null
  swatches: Swatch[] | null
  ratingCount: number
  ratingSum: number
  createdAt: Date
}

/** Cards of products that are for sale. */
export const listCards = (
  db: Queries,
  ask: { shelf: Shelf; languages: readonly Locale[]; productIds: readonly number[]; now: Date },
): Promise<CardRow[]> => {
  const { shelf, languages, productIds, now } = ask
  return db.rows<CardRow>(sql`
    select p.id as "productId", v.ids as "variantIds", t.slug, t.name, coalesce(b.name, '') as brand, v.price, v.varies as "priceVaries",
      v.available, pics.pictures, c.picture_key as "categoryPicture", sw.swatches,
      p.rating_count as "ratingCount", p.rating_sum as "ratingSum", p.created_at as "createdAt"
    from product p
    join category c on c.id = p.category_id
    left join brand b on b.id = p.brand_id
    join ${productText(languages)} on true
    join lateral (
      select (array_agg(${priceJson} order by pr.amount_minor, v.position))[1] as price,
        min(pr.amount_minor) <> max(pr.amount_minor) as varies, sum(s.available)::int as available, array_agg(v.id) as ids
      from variant v join price pr on pr.variant_id = v.id and pr.market = ${shelf.market}
      cross join ${piecesOf(shelf.market)}
      where v.product_id = p.id and v.active) v on v.price is not null
    left join lateral (
      select json_agg(${pictureJson(languages)} order by pi.position) as pictures
      from (select * from product_image where product_id = p.id order by position limit 2) pi) pics on true
    left join lateral (
      select json_agg(json_build_object('code', av.code, 'name', ${word(sql`av.names`, languages)}, 'hex', av.swatch)
        order by av.position) as swatches
      from attribute_value av where av.swatch is not null and av.id in (
        select vo.value_id from variant v join variant_option vo on vo.variant_id = v.id
        where v.product_id = p.id and v.active)) sw on true
    where p.id = any(${productIds}::int[]) and ${isPublished(now)}`)
}

import { type Queries, sql } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import { isPublished, pictureJson, priceJson, productText, word } from './on-sale.ts'
import type { Picture, Shelf } from './shelf.ts'
import type { PriceRow } from './shelf-price.ts'

export type ItemRow = {
  variantId: number
  productId: number
  sku: string
  slug: string
  name: string
  summary: string
  optionWords: string
  picture: Picture | null
  categoryPicture: string | null
  price: PriceRow
  taxClass: string
  weightGrams: number
  availableAt: { locationId: number; available: number }[]
}

/** Variants that are for sale now, in the order of the ids. */
export const listItems = (
  db: Queries,
  ask: { shelf: Shelf; languages: readonly Locale[]; variantIds: readonly number[]; now: Date },
): Promise<ItemRow[]> => {
  const { shelf, languages, variantIds, now } = ask
  return db.rows<ItemRow>(sql`
    select v.id as "variantId", p.id as "productId", v.sku, t.slug, t.name, t.summary, coalesce(o.words, '') as "optionWords",
      pic.picture, c.picture_key as "categoryPicture", ${priceJson} as price, p.tax_class as "taxClass",
      v.weight_grams as "weightGrams", coalesce(st.places, '[]') as "availableAt"
    from unnest(${variantIds}::int[]) with ordinality w (id, position)
    join variant v on v.id = w.id and v.active
    join price pr on pr.variant_id = v.id and pr.market = ${shelf.market}
    join product p on p.id = v.product_id and ${isPublished(now)}
    join category c on c.id = p.category_id
    join ${productText(languages)} on true
    left join lateral (
      select string_agg(${word(sql`av.names`, languages)}, ', ' order by po.position) as words
      from variant_option vo join attribute_value av on av.id = vo.value_id
      join product_option po on po.product_id = p.id and po.attribute_id = vo.attribute_id
      where vo.variant_id = v.id) o on true
    left join lateral (
      select ${pictureJson(languages)} as picture from product_image pi
      where pi.product_id = p.id
      order by exists (select 1 from variant_image vi where vi.image_id = pi.id and vi.variant_id = v.id) desc, pi.position
      limit 1) pic on true
    left join lateral (
      select json_agg(json_build_object('locationId', s.location_id, 'available', s.available) order by ml.priority) as places
      from stock s join market_location ml on ml.location_id = s.location_id and ml.market = ${shelf.market}
      where s.variant_id = v.id and s.available > 0) st on true
    order by w.position`)
}

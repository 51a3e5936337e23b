import { type Queries, sql } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import { isPublished, pictureJson, priceJson, productText, word } from './on-sale.ts'
import type { Picture, ProductOption, ProductPage, Review, Shelf, ShelfVariant } from './shelf.ts'
import type { PriceRow } from './shelf-price.ts'

export type VariantRow = Omit<ShelfVariant, 'price' | 'available'> & { price: PriceRow }

export type ProductRow = Pick<
  ProductPage,
  'productId' | 'slug' | 'name' | 'brand' | 'summary' | 'story' | 'care' | 'taxClass' | 'elsewhere'
> & {
  categoryId: number
  categoryPicture: string | null
  ratingCount: number
  ratingSum: number
  createdAt: Date
  publishedUntil: Date | null
  pictures: Picture[]
  options: ProductOption[]
  variants: VariantRow[]
  attributes: { code: string; name: string; value: string | null; number: number | null; unit: string | null }[]
  spread: { rating: number; count: number }[]
  reviews: (Omit<Review, 'createdAt' | 'name'> & SealedAuthor & { createdAt: string })[]
  relatedIds: number[]
}

/** Who wrote a review; bytes are texts in JSON. */
export type SealedAuthor = {
  personId: string | null
  contact: string | null
  ringKey: string | null
  wrappedKey: string | null
}

const list = sql`'[]'::json`

/** A whole product by its slug in one of the languages, the first of them before the others. */
export const findProduct = (
  db: Queries,
  ask: { shelf: Shelf; languages: readonly Locale[]; slug: string; now: Date },
): Promise<ProductRow | undefined> => {
  const { shelf, languages, slug, now } = ask
  return db.row<ProductRow>(sql`
    select p.id as "productId", t.slug, t.name, t.summary, t.story, t.care, coalesce(b.name, '') as brand,
      p.tax_class as "taxClass", p.category_id as "categoryId", c.picture_key as "categoryPicture",
      p.rating_count as "ratingCount", p.rating_sum as "ratingSum", p.created_at as "createdAt",
      p.published_until as "publishedUntil",
      coalesce((select json_agg(${pictureJson(languages)} order by pi.position)
        from product_image pi where pi.product_id = p.id), ${list}) as pictures,
      coalesce((select json_agg(json_build_object('code', a.code, 'name', ${word(sql`a.names`, languages)}, 'values', (
          select json_agg(json_build_object('code', av.code, 'name', ${word(sql`av.names`, languages)}, 'hex', av.swatch)
            order by av.position) from attribute_value av where av.id in (
            select vo.value_id from variant_option vo join variant v on v.id = vo.variant_id and v.active
            where v.product_id = p.id and vo.attribute_id = a.id))) order by po.position)
        from product_option po join attribute a on a.id = po.attribute_id where po.product_id = p.id), ${list}) as options,
      vs.variants,
      coalesce((select json_agg(json_build_object('code', a.code, 'name', ${word(sql`a.names`, languages)},
          'value', coalesce(${word(sql`av.names`, languages)}, ${word(sql`pa.text_value`, languages)}),
          'number', pa.number_value, 'unit', coalesce(pa.unit, a.unit)) order by pa.position, a.position)
        from product_attribute pa join attribute a on a.id = pa.attribute_id
        left join attribute_value av on av.id = pa.value_id where pa.product_id = p.id), ${list}) as attributes,
      coalesce((select json_agg(json_build_object('market', m.code, 'locale', pt.locale, 'slug', pt.slug))
        from product_text pt join market m on pt.locale = any(m.locales) where pt.product_id = p.id and exists (
          select 1 from variant v join price pr on pr.variant_id = v.id and pr.market = m.code
          where v.product_id = p.id and v.active)), ${list}) as elsewhere,
      coalesce((select json_agg(json_build_object('rating', r.rating, 'count', r.count))
        from (select rating, count(*)::int as count from review where product_id = p.id and state = 'published'
          group by rating) r), ${list}) as spread,
      coalesce((select json_agg(json_build_object('personId', r.person_id, 'contact', encode(c.sealed, 'base64'),
          'ringKey', pk.ring_key, 'wrappedKey', encode(pk.wrapped, 'base64'), 'locale', r.locale,
          'rating', r.rating, 'title', r.title, 'body', r.body, 'verified', r.verified, 'createdAt', r.created_at)
          order by r.locale = ${shelf.locale} desc, r.created_at desc)
        from (select * from review where product_id = p.id and state = 'published'
          order by locale = ${shelf.locale} desc, created_at desc limit 20) r
        left join contact c on c.person_id = r.person_id
        left join person_key pk on pk.person_id = r.person_id), ${list}) as reviews,
      coalesce((select json_agg(pr.related_id order by pr.position)
        from product_related pr where pr.product_id = p.id), ${list}) as "relatedIds"
    from product_text named
    join product p on p.id = named.product_id and ${isPublished(now)}
    join category c on c.id = p.category_id
    left join brand b on b.id = p.brand_id
    join ${productText(languages)} on true
    join lateral (
      select json_agg(json_build_object('variantId', v.id, 'sku', v.sku, 'barcode', v.barcode,
          'weightGrams', v.weight_grams, 'price', ${priceJson},
          'options', coalesce((select json_object_agg(a.code, av.code) from variant_option vo
            join attribute a on a.id = vo.attribute_id join attribute_value av on av.id = vo.value_id
            where vo.variant_id = v.id), '{}'::json),
          'availableAt', coalesce((select json_agg(json_build_object('city', l.city, 'available', s.available)
              order by ml.priority)
            from stock s join market_location ml on ml.location_id = s.location_id and ml.market = ${shelf.market}
            join location l on l.id = s.location_id where s.variant_id = v.id and s.available > 0), ${list}),
          'pictures', coalesce((select json_agg(pi.at - 1 order by pi.at) from (
              select id, row_number() over (order by position) as at from product_image where product_id = p.id) pi
            join variant_image vi on vi.image_id = pi.id and vi.variant_id = v.id), ${list}))
        order by v.position) as variants
      from variant v join price pr on pr.variant_id = v.id and pr.market = ${shelf.market}
      where v.product_id = p.id and v.active) vs on vs.variants is not null
    where named.slug = ${slug} and named.locale = any(${languages}::text[])
    order by array_position(${languages}::text[], named.locale) limit 1`)
}

/** Where the product with an earlier slug stands now. */
export const findMovedProduct = (
  db: Queries,
  ask: { languages: readonly Locale[]; slug: string },
): Promise<{ slug: string } | undefined> =>
  db.row(sql`select t.slug from old_slug o join product p on p.id = o.target_id join ${productText(ask.languages)} on true
    where o.kind = 'product' and o.slug = ${ask.slug} and o.locale = any(${ask.languages}::text[])
    order by array_position(${ask.languages}::text[], o.locale) limit 1`)

import { type Sql, sql } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import { marketOf, type Shop } from '../shop.ts'
import type { Shelf } from './shelf.ts'

/** Fragments that the statements of this folder share. */

/** Published now; `p` is the product. */
export const isPublished = (now: Date): Sql => sql`p.state = 'published'
  and (p.published_from is null or p.published_from <= ${now}) and (p.published_until is null or p.published_until > ${now})`

/** The shelf's language first, then the market's own, then any. */
export const languagesOf = (shop: Pick<Shop, 'markets'>, shelf: Shelf): Locale[] => [
  ...new Set([shelf.locale, ...marketOf(shop, shelf.market).locales, 'en' as const, 'de' as const]),
]

/** Slug and texts of product `p` in the first of the languages that it has. */
export const productText = (languages: readonly Locale[]): Sql => sql`lateral (
  select pt.slug, pt.name, pt.summary, pt.story, pt.care from product_text pt where pt.product_id = p.id
  order by array_position(${languages}::text[], pt.locale) limit 1) t`

/** A word of a jsonb column of names. */
export const word = (column: Sql, languages: readonly Locale[]): Sql =>
  sql`coalesce(${column} ->> ${languages[0] ?? 'en'}, ${column} ->> ${languages[1] ?? 'en'}, ${column} ->> 'en', ${column} ->> 'de')`

/** Pieces of variant `v` at the locations of a market. */
export const piecesOf = (market: string): Sql => sql`lateral (
  select coalesce(sum(st.available), 0)::int as available from stock st
  join market_location ml on ml.location_id = st.location_id and ml.market = ${market}
  where st.variant_id = v.id) s`

/** One picture as the pages take it; `pi` is the picture. */
export const pictureJson = (languages: readonly Locale[]): Sql => sql`json_build_object(
  'mediaKey', pi.media_key, 'width', pi.width, 'height', pi.height, 'ground', pi.ground,
  'alt', ${word(sql`pi.alts`, languages)})`

/** The price of variant `v`, `pr` is its row. */
export const priceJson = sql`json_build_object('amountMinor', pr.amount_minor, 'wasMinor', pr.was_minor,
  'lowest30Minor', pr.lowest_30_minor, 'contentAmount', v.content_amount, 'contentUnit', v.content_unit)`

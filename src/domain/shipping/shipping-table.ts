import { type Queries, sql } from '../../kit/db.ts'
import type { Words } from '../settings/market.ts'

export type Parcel = { country: string; region: string; weightGrams: number }

export type MethodRow = {
  code: string
  names: Words
  carrier: string
  minDays: number
  maxDays: number
  freeFromMinor: number | null
  priceMinor: number
}

/**
 * Methods that take a parcel of this weight to this place, in their order, each with its price. One zone counts: one that
 * names the region before one for whole countries, and one for fewer countries before one for more.
 */
export const methodsFor = (db: Queries, market: string, to: Parcel) =>
  db.rows<MethodRow>(sql`
    with zone as (
      select id from shipping_zone
      where market = ${market} and ${to.country} = any(countries) and (regions is null or ${to.region} = any(regions))
      order by regions is null, cardinality(countries), id limit 1)
    select m.code, m.names, m.carrier, m.min_days as "minDays", m.max_days as "maxDays",
      m.free_from_minor as "freeFromMinor", rate.price_minor as "priceMinor"
    from zone join shipping_method m on m.zone_id = zone.id
    cross join lateral (
      select price_minor from shipping_rate
      where method_id = m.id and up_to_grams >= ${to.weightGrams}
      order by up_to_grams limit 1) rate
    order by m.position, m.code`)

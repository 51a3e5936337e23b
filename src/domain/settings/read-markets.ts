import { type Db, sql } from '../../kit/db.ts'
import type { Market } from './market.ts'

/** All markets in their order. They change with a release or a setting, so processes keep them in memory. */
export function readMarkets(db: Pick<Db, 'rows'>): Promise<Market[]> {
  return db.rows<Market>(sql`
    select m.code, m.name, m.currency, m.tax_style as "taxStyle", m.locales, m.time_zone as "timeZone",
      m.cut_off_hour as "cutOffHour", m.holidays::text[] as holidays,
      coalesce((select json_agg(c.country order by c.position, c.country) from market_country c where c.market = m.code), '[]') as countries,
      coalesce((select json_agg(json_build_object('id', l.id, 'code', l.code, 'name', l.name, 'city', l.city) order by ml.priority)
        from market_location ml join location l on l.id = ml.location_id where ml.market = m.code), '[]') as locations
    from market m order by m.position`)
}

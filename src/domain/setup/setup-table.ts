import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { LocationPlan, MarketPlan, MethodPlan, OneMarket, TaxPlan, ZonePlan } from './market-plan.ts'

/** Markets, locations, shipping and taxes: nobody else writes them. */

export async function readPlan(db: Queries): Promise<MarketPlan> {
  const [locations, markets, zones, taxes] = [
    await db.rows<LocationPlan>(sql`select code, name, city, country from location order by id`),
    await db.rows<Omit<OneMarket, 'zones'>>(sql`
      select m.code, m.name, m.currency, m.tax_style as "taxStyle", m.locales, m.time_zone as "timeZone",
        m.cut_off_hour as "cutOffHour", array(select h::text from unnest(m.holidays) h order by 1) as holidays,
        array(select country from market_country where market = m.code order by position, country) as countries,
        array(select l.code from market_location ml join location l on l.id = ml.location_id where ml.market = m.code
          order by ml.priority) as locations
      from market m order by m.position`),
    await db.rows<ZonePlan & { market: string }>(sql`
      select z.market, z.code, z.countries, z.regions, coalesce((
        select json_agg(json_build_object('code', s.code, 'names', s.names, 'carrier', s.carrier, 'minDays', s.min_days,
          'maxDays', s.max_days, 'freeFromMinor', s.free_from_minor, 'rates', (
            select json_agg(json_build_object('upToGrams', r.up_to_grams, 'priceMinor', r.price_minor) order by r.up_to_grams)
            from shipping_rate r where r.method_id = s.id)) order by s.position, s.code)
        from shipping_method s where s.zone_id = z.id), '[]') as methods
      from shipping_zone z order by z.id`),
    await db.rows<TaxPlan>(sql`
      select country, region, tax_class as "taxClass", name, basis_points as "basisPoints", on_shipping as "onShipping"
      from tax_rate order by id`),
  ]
  const zonesOf = (code: string) => zones.filter(({ market }) => market === code).map(({ market: _, ...zone }) => zone)
  return { locations, markets: markets.map((market) => ({ ...market, zones: zonesOf(market.code) })), taxes }
}

/** What still hangs on a market or a location, in words; nothing: it may go. */
export const usesOfMarket = async (db: Queries, code: string): Promise<string[]> =>
  told(
    await db.rows(sql`
      select (select count(*) from orders where market = ${code})::int as count, 'order' as what
      union all select (select count(*) from price where market = ${code})::int, 'price'
      union all select (select count(*) from discount_code where market = ${code})::int, 'discount code'`),
  )

export const usesOfLocation = async (db: Queries, code: string): Promise<string[]> =>
  told(
    await db.rows(sql`
      with l as (select id from location where code = ${code})
      select (select count(*) from stock s join l on l.id = s.location_id where s.available > 0 or s.reserved > 0)::int as count,
        'SKU with pieces there' as what
      union all select (select count(*) from order_allocation a join l on l.id = a.location_id)::int, 'line of an order'
      union all select (select count(*) from shipment s join l on l.id = s.location_id)::int, 'shipment'`),
  )

const told = (rows: { count: number; what: string }[]): string[] =>
  rows
    .filter(({ count }) => count > 0)
    .map(({ count, what }) => `${count} ${count === 1 ? what : what.replace(/^(SKU|line|\w+$|discount code)/, '$1s')}`)

export async function writeLocations(tx: Tx, locations: readonly LocationPlan[]): Promise<void> {
  for (const { code, name, city, country } of locations)
    await tx.change(sql`insert into location (code, name, city, country) values (${code}, ${name}, ${city}, ${country})
      on conflict (code) do update set name = excluded.name, city = excluded.city, country = excluded.country`)
}

export async function removeLocation(tx: Tx, code: string): Promise<void> {
  await tx.change(sql`delete from stock_movement using location l where l.id = location_id and l.code = ${code}`)
  await tx.change(sql`delete from stock using location l where l.id = location_id and l.code = ${code}`)
  await tx.change(sql`delete from market_location using location l where l.id = location_id and l.code = ${code}`)
  await tx.change(sql`delete from location where code = ${code}`)
}

export async function removeMarket(tx: Tx, code: string): Promise<void> {
  await tx.change(sql`delete from cart where market = ${code}`)
  await tx.change(sql`delete from price_history where market = ${code}`)
  await removeZones(tx, code)
  await tx.change(sql`delete from market_country where market = ${code}`)
  await tx.change(sql`delete from market_location where market = ${code}`)
  await tx.change(sql`delete from market where code = ${code}`)
}

async function removeZones(tx: Tx, market: string): Promise<void> {
  await tx.change(
    sql`delete from shipping_method m using shipping_zone z where z.id = m.zone_id and z.market = ${market}`,
  )
  await tx.change(sql`delete from shipping_zone where market = ${market}`)
}

export async function writeMarket(tx: Tx, market: OneMarket, position: number): Promise<void> {
  const { code, name, currency, taxStyle, locales, timeZone, cutOffHour, holidays, countries, locations } = market
  await tx.change(sql`
    insert into market (code, position, name, currency, tax_style, locales, time_zone, cut_off_hour, holidays)
    values (${code}, ${position}, ${name}, ${currency}, ${taxStyle}, ${locales}::text[], ${timeZone}, ${cutOffHour}, ${holidays}::date[])
    on conflict (code) do update set position = excluded.position, name = excluded.name, currency = excluded.currency,
      tax_style = excluded.tax_style, locales = excluded.locales, time_zone = excluded.time_zone,
      cut_off_hour = excluded.cut_off_hour, holidays = excluded.holidays`)
  await tx.change(sql`delete from market_country where market = ${code}`)
  await tx.change(sql`insert into market_country (market, country, position)
    select ${code}, country, nth from unnest(${countries}::text[]) with ordinality as c (country, nth)`)
  await tx.change(sql`delete from market_location where market = ${code}`)
  await tx.change(sql`insert into market_location (market, location_id, priority)
    select ${code}, l.id, nth from unnest(${locations}::text[]) with ordinality as c (code, nth) join location l using (code)`)
  await removeZones(tx, code)
  for (const zone of market.zones) await writeZone(tx, code, zone)
}

async function writeZone(tx: Tx, market: string, { code, countries, regions, methods }: ZonePlan): Promise<void> {
  const zone = await tx.row<{ id: number }>(sql`insert into shipping_zone (market, code, countries, regions)
    values (${market}, ${code}, ${countries}::text[], ${regions}::text[]) returning id`)
  for (const [position, method] of methods.entries()) await writeMethod(tx, zone?.id ?? 0, position, method)
}

async function writeMethod(tx: Tx, zoneId: number, position: number, method: MethodPlan): Promise<void> {
  const { code, names, carrier, minDays, maxDays, freeFromMinor, rates } = method
  await tx.change(sql`
    with m as (
      insert into shipping_method (zone_id, code, position, names, carrier, min_days, max_days, free_from_minor)
      values (${zoneId}, ${code}, ${position}, ${JSON.stringify(names)}::jsonb, ${carrier}, ${minDays}, ${maxDays}, ${freeFromMinor})
      returning id)
    insert into shipping_rate (method_id, up_to_grams, price_minor)
    select m.id, r."upToGrams", r."priceMinor"
    from m, jsonb_to_recordset(${JSON.stringify(rates)}::jsonb) as r ("upToGrams" int, "priceMinor" bigint)`)
}

export async function writeTaxes(tx: Tx, taxes: readonly TaxPlan[]): Promise<void> {
  await tx.change(sql`delete from tax_rate`)
  await tx.change(sql`
    insert into tax_rate (country, region, tax_class, name, basis_points, on_shipping)
    select country, region, "taxClass", name, "basisPoints", "onShipping"
    from rows from (jsonb_to_recordset(${JSON.stringify(taxes)}::jsonb) as (country text, region text, "taxClass" text,
      name text, "basisPoints" int, "onShipping" boolean)) with ordinality as r
        (country, region, "taxClass", name, "basisPoints", "onShipping", nth) order by nth`)
}

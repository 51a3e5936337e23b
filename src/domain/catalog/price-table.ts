import { type Queries, sql, type Tx } from '../../kit/db.ts'
import { omnibusDays, type Price } from './price.ts'

export type PriceKey = { variantId: number; market: string }
export type PriceRow = PriceKey & Price & { since: Date }

const keysOf = (keys: readonly PriceKey[]) => sql`unnest(${keys.map(({ variantId }) => variantId)}::int[],
  ${keys.map(({ market }) => market)}::text[]) as k (variant_id, market)`

export const lockPrices = (tx: Tx, keys: readonly PriceKey[]): Promise<PriceRow[]> =>
  tx.rows(sql`
    select variant_id as "variantId", market, amount_minor as "amountMinor", was_minor as "wasMinor",
      lowest_30_minor as "lowest30Minor", since
    from price join ${keysOf(keys)} using (variant_id, market) order by variant_id, market for update of price`)

/** The lowest price of the days before `now` that is no longer in force. */
export const lowestOfHistory = (db: Queries, keys: readonly PriceKey[], now: Date) =>
  db.rows<PriceKey & { lowestMinor: number }>(sql`
    select variant_id as "variantId", market, min(amount_minor) as "lowestMinor"
    from price_history join ${keysOf(keys)} using (variant_id, market)
    where until_at > ${new Date(now.getTime() - omnibusDays * 86_400_000)} group by 1, 2`)

export const upsertPrices = (tx: Tx, rows: readonly PriceRow[]) =>
  tx.change(sql`
    insert into price (variant_id, market, amount_minor, was_minor, lowest_30_minor, since)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("variantId" int, market text,
      "amountMinor" bigint, "wasMinor" bigint, "lowest30Minor" bigint, since timestamptz)
    on conflict (variant_id, market) do update set amount_minor = excluded.amount_minor,
      was_minor = excluded.was_minor, lowest_30_minor = excluded.lowest_30_minor, since = excluded.since`)

export const deletePrices = (tx: Tx, keys: readonly PriceKey[]) =>
  tx.change(sql`delete from price using ${keysOf(keys)}
    where price.variant_id = k.variant_id and price.market = k.market`)

/** What was in force until now. */
export const insertHistory = (tx: Tx, rows: readonly PriceRow[], now: Date) =>
  tx.change(sql`
    insert into price_history (variant_id, market, amount_minor, from_at, until_at)
    select "variantId", market, "amountMinor", since, ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("variantId" int, market text, "amountMinor" bigint,
      since timestamptz)
    where since < ${now}::timestamptz`)

/** A variant's product, locked. */
export const lockBySku = (tx: Tx, sku: string) =>
  tx.row<{ productId: number; variantId: number }>(sql`
    select p.id as "productId", v.id as "variantId" from variant v join product p on p.id = v.product_id
    where v.sku = ${sku} for update of p`)

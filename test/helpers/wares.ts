import { receiveStock } from '../../src/domain/inventory/receive-stock.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { sql } from '../../src/kit/db.ts'

export type Ware = {
  /** Also the slug; the SKU is the key in capitals. */
  key: string
  /** Prices by market; where none is given it is not sold. */
  price?: { us?: number; de?: number }
  /** Pieces by location. */
  stock?: { hamburg?: number; columbus?: number }
  weightGrams?: number
  taxClass?: 'standard' | 'reduced'
}

/** Puts a published product with one variant on the shelf: what a test needs to sell something. */
export async function addWare(
  shop: Pick<Shop, 'db'>,
  { key, price = { us: 2900, de: 2490 }, stock = {}, weightGrams = 500, taxClass = 'standard' }: Ware,
): Promise<{ productId: number; variantId: number }> {
  return shop.db.transaction(async (tx) => {
    const sku = key.toUpperCase()
    const made = await tx.row<{ productId: number; variantId: number }>(sql`
      with c as (
        insert into category (code) values ('tests') on conflict (code) do update set code = excluded.code returning id),
      p as (
        insert into product (key, category_id, state, tax_class) select ${key}, id, 'published', ${taxClass} from c
        returning id),
      t as (
        insert into product_text (product_id, locale, slug, name)
        select id, locale, ${key}, ${key} from p cross join unnest('{en,de}'::text[]) as locale),
      v as (
        insert into variant (product_id, sku, weight_grams) select id, ${sku}, ${weightGrams} from p
        returning id, product_id),
      m as (
        insert into price (variant_id, market, amount_minor)
        select id, market, amount::bigint from v cross join json_each_text(${JSON.stringify(price)}::json)
          as given (market, amount))
      select product_id as "productId", id as "variantId" from v`)
    if (!made) throw new Error(`The ware ${key} was not made.`)
    const locations = await tx.rows<{ id: number; code: 'hamburg' | 'columbus' }>(sql`select id, code from location`)
    const pieces = locations.map(({ id, code }) => ({ ...made, locationId: id, quantity: stock[code] ?? 0 }))
    await receiveStock(
      tx,
      pieces.filter(({ quantity }) => quantity > 0),
    )
    return made
  })
}

/** What can be sold and what orders hold, over all locations. */
export async function stockOf(
  shop: Pick<Shop, 'db'>,
  variantId: number,
): Promise<[available: number, reserved: number]> {
  const row = await shop.db.row<{ available: number; reserved: number }>(sql`
    select coalesce(sum(available), 0)::int as available, coalesce(sum(reserved), 0)::int as reserved
    from stock where variant_id = ${variantId}`)
  return [row?.available ?? 0, row?.reserved ?? 0]
}

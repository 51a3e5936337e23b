import { type Queries, sql } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'

export type ProductAddress = { productId: number; market: string; locale: Locale; slug: string; changedAt: Date }

export async function lastProductId(db: Queries): Promise<number> {
  const [row] = await db.rows<{ id: number | null }>(sql`select max(id) as id from product`)
  return row?.id ?? 0
}

export const listProductAddresses = (
  db: Queries,
  range: { after: number; until: number; limit: number; now: Date },
): Promise<ProductAddress[]> =>
  db.rows<ProductAddress>(sql`
    with page as (
      select id, updated_at from product
      where id > ${range.after} and id < ${range.until} and state = 'published'
        and (published_from is null or published_from <= ${range.now})
        and (published_until is null or published_until > ${range.now})
      order by id limit ${range.limit}
    )
    select page.id as "productId", market.code as market, text.locale as locale, text.slug as slug,
      page.updated_at as "changedAt"
    from page
    join product_text text on text.product_id = page.id
    join market on text.locale = any (market.locales)
    where exists (
      select 1 from variant join price on price.variant_id = variant.id
      where variant.product_id = page.id and variant.active and price.market = market.code
    )
    order by page.id, market.position, text.locale`)

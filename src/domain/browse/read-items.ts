import type { Shop } from '../shop.ts'
import { aboutProduct, aboutVariant } from './about.ts'
import { listItems } from './items-table.ts'
import { languagesOf } from './on-sale.ts'
import type { Shelf, ShelfItem } from './shelf.ts'
import { shelfPrice, standIn } from './shelf-price.ts'

/** Variants as carts and checkout need them; only those for sale here and now. Read at each call, never kept. 1 statement. */
export async function readItems(
  shop: Pick<Shop, 'db' | 'clock' | 'markets'>,
  shelf: Shelf,
  variantIds: readonly number[],
): Promise<ShelfItem[]> {
  if (variantIds.length === 0) return []
  const rows = await listItems(shop.db, { shelf, languages: languagesOf(shop, shelf), variantIds, now: shop.clock() })
  return rows.map(({ categoryPicture, ...row }) => ({
    ...row,
    price: shelfPrice(row.price),
    picture: row.picture ?? standIn(categoryPicture, row.name),
    available: row.availableAt.reduce((sum, place) => sum + place.available, 0),
  }))
}

/**
 * The same for who only looks: up to a second old, and no statement where they are kept. What is bought is read anew at the
 * order.
 */
export const readKeptItems = (
  shop: Pick<Shop, 'db' | 'clock' | 'markets' | 'memory'>,
  shelf: Shelf,
  variantIds: readonly number[],
): Promise<ShelfItem[]> =>
  shop.memory.getMany(
    `item:${shelf.market}:${shelf.locale}:`,
    variantIds,
    async (missing) => new Map((await readItems(shop, shelf, missing)).map((item) => [item.variantId, item])),
    ({ variantId, productId }) => [aboutVariant(variantId), aboutProduct(productId)],
  )

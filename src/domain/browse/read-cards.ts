import type { Shop } from '../shop.ts'
import { listCards } from './cards-table.ts'
import { languagesOf } from './on-sale.ts'
import type { ProductCard, Shelf } from './shelf.ts'
import { isNew, ratingOf, shelfPrice, standIn, stockWord } from './shelf-price.ts'

/** Cards in the order of the ids; products that are not for sale here are left out. 1 statement. */
export async function readCards(
  shop: Pick<Shop, 'db' | 'clock' | 'markets'>,
  shelf: Shelf,
  productIds: readonly number[],
): Promise<ProductCard[]> {
  if (productIds.length === 0) return []
  const now = shop.clock()
  const rows = await listCards(shop.db, { shelf, languages: languagesOf(shop, shelf), productIds, now })
  return rows.map(({ pictures, categoryPicture, available, createdAt, ratingSum, ...row }) => ({
    ...row,
    price: shelfPrice(row.price),
    picture: pictures?.[0] ?? standIn(categoryPicture, row.name),
    secondPicture: pictures?.[1] ?? null,
    swatches: row.swatches ?? [],
    rating: ratingOf(row.ratingCount, ratingSum),
    stock: stockWord(available),
    isNew: isNew(createdAt, now),
  }))
}

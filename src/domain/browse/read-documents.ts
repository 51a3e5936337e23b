import type { Shop } from '../shop.ts'
import { type DocumentRow, listDocuments, listIds, listStockMarks } from './documents-table.ts'
import { ratingOf } from './shelf-price.ts'

/** What a search may know of a product in one market and language: all that the shelf shows of it. */
export type ShelfDocument = Omit<DocumentRow, 'ratingSum' | 'createdAt'> & { rating: number; createdAt: string }

/** Documents of the products for sale now, for every market and language that sells them; no others. 1 statement. */
export async function readDocuments(
  shop: Pick<Shop, 'db' | 'clock'>,
  productIds: readonly number[],
): Promise<ShelfDocument[]> {
  if (productIds.length === 0) return []
  const rows = await listDocuments(shop.db, productIds, shop.clock())
  return rows.map(({ ratingSum, createdAt, ...row }) => ({
    ...row,
    rating: ratingOf(row.ratingCount, ratingSum) ?? 0,
    createdAt: createdAt.toISOString(),
  }))
}

/** Ids of all products, for sale or not, in their order: pass the last one as `after` for the next ones. */
export const allProductIds = async (shop: Pick<Shop, 'db'>, after: number, limit: number): Promise<number[]> =>
  (await listIds(shop.db, after, limit)).map(({ id }) => id)

/** Whether the products that these variants belong to can be bought, market by market. 1 statement. */
export const readStockMarks = (
  shop: Pick<Shop, 'db'>,
  variantIds: readonly number[],
): Promise<{ productId: number; market: string; inStock: boolean }[]> => listStockMarks(shop.db, variantIds)

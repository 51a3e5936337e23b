import { readDocuments, readStockMarks } from '../browse/read-documents.ts'
import type { Shop } from '../shop.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'search' | 'markets'>

/**
 * Brings products up to date in the search, as they are now: late, doubled and reordered facts do no harm. Markets that do not
 * sell a product forget it.
 */
export async function indexProducts(shop: Needs, productIds: readonly number[]): Promise<void> {
  const documents = await readDocuments(shop, productIds)
  const sold = new Set(documents.map(({ productId, market }) => `${productId} ${market}`))
  await shop.search.put(documents)
  await shop.search.remove(
    productIds.flatMap((productId) =>
      shop.markets.flatMap(({ code }) => (sold.has(`${productId} ${code}`) ? [] : [{ productId, market: code }])),
    ),
  )
}

export const indexProduct = (shop: Needs, productId: number): Promise<void> => indexProducts(shop, [productId])

/** For the fact 'stock.changed': whether the products of these variants can be bought. */
export async function indexStock(shop: Needs, variantIds: readonly number[]): Promise<void> {
  await shop.search.markStock(await readStockMarks(shop, variantIds))
}

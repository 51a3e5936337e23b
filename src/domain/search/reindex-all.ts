import { allProductIds } from '../browse/read-documents.ts'
import type { Shop } from '../shop.ts'
import { indexProducts } from './index-product.ts'

const productsAtOnce = 250

/**
 * Brings every product up to date in the search, some hundred at a time, so that memory does not grow with the catalogue.
 * What stands there as it is now is left alone. Returns how many products were looked at.
 */
export async function reindexAll(
  shop: Pick<Shop, 'db' | 'clock' | 'search' | 'markets'>,
  onProgress: (products: number) => void = () => {},
): Promise<number> {
  let count = 0
  for (let after = 0; ; ) {
    const ids = await allProductIds(shop, after, productsAtOnce)
    await indexProducts(shop, ids)
    count += ids.length
    onProgress(count)
    if (ids.length < productsAtOnce) return count
    after = ids.at(-1) ?? after
  }
}

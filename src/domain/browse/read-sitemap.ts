import type { Shop } from '../shop.ts'
import { lastProductId, listProductAddresses, type ProductAddress } from './sitemap-table.ts'

type Needs = Pick<Shop, 'db' | 'clock'>

export const productRange = async (shop: Pick<Shop, 'db'>): Promise<{ lastId: number }> => ({
  lastId: await lastProductId(shop.db),
})

/** Addresses of products for sale with `after` < id < `until`, in id order; all those of `limit` products. */
export const productAddresses = (
  shop: Needs,
  range: { after: number; until: number; limit: number },
): Promise<ProductAddress[]> => listProductAddresses(shop.db, { ...range, now: shop.clock() })

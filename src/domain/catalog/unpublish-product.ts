import { recordFact } from '../../kit/facts.ts'
import type { Shop } from '../shop.ts'
import { lockProducts, raiseRevisions, setState } from './product-table.ts'

export type ProductUnpublished =
  | { ok: true; productId: number; changed: boolean }
  | { ok: false; problem: 'unknown-product' }

/** Takes a product off the shelf. What has been ordered stays ordered; carts say that it is gone. */
export async function unpublishProduct(shop: Pick<Shop, 'db' | 'clock'>, key: string): Promise<ProductUnpublished> {
  return shop.db.transaction(async (tx) => {
    const [row] = await lockProducts(tx, [key])
    if (!row) return { ok: false, problem: 'unknown-product' }
    const changed = row.state !== 'draft'
    if (changed) {
      await setState(tx, { ...row, state: 'draft' })
      await raiseRevisions(tx, [row.id], shop.clock())
      await recordFact(tx, { fact: 'product.changed', productIds: [row.id] })
    }
    return { ok: true, productId: row.id, changed }
  })
}

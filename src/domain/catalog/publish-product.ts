import { recordFact } from '../../kit/facts.ts'
import type { Shop } from '../shop.ts'
import { hasPrice, lockProducts, raiseRevisions, setState } from './product-table.ts'

export type Publication = {
  key: string
  /** Absent: as it was; null: at once. */
  from?: Date | null
  /** Absent: as it was; null: without end. */
  until?: Date | null
}

export type ProductPublished =
  | { ok: true; productId: number; changed: boolean }
  | { ok: false; problem: 'unknown-product' | 'nothing-to-sell' | 'ends-before-it-begins' }

/** Puts a product on the shelf, of which at least one variant must have a price. */
export async function publishProduct(
  shop: Pick<Shop, 'db' | 'clock'>,
  { key, from, until }: Publication,
): Promise<ProductPublished> {
  return shop.db.transaction(async (tx) => {
    const [row] = await lockProducts(tx, [key])
    if (!row) return { ok: false, problem: 'unknown-product' }
    const next = {
      id: row.id,
      state: 'published' as const,
      publishedFrom: from === undefined ? row.publishedFrom : from,
      publishedUntil: until === undefined ? row.publishedUntil : until,
    }
    if (next.publishedFrom && next.publishedUntil && next.publishedFrom >= next.publishedUntil)
      return { ok: false, problem: 'ends-before-it-begins' }
    if (!(await hasPrice(tx, row.id))) return { ok: false, problem: 'nothing-to-sell' }
    const sameDates =
      row.publishedFrom?.getTime() === next.publishedFrom?.getTime() &&
      row.publishedUntil?.getTime() === next.publishedUntil?.getTime()
    const changed = row.state !== 'published' || !sameDates
    if (changed) {
      await setState(tx, next)
      await raiseRevisions(tx, [row.id], shop.clock())
      await recordFact(tx, { fact: 'product.changed', productIds: [row.id] })
    }
    return { ok: true, productId: row.id, changed }
  })
}

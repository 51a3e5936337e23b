import { recordFact } from '../../kit/facts.ts'
import type { Shop } from '../shop.ts'
import { correctRow, lockAvailable } from './stock-table.ts'

export type StockCount = { variantId: number; locationId: number; available: number; reason: string }

/** Somebody has counted: so many pieces can be sold at this location. What orders hold is not part of it. */
export async function countStock(shop: Pick<Shop, 'db'>, count: StockCount): Promise<{ change: number }> {
  if (!Number.isSafeInteger(count.available) || count.available < 0)
    throw new RangeError(`${count.available} is no count of pieces.`)
  return shop.db.transaction(async (tx) => {
    const change = count.available - (await lockAvailable(tx, count.variantId, count.locationId))
    if (change === 0) return { change }
    await correctRow(tx, count, change, count.reason)
    await recordFact(tx, { fact: 'stock.changed', variantIds: [count.variantId] })
    return { change }
  })
}

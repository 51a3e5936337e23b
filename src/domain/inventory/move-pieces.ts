import type { Tx } from '../../kit/db.ts'
import { recordFact } from '../../kit/facts.ts'
import { type Allocation, refuseBrokenPieces } from './stock.ts'
import { moveRows } from './stock-table.ts'

export type OrderPieces = { orderId: string; allocations: readonly Allocation[]; reason?: string }

/** Whoever calls it knows by the order's own state that these pieces have not been moved this way before. */
export async function movePieces(
  tx: Tx,
  kind: 'release' | 'sell' | 'return',
  { orderId, allocations, reason }: OrderPieces,
): Promise<void> {
  if (allocations.length === 0) return
  refuseBrokenPieces(allocations)
  const places = new Set(allocations.map(({ variantId, locationId }) => `${variantId}@${locationId}`))
  const moved = await moveRows(tx, kind, allocations, { orderId, reason: reason ?? null })
  if (moved !== places.size) throw new Error(`Order ${orderId} does not hold the pieces that it would ${kind}.`)
  // A sale takes what was reserved before: what can be bought stays the same.
  if (kind === 'sell') return
  const variantIds = [...new Set(allocations.map((allocation) => allocation.variantId))]
  await recordFact(tx, { fact: 'stock.changed', variantIds })
}

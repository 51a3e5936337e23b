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
  if (moved.length !== places.size) throw new Error(`Order ${orderId} does not hold the pieces that it would ${kind}.`)
  // Who listens wants to know whether there is any: only the first piece of a place can change that. A sale changes nothing.
  const variantIds = [...new Set(moved.flatMap((row) => (row.wasEmpty ? [row.variantId] : [])))]
  if (kind !== 'sell' && variantIds.length > 0) await recordFact(tx, { fact: 'stock.changed', variantIds })
}

import type { Tx } from '../../kit/db.ts'
import { recordFact } from '../../kit/facts.ts'
import { type Allocation, refuseBrokenPieces } from './stock.ts'
import { addRows } from './stock-table.ts'

// A notification of PostgreSQL holds 8,000 bytes.
const idsPerFact = 500

/** New pieces have arrived. 2 statements for up to 500 variants. */
export async function receiveStock(tx: Tx, pieces: readonly Allocation[], reason: string | null = null): Promise<void> {
  if (pieces.length === 0) return
  refuseBrokenPieces(pieces)
  await addRows(tx, pieces, { orderId: null, reason })
  const variantIds = [...new Set(pieces.map((piece) => piece.variantId))]
  for (let at = 0; at < variantIds.length; at += idsPerFact)
    await recordFact(tx, { fact: 'stock.changed', variantIds: variantIds.slice(at, at + idsPerFact) })
}

import type { Tx } from '../../kit/db.ts'
import { recordFact } from '../../kit/facts.ts'
import { countRows } from './stock-table.ts'

export type Count = { variantId: number; locationId: number; available: number }

// A notification of PostgreSQL holds 8,000 bytes.
const idsPerFact = 500

/** Many counts at once, as an import brings them; answers the variants whose stock differs now. 2 statements and the facts. */
export async function countStocks(tx: Tx, counts: readonly Count[], reason: string): Promise<number[]> {
  if (counts.length === 0) return []
  const broken = counts.find(({ available }) => !Number.isSafeInteger(available) || available < 0)
  if (broken) throw new RangeError(`${broken.available} is no count of pieces.`)
  const variantIds = await countRows(tx, counts, reason)
  for (let at = 0; at < variantIds.length; at += idsPerFact)
    await recordFact(tx, { fact: 'stock.changed', variantIds: variantIds.slice(at, at + idsPerFact) })
  return variantIds
}

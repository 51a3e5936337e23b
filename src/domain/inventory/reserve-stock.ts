import type { Tx } from '../../kit/db.ts'
import { recordFact } from '../../kit/facts.ts'
import { type Allocation, refuseBrokenPieces, type ShortLine, type StockLine } from './stock.ts'
import { reserveRows } from './stock-table.ts'

export type Reservation = {
  orderId: string
  /** The locations that serve the market, the preferred first. */
  locationIds: readonly number[]
  lines: readonly StockLine[]
}

export type Reserved =
  | { ok: true; allocations: Allocation[] }
  | { ok: false; problem: 'out-of-stock'; lines: ShortLine[] }

/** Takes all lines or nothing. A line may come from several locations. 1 statement, 2 when a last piece goes. */
export async function reserveStock(tx: Tx, { orderId, locationIds, lines }: Reservation): Promise<Reserved> {
  refuseBrokenPieces(lines)
  const rows = await reserveRows(tx, orderId, locationIds, lines)
  const wanted = new Map(lines.map((line) => [line.variantId, line.quantity]))
  if (wanted.size < lines.length) throw new Error('A variant stands on two lines of one reservation.')

  const short = rows.filter((row) => row.locationId === null)
  if (short.length > 0)
    return {
      ok: false,
      problem: 'out-of-stock',
      lines: short.map(({ variantId, quantity }) => ({
        variantId,
        wanted: wanted.get(variantId) ?? 0,
        left: quantity,
      })),
    }

  const allocations = rows.flatMap(({ variantId, locationId, quantity }) =>
    locationId === null ? [] : [{ variantId, locationId, quantity }],
  )
  for (const { variantId, quantity } of allocations) wanted.set(variantId, (wanted.get(variantId) ?? 0) - quantity)
  if ([...wanted.values()].some((open) => open !== 0)) throw new Error('A reservation did not take what it had locked.')
  // Who listens wants to know whether there is any: only the last piece of a place can change that.
  const variantIds = [...new Set(rows.flatMap((row) => (row.left === 0 ? [row.variantId] : [])))]
  if (variantIds.length > 0) await recordFact(tx, { fact: 'stock.changed', variantIds })
  return { ok: true, allocations }
}

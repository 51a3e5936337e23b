import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../../../kit/db.ts'
import { type FullRow, readFullChanges } from '../postgres/document-table.ts'
import { objectOf, WrongAnswer } from './answer.ts'
import { documentOf, idOf } from './document.ts'
import type { Engine } from './engine.ts'
import type { Generations } from './generations.ts'

const rowsAtOnce = 1_000
const timeoutMs = 30_000
const triesWhenBusy = 6

/**
 * Brings to a generation what the table knows and it does not. Rows are read in the order of their change numbers, and each is
 * written under its number as external version: whoever writes late, twice or at the same time, an older state never replaces a
 * newer one. Answers how many rows were written.
 */
export async function feed(
  { db, engine, generations }: { db: Db; engine: Engine; generations: Generations },
  generation: string,
  markets: Set<string>,
  options: { waits: boolean; onProgress?: (rows: number) => void; mayGoOn: () => boolean },
): Promise<number> {
  let position = await generations.position(generation)
  let written = 0
  let next = readFullChanges(db, position, rowsAtOnce)
  for (;;) {
    const rows = await next
    const last = rows.at(-1)
    if (!last) return written
    // The next rows are read while these are written; more than these two lots are never in memory.
    next = readFullChanges(db, last.change, rowsAtOnce)
    next.catch(() => {})
    for (const { market } of rows)
      if (!markets.has(market)) {
        await generations.addMarket(generation, market)
        markets.add(market)
      }
    await writeRows(engine, rows, (market) => generations.indexOf(generation, market), options.waits)
    if (!options.mayGoOn()) throw new Error('The search was closed meanwhile.')
    position = last.change
    await generations.savePosition(generation, position)
    written += rows.length
    options.onProgress?.(written)
    if (rows.length < rowsAtOnce) {
      await next
      return written
    }
  }
}

/** Writes rows, each under its change number. Those that the index knows better are passed over. */
export async function writeRows(
  engine: Engine,
  rows: readonly FullRow[],
  indexOf: (market: string) => string,
  waits: boolean,
): Promise<void> {
  let left = rows
  for (let tried = 0; ; tried++) {
    const busy = await writeOnce(engine, left, indexOf, waits)
    if (busy.length === 0) return
    if (tried === triesWhenBusy) throw new WrongAnswer(`The index is too busy for ${busy.length} documents.`)
    await sleep(50 * 2 ** tried * (0.5 + Math.random()))
    left = busy
  }
}

/** Answers the rows that the index was too busy for. */
async function writeOnce(
  engine: Engine,
  rows: readonly FullRow[],
  indexOf: (market: string) => string,
  waits: boolean,
): Promise<FullRow[]> {
  const lines = rows.flatMap((row) => [
    { index: { _index: indexOf(row.market), _id: idOf(row), version: row.change, version_type: 'external_gte' } },
    documentOf(row),
  ])
  const { status, body } = await engine.ask({
    method: 'POST',
    path: `/_bulk${waits ? '?refresh=wait_for' : ''}`,
    lines,
    timeoutMs,
    expected: [429, 503],
  })
  if (status === 429 || status === 503) return [...rows]
  const { items } = objectOf(body, 'answer')
  if (!Array.isArray(items) || items.length !== rows.length) throw new WrongAnswer('Not all documents were answered.')
  return rows.filter((_, i) => {
    const { status, error } = objectOf(objectOf(items[i], 'item').index, 'item')
    if (status === 429 || status === 503) return true
    // 409: a newer state is there.
    if (typeof status === 'number' && (status < 300 || status === 409)) return false
    throw new WrongAnswer(`A document was refused: ${String(objectOf(error ?? {}, 'error').type)}`)
  })
}

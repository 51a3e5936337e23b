import type { Tx } from '../../kit/db.ts'
import type { Terms } from './ensure-terms.ts'
import type { AttributeInput } from './product.ts'
import type { Saving } from './stored-product.ts'
import type { KnownAttribute } from './term-table.ts'
import { type AttributeRow, replaceAttributes } from './variant-table.ts'

/** Writes attributes whose values differ. Those not named stay. */
export async function writeAttributes(
  tx: Tx,
  saving: readonly Saving[],
  known: ReadonlyMap<string, KnownAttribute>,
  terms: Terms,
): Promise<Set<number>> {
  const gone: { productId: number; attributeId: number }[] = []
  const rows: AttributeRow[] = []
  for (const { input, productId, stored } of saving) {
    const before = Map.groupBy(stored?.attributes ?? [], (row) => row.attributeId)
    let next = Math.max(0, ...(stored?.attributes ?? []).map(({ position }) => position + 1))
    for (const [code, given] of Object.entries(input.attributes ?? {})) {
      if (given === null && !known.has(code)) continue
      const attributeId = terms.attributeId(code)
      const there = before.get(attributeId) ?? []
      const position = there[0]?.position ?? next++
      const wanted =
        given === null ? [] : rowsOf(given, { productId, attributeId, position }, (name) => terms.valueId(code, name))
      if (contentOf(there) === contentOf(wanted)) continue
      gone.push({ productId, attributeId })
      rows.push(...wanted)
    }
  }
  if (gone.length > 0) await replaceAttributes(tx, gone, rows)
  return new Set(gone.map(({ productId }) => productId))
}

function rowsOf(
  given: AttributeInput,
  at: Pick<AttributeRow, 'productId' | 'attributeId' | 'position'>,
  valueId: (name: string) => number,
): AttributeRow[] {
  const empty = { ...at, valueId: null, numberValue: null, unit: null, textValue: null }
  if ('choice' in given) return [...new Set(given.choice.map(valueId))].map((id) => ({ ...empty, valueId: id }))
  if ('number' in given) return [{ ...empty, numberValue: given.number, unit: given.unit ?? null }]
  return [{ ...empty, textValue: given.text }]
}

const contentOf = (rows: readonly AttributeRow[]) =>
  JSON.stringify(
    rows
      .map(({ valueId, numberValue, unit, textValue }) => [valueId, numberValue, unit, textValue?.en, textValue?.de])
      .sort((a, b) => Number(a[0]) - Number(b[0])),
  )

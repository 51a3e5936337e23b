import type { Tx } from '../../kit/db.ts'
import type { Terms } from './ensure-terms.ts'
import type { VariantInput } from './product.ts'
import { slugOf } from './slug.ts'
import type { Saving } from './stored-product.ts'
import {
  insertVariants,
  type OptionRow,
  updateVariants,
  upsertOptions,
  upsertProductOptions,
  type VariantRow,
} from './variant-table.ts'

type Writing = { productId: number; given: VariantInput; row: VariantRow; isNew: boolean; differs: boolean }

/** Writes variants that differ, and what tells them apart. Those not named stay. */
export async function writeVariants(
  tx: Tx,
  saving: readonly Saving[],
  terms: Terms,
): Promise<{ ids: Map<number, Map<string, number>>; changed: Set<number> }> {
  const writings = saving.flatMap(writingsOf)
  const fresh = writings.filter(({ isNew }) => isNew).map(({ row }) => row)
  const differing = writings.filter(({ isNew, differs }) => !isNew && differs).map(({ row }) => row)
  const freshIds = new Map(fresh.length > 0 ? (await insertVariants(tx, fresh)).map(({ sku, id }) => [sku, id]) : [])
  if (differing.length > 0) await updateVariants(tx, differing)

  const ids = new Map<number, Map<string, number>>()
  for (const { productId, row } of writings)
    ids.set(productId, (ids.get(productId) ?? new Map()).set(row.sku, freshIds.get(row.sku) ?? row.id))
  const options = writings.flatMap(({ productId, given, row }) =>
    Object.entries(given.options ?? {})
      .filter(([attribute, name]) => row.options[attribute] !== slugOf(name))
      .map(([attribute, name]): OptionRow & { productId: number } => ({
        productId,
        variantId: ids.get(productId)?.get(row.sku) ?? 0,
        attributeId: terms.attributeId(attribute),
        valueId: terms.valueId(attribute, name),
      })),
  )
  if (options.length > 0) {
    await upsertOptions(tx, options)
    await upsertProductOptions(tx, productOptionsOf(saving, terms))
  }
  const changed = [...writings.filter(({ differs }) => differs), ...options].map(({ productId }) => productId)
  return { ids, changed: new Set(changed) }
}

function writingsOf({ input, productId, stored }: Saving): Writing[] {
  const before = new Map((stored?.variants ?? []).map((row) => [row.sku, row]))
  let next = Math.max(-1, ...(stored?.variants ?? []).map(({ position }) => position)) + 1
  return (input.variants ?? []).map((given) => {
    const present = before.get(given.sku)
    const row = merge(present ?? { ...emptyRow, productId, sku: given.sku, position: next++ }, given)
    return { productId, given, row, isNew: !present, differs: JSON.stringify(present) !== JSON.stringify(row) }
  })
}

const emptyRow: Omit<VariantRow, 'productId' | 'sku' | 'position'> = {
  id: 0,
  barcode: null,
  weightGrams: 0,
  contentAmount: null,
  contentUnit: null,
  active: true,
  options: {},
}

/** Its options stay those of before: they are written by themselves. */
const merge = (row: VariantRow, given: VariantInput): VariantRow => ({
  ...row,
  barcode: given.barcode === undefined ? row.barcode : given.barcode,
  weightGrams: given.weightGrams ?? row.weightGrams,
  contentAmount: given.content === undefined ? row.contentAmount : (given.content?.amount ?? null),
  contentUnit: given.content === undefined ? row.contentUnit : (given.content?.unit ?? null),
  active: given.active ?? row.active,
})

/** In the order in which the first variant names them, after those that the product has already. */
function productOptionsOf(saving: readonly Saving[], terms: Terms) {
  return saving.flatMap(({ input, productId, stored }) => {
    const before = Object.keys(stored?.variants[0]?.options ?? {})
    const given = (input.variants ?? []).flatMap(({ options = {} }) => Object.keys(options))
    return [...new Set([...before, ...given])]
      .map((code, position) => ({ productId, code, position }))
      .filter(({ code }) => given.includes(code))
      .map(({ code, position }) => ({ productId, attributeId: terms.attributeId(code), position }))
  })
}

import type { Tx } from '../../kit/db.ts'
import type { Terms } from './ensure-terms.ts'
import type { ProductInput } from './product.ts'
import { insertProducts, type ProductRow, updateProducts } from './product-table.ts'
import type { StoredProduct } from './stored-product.ts'

/** Writes the rows of new and changed products; answers all ids by key, and whose row differs now. */
export async function writeProducts(
  tx: Tx,
  products: readonly ProductInput[],
  stored: ReadonlyMap<string, StoredProduct>,
  terms: Terms,
  now: Date,
): Promise<{ ids: Map<string, number>; changed: Set<number> }> {
  const ids = new Map([...stored.values()].map(({ row }) => [row.key, row.id]))
  const fresh = products
    .filter(({ key }) => !stored.has(key))
    .map((input) => merge({ ...emptyRow, key: input.key }, input, terms))
  const differing = products.flatMap((input) => {
    const row = stored.get(input.key)?.row
    const merged = row && merge(row, input, terms)
    return merged && !same(row, merged) ? [merged] : []
  })
  if (fresh.length > 0) for (const { id, key } of await insertProducts(tx, fresh, now)) ids.set(key, id)
  if (differing.length > 0) await updateProducts(tx, differing)
  return { ids, changed: new Set(differing.map(({ id }) => id)) }
}

const emptyRow: ProductRow = {
  id: 0,
  key: '',
  categoryId: 0,
  brandId: null,
  state: 'draft',
  publishedFrom: null,
  publishedUntil: null,
  taxClass: 'standard',
  popularity: 0,
}

const merge = (row: ProductRow, input: ProductInput, terms: Terms): ProductRow => ({
  ...row,
  categoryId: input.category === undefined ? row.categoryId : terms.categoryId(input.category),
  brandId: input.brand === undefined ? row.brandId : input.brand === null ? null : terms.brandId(input.brand),
  state: input.state ?? row.state,
  publishedFrom: input.publishedFrom === undefined ? row.publishedFrom : input.publishedFrom,
  publishedUntil: input.publishedUntil === undefined ? row.publishedUntil : input.publishedUntil,
  taxClass: input.taxClass ?? row.taxClass,
  popularity: input.popularity ?? row.popularity,
})

const same = (a: ProductRow, b: ProductRow) => JSON.stringify(a) === JSON.stringify(b)

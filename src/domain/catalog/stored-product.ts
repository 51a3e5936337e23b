import type { Tx } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import type { ProductInput } from './product.ts'
import { listTexts, lockProducts, type ProductRow, type TextRow } from './product-table.ts'
import { type AttributeRow, listAttributes, listVariants, type VariantRow } from './variant-table.ts'

/** A product as it stands in the tables, without prices and stock. */
export type StoredProduct = {
  row: ProductRow
  texts: Partial<Record<Locale, TextRow>>
  variants: VariantRow[]
  attributes: AttributeRow[]
}

/** A product on its way into the tables. */
export type Saving = { input: ProductInput; productId: number; stored: StoredProduct | undefined }

/** Locks the products that are there and reads them whole. 4 statements. */
export async function lockStored(tx: Tx, keys: readonly string[]): Promise<Map<string, StoredProduct>> {
  const rows = await lockProducts(tx, keys)
  if (rows.length === 0) return new Map()
  const ids = rows.map(({ id }) => id)
  const texts = Map.groupBy(await listTexts(tx, ids), (row) => row.productId)
  const variants = Map.groupBy(await listVariants(tx, ids), (row) => row.productId)
  const attributes = Map.groupBy(await listAttributes(tx, ids), (row) => row.productId)
  return new Map(
    rows.map((row) => [
      row.key,
      {
        row,
        texts: Object.fromEntries((texts.get(row.id) ?? []).map((text) => [text.locale, text])),
        variants: variants.get(row.id) ?? [],
        attributes: attributes.get(row.id) ?? [],
      },
    ]),
  )
}

import type { Tx } from '../../kit/db.ts'
import type { Refusal } from '../catalog/judge-products.ts'
import type { ProductInput, Vocabulary } from '../catalog/product.ts'
import { saveProducts } from '../catalog/save-products.ts'
import { countStocks } from '../inventory/count-stocks.ts'
import type { Shop } from '../shop.ts'
import { sentenceOf } from './refusal-words.ts'

/** A row that cannot be used: where, which field, and what is wrong in one sentence. */
export type BadRow = { line: number; field: string; message: string }

export type ProductRead = {
  /** Where it begins in the file. */
  line: number
  /** Where each of its variants stands. */
  skuLines: ReadonlyMap<string, number>
  product: ProductInput
  /** SKU → location code → pieces that can be sold there. */
  stock: Record<string, Record<string, number>>
}

/** What a reader of a file gives, product by product; `done` is the part of the file that has been read, from 0 to 1. */
export type Read = { done: number } & ({ ok: true; read: ProductRead } | ({ ok: false } & BadRow))

export type ImportReport = {
  created: number
  changed: number
  unchanged: number
  /** Rows that cannot be used. Their products were left out: none is taken in half. */
  badRows: number
  /** Products whose stock differs now. */
  restocked: number
  /** Categories, brands, attributes and values that were made. */
  made: Set<string>
}

export type ImportOptions = {
  /** Does everything but keep it. */
  dryRun?: boolean
  vocabulary?: Vocabulary
  onBadRow?: (row: BadRow) => void
  onProgress?: (progress: { done: number; products: number }) => void
}

// Long enough that the statements' way to the database is shared, short enough that other writers do not wait long.
const productsPerTransaction = 500

/** Keeps the transaction from committing. */
class DryRun extends Error {}

type Needs = Pick<Shop, 'db' | 'clock' | 'markets'>

/**
 * Takes products in as they are read, some hundred in a transaction, so that a long file needs no more memory than a short one.
 * A second run over the same file changes nothing.
 */
export async function importProducts(
  shop: Needs,
  source: AsyncIterable<Read>,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const report: ImportReport = { created: 0, changed: 0, unchanged: 0, badRows: 0, restocked: 0, made: new Set() }
  const batch = new Map<string, ProductRead>()
  let products = 0
  let done = 0
  const flush = async () => {
    if (batch.size === 0) return
    await importBatch(shop, [...batch.values()], report, options)
    batch.clear()
    options.onProgress?.({ done, products })
  }
  for await (const next of source) {
    if (!next.ok) {
      report.badRows += 1
      options.onBadRow?.({ line: next.line, field: next.field, message: next.message })
      continue
    }
    const { read } = next
    // Its rows stand apart in the file: the later ones are another change of the same product.
    if (batch.size >= productsPerTransaction || batch.has(read.product.key)) await flush()
    batch.set(read.product.key, read)
    products += 1
    done = next.done
  }
  await flush()
  return report
}

async function importBatch(shop: Needs, reads: ProductRead[], report: ImportReport, options: ImportOptions) {
  const { dryRun = false, vocabulary = {}, onBadRow = () => {} } = options
  let result: Awaited<ReturnType<typeof saveBatch>> | undefined
  try {
    await shop.db.transaction(async (tx) => {
      result = await saveBatch(shop, tx, reads, vocabulary)
      if (dryRun) throw new DryRun()
    })
  } catch (fault) {
    if (!(fault instanceof DryRun)) throw fault
  }
  if (!result) return
  for (const { outcome } of result.saved) report[outcome === 'new' ? 'created' : outcome] += 1
  report.badRows += result.refused.length
  report.restocked += result.restocked
  for (const name of result.made) report.made.add(name)
  const byKey = new Map(reads.map((read) => [read.product.key, read]))
  for (const refusal of result.refused) onBadRow(badRow(refusal, byKey.get(refusal.key)))
}

const badRow = (refusal: Refusal, read: ProductRead | undefined): BadRow => ({
  line: (refusal.sku !== undefined && read?.skuLines.get(refusal.sku)) || (read?.line ?? 0),
  field: refusal.field,
  message: sentenceOf(refusal),
})

async function saveBatch(shop: Needs, tx: Tx, reads: readonly ProductRead[], vocabulary: Vocabulary) {
  const given = { now: shop.clock(), markets: shop.markets, vocabulary }
  const result = await saveProducts(
    tx,
    reads.map(({ product }) => product),
    given,
  )
  const locations = new Map(shop.markets.flatMap((market) => market.locations.map(({ code, id }) => [code, id])))
  const stock = new Map(reads.map((read) => [read.product.key, read.stock]))
  const productOf = new Map<number, number>()
  const counts = result.saved.flatMap(({ key, productId, variantIds }) =>
    Object.entries(stock.get(key) ?? {}).flatMap(([sku, places]) => {
      const variantId = variantIds.get(sku)
      if (variantId === undefined) return []
      productOf.set(variantId, productId)
      return Object.entries(places).flatMap(([code, available]) => {
        const locationId = locations.get(code)
        return locationId === undefined ? [] : [{ variantId, locationId, available }]
      })
    }),
  )
  const restocked = new Set((await countStocks(tx, counts, 'import')).map((id) => productOf.get(id)))
  return { ...result, restocked: restocked.size }
}

import type { Tx } from '../../kit/db.ts'
import { recordFact } from '../../kit/facts.ts'
import { changePrices, type PriceChange } from './change-prices.ts'
import { ensureTerms } from './ensure-terms.ts'
import { judgeProducts, type Known, type Refusal, slugName } from './judge-products.ts'
import type { ProductInput, Vocabulary } from './product.ts'
import { listSlugOwners, lockCatalogue, raiseRevisions } from './product-table.ts'
import { slugChoices, slugOf } from './slug.ts'
import { lockStored, type Saving } from './stored-product.ts'
import { listKnownAttributes } from './term-table.ts'
import { listSkuOwners } from './variant-table.ts'
import { writeAttributes } from './write-attributes.ts'
import { writeProducts } from './write-products.ts'
import { writeTexts } from './write-texts.ts'
import { writeVariants } from './write-variants.ts'

// Short work for who listens, and far below the 8,000 bytes of a notification.
const idsPerFact = 100

export type SavedProduct = {
  key: string
  productId: number
  outcome: 'new' | 'changed' | 'unchanged'
  variantIds: Map<string, number>
}

export type ProductsSaved = {
  saved: SavedProduct[]
  refused: Refusal[]
  /** Categories, brands, attributes and values that were made for them. */
  made: string[]
}

/**
 * Writes products by their keys, whole or in part: what is absent stays as it is, and a product in which nothing differs
 * keeps its revision. A refused product is left out, the others are saved. Keys are unique. At most 35 statements for any number.
 */
export async function saveProducts(
  tx: Tx,
  products: readonly ProductInput[],
  given: { now: Date; markets: readonly { code: string }[]; vocabulary?: Vocabulary },
): Promise<ProductsSaved> {
  const { now, vocabulary = {} } = given
  await lockCatalogue(tx)
  const known = await readKnown(tx, products, given.markets)
  const { accepted, refused } = judgeProducts(products, known)
  const terms = await ensureTerms(tx, accepted, known.attributes, vocabulary)

  const { ids, changed } = await writeProducts(tx, accepted, known.stored, terms, now)
  const saving = accepted.map((input) => {
    const productId = ids.get(input.key)
    if (productId === undefined) throw new Error(`Product '${input.key}' was not written.`)
    return { input, productId, stored: known.stored.get(input.key) }
  })
  for (const id of await writeTexts(tx, saving, known.slugOwners)) changed.add(id)
  for (const id of await writeAttributes(tx, saving, known.attributes, terms)) changed.add(id)
  const variants = await writeVariants(tx, saving, terms)
  for (const id of variants.changed) changed.add(id)
  for (const id of await writePrices(tx, saving, variants.ids, now)) changed.add(id)

  const raised = saving.filter(({ productId, stored }) => stored && changed.has(productId))
  if (raised.length > 0)
    await raiseRevisions(
      tx,
      raised.map(({ productId }) => productId),
      now,
    )
  const told = saving.flatMap(({ productId, stored }) => (!stored || changed.has(productId) ? [productId] : []))
  for (let at = 0; at < told.length; at += idsPerFact)
    await recordFact(tx, { fact: 'product.changed', productIds: told.slice(at, at + idsPerFact) })
  return {
    saved: saving.map(({ input, productId, stored }) => ({
      key: input.key,
      productId,
      outcome: !stored ? 'new' : changed.has(productId) ? 'changed' : 'unchanged',
      variantIds: variants.ids.get(productId) ?? new Map(),
    })),
    refused,
    made: terms.made,
  }
}

async function readKnown(
  tx: Tx,
  products: readonly ProductInput[],
  markets: readonly { code: string }[],
): Promise<Known> {
  const stored = await lockStored(
    tx,
    products.map(({ key }) => key),
  )
  const keys = new Map([...stored.values()].map(({ row }) => [row.id, row.key]))
  const skus = products.flatMap(({ variants = [] }) => variants.map(({ sku }) => sku))
  const slugs = products.flatMap(({ key, texts = {} }) =>
    (['en', 'de'] as const).flatMap((locale) => {
      const { slug, name } = texts[locale] ?? {}
      const isNew = name && !stored.get(key)?.texts[locale]
      const choices = slug ? [slug] : isNew ? slugChoices(slugOf(name)) : []
      return choices.map((slug) => ({ locale, slug }))
    }),
  )
  const codes = products.flatMap(({ attributes = {}, variants = [] }) => [
    ...Object.keys(attributes),
    ...variants.flatMap(({ options = {} }) => Object.keys(options)),
  ])
  return {
    stored,
    markets: new Set(markets.map(({ code }) => code)),
    attributes: new Map((await listKnownAttributes(tx, [...new Set(codes)])).map((row) => [row.code, row])),
    skuOwners: new Map((await listSkuOwners(tx, skus)).map(({ sku, key }) => [sku, key])),
    slugOwners: new Map(
      (await listSlugOwners(tx, slugs)).map(({ locale, slug, productId }) => [
        slugName(locale, slug),
        keys.get(productId) ?? `#${productId}`,
      ]),
    ),
  }
}

async function writePrices(
  tx: Tx,
  saving: readonly Saving[],
  variantIds: ReadonlyMap<number, ReadonlyMap<string, number>>,
  now: Date,
): Promise<number[]> {
  const productOf = new Map<number, number>()
  const changes = saving.flatMap(({ input, productId }) =>
    (input.variants ?? []).flatMap(({ sku, prices = {} }) => {
      const variantId = variantIds.get(productId)?.get(sku)
      if (variantId === undefined) return []
      productOf.set(variantId, productId)
      return Object.entries(prices).map(([market, wish]): PriceChange => ({ variantId, market, wish }))
    }),
  )
  return (await changePrices(tx, changes, now)).flatMap(({ variantId }) => productOf.get(variantId) ?? [])
}

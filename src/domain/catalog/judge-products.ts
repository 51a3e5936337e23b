import type { Locale } from '../settings/market.ts'
import { usedAttributes } from './ensure-terms.ts'
import type { ProductInput } from './product.ts'
import { slugOf } from './slug.ts'
import type { StoredProduct } from './stored-product.ts'
import type { KnownAttribute } from './term-table.ts'

/** Why a product cannot be saved, and the field that says so: 'name_de', 'sku', 'slug_en', 'attribute:width'. */
export type Refusal = { key: string; field: string; sku?: string; problem: RefusalProblem; value: string }

export type RefusalProblem =
  | 'category-missing'
  | 'name-missing'
  | 'slug-taken'
  | 'sku-taken'
  | 'sku-twice'
  | 'attribute-of-another-kind'
  | 'options-differ'
  | 'options-twice'
  | 'unknown-market'
  | 'ends-before-it-begins'

export type Known = {
  stored: ReadonlyMap<string, StoredProduct>
  markets: ReadonlySet<string>
  attributes: ReadonlyMap<string, KnownAttribute>
  /** SKU → key of its product; takes what this batch claims. */
  skuOwners: Map<string, string>
  /** 'locale slug' → key of its product, or the id of one that is not in the batch; takes what this batch claims. */
  slugOwners: Map<string, string>
}

export const slugName = (locale: Locale, slug: string) => `${locale} ${slug}`

/** The first thing that is wrong with each product. What is right claims its SKUs and slugs, so a later one cannot. */
export function judgeProducts(products: readonly ProductInput[], known: Known) {
  const refused: Refusal[] = []
  const accepted = products.filter((product) => {
    const refusal = refusalOf(product, known)
    if (refusal) refused.push({ key: product.key, ...refusal })
    else claim(product, known)
    return !refusal
  })
  return { accepted, refused }
}

type Reason = Omit<Refusal, 'key'>

function refusalOf(product: ProductInput, known: Known): Reason | undefined {
  const stored = known.stored.get(product.key)
  if (!stored && !product.category) return { field: 'category', problem: 'category-missing', value: '' }
  const { publishedFrom: from = stored?.row.publishedFrom, publishedUntil: until = stored?.row.publishedUntil } =
    product
  if (from && until && from >= until)
    return { field: 'published_until', problem: 'ends-before-it-begins', value: until.toISOString() }
  return textRefusal(product, known) ?? attributeRefusal(product, known) ?? variantRefusal(product, known)
}

const textsOf = (product: ProductInput) =>
  (['en', 'de'] as const).flatMap((locale) => {
    const text = product.texts?.[locale]
    return text ? [{ locale, ...text }] : []
  })

function textRefusal(product: ProductInput, known: Known): Reason | undefined {
  const stored = known.stored.get(product.key)
  const texts = textsOf(product)
  if (!stored && texts.length === 0) return { field: 'name', problem: 'name-missing', value: '' }
  for (const { locale, name, slug } of texts) {
    if (!name && !stored?.texts[locale]) return { field: `name_${locale}`, problem: 'name-missing', value: '' }
    const owner = slug && known.slugOwners.get(slugName(locale, slug))
    if (slug && owner && owner !== product.key) return { field: `slug_${locale}`, problem: 'slug-taken', value: slug }
  }
  return undefined
}

function attributeRefusal(product: ProductInput, known: Known): Reason | undefined {
  for (const [code, kind] of usedAttributes([product])) {
    const there = known.attributes.get(code)
    if (there && there.kind !== kind)
      return { field: `attribute:${code}`, problem: 'attribute-of-another-kind', value: there.kind }
  }
  return undefined
}

function variantRefusal(product: ProductInput, known: Known): Reason | undefined {
  const given = product.variants ?? []
  const skus = new Set<string>()
  for (const { sku, prices = {} } of given) {
    if (skus.has(sku)) return { field: 'sku', sku, problem: 'sku-twice', value: sku }
    skus.add(sku)
    const owner = known.skuOwners.get(sku)
    if (owner && owner !== product.key) return { field: 'sku', sku, problem: 'sku-taken', value: owner }
    const market = Object.keys(prices).find((code) => !known.markets.has(code))
    if (market) return { field: `price_${market}`, sku, problem: 'unknown-market', value: market }
  }
  return optionRefusal(product, known)
}

/** All variants of a product differ by the same attributes, no two alike: else there is nothing to choose by. */
function optionRefusal(product: ProductInput, known: Known): Reason | undefined {
  const given = product.variants ?? []
  const stored = known.stored.get(product.key)?.variants ?? []
  const options = new Map(stored.filter((variant) => variant.active).map(({ sku, options }) => [sku, options]))
  for (const { sku, options: own = {} } of given)
    options.set(sku, {
      ...options.get(sku),
      ...Object.fromEntries(Object.entries(own).map(([a, v]) => [a, slugOf(v)])),
    })
  if (options.size < 2 || given.length === 0) return undefined
  const seen = new Map<string, string>()
  const names = new Set([...options.values()].flatMap((own) => Object.keys(own)))
  for (const [sku, own] of options) {
    const missing = [...names].find((name) => own[name] === undefined)
    if (missing) return { field: `option:${missing}`, sku, problem: 'options-differ', value: sku }
    const choice = [...names].map((name) => own[name]).join(' / ')
    const other = seen.get(choice)
    if (other) return { field: 'sku', sku, problem: 'options-twice', value: other }
    seen.set(choice, sku)
  }
  return undefined
}

function claim(product: ProductInput, known: Known): void {
  for (const { sku } of product.variants ?? []) known.skuOwners.set(sku, product.key)
  for (const { locale, slug } of textsOf(product)) if (slug) known.slugOwners.set(slugName(locale, slug), product.key)
}

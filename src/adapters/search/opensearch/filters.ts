import type { FacetCount, ProductHits, ProductQuery } from '../../../domain/search/search-index.ts'
import type { Aggregation, Bucket } from './answer.ts'
import type { Query } from './text-query.ts'

/** What a shopper chose, apart by what counts as if it were not chosen. */
export type Filters = {
  /** Nothing is counted without these. */
  list: Query[]
  facets: { code: string; values: string[]; query: Query }[]
  price: Query[]
}

const facetsAtMost = 24
const valuesOfFacet = 1_000
const valuesAtMost = 3_000

/** What stands for sale in a language. */
export const onShelf = (locale: string): Query[] => [{ term: { locale } }, { term: { removed: false } }]

export const priceBetween = (low: number, high: number): Query => ({
  range: {
    price: { ...(low > 0 ? { gte: Math.ceil(low) } : {}), ...(high < 1e15 ? { lte: Math.floor(high) } : {}) },
  },
})

export function readFilters(query: ProductQuery, now: number): Filters {
  const list = onShelf(query.locale)
  if (query.categoryId !== undefined) list.push({ term: { categories: query.categoryId } })
  if (query.collectionId !== undefined) list.push({ term: { collections: query.collectionId } })
  if (query.onlyReduced) list.push({ term: { reduced: true } })
  if (query.onlyInStock) list.push({ term: { inStock: true } })
  // What is new depends on the time; a minute is near enough.
  if (query.newWithinDays !== undefined)
    list.push({ range: { createdAt: { gte: Math.floor(now / 60_000) * 60 - query.newWithinDays * 86_400 } } })
  const facets = Object.keys(query.facets)
    .sort()
    .slice(0, facetsAtMost)
    .flatMap((code) => {
      const values = [...new Set(query.facets[code] ?? [])]
      if (values.length === 0) return []
      return [{ code, values, query: { terms: { facets: values.map((value) => `${code}:${value}`) } } }]
    })
  const { priceFromMinor = 0, priceToMinor = Number.POSITIVE_INFINITY } = query
  const hasPrice = priceFromMinor > 0 || priceToMinor < Number.POSITIVE_INFINITY
  return { list, facets, price: hasPrice ? [priceBetween(priceFromMinor, priceToMinor)] : [] }
}

const narrow = (filter: Query[], aggs: Query): Query => ({ filter: { bool: { filter } }, aggs })

/** Counts of all facets; of a chosen one as if it were not chosen. Bounds of the price as if no price were. */
export function aggregationsOf({ facets, price }: Filters): Record<string, Query> {
  const all = facets.map(({ query }) => query)
  const made: Record<string, Query> = {
    bounds: narrow(all, { low: { min: { field: 'price' } }, high: { max: { field: 'price' } } }),
    rest: narrow([...all, ...price], { values: { terms: { field: 'facets', size: valuesAtMost } } }),
  }
  facets.forEach(({ code }, i) => {
    const others = all.filter((_, other) => other !== i)
    made[`facet${i}`] = narrow([...others, ...price], {
      values: {
        terms: {
          field: 'facets',
          size: valuesOfFacet,
          // A chosen value stands there also with none.
          min_doc_count: 0,
          include: `${code.replace(/[^A-Za-z0-9_]/g, '\\$&')}:.*`,
        },
      },
    })
  })
  return made
}

export function countsOf({ facets }: Filters, aggregations: Record<string, Aggregation>): ProductHits['facets'] {
  const lists = new Map<string, FacetCount[]>()
  const add = ({ key, count }: Bucket) => {
    const colon = key.indexOf(':')
    const code = key.slice(0, colon)
    const list = lists.get(code) ?? []
    lists.set(code, list)
    list.push({ value: key.slice(colon + 1), count })
  }
  for (const bucket of aggregations.rest?.inner.values?.buckets ?? [])
    if (!facets.some(({ code }) => bucket.key.startsWith(`${code}:`))) add(bucket)
  facets.forEach(({ code, values }, i) => {
    for (const bucket of aggregations[`facet${i}`]?.inner.values?.buckets ?? [])
      if (bucket.count > 0 || values.includes(bucket.key.slice(code.length + 1))) add(bucket)
  })
  const counts: ProductHits['facets'] = {}
  for (const [code, list] of lists)
    counts[code] = list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return counts
}

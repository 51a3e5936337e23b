import { fairRating, likingOf, standingOf } from '../../../domain/search/liking.ts'
import { tells } from '../../../domain/search/weigh-words.ts'
import type { FullRow } from '../postgres/document-table.ts'

/** The field with the weight of a word. Dots would be paths. */
export const wordField = (word: string): string => `words.${word.replaceAll('.', '_')}`

/** Bits of an audience as words. */
export const audienceNames = (bits: number): string[] =>
  ['women', 'men', 'children'].filter((_, i) => (bits & (1 << i)) !== 0)

/**
 * Words are weighed and stemmed before they come here, by the same code that reads what a shopper types, so the index holds weights
 * and no text: `words` are terms whose frequency is the weight of the word in the product (docs/adr/0081).
 */
export const indexSettings = {
  settings: {
    number_of_shards: 1,
    // None on a single machine, one in each of three zones: AWS refuses other numbers in a domain with a standby zone.
    auto_expand_replicas: '0-2',
    refresh_interval: '200ms',
  },
  mappings: {
    dynamic: false,
    _source: { includes: ['name'] },
    properties: {
      market: { type: 'keyword' },
      locale: { type: 'keyword' },
      productId: { type: 'integer' },
      revision: { type: 'long' },
      change: { type: 'long' },
      removed: { type: 'boolean' },
      price: { type: 'long' },
      reduced: { type: 'boolean' },
      inStock: { type: 'boolean' },
      rating: { type: 'float' },
      popularity: { type: 'integer' },
      liking: { type: 'float' },
      standing: { type: 'long' },
      createdAt: { type: 'long' },
      audience: { type: 'keyword' },
      kind: { type: 'keyword' },
      categories: { type: 'integer' },
      collections: { type: 'integer' },
      facets: { type: 'keyword' },
      skus: { type: 'keyword' },
      tells: { type: 'keyword' },
      words: { type: 'rank_features' },
    },
  },
} as const

export const idOf = ({ locale, productId }: { locale: string; productId: number }): string => `${locale}-${productId}`

/** A row as the engine holds it. One that is removed stays as a mark of its change, so that no older state comes back. */
export function documentOf(row: FullRow): Record<string, unknown> {
  const { market, locale, productId, revision, change } = row
  const own = { market, locale, productId, revision, change }
  if (row.removed) return { ...own, removed: true }
  const tags = row.tags === '' ? [] : row.tags.split(' ')
  const numbers = (kind: string) =>
    tags.flatMap((tag) => (tag.startsWith(`${kind}:`) ? [Number(tag.slice(kind.length + 1))] : []))
  const rating = fairRating(row.rating, row.ratingCount)
  const categories = numbers('category')
  const parts = row.words === '' ? [] : row.words.split(' ')
  const words: Record<string, number> = {}
  const telling: string[] = []
  for (let i = 0; i < parts.length; i += 2) {
    const [word = '', weight = 0] = [parts[i], Number(parts[i + 1])]
    if (weight < 1) continue
    words[word.replaceAll('.', '_')] = weight
    if (weight >= tells) telling.push(word)
  }
  return {
    ...own,
    removed: false,
    name: row.name,
    price: row.priceMinor,
    reduced: row.reduced,
    inStock: row.inStock,
    rating,
    popularity: row.popularity,
    liking: likingOf(row.popularity, rating),
    standing: standingOf(row.popularity, row.inStock),
    createdAt: row.createdAt,
    audience: audienceNames(row.audience),
    kind: String(categories[0] ?? 0),
    categories,
    collections: numbers('collection'),
    facets: tags.filter((tag) => tag.startsWith('=')).map((tag) => tag.slice(1)),
    skus: row.skus,
    tells: telling,
    words,
  }
}

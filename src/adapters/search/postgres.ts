import { audienceOf } from '../../domain/search/audience.ts'
import { understand } from '../../domain/search/concepts.ts'
import { limitsAlone } from '../../domain/search/limits-alone.ts'
import type {
  ProductDocument,
  ProductHits,
  ProductQuery,
  SearchIndex,
  Suggestions,
} from '../../domain/search/search-index.ts'
import { isRatherSku, looksLikeSku } from '../../domain/search/sku-text.ts'
import { weighWords } from '../../domain/search/weigh-words.ts'
import { fold } from '../../domain/search/words.ts'
import type { Locale } from '../../domain/settings/market.ts'
import { systemClock } from '../../kit/clock.ts'
import type { Db } from '../../kit/db.ts'
import { asWritten } from './postgres/as-written.ts'
import { markRemoved, type NewRow, readHeld, readIdsOfSku, writeRows, writeStock } from './postgres/document-table.ts'
import { type OpenShelf, openLibrary } from './postgres/library.ts'
import { pickPlaces, type Reading } from './postgres/lists.ts'
import { rank } from './postgres/rank.ts'
import { suggest } from './postgres/suggest.ts'
import { openAnswers } from './postgres/whole.ts'
import { withinLimits } from './postgres/within-limits.ts'

// Whoever types more than this searches for nothing.
export const longestText = 200

export type PostgresSearch = SearchIndex & {
  /**
   * Loads the index at the first call, then reads what any process has changed. For the start, for the fact 'search.changed', and
   * after every gap in hearing facts.
   */
  refresh(): Promise<void>
  /** The words and products of a market in a language, as far as this process has read them. */
  open(market: string, locale: Locale): Promise<OpenShelf>
}

/**
 * The search on PostgreSQL: a table holds what is known of the products, analysed, and each process that searches holds it in
 * memory as numbers (docs/adr/0010). A process that only writes loads nothing.
 */
export function openPostgresSearch(db: Db, options: { clock?: () => Date } = {}): PostgresSearch {
  const library = openLibrary(db)
  const clock = options.clock ?? systemClock
  return {
    async find(asked) {
      const query = { ...asked, text: asked.text.slice(0, longestText) }
      const open = await library.open(query.market, query.locale)
      const now = clock().getTime()
      const isSkuFirst = isRatherSku(query.text, open.lexicon)
      const ofSku = isSkuFirst ? await findSku(db, open, query, now) : null
      if (ofSku) return ofSku
      const hits = find(open, query, now)
      if (isSkuFirst || hits.total > 0 || !looksLikeSku(query.text)) return hits
      return (await findSku(db, open, query, now)) ?? hits
    },
    async suggest({ market, locale, text: typed, limit }) {
      return suggestIn(await library.open(market, locale), typed.slice(0, longestText).trim(), limit)
    },
    async put(documents) {
      if (documents.length === 0) return
      await writeRows(db, documents.map(rowOf))
      if (library.isLoaded()) await library.refresh()
    },
    async markStock(products) {
      if (products.length === 0) return
      const changed = await writeStock(db, products)
      if (changed && library.isLoaded()) await library.refresh()
    },
    async remove(products) {
      if (products.length === 0) return
      await markRemoved(db, products)
      if (library.isLoaded()) await library.refresh()
    },
    places: ['table'],
    async held(after, upTo) {
      const rows = await readHeld(db, after, upTo)
      return rows.map(({ change, ...row }) => ({ place: 'table', ...row, state: change }))
    },
    rebuild: async () => 0,
    refresh: () => library.refresh(),
    open: (market, locale) => library.open(market, locale),
  }
}

function find(open: OpenShelf, query: ProductQuery, now: number): ProductHits {
  const { lists } = open
  const text = query.text.trim()
  if (text === '') return { ...lists.pickList(query, now), didYouMean: null, understood: [] }
  const { answers, fromMinor, toMinor, understood, respelled } = lists.readText(text, () => read(open, text))
  if (answers) return { ...lists.pickAnswers(answers, query, now), didYouMean: respelled, understood }
  return { ...lists.pickList(limitsAlone(query, fromMinor, toMinor), now), didYouMean: null, understood }
}

function suggestIn(open: OpenShelf, text: string, limit: number): Suggestions {
  const { shelf, lexicon, categories, lists } = open
  const reading = lists.readText(text, () => read(open, text))
  const before = reading.suggested
  if (before?.version === shelf.version && before.limit === limit) return before.suggestions
  const suggestions = suggest(shelf, lexicon, categories, reading.answers, text, limit)
  reading.suggested = { version: shelf.version, limit, suggestions }
  return suggestions
}

function read({ shelf, lexicon }: OpenShelf, text: string): Reading {
  const understanding = understand(text, lexicon, shelf, (word) => asWritten(word, shelf, lexicon))
  const { concepts, fromMinor, toMinor, understood, respelled } = understanding
  const isLimitAlone = concepts.length === 0 && (fromMinor !== undefined || toMinor !== undefined)
  const answers = isLimitAlone
    ? null
    : openAnswers(shelf, withinLimits(shelf, rank(shelf, understanding), understanding))
  return { answers, fromMinor, toMinor, understood, respelled, suggested: null }
}

/** SKUs stand in the table only: there may be millions, and each is asked for alone. */
async function findSku(db: Db, { shelf }: OpenShelf, query: ProductQuery, now: number): Promise<ProductHits | null> {
  const ids = await readIdsOfSku(db, query.market, query.locale, fold(query.text.trim()))
  const places = ids.flatMap((id) => shelf.place.get(id) ?? [])
  if (places.length === 0) return null
  return {
    ...pickPlaces(shelf, Uint32Array.from(places), query, now),
    didYouMean: null,
    understood: [],
  }
}

function rowOf(document: ProductDocument): NewRow {
  return {
    market: document.market,
    locale: document.locale,
    productId: document.productId,
    revision: document.revision,
    name: document.name,
    priceMinor: document.priceMinor,
    reduced: document.reduced,
    inStock: document.inStock,
    rating: document.rating,
    ratingCount: document.ratingCount,
    popularity: document.popularity,
    createdAt: document.createdAt,
    audience: audienceOf(document),
    tags: [
      ...document.categoryIds.map((id) => `category:${id}`),
      ...document.collectionIds.map((id) => `collection:${id}`),
      ...Object.entries(document.facets).flatMap(([code, values]) =>
        [...new Set(values)].map((value) => `=${code}:${value}`),
      ),
    ],
    categoryNames: document.categories,
    skus: document.skus.map(fold),
    words: [...weighWords(document)].flat().join(' '),
  }
}

import type { Locale } from '../settings/market.ts'

/** What the search knows of one product in one market and language. */
export type ProductDocument = {
  productId: number
  market: string
  locale: Locale
  /** A document never replaces one of a higher revision. */
  revision: number
  name: string
  brand: string
  /** Names of the category and those above it, the nearest first. */
  categories: string[]
  categoryIds: number[]
  collectionIds: number[]
  /** Colours, materials, styles and other choices in words. */
  attributes: string[]
  summary: string
  story: string
  /** Other words that shoppers say for it. */
  alsoCalled: string
  skus: string[]
  /** Values of facets: attribute code → value codes; 'brand' is one of them. */
  facets: Record<string, string[]>
  priceMinor: number
  reduced: boolean
  inStock: boolean
  rating: number
  ratingCount: number
  popularity: number
  createdAt: string
}

export type ProductSort = 'relevance' | 'price' | '-price' | 'new' | 'rating' | 'popular'

export type ProductQuery = {
  market: string
  locale: Locale
  /** What the shopper typed; empty for lists. */
  text: string
  categoryId?: number
  collectionId?: number
  /** Chosen facet values; values of one facet widen, facets narrow. */
  facets: Record<string, string[]>
  priceFromMinor?: number
  priceToMinor?: number
  onlyReduced?: boolean
  onlyInStock?: boolean
  /** Days since the product came into the shop. */
  newWithinDays?: number
  sort: ProductSort
  limit: number
  /** Where the page begins: the cursor of the page before, or null. Opaque outside the adapter. */
  after: string | null
}

export type FacetCount = { value: string; count: number }

export type ProductHits = {
  productIds: number[]
  /** Exact up to 10,000. */
  total: number
  /** Counts as if the facet itself were not chosen, so that several of its values can be. */
  facets: Record<string, FacetCount[]>
  priceMinMinor: number | null
  priceMaxMinor: number | null
  next: string | null
  previous: string | null
  /** A better spelling when nothing or little was found. */
  didYouMean: string | null
  /** What of the text was understood as a constraint: 'under 30', 'red', 'women'. */
  understood: string[]
}

export type Suggestions = {
  products: { productId: number; name: string }[]
  categories: { categoryId: number; name: string }[]
  terms: string[]
}

export type StockMark = { productId: number; market: string; inStock: boolean }

/** One product of one market and language as it is held in one place. */
export type HeldDocument = {
  place: string
  productId: number
  market: string
  locale: Locale
  revision: number
  /** The same in all places that are up to date with each other. */
  state: number
}

/**
 * The product search. Adapters: `adapters/search/postgres.ts`, and `opensearch.ts` with the first one behind it
 * (`with-fallback.ts`). All pass `search-index.contract.ts`.
 */
export interface SearchIndex {
  find(query: ProductQuery): Promise<ProductHits>
  suggest(ask: { market: string; locale: Locale; text: string; limit: number }): Promise<Suggestions>
  /** An older revision never replaces a newer one; the same revision does. */
  put(documents: readonly ProductDocument[]): Promise<void>
  /** Tells whether products can be bought now; all else of them stays. Products that are not there are passed over. */
  markStock(products: readonly StockMark[]): Promise<void>
  /** Removes a product from a market and all its languages. */
  remove(products: readonly { productId: number; market: string }[]): Promise<void>
  /** Where documents are held: 'table', and the names of other indexes beside it. */
  readonly places: readonly string[]
  /** What is held of the products from `after` (without it) to `upTo`, in all places; for comparing. */
  held(after: number, upTo: number): Promise<HeldDocument[]>
  /**
   * Builds a new index beside the one that answers, puts it in its place when it has caught up, and removes the old one. Answers how
   * many documents it holds; 0 where the table is the index.
   */
  rebuild(onProgress?: (done: number, all: number) => void): Promise<number>
}

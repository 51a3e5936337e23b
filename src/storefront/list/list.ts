import type { Crumb, FacetWords, ProductCard } from '../../domain/browse/shelf.ts'
import type { ProductHits, ProductQuery, ProductSort } from '../../domain/search/search-index.ts'
import type { Html } from '../../kit/html.ts'
import type { Place } from '../../routes.ts'
import type { ListState } from './list-state.ts'

export type List = {
  title: string
  intro?: string
  crumbs?: readonly Crumb[]
  /** Links below the title: the parts of a department. */
  parts?: readonly { name: string; address: string; count?: number }[]
  /** What the list is about; the shopper's choices come on top. */
  scope: Partial<ProductQuery>
  sort: ProductSort
  /** Its address with other choices. */
  address: (query: Record<string, string | readonly string[] | null>) => string
  samePage: (place: Place) => string | null
  page?: string
  robots?: 'noindex'
  /** An editorial tile between the cards of the first page. */
  tile?: Html | null
  head?: (hits: ProductHits, cards: ProductCard[]) => Html | null
  /** Words above the list, made when the hits are known. */
  above?: (hits: ProductHits) => Html | null
  description?: string
}

export type ListProps = {
  list: List
  state: ListState
  words: FacetWords
  hits: ProductHits
  cards: ProductCard[]
  popular: ProductCard[]
}

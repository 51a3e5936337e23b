import { readCards } from '../../domain/browse/read-cards.ts'
import { readFacetWords } from '../../domain/browse/read-facets.ts'
import type { Crumb, ProductCard } from '../../domain/browse/shelf.ts'
import type { ProductHits, ProductQuery, ProductSort } from '../../domain/search/search-index.ts'
import type { Html } from '../../kit/html.ts'
import type { Place } from '../../routes.ts'
import { shopPage } from '../frame.ts'
import { redirect } from '../respond.ts'
import type { Visit } from '../visit.ts'
import { isFiltered, isFromForm, type ListState, listQuery, readListState } from './list-state.ts'
import { listView } from './list-view.ts'

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

export const perPage = 24

/** Lists, collections, new, sale and search are the same page over another scope. */
export async function showList(visit: Visit, list: List): Promise<Response> {
  const { shop, place, url } = visit
  const words = await readFacetWords(shop, place)
  const state = readListState(
    url.searchParams,
    words.map((facet) => facet.code),
  )
  if (isFromForm(url.searchParams)) return redirect(list.address(listQuery(state)), 302)

  const query = asQuery(place, list, state)
  const hits = await shop.search.find(query)
  const [cards, popular] = await Promise.all([
    readCards(shop, place, hits.productIds),
    hits.total === 0 ? readPopular(visit) : [],
  ])
  return shopPage(visit, {
    title: list.title,
    description: list.description ?? list.intro,
    page: list.page ?? 'list',
    scripts: ['list'],
    searched: state.text,
    // Every page is found through its first, unfiltered list; endless combinations are not for indexes.
    robots: list.robots ?? (isFiltered(state) || state.sort || hits.total === 0 ? 'noindex' : undefined),
    samePage: list.samePage,
    head: list.head?.(hits, cards) ?? undefined,
    body: listView(visit, { list, state, words, hits, cards, popular }),
  })
}

function asQuery(place: Place, list: List, state: ListState): ProductQuery {
  return {
    market: place.market,
    locale: place.locale,
    text: state.text,
    facets: state.facets,
    priceFromMinor: state.priceFromMinor,
    priceToMinor: state.priceToMinor,
    onlyReduced: state.onlyReduced || undefined,
    onlyInStock: state.onlyInStock || undefined,
    ...list.scope,
    sort: state.sort ?? list.sort,
    limit: perPage,
    after: state.after,
  }
}

async function readPopular({ shop, place }: Visit): Promise<ProductCard[]> {
  const { productIds } = await shop.search.find({
    market: place.market,
    locale: place.locale,
    text: '',
    facets: {},
    onlyInStock: true,
    sort: 'popular',
    limit: 4,
    after: null,
  })
  return readCards(shop, place, productIds)
}

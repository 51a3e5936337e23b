import { aboutSearch } from '../../domain/browse/about.ts'
import { aboutCard, readCards } from '../../domain/browse/read-cards.ts'
import { readFacetWords } from '../../domain/browse/read-facets.ts'
import type { ProductCard } from '../../domain/browse/shelf.ts'
import type { ProductQuery } from '../../domain/search/search-index.ts'
import type { Place } from '../../routes.ts'
import { shopPage } from '../frame.ts'
import { redirect } from '../respond.ts'
import type { Visit } from '../visit.ts'
import type { List } from './list.ts'
import { isFiltered, isFromForm, type ListState, listQuery, readListState } from './list-state.ts'
import { listView } from './list-view.ts'

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
    about: () => [aboutSearch, ...[...cards, ...popular].flatMap(aboutCard)],
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

import type { ProductSort } from '../../domain/search/search-index.ts'

/** What a list shows, as its address says it: ?q=mug&color=sage&color=fir&price=10-50&sort=price&after=… */
export type ListState = {
  text: string
  facets: Record<string, string[]>
  priceFromMinor: number | undefined
  priceToMinor: number | undefined
  onlyReduced: boolean
  onlyInStock: boolean
  /** Null: the order that suits the list. */
  sort: ProductSort | null
  after: string | null
}

export const sorts: readonly ProductSort[] = ['relevance', 'popular', 'new', 'price', '-price', 'rating']

const maxValues = 30
const maxText = 200
const code = /^[a-z0-9][a-z0-9_-]{0,60}$/

const minor = (text: string | undefined | null): number | undefined => {
  if (!text || !/^\d{1,7}([.,]\d{1,2})?$/.test(text)) return undefined
  return Math.round(Number(text.replace(',', '.')) * 100)
}

const major = (value: number | undefined): string =>
  value === undefined ? '' : value % 100 === 0 ? String(value / 100) : (value / 100).toFixed(2)

/** Reads an address; what is unknown or malformed is left out. `facetCodes` are the facets that exist. */
export function readListState(query: URLSearchParams, facetCodes: readonly string[]): ListState {
  const facets: Record<string, string[]> = {}
  let left = maxValues
  for (const facet of facetCodes) {
    const values = [...new Set(query.getAll(facet))].filter((value) => code.test(value)).slice(0, left)
    left -= values.length
    if (values.length > 0) facets[facet] = values.sort()
  }
  // The form sends two fields; addresses that we write have one.
  const [from, to] = query.has('price') ? (query.get('price') ?? '').split('-') : [query.get('min'), query.get('max')]
  const sort = query.get('sort')
  const after = query.get('after')
  return {
    text: (query.get('q') ?? '').normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, maxText),
    facets,
    priceFromMinor: minor(from),
    priceToMinor: minor(to),
    onlyReduced: query.get('reduced') === '1',
    onlyInStock: query.get('stock') === '1',
    sort: sorts.find((known) => known === sort) ?? null,
    after: after && after.length <= 300 ? after : null,
  }
}

/** The query of the address, always in the same order, so that a CDN keeps one copy. */
export function listQuery(state: ListState): Record<string, string | readonly string[] | null> {
  const price =
    state.priceFromMinor === undefined && state.priceToMinor === undefined
      ? null
      : `${major(state.priceFromMinor)}-${major(state.priceToMinor)}`
  return {
    q: state.text || null,
    ...Object.fromEntries(Object.entries(state.facets).sort(([a], [b]) => (a < b ? -1 : 1))),
    price,
    reduced: state.onlyReduced ? '1' : null,
    stock: state.onlyInStock ? '1' : null,
    sort: state.sort,
    after: state.after,
  }
}

/** Another choice begins at the first page. */
export const without = (state: ListState, facet: string, value: string): ListState => {
  const rest = (state.facets[facet] ?? []).filter((chosen) => chosen !== value)
  const { [facet]: _, ...others } = state.facets
  return { ...state, facets: rest.length > 0 ? { ...others, [facet]: rest } : others, after: null }
}

export const withoutAny = (state: ListState): ListState => ({
  ...state,
  facets: {},
  priceFromMinor: undefined,
  priceToMinor: undefined,
  onlyReduced: false,
  onlyInStock: false,
  after: null,
})

export const isFiltered = (state: ListState): boolean =>
  Object.keys(state.facets).length > 0 ||
  state.priceFromMinor !== undefined ||
  state.priceToMinor !== undefined ||
  state.onlyReduced ||
  state.onlyInStock

/** True for what a plain form sends: two price fields, empty ones among them. Such addresses lead to the readable one. */
export const isFromForm = (query: URLSearchParams): boolean =>
  query.has('min') || query.has('max') || query.get('sort') === ''

export const priceFields = (state: ListState): { min: string; max: string } => ({
  min: major(state.priceFromMinor),
  max: major(state.priceToMinor),
})

import type { FacetCount, ProductQuery } from '../../../domain/search/search-index.ts'
import { readCursor, writeCursor } from '../cursor.ts'
import type { Picked } from './lists.ts'
import type { ShelfRow } from './shelf.ts'

/** For tests: a list as one plain pass over all products gives it, without anything kept. `tags`: all that ever stood on one. */
export function plainList(
  rows: readonly ShelfRow[],
  tags: readonly string[],
  query: ProductQuery,
  now: number,
): Picked {
  const has = (row: ShelfRow, tag: string) => row.tags.includes(tag)
  const createdFrom =
    query.newWithinDays === undefined ? 0 : Math.floor(now / 60_000) * 60 - query.newWithinDays * 86_400
  const inList = rows.filter(
    (row) =>
      (query.categoryId === undefined || has(row, `category:${query.categoryId}`)) &&
      (query.collectionId === undefined || has(row, `collection:${query.collectionId}`)) &&
      (!query.onlyReduced || row.reduced) &&
      (!query.onlyInStock || row.inStock) &&
      row.createdAt >= createdFrom,
  )
  const chosen = Object.entries(query.facets).filter(([, values]) => values.length > 0)
  const fitsAllBut = (row: ShelfRow, code: string | null) =>
    chosen.every(([other, values]) => other === code || values.some((value) => has(row, `=${other}:${value}`)))
  const fitsPrice = (row: ShelfRow) =>
    row.priceMinor >= (query.priceFromMinor ?? 0) && row.priceMinor <= (query.priceToMinor ?? Number.POSITIVE_INFINITY)
  const atAnyPrice = inList.filter((row) => fitsAllBut(row, null))
  const found = atAnyPrice.filter(fitsPrice)
  const prices = atAnyPrice.map((row) => row.priceMinor)
  return {
    ...pageOf(found, query),
    total: found.length,
    facets: countFacets(tags, query, (code) => inList.filter((row) => fitsAllBut(row, code) && fitsPrice(row))),
    priceMinMinor: prices.length > 0 ? Math.min(...prices) : null,
    priceMaxMinor: prices.length > 0 ? Math.max(...prices) : null,
  }
}

function countFacets(all: readonly string[], query: ProductQuery, countedFor: (code: string) => ShelfRow[]) {
  const facets: Record<string, FacetCount[]> = {}
  for (const tag of all.filter((tag) => tag.startsWith('='))) {
    const [code = '', value = ''] = tag.slice(1).split(':')
    const count = countedFor(code).filter((row) => row.tags.includes(tag)).length
    if (count === 0 && !query.facets[code]?.includes(value)) continue
    facets[code] = [...(facets[code] ?? []), { value, count }]
  }
  for (const list of Object.values(facets)) list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return facets
}

const fairRating = ({ rating, ratingCount }: ShelfRow) =>
  ratingCount === 0 ? 0 : Math.fround((3.8 * 5 + rating * ratingCount) / (5 + ratingCount))

const keys: Record<ProductQuery['sort'], (row: ShelfRow) => number> = {
  price: (row) => row.priceMinor,
  '-price': (row) => -row.priceMinor,
  new: (row) => -row.createdAt,
  rating: (row) => -fairRating(row),
  popular: (row) => -row.popularity,
  relevance: (row) => -row.popularity - (row.inStock ? 1_000_000_000 : 0),
}

function pageOf(found: ShelfRow[], { sort, limit, after }: ProductQuery) {
  const key = keys[sort]
  const sorted = found.toSorted((a, b) => key(a) - key(b) || a.productId - b.productId)
  const cursor = readCursor(after, sort)
  const place = (row: ShelfRow) => (cursor ? key(row) - cursor.key || row.productId - cursor.productId : 1)
  let from = cursor ? sorted.findIndex((row) => place(row) > 0) : 0
  if (from < 0) from = sorted.length
  if (cursor?.direction === 'before') from = Math.max(0, sorted.filter((row) => place(row) < 0).length - limit)
  const page = sorted.slice(from, from + limit)
  const cursorAt = (row: ShelfRow | undefined, direction: 'after' | 'before') =>
    row ? writeCursor({ sort, direction, key: key(row), productId: row.productId }) : null
  return {
    productIds: page.map((row) => row.productId),
    next: from + limit < sorted.length ? cursorAt(page.at(-1), 'after') : null,
    previous: from > 0 ? cursorAt(page[0], 'before') : null,
  }
}

import type { FacetCount, ProductHits, ProductQuery, ProductSort } from '../../../domain/search/search-index.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import { facetOf, flag, type Shelf } from './shelf.ts'

/** What a list is made of: places with their scores, or all places of the shelf. */
export type Candidates = { places: ArrayLike<number> | null; length: number; scores: Float32Array | null }

export type Picked = Pick<
  ProductHits,
  'productIds' | 'total' | 'facets' | 'priceMinMinor' | 'priceMaxMinor' | 'next' | 'previous'
>

// Beyond this many products the counts of facets stand still; the total goes on.
const countedAtMost = 10_000

/**
 * One pass over the candidates: filters, counts as if the facet itself were not chosen, and the best `limit` after the cursor.
 * `keyOf` sorts: the smallest key first, products with the same key by their id.
 */
export function pick(shelf: Shelf, query: ProductQuery, candidates: Candidates, now: number): Picked {
  const wanted = readFilters(shelf, query, now)
  const keyOf = sortKey(shelf, query.sort, candidates.scores)
  const cursor = readCursor(query.after, query.sort)
  const page = openPage(query.limit, cursor)
  const counts = new Uint32Array(shelf.tagNames.length)
  const { tagsFrom, flags, price, productId } = shelf
  const tags = shelf.tagsOf.values
  let total = 0
  let counted = 0
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

  for (let i = 0; i < candidates.length; i++) {
    const place = candidates.places ? (candidates.places[i] ?? 0) : i
    const flagged = flags[place] ?? 0
    if ((flagged & wanted.flagMask) !== wanted.flags) continue
    if (wanted.createdFrom > 0 && (shelf.createdAt[place] ?? 0) < wanted.createdFrom) continue
    const from = tagsFrom[place] ?? 0
    const to = tagsFrom[place + 1] ?? 0
    let failing = wanted.groups
    if (failing !== 0) for (let t = from; t < to; t++) failing &= ~(wanted.groupOfTag[tags[t] ?? 0] ?? 0)
    if ((failing & (placeGroup | secondPlaceGroup)) !== 0) continue
    const amount = price[place] ?? 0
    if (amount < wanted.priceFrom || amount > wanted.priceTo) failing |= priceGroup
    if (failing === 0) {
      total++
      if (amount < low) low = amount
      if (amount > high) high = amount
      if (counted < countedAtMost) {
        counted++
        for (let t = from; t < to; t++) {
          const tag = tags[t] ?? 0
          counts[tag] = (counts[tag] ?? 0) + 1
        }
      }
      page.see(keyOf(place, i), productId[place] ?? 0)
    } else if (failing === priceGroup) {
      if (amount < low) low = amount
      if (amount > high) high = amount
    } else if ((failing & (failing - 1)) === 0 && counted < countedAtMost) {
      // Only one facet is against it: the product counts for that facet's other values.
      counted++
      for (let t = from; t < to; t++) {
        const tag = tags[t] ?? 0
        if ((wanted.facetBit[tag] ?? 0) === failing) counts[tag] = (counts[tag] ?? 0) + 1
      }
    }
  }
  // A page before the first full one is the first page, so that no page is short but the last.
  if (cursor?.direction === 'before' && page.count() < query.limit)
    return pick(shelf, { ...query, after: null }, candidates, now)
  return {
    ...page.close(query.sort),
    total,
    facets: readCounts(shelf, counts, query.facets),
    priceMinMinor: low === Number.POSITIVE_INFINITY ? null : low,
    priceMaxMinor: high === Number.NEGATIVE_INFINITY ? null : high,
  }
}

// Bits of what a product may fail at: facets from bit 0 on, the price, and where it stands (category, collection).
const priceGroup = 1 << 30
const placeGroup = 1 << 29
const secondPlaceGroup = 1 << 28

function readFilters(shelf: Shelf, query: ProductQuery, now: number) {
  const groupOfTag = new Int32Array(shelf.tagNames.length)
  const facetBit = new Int32Array(shelf.tagNames.length)
  let groups = 0
  const must = (tag: number | undefined, bit: number) => {
    groups |= bit
    if (tag !== undefined) groupOfTag[tag] = bit
  }
  if (query.categoryId !== undefined) must(shelf.tagIds.get(`category:${query.categoryId}`), placeGroup)
  if (query.collectionId !== undefined) must(shelf.tagIds.get(`collection:${query.collectionId}`), secondPlaceGroup)
  Object.entries(query.facets)
    .filter(([, values]) => values.length > 0)
    .slice(0, 24)
    .forEach(([code, values], i) => {
      const bit = 1 << i
      groups |= bit
      for (const value of values) must(shelf.tagIds.get(`=${code}:${value}`), bit)
      const prefix = `=${code}:`
      shelf.tagNames.forEach((name, tag) => {
        if (name.startsWith(prefix)) facetBit[tag] = bit
      })
    })
  return {
    groups,
    groupOfTag,
    facetBit,
    priceFrom: query.priceFromMinor ?? 0,
    priceTo: query.priceToMinor ?? Number.POSITIVE_INFINITY,
    flagMask: flag.gone | (query.onlyReduced ? flag.reduced : 0) | (query.onlyInStock ? flag.inStock : 0),
    flags: (query.onlyReduced ? flag.reduced : 0) | (query.onlyInStock ? flag.inStock : 0),
    createdFrom: query.newWithinDays === undefined ? 0 : Math.floor(now / 1000) - query.newWithinDays * 86_400,
  }
}

function sortKey(shelf: Shelf, sort: ProductSort, scores: Float32Array | null): (place: number, i: number) => number {
  if (sort === 'price') return (place) => shelf.price[place] ?? 0
  if (sort === '-price') return (place) => -(shelf.price[place] ?? 0)
  if (sort === 'new') return (place) => -(shelf.createdAt[place] ?? 0)
  if (sort === 'rating') return (place) => -(shelf.rating[place] ?? 0)
  if (sort === 'relevance' && scores) return (_, i) => -(scores[i] ?? 0)
  // What can be bought stands before what is sold out.
  if (sort === 'relevance')
    return (place) =>
      -(shelf.popularity[place] ?? 0) - (((shelf.flags[place] ?? 0) & flag.inStock) !== 0 ? 1_000_000_000 : 0)
  return (place) => -(shelf.popularity[place] ?? 0)
}

/** Keeps the best of what it sees, in order, with one more to know whether there is another page. */
function openPage(limit: number, cursor: Cursor | null) {
  const back = cursor?.direction === 'before'
  const keys: number[] = []
  const ids: number[] = []
  let others = false
  const sign = back ? -1 : 1
  const before = (key: number, id: number, otherKey: number, otherId: number) =>
    key === otherKey ? (id - otherId) * sign < 0 : (key - otherKey) * sign < 0

  return {
    see(key: number, id: number): void {
      if (cursor && !before(cursor.key, cursor.productId, key, id)) {
        others = true
        return
      }
      const worst = keys.length - 1
      if (worst >= limit && !before(key, id, keys[worst] ?? 0, ids[worst] ?? 0)) return
      let [low, high] = [0, keys.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (before(keys[middle] ?? 0, ids[middle] ?? 0, key, id)) low = middle + 1
        else high = middle
      }
      keys.splice(low, 0, key)
      ids.splice(low, 0, id)
      if (keys.length > limit + 1) {
        keys.pop()
        ids.pop()
      }
    },
    count: () => Math.min(limit, keys.length),
    close(sort: ProductSort): Pick<Picked, 'productIds' | 'next' | 'previous'> {
      const more = keys.length > limit
      const end = Math.min(limit, keys.length)
      const order = Array.from({ length: end }, (_, i) => (back ? end - 1 - i : i))
      const cursorAt = (at: number | undefined, direction: Cursor['direction']) =>
        at === undefined ? null : writeCursor({ sort, direction, key: keys[at] ?? 0, productId: ids[at] ?? 0 })
      return {
        productIds: order.map((at) => ids[at] ?? 0),
        next: (back ? others : more) ? cursorAt(order.at(-1), 'after') : null,
        previous: (back ? more : others) ? cursorAt(order[0], 'before') : null,
      }
    },
  }
}

function readCounts(shelf: Shelf, counts: Uint32Array, chosen: Record<string, string[]>): Record<string, FacetCount[]> {
  const facets: Record<string, FacetCount[]> = {}
  counts.forEach((count, tag) => {
    const facet = facetOf(shelf.tagNames[tag] ?? '')
    if (!facet || (count === 0 && !chosen[facet.code]?.includes(facet.value))) return
    const list = facets[facet.code] ?? []
    facets[facet.code] = list
    list.push({ value: facet.value, count })
  })
  for (const list of Object.values(facets)) list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return facets
}

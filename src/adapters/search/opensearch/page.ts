import type { ProductHits, ProductSort } from '../../../domain/search/search-index.ts'
import { type Cursor, writeCursor } from '../cursor.ts'
import { type Hit, WrongAnswer } from './answer.ts'
import type { Query } from './text-query.ts'

/** The field of an order; of a text's order by relevance, its score. */
type Order = { field: string; descends: boolean }

export function orderOf(sort: ProductSort, isText: boolean): Order {
  if (sort === 'price') return { field: 'price', descends: false }
  if (sort === '-price') return { field: 'price', descends: true }
  if (sort === 'new') return { field: 'createdAt', descends: true }
  if (sort === 'rating') return { field: 'rating', descends: true }
  if (sort === 'popular') return { field: 'popularity', descends: true }
  return { field: isText ? '_score' : 'standing', descends: true }
}

// Cursors are those of the table's search: the smallest key stands first.
// A float is answered as the shortest decimal that means it; the table's search holds the float itself.
const exact = ({ field }: Order, value: number) => (field === 'rating' ? Math.fround(value) : value)
const keyOf = ({ descends }: Order, value: number) => (descends ? -value : value)

const way = (descends: boolean) => (descends ? 'desc' : 'asc')

/** Where the page begins and in which order; one more product than the page holds tells whether there is another page. */
export function cutOf(order: Order, cursor: Cursor | null, limit: number): Query {
  const back = cursor?.direction === 'before'
  return {
    size: limit + 1,
    sort: [{ [order.field]: way(order.descends !== back) }, { productId: way(back) }],
    ...(cursor ? { search_after: [keyOf(order, cursor.key), cursor.productId] } : {}),
  }
}

/** Null for a page before the first full one: the first page is shown then, so that no page is short but the last. */
export function pageOf(
  order: Order,
  sort: ProductSort,
  cursor: Cursor | null,
  limit: number,
  hits: readonly Hit[],
): Pick<ProductHits, 'productIds' | 'next' | 'previous'> | null {
  const back = cursor?.direction === 'before'
  if (back && hits.length < limit) return null
  const more = hits.length > limit
  const places = hits.slice(0, limit).map((hit) => {
    const [value, productId] = hit.sort
    if (typeof value !== 'number' || typeof productId !== 'number')
      throw new WrongAnswer('A hit has no place in its order.')
    return { key: keyOf(order, exact(order, value)), productId }
  })
  if (back) places.reverse()
  const cursorAt = (place: (typeof places)[number] | undefined, direction: Cursor['direction']) =>
    place ? writeCursor({ sort, direction, ...place }) : null
  return {
    productIds: places.map(({ productId }) => productId),
    next: back || more ? cursorAt(places.at(-1), 'after') : null,
    previous: (back ? more : cursor !== null) ? cursorAt(places[0], 'before') : null,
  }
}

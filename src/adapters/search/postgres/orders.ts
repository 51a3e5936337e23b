import { standingOf } from '../../../domain/search/liking.ts'
import type { ProductSort } from '../../../domain/search/search-index.ts'
import { insertAt, type NumberList, removeAt } from './grow.ts'
import { aspect, flag, type Shelf } from './shelf.ts'

/** The smallest key stands first, products with the same key by their id. */
export type KeyOf = (place: number) => number

/** What an order of a list depends on. */
export const dependsOn: Record<ProductSort, number> = {
  price: aspect.price,
  '-price': aspect.price,
  new: aspect.created,
  rating: aspect.rating,
  popular: aspect.popularity,
  relevance: aspect.popularity | aspect.stock,
}

export function keyOf(shelf: Shelf, sort: ProductSort): KeyOf {
  if (sort === 'price') return (place) => shelf.price[place] ?? 0
  if (sort === '-price') return (place) => -(shelf.price[place] ?? 0)
  if (sort === 'new') return (place) => -(shelf.createdAt[place] ?? 0)
  if (sort === 'rating') return (place) => -(shelf.rating[place] ?? 0)
  if (sort === 'popular') return (place) => -(shelf.popularity[place] ?? 0)
  return (place) => -standingOf(shelf.popularity[place] ?? 0, ((shelf.flags[place] ?? 0) & flag.inStock) !== 0)
}

/** Places in an order, as far as anybody looks. */
export type Order = { length: number; placeAt(i: number): number; keyAt(i: number): number }

/** An order of a list that is sorted as a whole and kept so while products change. */
export const sortedOrder = (list: NumberList, key: KeyOf): Order => ({
  get length() {
    return list.length
  },
  placeAt: (i) => list.values[i] ?? 0,
  keyAt: (i) => key(list.values[i] ?? 0),
})

const firstSorted = 128
const growth = 8

/** An order that sorts only its best, and more of them as pages are turned. */
export function lazyOrder(shelf: Shelf, places: Uint32Array, keys: Float64Array): Order {
  const { length } = places
  let sorted: Sorted = { places: new Uint32Array(0), keys: new Float64Array(0) }
  const upTo = (i: number): Sorted => {
    if (i >= sorted.places.length && sorted.places.length < length) {
      let wanted = Math.max(firstSorted, sorted.places.length * growth)
      while (wanted <= i) wanted *= growth
      const best = wanted >= length ? { places, keys } : bestOf(places, keys, wanted)
      sorted = sortByKey(shelf, best.places, best.keys)
    }
    return sorted
  }
  return { length, placeAt: (i) => upTo(i).places[i] ?? 0, keyAt: (i) => upTo(i).keys[i] ?? 0 }
}

type Sorted = { places: Uint32Array; keys: Float64Array }

const steps = 1024

/** At least `wanted` of the places with the smallest keys, in no order; with each key all that have it. */
function bestOf(places: Uint32Array, keys: Float64Array, wanted: number): Sorted {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0
    if (key < low) low = key
    if (key > high) high = key
  }
  const scale = high > low ? (steps - 1) / (high - low) : 0
  const histogram = new Uint32Array(steps)
  for (let i = 0; i < keys.length; i++) {
    const step = ((keys[i] ?? 0) - low) * scale
    histogram[step | 0] = (histogram[step | 0] ?? 0) + 1
  }
  let [last, count] = [0, histogram[0] ?? 0]
  while (count < wanted) count += histogram[++last] ?? 0
  const best: Sorted = { places: new Uint32Array(count), keys: new Float64Array(count) }
  let at = 0
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0
    if ((((key - low) * scale) | 0) > last) continue
    best.places[at] = places[i] ?? 0
    best.keys[at++] = key
  }
  return best
}

/** Sorts numbers as the machine does, which is many times quicker than by a function that compares. */
export function sortByKey(shelf: Shelf, places: Uint32Array, keys: Float64Array): Sorted {
  const { length } = places
  const order = indexesByKey(keys)
  const sorted: Sorted = { places: new Uint32Array(length), keys: new Float64Array(length) }
  for (let i = 0; i < length; i++) {
    const from = order[i] ?? 0
    sorted.places[i] = places[from] ?? 0
    sorted.keys[i] = keys[from] ?? 0
  }
  for (let from = 0; from < length; ) {
    let to = from + 1
    while (to < length && sorted.keys[to] === sorted.keys[from]) to++
    if (to - from > 1) sortById(shelf, sorted.places.subarray(from, to))
    from = to
  }
  return sorted
}

/** Whole keys of a small range lie in one number with their index; others are compared. */
function indexesByKey(keys: Float64Array): ArrayLike<number> {
  const { length } = keys
  let [low, high, whole] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true]
  for (let i = 0; i < length; i++) {
    const key = keys[i] ?? 0
    if (key < low) low = key
    if (key > high) high = key
    if (!Number.isInteger(key)) whole = false
  }
  if (!whole || (high - low + 1) * length > Number.MAX_SAFE_INTEGER) {
    const indexes = new Uint32Array(length)
    for (let i = 0; i < length; i++) indexes[i] = i
    return indexes.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0))
  }
  const packed = new Float64Array(length)
  for (let i = 0; i < length; i++) packed[i] = ((keys[i] ?? 0) - low) * length + i
  packed.sort()
  const indexes = new Uint32Array(length)
  for (let i = 0; i < length; i++) indexes[i] = (packed[i] ?? 0) % length
  return indexes
}

function sortById(shelf: Shelf, places: Uint32Array): void {
  if (places.length < 32) {
    places.sort((a, b) => (shelf.productId[a] ?? 0) - (shelf.productId[b] ?? 0))
    return
  }
  const room = shelf.size
  const packed = Float64Array.from(places, (place) => (shelf.productId[place] ?? 0) * room + place)
  packed.sort()
  for (let i = 0; i < places.length; i++) places[i] = (packed[i] ?? 0) % room
}

export function keysOf(places: Uint32Array, key: KeyOf): Float64Array {
  const keys = new Float64Array(places.length)
  for (let i = 0; i < places.length; i++) keys[i] = key(places[i] ?? 0)
  return keys
}

export const sortPlaces = (shelf: Shelf, places: Uint32Array, key: KeyOf): Uint32Array =>
  sortByKey(shelf, places, keysOf(places, key)).places

/** How many places stand before the key and id. It looks no further than four times as far. */
export function countBefore(shelf: Shelf, order: Order, key: number, id: number): number {
  const isBefore = (i: number) => {
    const other = order.keyAt(i)
    return other < key || (other === key && (shelf.productId[order.placeAt(i)] ?? 0) < id)
  }
  let high = Math.min(64, order.length)
  while (high < order.length && isBefore(high - 1)) high = Math.min(order.length, high * 4)
  let low = 0
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}

export function takeFromOrder(shelf: Shelf, list: NumberList, key: KeyOf, place: number): void {
  const at = countBefore(shelf, sortedOrder(list, key), key(place), shelf.productId[place] ?? 0)
  if (list.values[at] === place) removeAt(list, at)
}

export function putInOrder(shelf: Shelf, list: NumberList, key: KeyOf, place: number): void {
  insertAt(list, countBefore(shelf, sortedOrder(list, key), key(place), shelf.productId[place] ?? 0), place)
}

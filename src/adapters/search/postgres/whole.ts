import type { ProductSort } from '../../../domain/search/search-index.ts'
import { type Bits, bitsOf, clearBit, emptyBits, hasBit, placesIn } from './bits.ts'
import { type NumberList, numberList, placeIn } from './grow.ts'
import {
  countBefore,
  dependsOn,
  keyOf,
  keysOf,
  lazyOrder,
  type Order,
  putInOrder,
  sortedOrder,
  sortPlaces,
  takeFromOrder,
} from './orders.ts'
import type { Bounds, Whole } from './selection.ts'
import { aspect, type Shelf } from './shelf.ts'
import { tagSet } from './tag-sets.ts'
import { type Tally, tallyAll, tallyPlace } from './tally.ts'

export type List = Whole & { before(place: number, aspects: number): void; after(place: number, aspects: number): void }

/** The products with a tag, or all; kept in each order that was asked for. */
export function openList(shelf: Shelf, tag: number | null): List {
  const orders = new Map<ProductSort, NumberList>()
  const own = tag === null ? null : (shelf.tagged[tag] ?? numberList(0))
  const places = () => (own ? own.values.slice(0, own.length) : placesIn(shelf.standingBits))
  const all = places()
  const tally = tallyAll(shelf, all, all.length)
  const has = (place: number) => {
    if (!own) return hasBit(shelf.standingBits, place)
    const at = placeIn(own, place)
    return at < own.length && own.values[at] === place
  }
  const order = (sort: ProductSort): Order => {
    const key = keyOf(shelf, sort)
    let list = orders.get(sort)
    if (!list) {
      const values = sortPlaces(shelf, places(), key)
      list = { values, length: values.length }
      orders.set(sort, list)
    }
    return sortedOrder(list, key)
  }
  return {
    tally,
    bits: () => (tag === null ? shelf.standingBits : tagSet(shelf, [tag])),
    has,
    order,
    orderOf(bits, sort) {
      const part = placesIn(bits)
      return lazyOrder(shelf, part, keysOf(part, keyOf(shelf, sort)))
    },
    atPrice(from, to) {
      const byPrice = order('price')
      const first = countBefore(shelf, byPrice, from, 0)
      const end = to === Number.POSITIVE_INFINITY ? byPrice.length : countBefore(shelf, byPrice, to + 1, 0)
      if (end <= first) return emptyBits(0)
      if ((end - first) * 2 <= byPrice.length) {
        const inside = Uint32Array.from({ length: end - first }, (_, i) => byPrice.placeAt(first + i))
        return bitsOf(inside, inside.length)
      }
      const all = tag === null ? shelf.standingBits : tagSet(shelf, [tag])
      const inside = { from: all.from, words: all.words.slice() }
      for (let i = 0; i < first; i++) clearBit(inside, byPrice.placeAt(i))
      for (let i = end; i < byPrice.length; i++) clearBit(inside, byPrice.placeAt(i))
      return inside
    },
    bounds: (bits) => (bits ? boundsByOrder(shelf, bits, order('price')) : endsOf(shelf, order('price'))),
    selections: new Map(),
    size: () => [...orders.values()].reduce((sum, { values }) => sum + values.length, tally.counts.length),
    before(place, aspects) {
      for (const [sort, list] of orders)
        if ((dependsOn[sort] & aspects) !== 0) takeFromOrder(shelf, list, keyOf(shelf, sort), place)
      if (aspects === aspect.all) tallyPlace(shelf, tally, place, -1)
    },
    after(place, aspects) {
      for (const [sort, list] of orders)
        if ((dependsOn[sort] & aspects) !== 0) putInOrder(shelf, list, keyOf(shelf, sort), place)
      if (aspects === aspect.all) tallyPlace(shelf, tally, place, 1)
    },
  }
}

const endsOf = (shelf: Shelf, order: Order): Bounds =>
  order.length === 0
    ? { low: null, high: null }
    : { low: shelf.price[order.placeAt(0)] ?? 0, high: shelf.price[order.placeAt(order.length - 1)] ?? 0 }

/** The first of the part from both ends. */
function boundsByOrder(shelf: Shelf, bits: Bits, order: Order): Bounds {
  let [from, to] = [0, order.length - 1]
  while (from <= to && !hasBit(bits, order.placeAt(from))) from++
  while (to > from && !hasBit(bits, order.placeAt(to))) to--
  if (from > to) return { low: null, high: null }
  return { low: shelf.price[order.placeAt(from)] ?? 0, high: shelf.price[order.placeAt(to)] ?? 0 }
}

export type Answers = Whole & {
  places: Uint32Array
  /** How much of the score lies in each kind of ware, by the number of its tag. */
  kinds(): Map<number, number>
  /** Forgets what it knows of products that change. */
  forget(aspects: number): void
}

/** The products that answer a text, with their scores, or places that are known (no scores). */
export function openAnswers(
  shelf: Shelf,
  { places, scores }: { places: Uint32Array; scores: Float32Array | null },
): Answers {
  const orders = new Map<ProductSort, Order>()
  let tally: Tally | null = null
  let set: Bits | null = null
  let bounds: Bounds | null = null
  let kinds: Map<number, number> | null = null
  const bits = () => {
    set ??= bitsOf(places, places.length)
    return set
  }
  const byScore = (sort: ProductSort) => sort === 'relevance' && scores !== null
  return {
    places,
    get tally() {
      tally ??= tallyAll(shelf, places, places.length)
      return tally
    },
    bits,
    has: (place) => hasBit(bits(), place),
    order(sort) {
      const before = orders.get(sort)
      if (before) return before
      const keys = scores && byScore(sort) ? negated(scores) : keysOf(places, keyOf(shelf, sort))
      const order = lazyOrder(shelf, places, keys)
      orders.set(sort, order)
      return order
    },
    orderOf(part, sort) {
      const kept = new Uint32Array(places.length)
      const keptScores = new Float32Array(places.length)
      let count = 0
      for (let i = 0; i < places.length; i++) {
        if (!hasBit(part, places[i] ?? 0)) continue
        kept[count] = places[i] ?? 0
        keptScores[count++] = scores?.[i] ?? 0
      }
      const some = kept.slice(0, count)
      const keys = byScore(sort) ? negated(keptScores.subarray(0, count)) : keysOf(some, keyOf(shelf, sort))
      return lazyOrder(shelf, some, keys)
    },
    atPrice: () => null,
    bounds(part) {
      if (part) return boundsOfPlaces(shelf, places, part)
      bounds ??= boundsOfPlaces(shelf, places, null)
      return bounds
    },
    selections: new Map(),
    size: () => places.length * (4 + 3 * orders.size) + shelf.tagNames.length + (set?.words.length ?? 0),
    kinds() {
      kinds ??= kindsOf(shelf, places, scores)
      return kinds
    },
    forget(aspects) {
      if ((aspects & aspect.price) !== 0) bounds = null
      for (const sort of orders.keys()) if (!byScore(sort) && (dependsOn[sort] & aspects) !== 0) orders.delete(sort)
    },
  }
}

function negated(scores: Float32Array): Float64Array {
  const keys = new Float64Array(scores.length)
  for (let i = 0; i < scores.length; i++) keys[i] = -(scores[i] ?? 0)
  return keys
}

function kindsOf(shelf: Shelf, places: Uint32Array, scores: Float32Array | null): Map<number, number> {
  const sums = new Float64Array(shelf.tagNames.length)
  for (let i = 0; i < places.length; i++) {
    const kind = shelf.kind[places[i] ?? 0] ?? 0
    sums[kind] = (sums[kind] ?? 0) + (scores?.[i] ?? 0)
  }
  return new Map([...sums.entries()].filter(([, sum]) => sum > 0))
}

function boundsOfPlaces(shelf: Shelf, places: Uint32Array, part: Bits | null): Bounds {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0
    if (part && !hasBit(part, place)) continue
    const price = shelf.price[place] ?? 0
    if (price < low) low = price
    if (price > high) high = price
  }
  return low > high ? { low: null, high: null } : { low, high }
}

import type { ProductSort } from '../../../domain/search/search-index.ts'
import { type Bits, bitsOf, hasBit, placesIn } from './bits.ts'
import { type NumberList, numberList, placeIn } from './grow.ts'
import {
  dependsOn,
  keyOf,
  lazyOrder,
  type Order,
  putInOrder,
  sortedOrder,
  sortPlaces,
  takeFromOrder,
} from './orders.ts'
import type { Bounds, Selection } from './selection.ts'
import { aspect, type Shelf } from './shelf.ts'
import { tagSet } from './tag-sets.ts'
import { type Tally, tallyAll, tallyPlace } from './tally.ts'

/** All products of a category, of a collection, of the shop or of a text: what filters take their part of. */
export type Whole = {
  tally: Tally
  bits(): Bits
  has(place: number): boolean
  order(sort: ProductSort): Order
  /** The order of a small part. */
  orderOf(bits: Bits, sort: ProductSort): Order
  /** Of a part of it; `bits` null: of all. */
  bounds(bits: Bits | null): Bounds
  selections: Map<string, Selection>
  /** Numbers of 32 bits that it keeps. */
  size(): number
}

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
      return lazyOrder(shelf, part, Float64Array.from(part, keyOf(shelf, sort)))
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

export type Answers = Whole & { forgetOrders(aspects: number): void }

/** The products that answer a text, with their scores, or places that are known (no scores). */
export function openAnswers(
  shelf: Shelf,
  { places, scores }: { places: Uint32Array; scores: Float32Array | null },
): Answers {
  const orders = new Map<ProductSort, Order>()
  const tally = tallyAll(shelf, places, places.length)
  let set: Bits | null = null
  const bits = () => {
    set ??= bitsOf(places, places.length)
    return set
  }
  const byScore = (sort: ProductSort) => sort === 'relevance' && scores !== null
  const keys = (sort: ProductSort) =>
    byScore(sort) ? Float64Array.from(scores ?? [], (score) => -score) : Float64Array.from(places, keyOf(shelf, sort))
  return {
    tally,
    bits,
    has: (place) => hasBit(bits(), place),
    order(sort) {
      const before = orders.get(sort)
      if (before) return before
      const order = lazyOrder(shelf, places, keys(sort))
      orders.set(sort, order)
      return order
    },
    orderOf(part, sort) {
      const all = keys(sort)
      const kept = Uint32Array.from(places, (_, i) => i).filter((i) => hasBit(part, places[i] ?? 0))
      return lazyOrder(
        shelf,
        kept.map((i) => places[i] ?? 0),
        Float64Array.from(kept, (i) => all[i] ?? 0),
      )
    },
    bounds: (part) => boundsOfPlaces(shelf, places, part),
    selections: new Map(),
    size: () => places.length * (4 + 3 * orders.size) + tally.counts.length + (set?.words.length ?? 0),
    forgetOrders(aspects) {
      for (const sort of orders.keys()) if (!byScore(sort) && (dependsOn[sort] & aspects) !== 0) orders.delete(sort)
    },
  }
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

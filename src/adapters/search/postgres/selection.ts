import type { ProductSort } from '../../../domain/search/search-index.ts'
import { type Bits, clearBit, hasBit, lowestOf, setBit, wordOf } from './bits.ts'
import { type Filters, failingOf, fails } from './filters.ts'
import { dependsOn, type Order } from './orders.ts'
import { aspect, flag, type Shelf } from './shelf.ts'
import { tagSet } from './tag-sets.ts'
import { type Tally, tallyPart, tallyPlace, tallyWord } from './tally.ts'

/** All products of a category, of a collection, of the shop or of a text: what filters take their part of. */
export type Whole = {
  tally: Tally
  bits(): Bits
  has(place: number): boolean
  order(sort: ProductSort): Order
  /** The order of a small part. */
  orderOf(bits: Bits, sort: ProductSort): Order
  /** Those of a price range, where they are found without looking at all; else null. */
  atPrice(from: number, to: number): Bits | null
  /** Of a part of it; `bits` null: of all. */
  bounds(bits: Bits | null): Bounds
  selections: Map<string, Selection>
  /** Numbers of 32 bits that it keeps, without its selections. */
  size(): number
}

/** What is left of a list with filters chosen, kept right while products change. */
export type Selection = {
  filters: Filters
  bits: Bits
  /** As if the price were not chosen. */
  atAnyPrice: Bits
  /** Its counts of a facet are as if the facet itself were not chosen. */
  tally: Tally
  bounds: Bounds | null
  orders: Map<ProductSort, Order>
}

/** The lowest and the highest price; both null where there is no product. */
export type Bounds = { low: number | null; high: number | null }

/** Numbers of 32 bits that it keeps. */
export const sizeOf = ({ bits, atAnyPrice, tally }: Selection): number =>
  bits.words.length + (atAnyPrice === bits ? 0 : atAnyPrice.words.length) + tally.counts.length

/** One pass over the words of the sets. */
export function makeSelection(shelf: Shelf, whole: Whole, filters: Filters): Selection {
  const all = whole.bits()
  const onlyPriced = filters.groups.length === 0 && filters.flags === 0 && filters.createdFrom === 0
  const inRange = onlyPriced ? whole.atPrice(filters.priceFrom, filters.priceTo) : null
  if (inRange) {
    const atAnyPrice = { from: all.from, words: all.words.slice() }
    const tally = tallyPart(shelf, whole.tally, all, inRange)
    return { filters, bits: inRange, atAnyPrice, tally, bounds: null, orders: new Map() }
  }
  const needed = neededSets(shelf, filters)
  const facets = filters.groups.flatMap(({ tags, facet }) =>
    facet === null ? [] : [{ facet, set: tagSet(shelf, tags) }],
  )
  const atAnyPrice: Bits = { from: all.from, words: new Uint32Array(all.words.length) }
  const bits = hasPrice(filters) ? { from: all.from, words: new Uint32Array(all.words.length) } : atAnyPrice
  // Of a single facet on a whole list the other values are counted already.
  const isOnly = facets.length === 1 && needed.length === 0 && filters.createdFrom === 0 && !hasPrice(filters)
  const counts = isOnly ? null : facets.map(() => new Uint32Array(shelf.tagNames.length))
  for (let i = 0; i < all.words.length; i++) {
    const at = all.from + i
    let inAll = all.words[i] ?? 0
    for (const set of needed) if (inAll !== 0) inAll &= wordOf(set, at)
    if (filters.createdFrom > 0) inAll = thoseNew(shelf, at, inAll, filters.createdFrom)
    if (inAll === 0) continue
    // Those that fail at one facet count for its other values.
    let failingOne = 0
    for (const { set } of facets) {
      const word = wordOf(set, at)
      failingOne = (failingOne & word) | (inAll & ~word)
      inAll &= word
    }
    atAnyPrice.words[i] = inAll
    if (bits !== atAnyPrice) bits.words[i] = thoseAtPrice(shelf, at, inAll, filters)
    if (counts && failingOne !== 0)
      facets.forEach(({ set }, f) => {
        const failing = failingOne & ~wordOf(set, at)
        const few = bits === atAnyPrice ? failing : thoseAtPrice(shelf, at, failing, filters)
        tallyWord(shelf, counts[f] as Uint32Array, at, few)
      })
  }
  const tally = tallyPart(shelf, whole.tally, all, bits)
  facets.forEach(({ facet }, f) => {
    for (const tag of shelf.facetTags.get(facet) ?? [])
      tally.counts[tag] = counts ? (tally.counts[tag] ?? 0) + (counts[f]?.[tag] ?? 0) : (whole.tally.counts[tag] ?? 0)
  })
  return { filters, bits, atAnyPrice, tally, bounds: null, orders: new Map() }
}

/** Sets that a product must be in to be counted anywhere. */
function neededSets(shelf: Shelf, { flags, groups }: Filters): Bits[] {
  const sets = groups.flatMap(({ tags, facet }) => (facet === null ? [tagSet(shelf, tags)] : []))
  if ((flags & flag.reduced) !== 0) sets.push(shelf.reduced)
  if ((flags & flag.inStock) !== 0) sets.push(shelf.inStock)
  return sets
}

function thoseNew(shelf: Shelf, at: number, places: number, createdFrom: number): number {
  let kept = places
  for (let word = places; word !== 0; word &= word - 1) {
    const bit = lowestOf(word)
    if ((shelf.createdAt[(at << 5) + bit] ?? 0) < createdFrom) kept &= ~(1 << bit)
  }
  return kept
}

function thoseAtPrice(shelf: Shelf, at: number, places: number, { priceFrom, priceTo }: Filters): number {
  let kept = places
  for (let word = places; word !== 0; word &= word - 1) {
    const bit = lowestOf(word)
    const price = shelf.price[(at << 5) + bit] ?? 0
    if (price < priceFrom || price > priceTo) kept &= ~(1 << bit)
  }
  return kept
}

const hasPrice = ({ priceFrom, priceTo }: Filters) => priceFrom > 0 || priceTo < Number.POSITIVE_INFINITY

/** What of a product its membership and its counts depend on. */
const concerns = ({ filters }: Selection): number =>
  (hasPrice(filters) ? aspect.price : 0) |
  ((filters.flags & flag.reduced) !== 0 ? aspect.reduced : 0) |
  ((filters.flags & flag.inStock) !== 0 ? aspect.stock : 0) |
  (filters.createdFrom > 0 ? aspect.created : 0)

/** Takes a place out of the selection before it changes (-1) and into it after (1). */
export function change(shelf: Shelf, selection: Selection, place: number, aspects: number, by: 1 | -1): void {
  if (aspects === aspect.all || (concerns(selection) & aspects) !== 0) {
    recount(shelf, selection, place, by)
    selection.orders.clear()
    return
  }
  if ((aspects & aspect.price) !== 0 && hasBit(selection.atAnyPrice, place)) selection.bounds = null
  for (const sort of selection.orders.keys()) if ((dependsOn[sort] & aspects) !== 0) selection.orders.delete(sort)
}

function recount(shelf: Shelf, selection: Selection, place: number, by: 1 | -1): void {
  const { filters, tally } = selection
  const failing = failingOf(shelf, filters, place)
  if ((failing & fails.list) !== 0) return
  if ((failing & ~fails.price) === 0) {
    const mark = by === 1 ? setBit : clearBit
    mark(selection.atAnyPrice, place)
    if (failing === 0) mark(selection.bits, place)
    // Another price may be the lowest now.
    selection.bounds = null
  }
  if (failing === 0) tallyPlace(shelf, tally, place, by)
  else if (failing !== fails.price && (failing & (failing - 1)) === 0)
    tallyPlace(shelf, tally, place, by, filters.groups[31 - Math.clz32(failing)]?.facet ?? null)
}

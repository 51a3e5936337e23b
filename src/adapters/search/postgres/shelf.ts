import { fairRating, likingOf } from '../../../domain/search/liking.ts'
import { tells } from '../../../domain/search/weigh-words.ts'
import { type Bits, clearBit, emptyBits, setBit } from './bits.ts'
import { append, grown, type NumberList, numberList, removeNumber } from './grow.ts'

/** One product as the index holds it: the row of its table, with its words as numbers of the lexicon. */
export type ShelfRow = {
  productId: number
  revision: number
  name: string
  priceMinor: number
  reduced: boolean
  inStock: boolean
  rating: number
  ratingCount: number
  popularity: number
  /** Seconds since 1970. */
  createdAt: number
  /** Bits: whom it is made for. */
  audience: number
  /** 'category:12', 'collection:3', '=color:red': what lists and facets count, the nearest category first. */
  tags: readonly string[]
  /** Pairs of a word's number and its weight. */
  words: ArrayLike<number>
}

/** The facet value that a tag stands for; null for categories and collections. */
export type TagFacet = { code: string; value: string } | null

function facetOf(tag: string): TagFacet {
  if (!tag.startsWith('=')) return null
  const colon = tag.indexOf(':')
  return { code: tag.slice(1, colon), value: tag.slice(colon + 1) }
}

export const flag = { reduced: 1, inStock: 2, gone: 4 } as const

/** What of a product changes: bits. `all`: it comes or goes. */
export const aspect = { price: 1, reduced: 2, stock: 4, popularity: 8, rating: 16, created: 32, all: 63 } as const

/** Told of each change of a product while it stands as before, and again when it is done. */
export type Watcher = { before(place: number, aspects: number): void; after(place: number, aspects: number): void }

/**
 * The products of one market in one language, in memory. Products have numbered places; those of a category lie side by side when
 * the shelf is loaded. One whose words or tags change comes again at the end, and its old place is marked as gone. A shelf with
 * many such places is loaded anew.
 */
export type Shelf = {
  /** Counts up when other products or words stand on it: what was computed from it is then stale. */
  version: number
  watcher: Watcher | null
  /** Places used, gone ones included. */
  size: number
  gone: number
  place: Map<number, number>
  productId: Int32Array
  price: Int32Array
  flags: Uint8Array
  audience: Uint8Array
  rating: Float32Array
  popularity: Int32Array
  /** What popularity and reviews add to an answer: from 1 to about 1.1. */
  liking: Float32Array
  createdAt: Uint32Array
  /** The nearest category, as the number of its tag. */
  kind: Uint32Array
  revision: Map<number, number>
  /** Tells whether words or tags have changed. */
  mark: Uint32Array
  names: string[]
  tagsFrom: Uint32Array
  tagsOf: NumberList
  tagNames: string[]
  tagIds: Map<string, number>
  tagFacets: TagFacet[]
  /** The tags of each facet. */
  facetTags: Map<string, number[]>
  /** Places by tag, ascending, without those that are gone. */
  tagged: NumberList[]
  /** The same as sets, for the tags that have been asked for as filters and stand on many products. */
  tagBits: (Bits | undefined)[]
  standingBits: Bits
  inStock: Bits
  reduced: Bits
  /** Words by number: each entry is a place (24 bits) and a weight (8 bits). */
  postingsFrom: Uint32Array
  postings: Uint32Array
  /** What came after the shelf was loaded. */
  added: Map<number, NumberList>
  /** How many products a word tells about, and in how many it stands. */
  telling: Uint32Array
  standing: Uint32Array
}

const emptyShelf = (rows: number, words: number): Shelf => ({
  version: 0,
  watcher: null,
  size: 0,
  gone: 0,
  place: new Map(),
  productId: new Int32Array(rows),
  price: new Int32Array(rows),
  flags: new Uint8Array(rows),
  audience: new Uint8Array(rows),
  rating: new Float32Array(rows),
  popularity: new Int32Array(rows),
  liking: new Float32Array(rows),
  createdAt: new Uint32Array(rows),
  kind: new Uint32Array(rows),
  revision: new Map(),
  mark: new Uint32Array(rows),
  names: [],
  tagsFrom: new Uint32Array(rows + 1),
  tagsOf: numberList(rows * 6),
  tagNames: [],
  tagIds: new Map(),
  tagFacets: [],
  facetTags: new Map(),
  tagged: [],
  tagBits: [],
  standingBits: emptyBits(rows),
  inStock: emptyBits(rows),
  reduced: emptyBits(rows),
  postingsFrom: new Uint32Array(words + 1),
  postings: new Uint32Array(0),
  added: new Map(),
  telling: new Uint32Array(words),
  standing: new Uint32Array(words),
})

/** A shelf of all rows at once: their words lie in one piece of memory. */
export function buildShelf(unsorted: readonly ShelfRow[], wordCount: number): Shelf {
  const rows = byCategory(unsorted)
  const shelf = emptyShelf(rows.length, wordCount)
  for (const row of rows) {
    for (let i = 0; i < row.words.length; i += 2) {
      const word = row.words[i] ?? 0
      shelf.postingsFrom[word + 1] = (shelf.postingsFrom[word + 1] ?? 0) + 1
    }
  }
  for (let word = 0; word < wordCount; word++)
    shelf.postingsFrom[word + 1] = (shelf.postingsFrom[word + 1] ?? 0) + (shelf.postingsFrom[word] ?? 0)
  shelf.postings = new Uint32Array(shelf.postingsFrom[wordCount] ?? 0)
  const next = shelf.postingsFrom.slice()
  for (const row of rows) {
    const place = takePlace(shelf, row)
    for (let i = 0; i < row.words.length; i += 2) {
      const word = row.words[i] ?? 0
      const at = next[word] ?? 0
      shelf.postings[at] = place * 256 + (row.words[i + 1] ?? 0)
      next[word] = at + 1
      countWord(shelf, word, row.words[i + 1] ?? 0, 1)
    }
  }
  return shelf
}

/** Products of a category side by side, so that its set fills few words of memory. */
function byCategory(rows: readonly ShelfRow[]): ShelfRow[] {
  const groups = new Map<string, ShelfRow[]>()
  for (const row of rows) {
    let path = ''
    for (const tag of row.tags) if (tag.startsWith('category:')) path = `${tag} ${path}`
    const group = groups.get(path)
    if (group) group.push(row)
    else groups.set(path, [row])
  }
  return [...groups.keys()].sort().flatMap((path) => groups.get(path) ?? [])
}

/** Puts a product on the shelf, unless a newer revision stands there. */
export function putRow(shelf: Shelf, row: ShelfRow, wordCount: number): void {
  if ((shelf.revision.get(row.productId) ?? -1) > row.revision) return
  const before = shelf.place.get(row.productId)
  if (before !== undefined && shelf.mark[before] === markOf(row)) {
    const aspects = changedAspects(shelf, before, row)
    if (aspects !== 0) shelf.watcher?.before(before, aspects)
    fill(shelf, before, row)
    if (aspects !== 0) shelf.watcher?.after(before, aspects)
    return
  }
  if (before !== undefined) takeAway(shelf, before)
  shelf.telling = grown(shelf.telling, wordCount)
  shelf.standing = grown(shelf.standing, wordCount)
  const place = takePlace(shelf, row)
  for (let i = 0; i < row.words.length; i += 2) {
    const word = row.words[i] ?? 0
    let list = shelf.added.get(word)
    if (!list) {
      list = numberList()
      shelf.added.set(word, list)
    }
    append(list, place * 256 + (row.words[i + 1] ?? 0))
    countWord(shelf, word, row.words[i + 1] ?? 0, 1)
  }
  shelf.watcher?.after(place, aspect.all)
}

export function removeRow(shelf: Shelf, productId: number, revision: number): void {
  const before = shelf.place.get(productId)
  shelf.revision.set(productId, revision)
  if (before === undefined) return
  takeAway(shelf, before)
  shelf.place.delete(productId)
}

/** Calls for each place where the word stands, with its weight, until it returns true; places that are gone are among them. */
export function somePosting(shelf: Shelf, word: number, see: (place: number, weight: number) => boolean): void {
  const { postings } = shelf
  const end = shelf.postingsFrom[word + 1] ?? 0
  for (let i = shelf.postingsFrom[word] ?? end; i < end; i++) {
    const entry = postings[i] ?? 0
    if (see(entry >>> 8, entry & 255)) return
  }
  const list = shelf.added.get(word)
  if (list)
    for (let i = 0; i < list.length; i++) {
      const entry = list.values[i] ?? 0
      if (see(entry >>> 8, entry & 255)) return
    }
}

const countWord = (shelf: Shelf, word: number, weight: number, by: 1 | -1) => {
  shelf.standing[word] = (shelf.standing[word] ?? 0) + by
  if (weight >= tells) shelf.telling[word] = (shelf.telling[word] ?? 0) + by
}

function takeAway(shelf: Shelf, place: number): void {
  shelf.watcher?.before(place, aspect.all)
  for (let t = shelf.tagsFrom[place] ?? 0; t < (shelf.tagsFrom[place + 1] ?? 0); t++) {
    const tag = shelf.tagsOf.values[t] ?? 0
    removeNumber(shelf.tagged[tag], place)
    clearBit(shelf.tagBits[tag], place)
  }
  for (const bits of [shelf.standingBits, shelf.inStock, shelf.reduced]) clearBit(bits, place)
  shelf.flags[place] = (shelf.flags[place] ?? 0) | flag.gone
  shelf.names[place] = ''
  shelf.gone++
  shelf.version++
}

function takePlace(shelf: Shelf, row: ShelfRow): number {
  const place = shelf.size++
  shelf.version++
  const room = shelf.size
  shelf.productId = grown(shelf.productId, room)
  shelf.price = grown(shelf.price, room)
  shelf.flags = grown(shelf.flags, room)
  shelf.audience = grown(shelf.audience, room)
  shelf.rating = grown(shelf.rating, room)
  shelf.popularity = grown(shelf.popularity, room)
  shelf.liking = grown(shelf.liking, room)
  shelf.createdAt = grown(shelf.createdAt, room)
  shelf.mark = grown(shelf.mark, room)
  shelf.kind = grown(shelf.kind, room)
  shelf.tagsFrom = grown(shelf.tagsFrom, room + 1)
  shelf.mark[place] = markOf(row)
  for (const name of row.tags) {
    const tag = shelf.tagIds.get(name) ?? addTag(shelf, name)
    append(shelf.tagsOf, tag)
    append(shelf.tagged[tag] as NumberList, place)
    const bits = shelf.tagBits[tag]
    if (bits) setBit(bits, place)
  }
  shelf.kind[place] = shelf.tagIds.get(row.tags[0] ?? '') ?? 0
  shelf.tagsFrom[place + 1] = shelf.tagsOf.length
  setBit(shelf.standingBits, place)
  fill(shelf, place, row)
  shelf.place.set(row.productId, place)
  return place
}

function addTag(shelf: Shelf, name: string): number {
  const tag = shelf.tagNames.push(name) - 1
  const facet = facetOf(name)
  shelf.tagIds.set(name, tag)
  shelf.tagFacets.push(facet)
  shelf.tagged.push(numberList())
  if (facet) shelf.facetTags.set(facet.code, [...(shelf.facetTags.get(facet.code) ?? []), tag])
  return tag
}

function changedAspects(shelf: Shelf, place: number, row: ShelfRow): number {
  const flags = shelf.flags[place] ?? 0
  const rating = Math.fround(fairRating(row.rating, row.ratingCount))
  return (
    (shelf.price[place] === row.priceMinor ? 0 : aspect.price) |
    (((flags & flag.reduced) !== 0) === row.reduced ? 0 : aspect.reduced) |
    (((flags & flag.inStock) !== 0) === row.inStock ? 0 : aspect.stock) |
    (shelf.popularity[place] === row.popularity ? 0 : aspect.popularity) |
    (shelf.rating[place] === rating ? 0 : aspect.rating) |
    (shelf.createdAt[place] === row.createdAt ? 0 : aspect.created)
  )
}

function fill(shelf: Shelf, place: number, row: ShelfRow): void {
  shelf.productId[place] = row.productId
  shelf.price[place] = row.priceMinor
  shelf.flags[place] = (row.reduced ? flag.reduced : 0) | (row.inStock ? flag.inStock : 0)
  shelf.audience[place] = row.audience
  shelf.rating[place] = fairRating(row.rating, row.ratingCount)
  shelf.popularity[place] = row.popularity
  shelf.liking[place] = likingOf(row.popularity, shelf.rating[place] ?? 0)
  const marked = (bits: Bits, is: boolean) => (is ? setBit(bits, place) : clearBit(bits, place))
  marked(shelf.inStock, row.inStock)
  marked(shelf.reduced, row.reduced)
  shelf.createdAt[place] = row.createdAt
  if (shelf.names[place] !== row.name) shelf.version++
  shelf.names[place] = row.name
  shelf.revision.set(row.productId, row.revision)
}

function markOf(row: ShelfRow): number {
  let mark = 2166136261
  const mix = (value: number) => {
    mark = Math.imul(mark ^ value, 16777619)
  }
  for (let i = 0; i < row.words.length; i++) mix(row.words[i] ?? 0)
  for (const tag of row.tags) for (let i = 0; i < tag.length; i++) mix(tag.charCodeAt(i))
  return mark >>> 0
}

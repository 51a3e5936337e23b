import type { FacetCount } from '../../../domain/search/search-index.ts'
import { type Bits, countBits, lowestOf, wordOf } from './bits.ts'
import { grown } from './grow.ts'
import type { Shelf } from './shelf.ts'

/** How many products a list has, and on how many of them each tag stands. */
export type Tally = {
  total: number
  counts: Uint32Array
  /** The counts as pages show them, until one changes. */
  shown: Record<string, FacetCount[]> | null
}

/** Counts a place in or out. `facet`: only the tags of that facet. */
export function tallyPlace(shelf: Shelf, tally: Tally, place: number, by: 1 | -1, facet: string | null = null): void {
  tally.counts = grown(tally.counts, shelf.tagNames.length)
  tally.shown = null
  const end = shelf.tagsFrom[place + 1] ?? 0
  for (let t = shelf.tagsFrom[place] ?? 0; t < end; t++) {
    const tag = shelf.tagsOf.values[t] ?? 0
    if (facet === null || shelf.tagFacets[tag]?.code === facet) tally.counts[tag] = (tally.counts[tag] ?? 0) + by
  }
  if (facet === null) tally.total += by
}

export function tallyAll(shelf: Shelf, places: ArrayLike<number>, length: number): Tally {
  const counts = new Uint32Array(shelf.tagNames.length)
  const { tagsFrom } = shelf
  const tags = shelf.tagsOf.values
  for (let i = 0; i < length; i++) {
    const place = places[i] ?? 0
    const end = tagsFrom[place + 1] ?? 0
    for (let t = tagsFrom[place] ?? 0; t < end; t++) {
      const tag = tags[t] ?? 0
      counts[tag] = (counts[tag] ?? 0) + 1
    }
  }
  return { total: length, counts, shown: null }
}

/** Counts a part of a list: by its own products, or by those that are missing where these are fewer. */
export function tallyPart(shelf: Shelf, whole: Tally, all: Bits, part: Bits): Tally {
  const counts = new Uint32Array(shelf.tagNames.length)
  const total = countBits(part)
  const byMissing = total * 2 > whole.total
  for (let i = 0; i < part.words.length; i++) {
    const word = part.words[i] ?? 0
    tallyWord(shelf, counts, part.from + i, byMissing ? wordOf(all, part.from + i) & ~word : word)
  }
  if (byMissing)
    for (let tag = 0; tag < counts.length; tag++) counts[tag] = (whole.counts[tag] ?? 0) - (counts[tag] ?? 0)
  return { total, counts, shown: null }
}

/** Counts the tags of the places of one word of a set. */
export function tallyWord(shelf: Shelf, counts: Uint32Array, at: number, places: number): void {
  const { tagsFrom } = shelf
  const tags = shelf.tagsOf.values
  for (let word = places; word !== 0; word &= word - 1) {
    const place = (at << 5) + lowestOf(word)
    const end = tagsFrom[place + 1] ?? 0
    for (let t = tagsFrom[place] ?? 0; t < end; t++) {
      const tag = tags[t] ?? 0
      counts[tag] = (counts[tag] ?? 0) + 1
    }
  }
}

/** The counts of all facets, the highest first; a chosen value stands there also with none. */
export function shownCounts(
  shelf: Shelf,
  tally: Tally,
  chosen: Record<string, readonly string[]>,
): Record<string, FacetCount[]> {
  if (tally.shown) return tally.shown
  const shown: Record<string, FacetCount[]> = {}
  for (const [code, tags] of shelf.facetTags) {
    const list: FacetCount[] = []
    for (const tag of tags) {
      const count = tally.counts[tag] ?? 0
      const value = shelf.tagFacets[tag]?.value ?? ''
      if (count > 0 || chosen[code]?.includes(value)) list.push({ value, count })
    }
    if (list.length > 0) shown[code] = list.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  }
  tally.shown = shown
  return shown
}

import { baseOf } from '../../../domain/search/base-word.ts'
import type { Suggestions } from '../../../domain/search/search-index.ts'
import { stopWords } from '../../../domain/search/stop-words.ts'
import { tells } from '../../../domain/search/weigh-words.ts'
import { wordsOf } from '../../../domain/search/words.ts'
import { asWritten } from './as-written.ts'
import { groupOf, understand } from './concepts.ts'
import type { Lexicon } from './lexicon.ts'
import { rank } from './rank.ts'
import { type Shelf, somePosting } from './shelf.ts'

/** What a shopper may be about to type: the last word is unfinished. */
export function suggest(
  shelf: Shelf,
  lexicon: Lexicon,
  categories: ReadonlyMap<number, string>,
  text: string,
  limit: number,
): Suggestions {
  const words = wordsOf(text).slice(0, 12)
  const last = words.at(-1)
  if (!last) return { products: [], categories: [], terms: [] }
  const { places, scores } = rank(shelf, understand(text.trim(), lexicon, shelf))
  const best = bestPlaces(shelf, places, scores, limit)
  return {
    products: best.map((place) => ({ productId: shelf.productId[place] ?? 0, name: shelf.names[place] ?? '' })),
    categories: matchingCategories(shelf, categories, words, places, scores, limit),
    terms: finishedTerms(shelf, lexicon, [...categories.values()], words, last, limit),
  }
}

/** The places with the best scores, the best first; the same score: the smaller id first. */
function bestPlaces(shelf: Shelf, places: Uint32Array, scores: Float32Array, limit: number): number[] {
  const best: number[] = []
  const before = (a: number, b: number) =>
    (scores[a] ?? 0) - (scores[b] ?? 0) ||
    (shelf.productId[places[b] ?? 0] ?? 0) - (shelf.productId[places[a] ?? 0] ?? 0)
  for (let i = 0; i < places.length; i++) {
    if (best.length === limit && before(i, best.at(-1) ?? 0) <= 0) continue
    const at = best.findIndex((other) => before(i, other) > 0)
    best.splice(at < 0 ? best.length : at, 0, i)
    if (best.length > limit) best.pop()
  }
  return best.map((i) => places[i] ?? 0)
}

function matchingCategories(
  shelf: Shelf,
  categories: ReadonlyMap<number, string>,
  words: readonly string[],
  places: Uint32Array,
  scores: Float32Array,
  limit: number,
): Suggestions['categories'] {
  const last = words.at(-1) ?? ''
  const weights = new Map<number, number>()
  for (const [id, name] of categories) {
    const parts = wordsOf(name)
    const named = parts.some((part) => part.startsWith(last) || (last.length > 3 && part.endsWith(last)))
    if (named && words.every((word, i) => i === words.length - 1 || parts.includes(word))) weights.set(id, 1000)
  }
  // Where the answers stand is a good place to look as well.
  const standing = new Float64Array(shelf.tagNames.length)
  let whole = 0
  for (let i = 0; i < places.length; i++) {
    const tag = shelf.tagsOf.values[shelf.tagsFrom[places[i] ?? 0] ?? 0] ?? 0
    standing[tag] = (standing[tag] ?? 0) + (scores[i] ?? 0)
    whole += scores[i] ?? 0
  }
  standing.forEach((sum, tag) => {
    const id = Number(/^category:(\d+)$/.exec(shelf.tagNames[tag] ?? '')?.[1])
    if (sum > whole * 0.3 || weights.has(id)) weights.set(id, (weights.get(id) ?? 0) + (100 * sum) / whole)
  })
  return [...weights]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, Math.min(4, limit))
    .flatMap(([categoryId]) => {
      const name = categories.get(categoryId)
      return name ? [{ categoryId, name }] : []
    })
}

/** Words of the shop that finish the last word, those that stand with the words before it. */
function finishedTerms(
  shelf: Shelf,
  lexicon: Lexicon,
  categories: readonly string[],
  words: readonly string[],
  last: string,
  limit: number,
): string[] {
  // Words that finish 'leather ba' must stand in products with 'leather'.
  const before = words.slice(0, -1).filter((word) => !stopWords[lexicon.locale].has(word))
  const beside = before.length > 0 ? new Uint8Array(shelf.size) : null
  if (beside)
    before.forEach((word, n) => {
      for (const id of groupOf(lexicon, word).ids)
        somePosting(shelf, id, (place) => {
          if (beside[place] === n) beside[place] = n + 1
          return false
        })
    })
  const counts = lexicon
    .startingWith(last)
    .filter((id) => !/\d/.test(lexicon.words[id] ?? '') && !stopWords[lexicon.locale].has(lexicon.words[id] ?? ''))
    .map((id) => ({ id, count: shelf.telling[id] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 16)
  const found = counts.map(({ id, count }) => {
    if (!beside) return { id, count }
    let together = 0
    somePosting(shelf, id, (place, weight) => {
      if (weight >= tells && beside[place] === before.length) together++
      return false
    })
    return { id, count: together }
  })
  const start = words.slice(0, -1).join(' ')
  const seen = new Set<string>()
  const terms: string[] = []
  for (const { id, count } of found.sort((a, b) => b.count - a.count)) {
    if (terms.length === limit) break
    const base = baseOf(lexicon.locale, lexicon.words[id] ?? '')
    // 'scarf' and 'scarves' are one suggestion.
    if (count === 0 || seen.has(base)) continue
    const word = asWritten(lexicon.words[id] ?? '', shelf, lexicon, categories)
    if (!word) continue
    seen.add(base)
    terms.push(start ? `${start} ${word}` : word)
  }
  return terms
}

import { baseOf, stemOf } from '../../../domain/search/base-word.ts'
import type { Suggestions } from '../../../domain/search/search-index.ts'
import { stopWords } from '../../../domain/search/stop-words.ts'
import { tells } from '../../../domain/search/weigh-words.ts'
import { fold, wordsOf } from '../../../domain/search/words.ts'
import { understand } from './concepts.ts'
import type { Lexicon } from './lexicon.ts'
import { rank } from './rank.ts'
import { eachPosting, flag, type Shelf } from './shelf.ts'

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
  const best = Array.from(places, (place, i) => ({ place, score: scores[i] ?? 0 }))
    .sort((a, b) => b.score - a.score || (shelf.productId[a.place] ?? 0) - (shelf.productId[b.place] ?? 0))
    .slice(0, limit)
  return {
    products: best.map(({ place }) => ({ productId: shelf.productId[place] ?? 0, name: shelf.names[place] ?? '' })),
    categories: matchingCategories(shelf, categories, words, places, scores, limit),
    terms: finishedTerms(shelf, lexicon, [...categories.values()], words, last, limit),
  }
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
  const standing = new Map<number, number>()
  let whole = 0
  places.forEach((place, i) => {
    const name = shelf.tagNames[shelf.tagsOf.values[shelf.tagsFrom[place] ?? 0] ?? 0] ?? ''
    if (!name.startsWith('category:')) return
    const id = Number(name.slice(9))
    standing.set(id, (standing.get(id) ?? 0) + (scores[i] ?? 0))
    whole += scores[i] ?? 0
  })
  for (const [id, sum] of standing)
    if (sum > whole * 0.3 || weights.has(id)) weights.set(id, (weights.get(id) ?? 0) + (100 * sum) / whole)
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
  const before = words.slice(0, -1).filter((word) => !stopWords[lexicon.locale].has(word))
  const beside = before.length > 0 ? standingWith(shelf, lexicon, before) : null
  const counts = lexicon
    .startingWith(last)
    .filter((id) => !/\d/.test(lexicon.words[id] ?? '') && !stopWords[lexicon.locale].has(lexicon.words[id] ?? ''))
    .map((id) => ({ id, count: shelf.telling[id] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 40)
  const found = counts.map(({ id, count }) => {
    if (!beside) return { id, count }
    let together = 0
    eachPosting(shelf, id, (place, weight) => {
      if (weight >= tells && beside.has(place)) together++
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
    const word = asWritten(shelf, categories, id, lexicon.words[id] ?? '')
    if (!word) continue
    seen.add(base)
    terms.push(start ? `${start} ${word}` : word)
  }
  return terms
}

/** A word as names of products and categories write it: 'Käse', not 'kase'. */
function asWritten(shelf: Shelf, categories: readonly string[], id: number, word: string): string | null {
  let written: string | undefined
  const tokenIn = (name: string) =>
    name.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu)?.find((token) => fold(token) === word)
  eachPosting(shelf, id, (place, weight) => {
    if (!written && weight >= tells) written = tokenIn(shelf.names[place] ?? '')
  })
  for (const name of categories) written ??= tokenIn(name)
  return written ?? null
}

function standingWith(shelf: Shelf, lexicon: Lexicon, words: readonly string[]): Set<number> {
  let places: Set<number> | null = null
  for (const word of words) {
    const here = new Set<number>()
    for (const id of lexicon.sameStem(stemOf(lexicon.locale, word)))
      eachPosting(shelf, id, (place) => {
        if (((shelf.flags[place] ?? 0) & flag.gone) === 0 && (!places || places.has(place))) here.add(place)
      })
    places = here
  }
  return places ?? new Set()
}

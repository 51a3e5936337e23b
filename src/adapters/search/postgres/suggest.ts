import { baseOf } from '../../../domain/search/base-word.ts'
import { groupOf } from '../../../domain/search/concepts.ts'
import type { Lexicon, WordCounts } from '../../../domain/search/lexicon.ts'
import type { Suggestions } from '../../../domain/search/search-index.ts'
import { stopWords } from '../../../domain/search/stop-words.ts'
import { tells } from '../../../domain/search/weigh-words.ts'
import { wordsOf } from '../../../domain/search/words.ts'
import { asWritten } from './as-written.ts'
import { type Bits, emptyBits, hasBit, setBit } from './bits.ts'
import { type Shelf, somePosting } from './shelf.ts'
import type { Answers } from './whole.ts'

/** What a shopper may be about to type: the last word is unfinished. `answers`: the products that answer the text as it is. */
export function suggest(
  shelf: Shelf,
  lexicon: Lexicon,
  categories: ReadonlyMap<number, string>,
  answers: Answers | null,
  text: string,
  limit: number,
): Suggestions {
  const words = wordsOf(text).slice(0, 12)
  const last = words.at(-1)
  if (!last) return { products: [], categories: [], terms: [] }
  return {
    products: bestProducts(shelf, answers, limit),
    categories: matchingCategories(categories, words, kindsOf(shelf, answers), limit),
    terms: finishedTerms(
      shelf,
      lexicon,
      [...categories.values()],
      words,
      countTogether(shelf, lexicon, words, last),
      limit,
    ),
  }
}

function bestProducts(shelf: Shelf, answers: Answers | null, limit: number): Suggestions['products'] {
  if (!answers) return []
  const order = answers.order('relevance')
  return Array.from({ length: Math.min(limit, order.length) }, (_, i) => {
    const place = order.placeAt(i)
    return { productId: shelf.productId[place] ?? 0, name: shelf.names[place] ?? '' }
  })
}

// Names of categories are few and asked for at every letter.
const namesRead = new Map<string, string[]>()
function wordsOfName(name: string): string[] {
  const words = namesRead.get(name) ?? wordsOf(name)
  if (namesRead.size > 20_000) namesRead.clear()
  namesRead.set(name, words)
  return words
}

/** How much of the answers lies in each category. */
function kindsOf(shelf: Shelf, answers: Answers | null): Map<number, number> {
  const kinds = new Map<number, number>()
  for (const [tag, sum] of answers?.kinds() ?? [])
    kinds.set(Number(/^category:(\d+)$/.exec(shelf.tagNames[tag] ?? '')?.[1]), sum)
  return kinds
}

export function matchingCategories(
  categories: ReadonlyMap<number, string>,
  words: readonly string[],
  kinds: ReadonlyMap<number, number>,
  limit: number,
): Suggestions['categories'] {
  const last = words.at(-1) ?? ''
  const weights = new Map<number, number>()
  for (const [id, name] of categories) {
    const parts = wordsOfName(name)
    const named = parts.some((part) => part.startsWith(last) || (last.length > 3 && part.endsWith(last)))
    if (named && words.every((word, i) => i === words.length - 1 || parts.includes(word))) weights.set(id, 1000)
  }
  // Where the answers stand is a good place to look as well.
  let whole = 0
  for (const sum of kinds.values()) whole += sum
  for (const [id, sum] of kinds) {
    if (sum > whole * 0.3 || weights.has(id)) weights.set(id, (weights.get(id) ?? 0) + (100 * sum) / whole)
  }
  return [...weights]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, Math.min(4, limit))
    .flatMap(([categoryId]) => {
      const name = categories.get(categoryId)
      return name ? [{ categoryId, name }] : []
    })
}

/** Words of the shop that may finish the last one. */
export const wordsFinishing = (shelf: WordCounts, lexicon: Lexicon, last: string): number[] =>
  lexicon.bestStarting(last, 16, (id) => (lexicon.isPlain(id) ? (shelf.telling[id] ?? 0) : 0))

/** The words before the last one that say something: what finishes 'leather ba' must stand in products with 'leather'. */
export const wordsBefore = (lexicon: Lexicon, words: readonly string[]): string[] =>
  words.slice(0, -1).filter((word) => !stopWords[lexicon.locale].has(word))

export type FinishingWord = { id: number; count: number }

function countTogether(shelf: Shelf, lexicon: Lexicon, words: readonly string[], last: string): FinishingWord[] {
  const sets = wordsBefore(lexicon, words).map((word) => productsWith(shelf, lexicon, word))
  return wordsFinishing(shelf, lexicon, last).map((id) => ({
    id,
    count: sets.length === 0 ? (shelf.telling[id] ?? 0) : togetherWith(shelf, id, sets),
  }))
}

/** The text with its last word finished, by the words that stand most often with the others. */
export function finishedTerms(
  shelf: Shelf,
  lexicon: Lexicon,
  categories: readonly string[],
  words: readonly string[],
  found: readonly FinishingWord[],
  limit: number,
): string[] {
  const start = words.slice(0, -1).join(' ')
  const seen = new Set<string>()
  const terms: string[] = []
  for (const { id, count } of found.toSorted((a, b) => b.count - a.count)) {
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

type Kept = { version: number; sets: Map<string, Bits> }
const sets = new WeakMap<Shelf, Kept>()
const setsKept = 64

/** The products with a word of its family; kept while nobody changes words, since each letter that is typed asks again. */
function productsWith(shelf: Shelf, lexicon: Lexicon, word: string): Bits {
  let kept = sets.get(shelf)
  if (kept?.version !== shelf.version || kept.sets.size > setsKept) {
    kept = { version: shelf.version, sets: new Map() }
    sets.set(shelf, kept)
  }
  const before = kept.sets.get(word)
  if (before) return before
  const bits = emptyBits(shelf.size)
  for (const id of groupOf(lexicon, word).ids)
    somePosting(shelf, id, (place) => {
      setBit(bits, place)
      return false
    })
  kept.sets.set(word, bits)
  return bits
}

// Beyond this many products the others are taken to be alike.
const looked = 1_000

/** In about how many products the word tells the ware and stands with the words before it. */
function togetherWith(shelf: Shelf, id: number, sets: readonly Bits[]): number {
  const step = Math.max(1, Math.floor((shelf.standing[id] ?? 0) / looked))
  let [seen, together] = [0, 0]
  somePosting(shelf, id, (place, weight) => {
    if (seen++ % step === 0 && weight >= tells && sets.every((set) => hasBit(set, place))) together++
    return false
  })
  return together * step
}

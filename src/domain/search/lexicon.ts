import type { Locale } from '../settings/market.ts'
import { baseOf, stemOf } from './base-word.ts'
import { splitCompound } from './compounds.ts'
import { stopWords } from './stop-words.ts'

/** All words of the products of one language, and what belongs together. Markets of one language share it. */
export type Lexicon = {
  readonly locale: Locale
  /** Numbers of words count from 0 and never change. */
  readonly words: string[]
  idOf(word: string): number | undefined
  /** Words with the same base form: 'cup', 'cups'. */
  sameBase(base: string): readonly number[]
  /** Words of the same family: 'sparkle', 'sparkling'. */
  sameStem(stem: string): readonly number[]
  /** German compounds that end with the word of this stem ('Kaffeetasse' for 'Tasse'), and those that have it before the end. */
  endingWith(stem: string): readonly number[]
  havingBefore(stem: string): readonly number[]
  /** Of the words that begin with the letters those that `weigh` gives most, the most first; none that it gives nothing. */
  bestStarting(letters: string, count: number, weigh: (id: number) => number): number[]
  /** Of a number or a stop word of the language: no word to suggest. */
  isPlain(id: number): boolean
  add(word: string): number
}

/** In how many products of a market a word of the lexicon stands, and in how many it tells what the ware is. */
export type WordCounts = {
  /** Counts up when they change. */
  readonly version: number
  readonly standing: ArrayLike<number>
  readonly telling: ArrayLike<number>
}

const none: readonly number[] = []

type Groups = Map<string, number | number[]>

function join(groups: Groups, key: string, id: number): void {
  const before = groups.get(key)
  if (before === undefined) groups.set(key, id)
  else if (typeof before === 'number') groups.set(key, [before, id])
  else before.push(id)
}
const read = (groups: Groups, key: string): readonly number[] => {
  const found = groups.get(key)
  return found === undefined ? none : typeof found === 'number' ? [found] : found
}

export function openLexicon(locale: Locale): Lexicon {
  const words: string[] = []
  const ids = new Map<string, number>()
  const bases: Groups = new Map()
  const stems: Groups = new Map()
  const ends: Groups = new Map()
  const befores: Groups = new Map()
  const plain: number[] = []
  let sorted: number[] = []
  // Compounds are split by the words of the shop, so it is done once those are there, and again for what came since.
  let split = 0

  function splitNewWords(): void {
    if (locale !== 'de') return
    for (; split < words.length; split++) {
      const parts = splitCompound(words[split] ?? '', (part) => ids.has(part) || bases.has(baseOf(locale, part)))
      if (!parts) continue
      parts.forEach((part, i) => {
        join(i === parts.length - 1 ? ends : befores, stemOf(locale, part), split)
      })
    }
  }

  function sortNewWords(): void {
    if (sorted.length === words.length) return
    sorted = words.map((_, id) => id).sort((a, b) => ((words[a] ?? '') < (words[b] ?? '') ? -1 : 1))
  }

  return {
    locale,
    words,
    idOf: (word) => ids.get(word),
    sameBase: (base) => read(bases, base),
    sameStem: (stem) => read(locale === 'de' ? bases : stems, stem),
    endingWith: (stem) => {
      splitNewWords()
      return read(ends, stem)
    },
    havingBefore: (stem) => {
      splitNewWords()
      return read(befores, stem)
    },
    bestStarting: (letters, count, weigh) => {
      sortNewWords()
      let [low, high] = [0, sorted.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((words[sorted[middle] ?? 0] ?? '') < letters) low = middle + 1
        else high = middle
      }
      const best: number[] = []
      const weights: number[] = []
      for (let i = low; i < sorted.length; i++) {
        const id = sorted[i] ?? 0
        if (!(words[id] ?? '').startsWith(letters)) break
        const weight = weigh(id)
        if (weight <= 0 || (best.length === count && weight <= (weights.at(-1) ?? 0))) continue
        let at = best.length
        while (at > 0 && (weights[at - 1] ?? 0) < weight) at--
        best.splice(at, 0, id)
        weights.splice(at, 0, weight)
        if (best.length > count) {
          best.pop()
          weights.pop()
        }
      }
      return best
    },
    isPlain: (id) => plain[id] === 1,
    add: (word) => {
      const before = ids.get(word)
      if (before !== undefined) return before
      const id = words.push(word) - 1
      ids.set(word, id)
      plain.push(/\d/.test(word) || stopWords[locale].has(word) ? 0 : 1)
      join(bases, baseOf(locale, word), id)
      const stem = locale === 'en' ? stemOf(locale, word) : ''
      // 'rugged' has little to do with a rug: short stems gather strangers.
      if (stem.length > 3) join(stems, stem, id)
      return id
    },
  }
}

import type { Locale } from '../settings/market.ts'
import { baseOf } from './base-word.ts'
import { synonymsDe } from './synonyms-de.ts'
import { synonymsEn } from './synonyms-en.ts'
import { fold, wordsOf } from './words.ts'

/** Other words for what was said; 1 would mean 'the very same'. */
export type OtherWords = {
  words: string[]
  weight: number
  /** Known as a look only: 'pink' for 'rose', which is a flower too. */
  describes: boolean
}

export type Synonyms = {
  /** What else the words may be called, for words whose base forms are `key`. */
  of(key: string): readonly OtherWords[]
  /** True for words that narrow a ware and do not name one: colours, materials, looks. */
  describes(key: string): boolean
  /** True for the names of wares. */
  names(key: string): boolean
  /** True for what a ware is used for, or when: camping, wedding, office. */
  isUse(key: string): boolean
  /** Words of the language, right as they are even where the shop has nothing of the kind. */
  knows(base: string): boolean
  /** The words that it knows, as they are written. */
  words: readonly string[]
  /** A folded word with its umlauts. */
  written(word: string): string
  /** The longest entry in words. */
  longest: number
}

const same = 0.9
// The first kind is the nearest, those at the end of a long list less so.
const kind = (i: number) => Math.max(0.7, 0.82 - 0.01 * i)
// A scarf serves the winter, though nothing says so.
const servesUse = 0.5
// Somebody who asks for a loveseat may take another sofa.
const wider = 0.4
const related = 0.3

function read(locale: Locale, text: string): Synonyms {
  const others = new Map<string, OtherWords[]>()
  const describing = new Set<string>()
  const naming = new Set<string>()
  const uses = new Set<string>()
  const known = new Set<string>()
  const written = new Map<string, string>()
  let longest = 1
  const entry = (said: string) => {
    const words = wordsOf(said)
    const bases = words.map((word) => baseOf(locale, word))
    for (const base of bases) known.add(base)
    for (const token of said.match(/[\p{L}\p{N}]+/gu) ?? []) written.set(fold(token), token)
    longest = Math.max(longest, words.length)
    return { words, key: bases.join(' ') }
  }
  const link = (from: { key: string }, to: { words: string[]; key: string }, weight: number, describes: boolean) => {
    if (from.key === to.key) return
    const list = others.get(from.key) ?? []
    others.set(from.key, list)
    const before = list.find(({ words }) => words.join(' ') === to.words.join(' '))
    if (!before) list.push({ words: to.words, weight, describes })
    else {
      before.weight = Math.max(before.weight, weight)
      before.describes &&= describes
    }
  }
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [left = '', nearly = ''] = line.replace(/^[*%]/, '').split('~')
    const [equal = '', narrower = ''] = left.split('>')
    const list = (part: string) => (part.trim() === '' ? [] : part.split(',').map(entry))
    const [equals, kinds, likes] = [list(equal), list(narrower), list(nearly)]
    const [describes, isUse] = [line.startsWith('*'), line.startsWith('%')]
    const sort = describes ? describing : isUse ? uses : naming
    for (const one of equals) {
      sort.add(one.key)
      for (const other of equals) link(one, other, same, describes)
      kinds.forEach((other, i) => {
        link(one, other, isUse ? servesUse : kind(i), describes)
      })
      for (const other of likes) link(one, other, related, describes)
    }
    for (const one of kinds) {
      if (!isUse) sort.add(one.key)
      if (!isUse && !describes) for (const other of equals) link(one, other, wider, false)
    }
  }
  return {
    of: (key) => others.get(key) ?? [],
    describes: (key) => describing.has(key) && !naming.has(key),
    names: (key) => naming.has(key),
    isUse: (key) => uses.has(key) && !naming.has(key),
    knows: (base) => known.has(base),
    words: [...written.keys()],
    written: (word) => written.get(word) ?? word,
    longest,
  }
}

const kept = new Map<Locale, Synonyms>()

export function synonyms(locale: Locale): Synonyms {
  let found = kept.get(locale)
  if (!found) {
    found = read(locale, locale === 'de' ? synonymsDe : synonymsEn)
    kept.set(locale, found)
  }
  return found
}

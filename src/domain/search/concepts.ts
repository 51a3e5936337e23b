import { audienceBefore, audienceOfWord } from './audience.ts'
import { baseOf, stemOf } from './base-word.ts'
import { splitCompound } from './compounds.ts'
import type { Lexicon, WordCounts } from './lexicon.ts'
import { priceLimits } from './price-limits.ts'
import { respell } from './respell.ts'
import { isLight, stopWords, useBegins } from './stop-words.ts'
import { type Synonyms, synonyms } from './synonyms.ts'
import { replaceWords, wordsOf } from './words.ts'

/** Words of the shop for one word that was typed: their numbers, each with how near it is (1: the same). */
export type Group = { readonly ids: readonly number[]; readonly nearness: readonly number[] }

/** One way to say a concept: all parts must stand in the product. */
export type Way = {
  parts: Group[]
  weight: number
  typed: boolean
  /** A word for a look, not for the ware. */
  look: boolean
}

export type Concept = {
  words: string[]
  ways: Way[]
  /** Narrows the ware: a colour, a material, a look. */
  describes: boolean
  /** Says little alone: 'set', 'gift'. */
  light: boolean
  /** Stands after 'for', 'with', 'in': the use of the ware, not the ware. */
  use: boolean
  /** Names what wares are used for, or when, and no ware: 'camping', 'wedding'. */
  occasion: boolean
  /** Names a ware, as far as the language knows. */
  ware: boolean
  /** A word of the language. */
  known: boolean
  /** The ware itself. */
  head: boolean
}

export type Understanding = {
  concepts: Concept[]
  audience: number
  fromMinor?: number
  toMinor?: number
  /** What was taken as a constraint, in the shopper's words. */
  understood: string[]
  /** The text with better spelling, where something was misspelled. */
  respelled: string | null
}

const inflected = 0.97
const family = { en: 0.72, de: 0.93 }
const compoundEnd = 0.85
const compoundBefore = 0.4

const groups = new WeakMap<Lexicon, { words: number; kept: Map<string, Group> }>()
const groupsKept = 20_000

/** Words of the shop that stand for a word; kept until a new word comes. */
export function groupOf(lexicon: Lexicon, word: string): Group {
  let known = groups.get(lexicon)
  if (known?.words !== lexicon.words.length || known.kept.size > groupsKept) {
    known = { words: lexicon.words.length, kept: new Map() }
    groups.set(lexicon, known)
  }
  const group = known.kept.get(word) ?? findGroup(lexicon, word)
  known.kept.set(word, group)
  return group
}

function findGroup(lexicon: Lexicon, word: string): Group {
  const { locale } = lexicon
  const found = new Map<number, number>()
  const add = (ids: readonly number[], nearness: number) => {
    for (const id of ids) if ((found.get(id) ?? 0) < nearness) found.set(id, nearness)
  }
  const exact = lexicon.idOf(word)
  if (exact !== undefined) add([exact], 1)
  const stem = stemOf(locale, word)
  add(lexicon.sameBase(baseOf(locale, word)), locale === 'de' ? family.de : inflected)
  add(lexicon.sameStem(stem), family[locale])
  if (locale === 'de') {
    add(lexicon.endingWith(stem), compoundEnd)
    add(lexicon.havingBefore(stem), compoundBefore)
  }
  return { ids: [...found.keys()], nearness: [...found.values()] }
}

/** In how many products of the shelf the words tell what it is, at most one counted for each word. */
export const tellingOf = (shelf: WordCounts, group: Group): number =>
  group.ids.reduce((sum, id, i) => ((group.nearness[i] ?? 0) >= 0.7 ? sum + (shelf.telling[id] ?? 0) : sum), 0)

function sameWords({ ids, nearness }: Group): Group {
  const kept = ids.map((_, i) => i).filter((i) => (nearness[i] ?? 0) >= 0.85)
  return { ids: kept.map((i) => ids[i] ?? 0), nearness: kept.map((i) => nearness[i] ?? 0) }
}

function wayOf(lexicon: Lexicon, words: readonly string[], weight: number, typed: boolean, look = false): Way | null {
  const telling = words.length > 1 ? words.filter((word) => !stopWords[lexicon.locale].has(word)) : words
  // 'T shirt' without its stop word would be any shirt.
  if (telling.length === 0 || (words.length > 1 && telling.length === 1)) return null
  const parts: Group[] = []
  for (const word of telling) {
    const group = groupOf(lexicon, word)
    // Words of one family are the same in a sentence, not in the name of a thing: a table set is no table setting.
    const near = telling.length > 1 ? sameWords(group) : group
    if (near.ids.length === 0) return null
    parts.push(near)
  }
  return parts.length > 0 ? { parts, weight, typed, look } : null
}

type Token = { word: string; prefix: boolean }

/**
 * Reads what a shopper typed by the words of the language and of the shop. `written`: a folded word with its case and umlauts, as
 * products write it.
 */
export function understand(
  text: string,
  lexicon: Lexicon,
  shelf: WordCounts,
  written: (word: string) => string | null,
): Understanding {
  const { locale } = lexicon
  const known = synonyms(locale)
  const limits = priceLimits(text, locale)
  const understood = [...limits.said]
  const words = wordsOf(limits.rest).slice(0, 24)
  const typing = /[\p{L}\p{N}]$/u.test(limits.rest)

  let bits = 0
  const tokens: Token[] = []
  words.forEach((word, i) => {
    const forWhom = audienceOfWord(locale, word, words[i - 1])
    // 'kids' alone is a search, 'kids shoes' a constraint.
    if (forWhom !== 0 && words.length > 1) {
      bits |= forWhom
      understood.push(word)
      return
    }
    const before = audienceBefore(locale, word)
    const isSaidApart = before && !standsIn(shelf, lexicon, word) && isWordOf(shelf, lexicon, before.rest, known)
    if (isSaidApart) {
      bits |= before.bits
      understood.push(before.who)
    }
    tokens.push({ word: isSaidApart ? before.rest : word, prefix: typing && i === words.length - 1 })
  })
  const spelled = respell(
    tokens.map(({ word }) => word),
    lexicon,
    shelf,
    known,
  )
  const better = new Map<string, string>()
  spelled.forEach((respelled, i) => {
    const token = tokens[i]
    if (!token || !respelled) return
    if (respelled.wasWrong) better.set(token.word, written(respelled.word) ?? known.written(respelled.word))
    token.word = respelled.word
  })

  const concepts = readConcepts(tokens, lexicon, shelf, known)
  chooseHead(concepts)
  return {
    concepts,
    audience: bits,
    ...(limits.fromMinor === undefined ? {} : { fromMinor: limits.fromMinor }),
    ...(limits.toMinor === undefined ? {} : { toMinor: limits.toMinor }),
    understood,
    respelled: better.size > 0 ? replaceWords(text, better) : null,
  }
}

function readConcepts(tokens: readonly Token[], lexicon: Lexicon, shelf: WordCounts, known: Synonyms): Concept[] {
  const { locale } = lexicon
  const concepts: Concept[] = []
  let use = false
  for (let i = 0; i < tokens.length; ) {
    const token = tokens[i]
    if (!token) break
    const phrase = phraseAt(tokens, i, lexicon, shelf, known)
    if (phrase) {
      concepts.push({ ...phrase.concept, use, head: false })
      i += phrase.length
      continue
    }
    i++
    if (useBegins[locale].has(token.word) && concepts.length > 0) use = true
    if (stopWords[locale].has(token.word)) continue
    concepts.push({ ...wordConcept(token, lexicon, shelf, known), use, head: false })
  }
  return concepts
}

type Read = Omit<Concept, 'head' | 'use'>

/** Several words that are one thing: 'recipe book', 'high tops', 'head phones'. */
function phraseAt(
  tokens: readonly Token[],
  from: number,
  lexicon: Lexicon,
  shelf: WordCounts,
  known: Synonyms,
): { concept: Read; length: number } | null {
  const { locale } = lexicon
  for (let length = Math.min(known.longest, tokens.length - from); length > 1; length--) {
    const words = tokens.slice(from, from + length).map(({ word }) => word)
    const key = words.map((word) => baseOf(locale, word)).join(' ')
    const others = known.of(key)
    const describes = known.describes(key)
    const isPhrase = others.length > 0 || describes
    const joined = length === 2 ? words.join('') : null
    const joins =
      joined !== null && (known.knows(baseOf(locale, joined)) || standsJoined(words, joined, lexicon, shelf))
    if (!isPhrase && !joins) continue
    const ways: (Way | null)[] = [wayOf(lexicon, words, 1, true)]
    if (joined && (joins || isPhrase)) ways.push(wayOf(lexicon, [joined], 1, true))
    for (const other of joins && joined ? [...others, ...known.of(baseOf(locale, joined))] : others)
      ways.push(wayOf(lexicon, other.words, other.weight, false, other.describes))
    const last = words.at(-1) ?? ''
    if (!describes && !isLight(locale, last)) ways.push(wayOf(lexicon, [last], 0.25, false))
    return {
      concept: {
        words,
        ways: ways.filter((way) => way !== null),
        describes,
        light: false,
        occasion: known.isUse(key),
        ware: known.names(key),
        known: true,
      },
      length,
    }
  }
  return null
}

/** Whether the shop writes two words as one. */
const standsJoined = (words: readonly string[], joined: string, lexicon: Lexicon, shelf: WordCounts) =>
  !words.some((word) => stopWords[lexicon.locale].has(word)) && tellingOf(shelf, groupOf(lexicon, joined)) > 1

function wordConcept(token: Token, lexicon: Lexicon, shelf: WordCounts, known: Synonyms): Read {
  const { locale } = lexicon
  const { word } = token
  const base = baseOf(locale, word)
  const ways: (Way | null)[] = [wayOf(lexicon, [word], 1, true)]
  for (const other of known.of(base)) ways.push(wayOf(lexicon, other.words, other.weight, false, other.describes))
  const parts = splitUnknown(word, lexicon, shelf)
  if (parts) {
    // What the language knows as one word is no sum of its parts: a washing machine is not found by what is washed.
    const isOne = locale === 'de' && known.knows(base)
    ways.push(wayOf(lexicon, parts, 0.9, !isOne))
    const last = parts.at(-1) ?? ''
    if (isLight(locale, last)) {
      if (!isOne) ways.push(wayOf(lexicon, parts.slice(0, -1), 0.9, true))
    } else if (locale === 'de') {
      for (const other of known.of(baseOf(locale, last)))
        ways.push(wayOf(lexicon, [...parts.slice(0, -1), ...other.words], other.weight * 0.85, false))
      // A garden table may be any table; what the language knows as one word is not sold under its last part.
      const before = parts.slice(0, -1)
      if (!known.knows(base) && before.every((part) => standsIn(shelf, lexicon, part)))
        ways.push(wayOf(lexicon, [last], 0.4, false))
    }
  }
  if (token.prefix && !known.knows(base)) ways.push(...unfinished(word, lexicon, shelf, known))
  return {
    words: [word],
    ways: ways.filter((way) => way !== null),
    // A number is a size or a measure of the ware.
    describes: known.describes(base) || /^\p{N}+(?:[.,]\p{N}+)*$/u.test(word),
    light: isLight(locale, word),
    occasion: known.isUse(base),
    ware: known.names(base),
    known: known.knows(base),
  }
}

/** 'Lederstiefel' where the shop has boots of leather: the parts of a word that the shop writes apart. */
function splitUnknown(word: string, lexicon: Lexicon, shelf: WordCounts): string[] | null {
  const exact = lexicon.idOf(word)
  if (lexicon.locale === 'en') {
    if ((exact !== undefined && (shelf.telling[exact] ?? 0) > 0) || word.length < 7) return null
    let best: string[] | null = null
    let most = 1
    for (let cut = 3; cut <= word.length - 3; cut++) {
      const parts = [word.slice(0, cut), word.slice(cut)]
      const least = Math.min(
        ...parts.map((part) =>
          tellingOf(shelf, { ids: [...lexicon.sameBase(baseOf('en', part))], nearness: [1, 1, 1, 1] }),
        ),
      )
      if (least > most) [best, most] = [parts, least]
    }
    return best
  }
  return splitCompound(word, (part) => {
    const ids = lexicon.sameBase(baseOf('de', part))
    return (
      ids.some((id) => (shelf.standing[id] ?? 0) > 0 && lexicon.words[id] !== word) ||
      synonyms('de').knows(baseOf('de', part)) ||
      isLight('de', part)
    )
  })
}

const standsIn = (shelf: WordCounts, lexicon: Lexicon, word: string) =>
  groupOf(lexicon, word).ids.some((id) => (shelf.standing[id] ?? 0) > 0)

/** Whether the shop or the language has such a word. */
const isWordOf = (shelf: WordCounts, lexicon: Lexicon, word: string, known: Synonyms) =>
  known.knows(baseOf(lexicon.locale, word)) || standsIn(shelf, lexicon, word)

/** Words that a word which is still being typed may become. */
function unfinished(letters: string, lexicon: Lexicon, shelf: WordCounts, known: Synonyms): Way[] {
  if (letters.length < 2) return []
  const counts = lexicon
    .bestStarting(letters, 12, (id) => shelf.telling[id] ?? 0)
    .map((id) => ({ id, telling: shelf.telling[id] ?? 0 }))
  const exact = lexicon.idOf(letters)
  const [most] = counts.filter(({ id }) => id !== exact)
  if (!most || (exact !== undefined && (shelf.telling[exact] ?? 0) > most.telling / 5)) return []
  const ways: Way[] = []
  for (const { id, telling } of counts) {
    // A usual word is likelier meant than a rare one.
    const weight = 0.6 + 0.4 * Math.sqrt(telling / most.telling)
    ways.push({ parts: [{ ids: [id], nearness: [1] }], weight, typed: true, look: false })
    if (telling * 3 < most.telling) continue
    for (const other of known.of(baseOf(lexicon.locale, lexicon.words[id] ?? ''))) {
      const way = wayOf(lexicon, other.words, other.weight * weight, false)
      if (way) ways.push(way)
    }
  }
  return ways
}

/** The ware is the last noun before its use: 'boots' in 'red boots for hiking'. */
function chooseHead(concepts: Concept[]): void {
  const last = (fits: (concept: Concept) => boolean) => concepts.findLast(fits)
  const names = ({ light, describes }: Concept) => !light && !describes
  const head =
    last((concept) => !concept.use && names(concept)) ??
    last(({ use, light, ware }) => !use && light && ware) ??
    concepts.find((concept) => names(concept) && (concept.ware || concept.occasion)) ??
    concepts.find(names) ??
    last(({ use, describes }) => !use && describes) ??
    concepts.at(-1)
  if (!head) return
  head.head = true
  // Roses are flowers first and a colour second.
  if (!head.describes) head.ways = head.ways.filter(({ look }) => !look)
}

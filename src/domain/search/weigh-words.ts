import type { Locale } from '../settings/market.ts'
import { baseOf } from './base-word.ts'
import type { ProductDocument } from './search-index.ts'
import { isLight, nameEnds, pointers, stopWords } from './stop-words.ts'
import { synonyms } from './synonyms.ts'
import { joinedWordsOf, wordsOf } from './words.ts'

/** From this weight on a word tells what the product is, or is like; below it is only mentioned. */
export const tells = 100

const weights = {
  nameHead: 255,
  name: 185,
  // 'Mug with Saucer': the saucer comes with it.
  nameAfter: 115,
  alsoCalled: 230,
  nearestCategory: 205,
  // 'Cups & Bowls': it is one of them.
  oneOfCategory: 90,
  otherCategory: 120,
  attribute: 150,
  brand: 180,
  pointedAt: 115,
  summary: 75,
  story: 45,
}

/** The words of a product with their weights from 1 to 255: how much each tells what the product is. */
export function weighWords(document: ProductDocument): Map<string, number> {
  const { locale } = document
  const found = new Map<string, number>()
  const add = (word: string, weight: number) => {
    const before = found.get(word)
    if (before === undefined) found.set(word, weight)
    else {
      const [more, less] = before > weight ? [before, weight] : [weight, before]
      // What is said twice counts a little more.
      found.set(word, Math.min(255, Math.round(more + ((255 - more) * less) / 1000)))
    }
  }
  const addAll = (text: string, weight: number) => {
    for (const word of wordsOf(text)) if (!stopWords[locale].has(word)) add(word, weight)
    for (const word of joinedWordsOf(text)) add(word, weight)
  }

  const { words, head, end } = nameWords(document.name, document.categories, locale)
  words.forEach((word, i) => {
    if (stopWords[locale].has(word)) return
    add(word, i === head ? weights.nameHead : i < end ? weights.name : weights.nameAfter)
  })
  for (const word of joinedWordsOf(document.name)) add(word, weights.name)
  addAll(document.alsoCalled, weights.alsoCalled)
  document.categories.forEach((name, i) => {
    const several = /[&,+/]|\b(and|und)\b/.test(name)
    addAll(name, several ? weights.oneOfCategory : i === 0 ? weights.nearestCategory : weights.otherCategory)
  })
  for (const attribute of document.attributes) addAll(attribute, weights.attribute)
  addAll(document.brand, weights.brand)
  // A summary that is the beginning of the story says nothing more.
  if (!document.story.startsWith(document.summary.replace(/\s*…$/, '')))
    addText(document.summary, weights.summary, locale, add)
  addText(document.story, weights.story, locale, add)
  return found
}

/**
 * The words of a name, which of them is the ware, and where what comes with it begins: 'boots' in 'Rain Boots with Lining',
 * 'bowl' in 'Salad Bowl Set', 'Becher' in 'Becher Montag'.
 */
export function nameWords(
  name: string,
  categories: readonly string[],
  locale: Locale,
): { words: string[]; head: number; end: number } {
  const [main = ''] = name.split(/[,:(|–—]| - /)
  const words = wordsOf(name)
  const all = wordsOf(main)
  const begin = all.findIndex((word, i) => i > 0 && nameEnds[locale].has(word))
  const end = begin < 0 ? all.length : begin
  const own = all.slice(0, end)
  const bases = new Set(categories.flatMap((category) => wordsOf(category)).map((word) => baseOf(locale, word)))
  // German names put the ware first, and then what the maker calls it; English ones end with the ware.
  const isWare = (word: string) =>
    locale === 'de' && !isLight(locale, word) && (bases.has(baseOf(locale, word)) || endsWithWare(word))
  const ware = own.findLastIndex(isWare)
  return { words, head: ware >= 0 ? ware : own.findLastIndex((word) => !isLight(locale, word)), end }
}

/** 'Müslischale' ends with 'Schale'. */
function endsWithWare(word: string): boolean {
  const known = synonyms('de')
  if (known.names(baseOf('de', word))) return true
  for (let cut = 3; cut <= word.length - 4; cut++) if (known.names(baseOf('de', word.slice(cut)))) return true
  return false
}

function addText(text: string, weight: number, locale: Locale, add: (word: string, weight: number) => void): void {
  for (const clause of text.split(/[.,;:!?()–—]+\s/)) {
    let pointed = 0
    for (const word of wordsOf(clause)) {
      if (pointers[locale].has(word)) pointed = 7
      else if (stopWords[locale].has(word)) {
        // 'this soft and warm scarf' goes on, 'this scarf is' does not.
        if (word !== 'and' && word !== 'und') pointed = 0
      } else {
        add(word, pointed > 0 ? weights.pointedAt : weight)
        pointed--
      }
    }
    for (const word of joinedWordsOf(clause)) add(word, weight)
  }
}

import type { Locale } from '../settings/market.ts'
import type { ProductDocument } from './search-index.ts'
import { isLight, pointers, stopWords, useBegins } from './stop-words.ts'
import { fold, joinedWordsOf, wordsOf } from './words.ts'

/** From this weight on a word tells what the product is, or is like; below it is only mentioned. */
export const tells = 100

const weights = {
  nameHead: 255,
  name: 185,
  alsoCalled: 230,
  nearestCategory: 205,
  otherCategory: 120,
  attribute: 150,
  brand: 180,
  sku: 255,
  pointedAt: 115,
  summary: 100,
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

  const { words, head } = nameWords(document.name, locale)
  words.forEach((word, i) => {
    if (!stopWords[locale].has(word)) add(word, i === head ? weights.nameHead : weights.name)
  })
  for (const word of joinedWordsOf(document.name)) add(word, weights.name)
  addAll(document.alsoCalled, weights.alsoCalled)
  document.categories.forEach((name, i) => {
    addAll(name, i === 0 ? weights.nearestCategory : weights.otherCategory)
  })
  for (const attribute of document.attributes) addAll(attribute, weights.attribute)
  addAll(document.brand, weights.brand)
  for (const sku of document.skus) add(fold(sku), weights.sku)
  addAll(document.summary, weights.summary)
  addStory(document.story, locale, add)
  return found
}

/** The words of a name, and which of them is the ware: 'boots' in 'Rain Boots with Lining', 'bowl' in 'Salad Bowl Set'. */
export function nameWords(name: string, locale: Locale): { words: string[]; head: number } {
  const [main = ''] = name.split(/[,:(|–—]| - /)
  const words = wordsOf(name)
  const all = wordsOf(main)
  const end = all.findIndex((word, i) => i > 0 && useBegins[locale].has(word))
  let head = (end < 0 ? all.length : end) - 1
  while (head > 0 && isLight(locale, all[head] ?? '')) head--
  return { words, head }
}

function addStory(story: string, locale: Locale, add: (word: string, weight: number) => void): void {
  for (const clause of story.split(/[.,;:!?()–—]+\s/)) {
    let pointed = 0
    for (const word of wordsOf(clause)) {
      if (pointers[locale].has(word)) pointed = 7
      else if (stopWords[locale].has(word)) {
        // 'this soft and warm scarf' goes on, 'this scarf is' does not.
        if (word !== 'and' && word !== 'und') pointed = 0
      } else {
        add(word, pointed > 0 ? weights.pointedAt : weights.story)
        pointed--
      }
    }
    for (const word of joinedWordsOf(clause)) add(word, weights.story)
  }
}

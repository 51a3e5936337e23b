import type { Lexicon } from '../../../domain/search/lexicon.ts'
import { tells } from '../../../domain/search/weigh-words.ts'
import { fold } from '../../../domain/search/words.ts'
import { type Shelf, somePosting } from './shelf.ts'

const namesRead = 12

const tokens = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu

const written = new WeakMap<Shelf, { version: number; words: Map<string, string | null> }>()

/** A folded word as names of products and categories write it: 'Käse', not 'kase'. Kept while nobody changes names. */
export function asWritten(
  word: string,
  shelf: Shelf,
  lexicon: Lexicon,
  categories: readonly string[] = [],
): string | null {
  let kept = written.get(shelf)
  if (kept?.version !== shelf.version) {
    kept = { version: shelf.version, words: new Map() }
    written.set(shelf, kept)
  }
  const key = categories.length === 0 ? `${word} ` : word
  const before = kept.words.get(key)
  if (before !== undefined) return before
  const found = readAsWritten(word, shelf, lexicon, categories)
  kept.words.set(key, found)
  return found
}

function readAsWritten(word: string, shelf: Shelf, lexicon: Lexicon, categories: readonly string[]): string | null {
  let written: string | undefined
  const tokenIn = (name: string) => name.match(tokens)?.find((token) => fold(token) === word)
  const id = lexicon.idOf(word)
  // A colour may tell of thousands of products and stand in no name.
  let names = 0
  if (id !== undefined)
    somePosting(shelf, id, (place, weight) => {
      if (weight >= tells) written = tokenIn(shelf.names[place] ?? '')
      if (weight >= tells) names++
      return written !== undefined || names === namesRead
    })
  for (const name of categories) written ??= tokenIn(name)
  return written ?? null
}

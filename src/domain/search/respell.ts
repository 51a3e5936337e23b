import { baseOf, stemOf } from './base-word.ts'
import { splitCompound } from './compounds.ts'
import type { Lexicon, WordCounts } from './lexicon.ts'
import { likeliestWord, type SpellingList, spellingList } from './spelling.ts'
import { isLight, stopWords } from './stop-words.ts'
import type { Synonyms } from './synonyms.ts'
import { unspelledUmlauts } from './words.ts'

export type Respelled = {
  word: string
  /** False for another way to write the same: 'kaese'. */
  wasWrong: boolean
}

/** Better words for those that neither the shop nor the language knows; null where the word is left as it is. */
export function respell(
  words: readonly string[],
  lexicon: Lexicon,
  shelf: WordCounts,
  known: Synonyms,
): (Respelled | null)[] {
  const { locale } = lexicon
  const stands = (ids: readonly number[]) => ids.reduce((sum, id) => sum + (shelf.standing[id] ?? 0), 0)
  const isWord = (word: string) =>
    stands(lexicon.sameBase(baseOf(locale, word))) > 0 || known.knows(baseOf(locale, word))

  return words.map((word, i) => {
    if (stopWords[locale].has(word) || known.knows(baseOf(locale, word))) return null
    const standing = stands(lexicon.sameBase(baseOf(locale, word))) + stands(lexicon.sameStem(stemOf(locale, word)))
    if (standing > 2) return null
    const unfolded = locale === 'de' ? unspelledUmlauts(word) : null
    if (standing === 0 && unfolded && isWord(unfolded)) return { word: unfolded, wasWrong: false }
    if (standing === 0 && locale === 'de' && splitCompound(word, (part) => isWord(part) || isLight(locale, part)))
      return null
    if (i === words.length - 1 && standing === 0 && isBeginning(word, lexicon, shelf)) return null
    const joins = [words[i - 1] ? `${words[i - 1]}${word}` : null, words[i + 1] ? `${word}${words[i + 1]}` : null]
    if (joins.some((joined) => joined !== null && isWord(joined))) return null
    const better = cheapest(word, lexicon, shelf, known)
    if (!better || better.word === word) return null
    // A rare word of the shop is taken for a misspelling only where a usual one is very near.
    if (standing > 0 && (better.mistakes > 1 || better.telling < 10)) return null
    // A word that stories only mention must be very near.
    if (better.telling === 0 && better.mistakes > 1 && !known.knows(baseOf(locale, better.word))) return null
    return { word: better.word, wasWrong: true }
  })
}

const isBeginning = (letters: string, lexicon: Lexicon, shelf: WordCounts) =>
  lexicon.bestStarting(letters, 1, (id) => shelf.telling[id] ?? 0).length > 0

type Better = { word: string; mistakes: number; telling: number }

const lists = new WeakMap<readonly string[], SpellingList>()
const listOf = (words: readonly string[]): SpellingList => {
  const list = lists.get(words) ?? spellingList(words)
  lists.set(words, list)
  return list
}

// The same words are misspelled in the same ways again and again.
const answers = new WeakMap<WordCounts, { version: number; kept: Map<string, Better | null> }>()
const answersKept = 2_000

function cheapest(word: string, lexicon: Lexicon, shelf: WordCounts, known: Synonyms): Better | null {
  let answered = answers.get(shelf)
  if (answered?.version !== shelf.version || answered.kept.size > answersKept) {
    answered = { version: shelf.version, kept: new Map() }
    answers.set(shelf, answered)
  }
  const before = answered.kept.get(word)
  if (before !== undefined) return before
  const own = likeliestWord(word, listOf(lexicon.words), (id) => {
    const telling = shelf.telling[id] ?? 0
    return telling > 0 ? telling : (shelf.standing[id] ?? 0) > 1 ? 0.3 : 0
  })
  // What the language knows and the shop has not is no better spelling than what the shop has, unless it is nearer.
  const general = likeliestWord(word, listOf(known.words), () => 1)
  const best = general && (!own || general.mistakes < own.mistakes - 0.3) ? general : own
  const id = best ? lexicon.idOf(best.word) : undefined
  const better = best ? { ...best, telling: id === undefined ? 0 : (shelf.telling[id] ?? 0) } : null
  answered.kept.set(word, better)
  return better
}

import type { Lexicon } from './lexicon.ts'
import { wordsOf } from './words.ts'

/** A text that may be a SKU. */
export const looksLikeSku = (text: string): boolean => /^\s*[\w.+/-]{2,64}\s*$/.test(text) && /[\d_./-]/.test(text)

/**
 * A text with a digit and with letters or digits that no product tells of: rather a SKU than words. It is looked up as one first, for
 * a SKU that resembles a word is no misspelling of it, and to respell a text costs more than to look it up.
 */
export const isRatherSku = (text: string, lexicon: Lexicon): boolean =>
  looksLikeSku(text) && /\d/.test(text) && wordsOf(text).some((word) => lexicon.idOf(word) === undefined)

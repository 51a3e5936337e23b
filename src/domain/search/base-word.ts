import type { Locale } from '../settings/market.ts'
import { stemGerman } from './stem-de.ts'
import { singular, stemEnglish } from './stem-en.ts'

/** The form under which words are the same: the singular in English, the stem in German. The word is folded. */
export const baseOf = (locale: Locale, word: string): string => (locale === 'de' ? stemGerman(word) : singular(word))

/** The form under which words are of one family: 'sparkle' and 'sparkling'. */
export const stemOf = (locale: Locale, word: string): string => (locale === 'de' ? stemGerman(word) : stemEnglish(word))

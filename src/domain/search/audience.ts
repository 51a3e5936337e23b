import type { Locale } from '../settings/market.ts'
import type { ProductDocument } from './search-index.ts'
import { wordsOf } from './words.ts'

/** Whom a product is made for, or a shopper looks for: bits that add up; 0 is everybody. */
export const audience = { women: 1, men: 2, children: 4 } as const

const set = (text: string) => new Set(text.trim().split(/\s+/))

const said: Record<Locale, { women: Set<string>; men: Set<string>; children: Set<string> }> = {
  en: {
    women: set('women womens woman ladies lady ladys female females feminine'),
    men: set('men mens man male males gentlemen gentleman gents masculine'),
    children: set('kids kid children childrens child toddler toddlers'),
  },
  de: {
    women: set('damen dame frauen frau weiblich'),
    men: set('herren herr manner mann mannlich'),
    children: set('kinder kind kindern kleinkind kleinkinder'),
  },
}
/** Who is meant after 'for': 'for her', 'für meine Mutter'. */
const meant: typeof said = {
  en: {
    women: set('her wife girlfriend mom mum mother mommy grandma grandmother sister daughter aunt girl girls'),
    men: set('him husband boyfriend dad father daddy grandpa grandfather brother son uncle boy boys guy guys'),
    children: set('son daughter girl girls boy boys grandson granddaughter nephew niece'),
  },
  de: {
    women: set('sie ihr freundin mutter mama oma schwester tochter tante madchen ehefrau'),
    men: set('ihn ihm freund vater papa opa bruder sohn onkel jungen junge ehemann'),
    children: set('sohn tochter madchen junge jungen enkel enkelin neffe nichte'),
  },
}

const bitsOf = (words: (typeof said)[Locale], word: string): number =>
  (words.women.has(word) ? audience.women : 0) |
  (words.men.has(word) ? audience.men : 0) |
  (words.children.has(word) ? audience.children : 0)

/** Whom a word of a query names; `after` is the word before it. */
export function audienceOfWord(locale: Locale, word: string, after: string | undefined): number {
  const bits = bitsOf(said[locale], word)
  if (bits !== 0) return bits
  const pointed = /^(for|to|my|fur|meine|meinen|mein)$/.test(after ?? '')
  return pointed ? bitsOf(meant[locale], word) : 0
}

const prefixes: [RegExp, number][] = [
  [/^(damen|frauen)(?=.{3})/, audience.women],
  [/^(herren|manner)(?=.{3})/, audience.men],
  [/^(kinder)(?=.{3})/, audience.children],
]

/** German says it in one word: 'Damenschuhe', 'Kinderfahrrad'. Null where nobody is named. */
export function audienceBefore(locale: Locale, word: string): { bits: number; who: string; rest: string } | null {
  if (locale !== 'de') return null
  for (const [prefix, bits] of prefixes) {
    const who = prefix.exec(word)?.[1]
    if (who) return { bits, who, rest: word.slice(who.length) }
  }
  return null
}

/** Whom a product is made for, as its name, categories and attributes say. */
export function audienceOf(document: ProductDocument): number {
  let bits = 0
  for (const text of [document.name, ...document.attributes, ...document.categories])
    for (const word of wordsOf(text)) {
      bits |= bitsOf(said[document.locale], word)
      bits |= audienceBefore(document.locale, word)?.bits ?? 0
    }
  return bits
}

import type { Locale } from '../settings/market.ts'

export type PriceLimits = {
  fromMinor?: number
  toMinor?: number
  /** The text without what was understood. */
  rest: string
  /** What was understood, as it was typed. */
  said: string[]
}

const amount = String.raw`(?:[€$£]\s*)?(\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)\s*(?:€|\$|£|euros?|eur|dollars?|usd|bucks|pounds?)?(?![\p{L}\d%-])`
const phrase = (before: string) => new RegExp(String.raw`(?<![\p{L}\d])(?:${before})\s*${amount}`, 'iu')

const words: Record<Locale, { range: RegExp; below: RegExp; above: RegExp }> = {
  en: {
    range: new RegExp(String.raw`(?<![\p{L}\d])(?:between|from)\s+${amount}\s*(?:and|to|-|–)\s*${amount}`, 'iu'),
    below: phrase(
      'under|below|less than|lower than|cheaper than|not more than|no more than|up to|at most|max(?:imum)?\\.?(?: of)?|within|<=?',
    ),
    above: phrase('over|above|more than|from|at least|min(?:imum)?\\.?(?: of)?|starting at|>=?'),
  },
  de: {
    range: new RegExp(String.raw`(?<![\p{L}\d])(?:zwischen|von)\s+${amount}\s*(?:und|bis|-|–)\s*${amount}`, 'iu'),
    below: phrase(
      'unter|bis zu|bis|weniger als|günstiger als|billiger als|nicht mehr als|höchstens|hoechstens|max(?:imal)?\\.?|<=?',
    ),
    above: phrase('über|ueber|ab|mehr als|mindestens|min(?:destens)?\\.?|>=?'),
  },
}

/** '1.299,50' and '1,299.50' are 129950: the last separator with one or two digits after it is the decimal one. */
function minorOf(text: string): number {
  const [, whole = text, cents = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(text) ?? []
  return Number(whole.replace(/[.,]/g, '')) * 100 + Number(cents.padEnd(2, '0'))
}

/** Finds 'under 30', 'ab 20 €', 'between 10 and 20' in what a shopper typed. */
export function priceLimits(text: string, locale: Locale): PriceLimits {
  const { range, below, above } = words[locale]
  const said: string[] = []
  let rest = text
  const take = (pattern: RegExp) => {
    const found = pattern.exec(rest)
    if (!found) return null
    said.push(found[0].trim())
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`
    return found
  }
  const between = take(range)
  if (between)
    return { fromMinor: minorOf(between[1] ?? ''), toMinor: minorOf(between[2] ?? ''), rest: rest.trim(), said }
  const most = take(below)
  const least = take(above)
  return {
    ...(most ? { toMinor: minorOf(most[1] ?? '') } : {}),
    ...(least ? { fromMinor: minorOf(least[1] ?? '') } : {}),
    rest: rest.trim(),
    said,
  }
}

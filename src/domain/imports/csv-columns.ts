import { minorDigits } from '../../kit/money.ts'
import type { Market } from '../settings/market.ts'

/** What a row says, before it has been looked at as a whole. */
export type Cells = { product: Draft; variant: Draft }
export type Draft = Record<string, unknown>

/** Puts a cell's text where it belongs; answers what is wrong with it. `null` as text: the cell says '-', take the value away. */
export type Column = {
  of: keyof Cells
  put: (draft: Draft, text: string | null) => string | undefined
  /** Cannot be taken away by '-'. */
  stays?: boolean
}

const within = (draft: Draft, name: string): Draft => {
  draft[name] ??= {}
  return draft[name] as Draft
}

const put = (draft: Draft, name: string, value: unknown): undefined => {
  draft[name] = value
}

const text =
  (name: string): Column['put'] =>
  (draft, given) =>
    put(draft, name, given)

const wholeNumber =
  (name: string): Column['put'] =>
  (draft, given) =>
    given !== null && /^\d{1,9}$/.test(given) ? put(draft, name, Number(given)) : 'is a whole number'

const instant =
  (name: string): Column['put'] =>
  (draft, given) => {
    if (given === null) return put(draft, name, null)
    // A day begins at midnight UTC.
    const at = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/.test(given) ? new Date(given) : undefined
    return at && !Number.isNaN(at.getTime())
      ? put(draft, name, at)
      : "is a day such as '2026-12-01' or an instant such as '2026-12-01T08:00:00Z'"
  }

const decimal = (given: string): number | undefined =>
  /^\d{1,9}([.,]\d{1,6})?$/.test(given) ? Number(given.replace(',', '.')) : undefined

/** '9.5 cm' */
const measureOf = (given: string): { amount: number; unit: string | undefined } | undefined => {
  const [, number = '', unit] = /^([\d.,]+)(?:\s*([a-zA-Zµ°%]{1,10}))?$/.exec(given) ?? []
  const amount = decimal(number)
  return amount === undefined ? undefined : { amount, unit }
}

const fixed: Record<string, Column> = {
  category: { of: 'product', put: text('category'), stays: true },
  brand: { of: 'product', put: text('brand') },
  state: { of: 'product', put: text('state'), stays: true },
  published_from: { of: 'product', put: instant('publishedFrom') },
  published_until: { of: 'product', put: instant('publishedUntil') },
  tax_class: { of: 'product', put: text('taxClass'), stays: true },
  popularity: { of: 'product', put: wholeNumber('popularity'), stays: true },
  sku: { of: 'variant', put: text('sku'), stays: true },
  barcode: { of: 'variant', put: text('barcode') },
  weight_grams: { of: 'variant', put: wholeNumber('weightGrams'), stays: true },
  content: {
    of: 'variant',
    put: (draft, given) => {
      const measure = given === null ? null : measureOf(given)
      return measure === undefined
        ? "is an amount with g, ml or m, such as '250 g'"
        : put(draft, 'content', measure && { amount: measure.amount, unit: measure.unit })
    },
  },
  active: {
    of: 'variant',
    stays: true,
    put: (draft, given) =>
      given === 'yes' || given === 'no' ? put(draft, 'active', given === 'yes') : "is 'yes' or 'no'",
  },
}

const textNames: Record<string, string> = {
  name: 'name',
  slug: 'slug',
  summary: 'summary',
  story: 'story',
  care: 'care',
  also_called: 'alsoCalled',
}

const textColumn = (name: string, locale: string): Column => ({
  of: 'product',
  // Taken away means empty here; a name or an address cannot be.
  stays: name === 'name' || name === 'slug',
  put: (draft, given) => put(within(within(draft, 'texts'), locale), name, given ?? ''),
})

const choiceColumn = (code: string): Column => ({
  of: 'product',
  put: (draft, given) => {
    const choice = given?.split('|').map((name) => name.trim())
    return put(within(draft, 'attributes'), code, choice ? { choice } : null)
  },
})

const measureColumn = (code: string): Column => ({
  of: 'product',
  put: (draft, given) => {
    const measure = given === null ? null : measureOf(given)
    if (measure === undefined) return "is a number, with a unit if it has one, such as '9.5 cm'"
    return put(within(draft, 'attributes'), code, measure && { number: measure.amount, unit: measure.unit })
  },
})

const optionColumn = (code: string): Column => ({
  of: 'variant',
  stays: true,
  put: (draft, given) => put(within(draft, 'options'), code, given),
})

const moneyColumn = (market: Market, name: 'amountMinor' | 'wasMinor'): Column => ({
  of: 'variant',
  put: (draft, given) => {
    const prices = within(draft, 'prices')
    if (given === null && name === 'amountMinor') return put(prices, market.code, null)
    const digits = minorDigits(market.currency)
    const isAmount = given === null || new RegExp(`^\\d{1,7}([.,]\\d{1,${digits || 1}})?$`).test(given)
    const amount = given === null ? null : decimal(given)
    if (!isAmount || amount === undefined) return `is an amount in ${market.currency}, such as '12.90'`
    const minor = amount === null ? null : Math.round(amount * 10 ** digits)
    return put(within(prices, market.code), name, minor)
  },
})

const stockColumn = (location: string): Column => ({
  of: 'variant',
  stays: true,
  put: (draft, given) => wholeNumber(location)(within(draft, 'stock'), given),
})

/** The column of this name, or undefined for one that there is not. */
export function columnOf(name: string, markets: readonly Market[]): Column | undefined {
  const known = fixed[name]
  if (known) return known
  const [, kind = '', code = ''] = /^(attribute|measure|option):([a-z0-9][a-z0-9-]*)$/.exec(name) ?? []
  if (kind === 'attribute') return choiceColumn(code)
  if (kind === 'measure') return measureColumn(code)
  if (kind === 'option') return optionColumn(code)
  const [, stem = '', ending = ''] = /^(.+)_([a-z0-9-]+)$/.exec(name) ?? []
  const textName = textNames[stem]
  if (textName && (ending === 'en' || ending === 'de')) return textColumn(textName, ending)
  const market = markets.find(({ code }) => code === ending)
  if (market && stem === 'price') return moneyColumn(market, 'amountMinor')
  if (market && stem === 'was') return moneyColumn(market, 'wasMinor')
  const isLocation = markets.some(({ locations }) => locations.some(({ code }) => code === ending))
  return isLocation && stem === 'stock' ? stockColumn(ending) : undefined
}

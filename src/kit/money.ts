const formats = new Map<string, Intl.NumberFormat>()

/** '$64.90', '64,90 €': minor units as a shopper of this language reads them. */
export function formatMoney(minor: number, currency: string, locale: string): string {
  const key = `${locale} ${currency}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale === 'en' ? 'en-US' : 'de-DE', { style: 'currency', currency })
    formats.set(key, format)
  }
  return format.format(minor / 10 ** minorDigits(currency))
}

const symbols = new Map<string, string>()

/** '$', '€'. */
export function currencySymbol(currency: string, locale: string): string {
  const key = `${locale} ${currency}`
  let symbol = symbols.get(key)
  if (symbol === undefined) {
    symbol = formatMoney(0, currency, locale).replace(/[\d.,\s\u00a0]/g, '') || currency
    symbols.set(key, symbol)
  }
  return symbol
}

const digits = new Map<string, number>()

/** How many digits stand behind the point: 2 for USD and EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  let found = digits.get(currency)
  if (found === undefined) {
    found = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    digits.set(currency, found)
  }
  return found
}

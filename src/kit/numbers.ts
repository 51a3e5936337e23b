const formats = new Map<string, Intl.NumberFormat>()

// To make a format costs sixty times as much as to use it.
function formatOf(locale: string, style: 'decimal' | 'percent'): Intl.NumberFormat {
  const key = `${locale} ${style}`
  let format = formats.get(key)
  if (!format) {
    const digits = style === 'percent' ? { maximumFractionDigits: 2 } : {}
    format = new Intl.NumberFormat(locale === 'en' ? 'en-US' : 'de-DE', { style, ...digits })
    formats.set(key, format)
  }
  return format
}

/** '1,234.5', '1.234,5': a number as a shopper of this language reads it. */
export const formatNumber = (value: number, locale: string): string => formatOf(locale, 'decimal').format(value)

/** '8.25%', '19 %': hundredths of a percent as a shopper of this language reads them. */
export const formatPercent = (basisPoints: number, locale: string): string =>
  formatOf(locale, 'percent').format(basisPoints / 10_000)

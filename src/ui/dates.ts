/*
 * dayRange('2026-12-04', '2026-12-08', 'en')   'Fri, Dec 4 – Tue, Dec 8'; calendar days, no time zone
 * day('2026-12-04', 'de')                      'Fr., 4. Dez.'
 * date(order.createdAt, 'en', market.timeZone) 'December 4, 2026'
 * dateAndTime(…)                               'December 4, 2026 at 2:05 PM'
 * time(…)                                      '2:05 PM'
 */

const tag = (locale: string) => (locale === 'de' ? 'de-DE' : 'en-US')
const formats = new Map<string, Intl.DateTimeFormat>()

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat(tag(locale), options)
    formats.set(key, found)
  }
  return found
}

const short = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const
const dayOf = (iso: string) => new Date(`${iso}T00:00:00Z`)

export const day = (iso: string, locale: string): string => format(locale, short).format(dayOf(iso))

// Few ranges are asked for very often, and making one is slow.
const ranges = new Map<string, string>()

export function dayRange(from: string, to: string, locale: string): string {
  if (from === to) return day(from, locale)
  const key = `${locale} ${from} ${to}`
  let range = ranges.get(key)
  if (range === undefined) {
    if (ranges.size > 500) ranges.clear()
    range = unbroken(format(locale, short).formatRange(dayOf(from), dayOf(to)))
    ranges.set(key, range)
  }
  return range
}

// A line may end at the dash, never inside a day.
const unbroken = (range: string): string =>
  range
    .split(/\s*–\s*/)
    .map((part) => part.replace(/\s/g, '\u00a0'))
    .join(' – ')

export const date = (at: Date, locale: string, timeZone: string): string =>
  format(locale, { dateStyle: 'long', timeZone }).format(at)

export const dateAndTime = (at: Date, locale: string, timeZone: string): string =>
  format(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at)

export const time = (at: Date, locale: string, timeZone: string): string =>
  format(locale, { timeStyle: 'short', timeZone }).format(at)

export type Locale = 'en' | 'de'

export const locales: readonly Locale[] = ['en', 'de']

/** Words in every language of the shop. */
export type Words = Record<Locale, string>

export type Market = {
  code: string
  name: string
  currency: string
  /** 'added': prices are without tax. 'included': prices contain it. */
  taxStyle: 'added' | 'included'
  locales: Locale[]
  countries: string[]
  timeZone: string
  cutOffHour: number
  holidays: string[]
  /** Locations that serve it, the preferred first. */
  locations: { id: number; code: string; name: string; city: string }[]
}

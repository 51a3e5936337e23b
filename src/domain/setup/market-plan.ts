import { z } from 'zod'
import { minorDigits } from '../../kit/money.ts'
import { wordsIn } from '../settings/identity.ts'
import { locales, type Words } from '../settings/market.ts'

/** Where a shop sells, from where it sends, for how much, and with which taxes: what `markets.yaml` says. */
export type MarketPlan = { locations: LocationPlan[]; markets: OneMarket[]; taxes: TaxPlan[] }

export type LocationPlan = { code: string; name: string; city: string; country: string }

export type OneMarket = {
  code: string
  name: string
  currency: string
  taxStyle: 'added' | 'included'
  locales: string[]
  countries: string[]
  timeZone: string
  cutOffHour: number
  holidays: string[]
  /** Codes of locations that serve it, the preferred first. */
  locations: string[]
  zones: ZonePlan[]
}

export type ZonePlan = { code: string; countries: string[]; regions: string[] | null; methods: MethodPlan[] }

export type MethodPlan = {
  code: string
  names: Words
  carrier: string
  minDays: number
  maxDays: number
  freeFromMinor: number | null
  rates: { upToGrams: number; priceMinor: number }[]
}

export type TaxPlan = {
  country: string
  region: string | null
  taxClass: 'standard' | 'reduced'
  name: string
  basisPoints: number
  onShipping: boolean
}

const words = z
  .string('Allowed are words.')
  .trim()
  .min(1, 'Allowed are words.')
  .max(80, 'Allowed are 80 characters at most.')
const code = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'Allowed are lower-case letters, digits and hyphens.')
const marketCode = z
  .string()
  .regex(/^[a-z]{2,8}$/, 'Allowed are 2 to 8 lower-case letters: they stand in every address.')
const country = z.string().regex(/^[A-Z]{2}$/, 'Allowed are two capital letters (ISO 3166), such as DE.')
const amount = z
  .number('Allowed is an amount such as 4.90.')
  .min(0, 'Allowed is an amount such as 4.90.')
  .max(1_000_000)
const percent = z
  .number('Allowed are percent, such as 19 or 7.25.')
  .min(0)
  .max(100, 'Allowed are percent, such as 19 or 7.25.')
  .refine((given) => Math.abs(given * 100 - Math.round(given * 100)) < 1e-6, 'Allowed are two digits behind the point.')
const day = z
  .string('Allowed is a day in quotes or not, such as 2027-01-01.')
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'Allowed is a day such as 2027-01-01.')
const timeZones = new Set(Intl.supportedValuesOf('timeZone'))
const currencies = new Set(Intl.supportedValuesOf('currency'))

const method = z.strictObject({
  code,
  names: wordsIn(60),
  carrier: words,
  days: z
    .tuple([z.number().int().min(0).max(90), z.number().int().min(0).max(90)], 'Allowed are two numbers: [2, 4].')
    .refine(([from, to]) => to >= from, 'Allowed are two numbers, the smaller one first.'),
  freeFrom: amount.optional(),
  /** Grams with packing → price: a parcel costs what the first weight says that is not below its own. */
  prices: z
    .record(
      z.string().regex(/^[1-9]\d{0,6}$/, 'Allowed are grams.'),
      amount,
      'Allowed are grams and prices: { 1000: 4.90 }.',
    )
    .refine((prices) => Object.keys(prices).length > 0, 'Allowed are grams and prices: { 1000: 4.90 }.'),
})

const market = z.strictObject({
  code: marketCode,
  name: words,
  currency: z
    .string()
    .refine((given) => currencies.has(given), 'Allowed are three capital letters (ISO 4217), such as EUR.'),
  taxes: z.enum(
    ['included', 'added'],
    'Allowed are included (prices contain the tax) and added (it comes at checkout).',
  ),
  languages: z.array(z.enum(locales as ['en', 'de'], 'Allowed are en and de.')).min(1, 'Allowed are en and de.'),
  countries: z.array(country).min(1, 'Allowed is one country or more.'),
  timeZone: z.string().refine((given) => timeZones.has(given), 'Allowed are names such as Europe/Berlin.'),
  cutOffHour: z.number().int().min(0).max(23, 'Allowed is an hour from 0 to 23.'),
  holidays: z.array(day).default([]),
  locations: z.array(code).min(1, 'Allowed is one location or more.'),
  shipping: z
    .array(
      z.strictObject({
        zone: code,
        countries: z.array(country).min(1).optional(),
        regions: z.array(z.string().min(1).max(10)).min(1).optional(),
        methods: z.array(method).min(1, 'Allowed is one way to send or more.'),
      }),
      'Allowed are zones with methods.',
    )
    .min(1, 'Allowed is one zone or more.'),
})

const tax = z.strictObject({
  country,
  region: z.string().min(1).max(10).optional(),
  name: words,
  standard: percent,
  reduced: percent.optional(),
  onShipping: z.boolean('Allowed are true and false.').default(true),
})

const locationSchema = z.strictObject({ code, name: words, city: words, country })

export const marketsSchema = z
  .strictObject({
    locations: z.array(locationSchema).min(1),
    markets: z.array(market).min(1),
    taxes: z.array(tax).default([]),
  })
  .superRefine((given, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    const locations = given.locations.map((one) => one.code)
    for (const [what, codes] of [
      ['locations', locations],
      ['markets', given.markets.map((one) => one.code)],
    ] as const)
      codes.forEach((one, i) => {
        if (codes.indexOf(one) < i) refuse([what, i, 'code'], 'It is there already: each code stands once.')
      })
    const taxed = new Set(given.taxes.map((one) => one.country))
    given.markets.forEach((one, i) => {
      one.locations.forEach((location, j) => {
        if (!locations.includes(location))
          refuse(['markets', i, 'locations', j], `Allowed are ${locations.join(', ')}.`)
      })
      one.countries.forEach((each, j) => {
        if (one.taxes === 'included' && !taxed.has(each))
          refuse(
            ['markets', i, 'countries', j],
            'No tax is named for it under taxes:, and prices contain the tax here.',
          )
        if (!one.shipping.some((zone) => (zone.countries ?? one.countries).includes(each) && !zone.regions))
          refuse(['markets', i, 'countries', j], 'No zone under shipping: sends there.')
      })
      one.shipping.forEach((zone, j) => {
        zone.methods.forEach((way, k) => {
          for (const price of [way.freeFrom ?? 0, ...Object.values(way.prices)])
            if (minorOf(price, one.currency) === undefined)
              refuse(['markets', i, 'shipping', j, 'methods', k, 'prices'], `Allowed are amounts in ${one.currency}.`)
        })
      })
    })
  })
  .transform((given): MarketPlan => {
    const { locations } = given
    return { locations, markets: given.markets.map(planOf), taxes: given.taxes.flatMap(ratesOf) }
  })

function minorOf(given: number, currency: string): number | undefined {
  const minor = given * 10 ** minorDigits(currency)
  return Math.abs(minor - Math.round(minor)) < 1e-6 ? Math.round(minor) : undefined
}

function planOf({ taxes, languages, shipping, ...one }: z.output<typeof market>): OneMarket {
  const minor = (given: number) => minorOf(given, one.currency) ?? 0
  const zones = shipping.map(({ zone, countries, regions, methods }) => ({
    code: zone,
    countries: countries ?? one.countries,
    regions: regions ?? null,
    methods: methods.map(({ days: [minDays, maxDays], freeFrom, prices, ...way }) => ({
      ...way,
      minDays,
      maxDays,
      freeFromMinor: freeFrom === undefined ? null : minor(freeFrom),
      rates: Object.entries(prices)
        .map(([grams, price]) => ({ upToGrams: Number(grams), priceMinor: minor(price) }))
        .sort((a, b) => a.upToGrams - b.upToGrams),
    })),
  }))
  return { ...one, taxStyle: taxes, locales: languages, holidays: one.holidays.toSorted(), zones }
}

const ratesOf = ({ country, region, name, standard, reduced, onShipping }: z.output<typeof tax>): TaxPlan[] =>
  (
    [
      ['standard', standard],
      ['reduced', reduced ?? standard],
    ] as const
  )
    // Nothing is taxed where no rate stands.
    .filter(([, rate]) => rate > 0)
    .map(([taxClass, rate]) => ({
      country,
      region: region ?? null,
      taxClass,
      name,
      basisPoints: Math.round(rate * 100),
      onShipping,
    }))

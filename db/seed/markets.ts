import { type Db, sql, type Tx } from '../../src/kit/db.ts'

/** The two markets of the demo shop. US prices are without tax, German ones with VAT. */

const holidays = {
  us: [
    '2026-11-26',
    '2026-12-25',
    '2027-01-01',
    '2027-01-18',
    '2027-02-15',
    '2027-05-31',
    '2027-06-18',
    '2027-07-05',
    '2027-09-06',
    '2027-11-25',
    '2027-12-24',
  ],
  de: [
    '2026-12-25',
    '2026-12-26',
    '2027-01-01',
    '2027-03-26',
    '2027-03-29',
    '2027-05-06',
    '2027-05-17',
    '2027-10-03',
    '2027-10-31',
    '2027-12-25',
    '2027-12-26',
  ],
}

type Rate = [upToGrams: number, priceMinor: number]
type Method = {
  code: string
  names: { en: string; de: string }
  carrier: string
  days: [number, number]
  freeFromMinor: number | null
  rates: Rate[]
}
type Zone = { market: string; code: string; countries: string[]; regions: string[] | null; methods: Method[] }

const standard = { en: 'Standard delivery', de: 'Standardversand' }
const express = { en: 'Express delivery', de: 'Expressversand' }

const zones: Zone[] = [
  {
    market: 'us',
    code: 'mainland',
    countries: ['US'],
    regions: null,
    methods: [
      {
        code: 'standard',
        names: standard,
        carrier: 'UPS',
        days: [3, 5],
        freeFromMinor: 7500,
        rates: [
          [1000, 590],
          [5000, 890],
          [20_000, 1490],
          [70_000, 4900],
        ],
      },
      {
        code: 'express',
        names: express,
        carrier: 'FedEx',
        days: [1, 2],
        freeFromMinor: null,
        rates: [
          [1000, 1590],
          [5000, 2290],
          [20_000, 3990],
        ],
      },
    ],
  },
  {
    market: 'us',
    code: 'far',
    countries: ['US'],
    regions: ['AK', 'HI'],
    methods: [
      {
        code: 'standard',
        names: standard,
        carrier: 'USPS',
        days: [6, 10],
        freeFromMinor: null,
        rates: [
          [1000, 1290],
          [5000, 2190],
          [20_000, 4490],
        ],
      },
    ],
  },
  {
    market: 'de',
    code: 'germany',
    countries: ['DE'],
    regions: null,
    methods: [
      {
        code: 'standard',
        names: standard,
        carrier: 'DHL',
        days: [2, 3],
        freeFromMinor: 5900,
        rates: [
          [1000, 390],
          [5000, 490],
          [31_500, 890],
          [70_000, 3900],
        ],
      },
      {
        code: 'express',
        names: express,
        carrier: 'DHL Express',
        days: [1, 1],
        freeFromMinor: null,
        rates: [
          [1000, 1190],
          [5000, 1490],
          [31_500, 2490],
        ],
      },
    ],
  },
  {
    market: 'de',
    code: 'austria',
    countries: ['AT'],
    regions: null,
    methods: [
      {
        code: 'standard',
        names: standard,
        carrier: 'DHL',
        days: [3, 5],
        freeFromMinor: 9900,
        rates: [
          [1000, 790],
          [5000, 990],
          [31_500, 1690],
        ],
      },
    ],
  },
]

type Tax = {
  country: string
  region: string | null
  taxClass: string
  name: string
  basisPoints: number
  onShipping: boolean
}

const vat = (country: string, name: string, normal: number, reduced: number): Tax[] => [
  { country, region: null, taxClass: 'standard', name, basisPoints: normal, onShipping: true },
  { country, region: null, taxClass: 'reduced', name, basisPoints: reduced, onShipping: true },
]

// State rates without county and city; Alaska, Delaware, Montana, New Hampshire and Oregon have none. Most states leave groceries free.
const salesTax = (region: string, basisPoints: number, onShipping: boolean, groceries = 0): Tax[] =>
  [
    { taxClass: 'standard', basisPoints },
    { taxClass: 'reduced', basisPoints: groceries },
  ]
    .filter((tax) => tax.basisPoints > 0)
    .map((tax) => ({ country: 'US', region, name: 'Sales tax', onShipping, ...tax }))

const taxes: Tax[] = [
  ...vat('DE', 'MwSt.', 1900, 700),
  ...vat('AT', 'USt.', 2000, 1000),
  ...salesTax('CA', 725, false),
  ...salesTax('NY', 400, true),
  ...salesTax('TX', 625, true),
  ...salesTax('FL', 600, true),
  ...salesTax('IL', 625, true, 100),
  ...salesTax('PA', 600, true),
  ...salesTax('OH', 575, true),
  ...salesTax('GA', 400, true),
  ...salesTax('NC', 475, true, 200),
  ...salesTax('MI', 600, true),
  ...salesTax('NJ', 662, true),
  ...salesTax('VA', 530, false, 100),
  ...salesTax('WA', 650, true),
  ...salesTax('AZ', 560, false),
  ...salesTax('MA', 625, false),
  ...salesTax('TN', 700, true, 400),
  ...salesTax('IN', 700, true),
  ...salesTax('MO', 422, false, 122),
  ...salesTax('MD', 600, false),
  ...salesTax('WI', 500, true),
  ...salesTax('CO', 290, false),
  ...salesTax('MN', 687, true),
  ...salesTax('SC', 600, true),
  ...salesTax('NV', 685, false),
]

type Code = {
  code: string
  kind: 'percentage' | 'fixed' | 'free-shipping'
  basisPoints?: number
  amountMinor?: number
  market?: string
  minimumMinor?: number
  endsAt?: string
  limitTotal?: number
  limitPerPerson?: number
}

const codes: Code[] = [
  { code: 'WELCOME10', kind: 'percentage', basisPoints: 1000, limitPerPerson: 1 },
  { code: 'HARBOR15', kind: 'fixed', amountMinor: 1500, market: 'us', minimumMinor: 7500 },
  { code: 'HAFEN15', kind: 'fixed', amountMinor: 1500, market: 'de', minimumMinor: 7500 },
  { code: 'FREESHIP', kind: 'free-shipping' },
  { code: 'SUMMER26', kind: 'percentage', basisPoints: 2000, endsAt: '2026-09-01T00:00:00Z' },
  { code: 'FIRST100', kind: 'percentage', basisPoints: 1500, limitTotal: 100 },
]

/** Markets, locations, taxes, shipping and codes. Running it again changes nothing. */
export async function seedMarkets(db: Pick<Db, 'transaction'>): Promise<void> {
  await db.transaction(async (tx) => {
    if (await tx.row(sql`select 1 from market`)) return
    await insertMarkets(tx)
    for (const zone of zones) await insertZone(tx, zone)
    for (const t of taxes)
      await tx.change(sql`insert into tax_rate (country, region, tax_class, name, basis_points, on_shipping)
        values (${t.country}, ${t.region}, ${t.taxClass}, ${t.name}, ${t.basisPoints}, ${t.onShipping})`)
    for (const c of codes)
      await tx.change(sql`insert into discount_code
        (code, kind, basis_points, amount_minor, market, minimum_minor, ends_at, limit_total, limit_per_person)
        values (${c.code}, ${c.kind}, ${c.basisPoints ?? null}, ${c.amountMinor ?? null}, ${c.market ?? null},
          ${c.minimumMinor ?? 0}, ${c.endsAt ?? null}::timestamptz, ${c.limitTotal ?? null}, ${c.limitPerPerson ?? null})`)
  })
}

async function insertMarkets(tx: Tx): Promise<void> {
  await tx.change(sql`insert into market
      (code, position, name, currency, tax_style, locales, time_zone, cut_off_hour, holidays) values
    ('us', 1, 'United States', 'USD', 'added', '{en}', 'America/New_York', 13, ${holidays.us}::date[]),
    ('de', 2, 'Deutschland', 'EUR', 'included', '{de,en}', 'Europe/Berlin', 14, ${holidays.de}::date[])`)
  await tx.change(sql`insert into market_country (market, country, position) values
    ('us', 'US', 1), ('de', 'DE', 1), ('de', 'AT', 2)`)
  await tx.change(sql`insert into location (code, name, city, country) values
    ('columbus', 'Columbus warehouse', 'Columbus', 'US'), ('hamburg', 'Lager Hamburg', 'Hamburg', 'DE')`)
  await tx.change(sql`insert into market_location (market, location_id, priority)
    select m.market, l.id, m.priority from location l join (values
      ('us', 'columbus', 1), ('us', 'hamburg', 2), ('de', 'hamburg', 1), ('de', 'columbus', 2)) m (market, code, priority)
    on m.code = l.code`)
}

async function insertZone(tx: Tx, { market, code, countries, regions, methods }: Zone): Promise<void> {
  const zone = await tx.row<{ id: number }>(sql`insert into shipping_zone (market, code, countries, regions)
    values (${market}, ${code}, ${countries}, ${regions}) returning id`)
  for (const [position, m] of methods.entries()) {
    const method = await tx.row<{ id: number }>(sql`insert into shipping_method
      (zone_id, code, position, names, carrier, min_days, max_days, free_from_minor) values
      (${zone?.id}, ${m.code}, ${position}, ${JSON.stringify(m.names)}::jsonb, ${m.carrier}, ${m.days[0]}, ${m.days[1]}, ${m.freeFromMinor})
      returning id`)
    for (const [upToGrams, priceMinor] of m.rates)
      await tx.change(sql`insert into shipping_rate (method_id, up_to_grams, price_minor)
        values (${method?.id}, ${upToGrams}, ${priceMinor})`)
  }
}

/** The shape of the demo shop's catalogue. Money is in whole minor units; US prices are without tax, German ones with VAT. */

export type Words = { en: string; de: string }

export type SeedDepartment = {
  /** kebab-case, unique in the shop; also the English slug */
  code: string
  name: Words
  /** One sentence below the title of the list */
  intro: Words
  /** Subcategories; a product stands in `department/subcategory` */
  parts: { code: string; name: Words }[]
}

export type SeedBrand = { code: string; name: string }

export type SeedReview = {
  /** As the reviewer signs: 'Maren K.' */
  name: string
  locale: 'en' | 'de'
  rating: 1 | 2 | 3 | 4 | 5
  title: string
  text: string
  daysAgo: number
}

export type SeedMeasure = {
  what: MeasureCode
  value: number
  unit: 'mm' | 'cm' | 'm' | 'g' | 'kg' | 'ml' | 'l' | 'h' | 'W' | 'mAh'
}

export type MeasureCode =
  | 'width'
  | 'height'
  | 'depth'
  | 'length'
  | 'diameter'
  | 'weight'
  | 'volume'
  | 'runtime'
  | 'power'
  | 'capacity'

export type MarketPrices = { us?: number; de?: number }

export type SeedProduct = {
  /** kebab-case, unique in the shop, stable for ever: the import key */
  key: string
  /** 'department/part' */
  category: string
  brand: string
  /** Name of an icon of `@iconify-json/fluent-emoji`; one ware serves at most three products */
  ware: string
  /** Other wares that stand beside it in its third picture */
  beside?: string[]
  /** How much of the picture's ground the ware fills: a ring 0.4, a mug 0.6, a couch 0.9 */
  scale: number
  name: Words
  /** One sentence, at most 110 characters */
  summary: Words
  /** Two to four sentences: material, make, use, and one honest limit */
  story: Words
  care?: Words
  /** Choice attributes by code: material, origin; the codes stand in the vocabulary or in `words` of the file */
  material: string
  origin: OriginCode
  measures: SeedMeasure[]
  /** Variant options; colours are ColorCodes. A variant is made for each combination unless `without` names it. */
  options?: { color?: ColorCode[]; size?: string[]; volume?: string[]; weight?: string[]; style?: string[] }
  /** Combinations that are not made: 'sage/xl' */
  without?: string[]
  /** A market that is absent does not sell the product */
  price: MarketPrices
  /** Other prices for one option value: { l: { us: 2800, de: 2690 } } */
  priceOf?: Record<string, MarketPrices>
  /** The regular price when `price` is a reduced one */
  was?: MarketPrices
  weightGrams: number
  /** Content, for the unit price of what is sold by weight, volume or length; `contentOf` by option value */
  content?: { amount: number; unit: 'g' | 'ml' | 'm' }
  contentOf?: Record<string, { amount: number; unit: 'g' | 'ml' | 'm' }>
  /** German VAT class; food, books and plants are reduced */
  taxClass?: 'standard' | 'reduced'
  /** 'plenty' (default), 'few' (some variants nearly gone), 'gaps' (some variants sold out), 'none' (sold out) */
  stock?: 'plenty' | 'few' | 'gaps' | 'none'
  /** Days since it came into the shop; below 45 it shows as new */
  ageDays: number
  /** 0 to 100: how well it sells */
  popularity: number
  reviews?: SeedReview[]
  /** Keys of products that go well with it */
  goesWith?: string[]
  /** Other words that shoppers say for it, for the search: { en: ['sofa'], de: ['Couch'] } */
  alsoCalled?: { en?: string[]; de?: string[] }
}

export type SeedFile = {
  departments: SeedDepartment[]
  brands: SeedBrand[]
  /** Names of the option and attribute values that this file uses and the shared vocabulary lacks: { stoneware: { en, de } } */
  words: Record<string, Words>
  products: SeedProduct[]
}

export const colors = {
  ink: { name: { en: 'Ink', de: 'Tinte' }, hex: '#26303f' },
  graphite: { name: { en: 'Graphite', de: 'Graphit' }, hex: '#4a4d52' },
  stone: { name: { en: 'Stone', de: 'Stein' }, hex: '#a8a39a' },
  chalk: { name: { en: 'Chalk', de: 'Kreide' }, hex: '#efece4' },
  sand: { name: { en: 'Sand', de: 'Sand' }, hex: '#d9c3a0' },
  oak: { name: { en: 'Oak', de: 'Eiche' }, hex: '#b98a55' },
  walnut: { name: { en: 'Walnut', de: 'Nussbaum' }, hex: '#6b4a33' },
  brass: { name: { en: 'Brass', de: 'Messing' }, hex: '#c9a24b' },
  silver: { name: { en: 'Silver', de: 'Silber' }, hex: '#b9c0c7' },
  terracotta: { name: { en: 'Terracotta', de: 'Terrakotta' }, hex: '#c2694a' },
  cherry: { name: { en: 'Cherry', de: 'Kirsche' }, hex: '#b3283c' },
  coral: { name: { en: 'Coral', de: 'Koralle' }, hex: '#ef7d6a' },
  rose: { name: { en: 'Rose', de: 'Rosé' }, hex: '#e3a0a8' },
  plum: { name: { en: 'Plum', de: 'Pflaume' }, hex: '#7a3f63' },
  lilac: { name: { en: 'Lilac', de: 'Flieder' }, hex: '#b49ad0' },
  saffron: { name: { en: 'Saffron', de: 'Safran' }, hex: '#e9a825' },
  lemon: { name: { en: 'Lemon', de: 'Zitrone' }, hex: '#f2d64b' },
  moss: { name: { en: 'Moss', de: 'Moos' }, hex: '#6d7b3c' },
  sage: { name: { en: 'Sage', de: 'Salbei' }, hex: '#9caf88' },
  fir: { name: { en: 'Fir', de: 'Tanne' }, hex: '#2f5d4a' },
  lagoon: { name: { en: 'Lagoon', de: 'Lagune' }, hex: '#2b8c95' },
  sky: { name: { en: 'Sky', de: 'Himmel' }, hex: '#7fb4dc' },
  cobalt: { name: { en: 'Cobalt', de: 'Kobalt' }, hex: '#2f56b0' },
  night: { name: { en: 'Night', de: 'Nacht' }, hex: '#1f2a5a' },
} as const satisfies Record<string, { name: Words; hex: string }>

export type ColorCode = keyof typeof colors

export const origins = {
  germany: { en: 'Germany', de: 'Deutschland' },
  portugal: { en: 'Portugal', de: 'Portugal' },
  italy: { en: 'Italy', de: 'Italien' },
  spain: { en: 'Spain', de: 'Spanien' },
  france: { en: 'France', de: 'Frankreich' },
  sweden: { en: 'Sweden', de: 'Schweden' },
  denmark: { en: 'Denmark', de: 'Dänemark' },
  poland: { en: 'Poland', de: 'Polen' },
  czechia: { en: 'Czechia', de: 'Tschechien' },
  austria: { en: 'Austria', de: 'Österreich' },
  switzerland: { en: 'Switzerland', de: 'Schweiz' },
  netherlands: { en: 'Netherlands', de: 'Niederlande' },
  greece: { en: 'Greece', de: 'Griechenland' },
  uk: { en: 'United Kingdom', de: 'Vereinigtes Königreich' },
  usa: { en: 'United States', de: 'USA' },
  canada: { en: 'Canada', de: 'Kanada' },
  mexico: { en: 'Mexico', de: 'Mexiko' },
  japan: { en: 'Japan', de: 'Japan' },
  india: { en: 'India', de: 'Indien' },
  turkey: { en: 'Türkiye', de: 'Türkei' },
  vietnam: { en: 'Vietnam', de: 'Vietnam' },
  taiwan: { en: 'Taiwan', de: 'Taiwan' },
  ethiopia: { en: 'Ethiopia', de: 'Äthiopien' },
  colombia: { en: 'Colombia', de: 'Kolumbien' },
  argentina: { en: 'Argentina', de: 'Argentinien' },
} as const satisfies Record<string, Words>

export type OriginCode = keyof typeof origins

/** Sizes need no translation: s, m, l, xl, 38, 42, '250 ml', '500 g'. Codes are lower case: 's' shows as 'S', '250-ml' as '250 ml'. */

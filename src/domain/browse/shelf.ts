import type { Locale } from '../settings/market.ts'

/** What shoppers see of the catalogue, in one market and language. Money in minor units of the market's currency. */

/** Where a shopper stands: the market and language of the page. */
export type Shelf = { market: string; locale: Locale }

export type Picture = {
  mediaKey: string
  width: number
  height: number
  alt: string
  /** 'h00' … 'h23' (hue in steps of 15 degrees) or 'n': the class of the ground that the picture stands on. */
  ground: string
}

export type ShelfPrice = {
  amountMinor: number
  /** The regular price while this one is reduced. */
  wasMinor: number | null
  /** The lowest price of the 30 days before the reduction; German law wants it beside every reduced price. */
  lowest30Minor: number | null
  /** For what is sold by weight, volume or length: the price of one kg, l or m. */
  perUnit: { amountMinor: number; unit: 'kg' | 'l' | 'm' } | null
}

export type Swatch = { code: string; name: string; hex: string }

/** 'few': three or fewer pieces left of what is shown. */
export type StockWord = 'in' | 'few' | 'out'

export type ProductCard = {
  productId: number
  /** Those that are for sale in the market. */
  variantIds: number[]
  slug: string
  name: string
  brand: string
  /** The lowest price of its variants. */
  price: ShelfPrice
  /** True when variants cost differently: the card says 'from'. */
  priceVaries: boolean
  picture: Picture | null
  /** Shown on hover. */
  secondPicture: Picture | null
  swatches: Swatch[]
  /** 1 to 5 with one decimal, or null without reviews. */
  rating: number | null
  ratingCount: number
  stock: StockWord
  isNew: boolean
}

export type OptionValue = { code: string; name: string; hex: string | null }

export type ProductOption = { code: string; name: string; values: OptionValue[] }

export type ShelfVariant = {
  variantId: number
  sku: string
  barcode: string | null
  weightGrams: number
  /** Option code → value code. */
  options: Record<string, string>
  price: ShelfPrice
  /** Pieces that can be bought, over all locations of the market. */
  available: number
  /** Where the pieces lie, the preferred location first; only locations that have some. */
  availableAt: { city: string; available: number }[]
  /** Indexes into the product's pictures, the variant's own first. Empty: all pictures are right. */
  pictures: number[]
}

export type Review = {
  name: string
  locale: Locale
  rating: number
  title: string
  body: string
  verified: boolean
  createdAt: Date
}

export type Crumb = { categoryId: number; name: string; slug: string }

export type ProductPage = {
  productId: number
  slug: string
  /** The product's slugs in the other languages and markets that sell it, for the switch and hreflang. */
  elsewhere: { market: string; locale: Locale; slug: string }[]
  name: string
  brand: string
  summary: string
  story: string
  care: string
  taxClass: string
  crumbs: Crumb[]
  pictures: Picture[]
  options: ProductOption[]
  variants: ShelfVariant[]
  /** 'Material: stoneware', 'Height: 9.5 cm': in order, for the table. */
  attributes: { code: string; name: string; value: string }[]
  rating: number | null
  ratingCount: number
  /** How many reviews gave 1, 2, 3, 4, 5. */
  ratingSpread: [number, number, number, number, number]
  reviews: Review[]
  isNew: boolean
  related: ProductCard[]
}

export type CategoryNode = {
  categoryId: number
  code: string
  slug: string
  name: string
  intro: string
  picture: Picture | null
  parts: CategoryNode[]
}

export type CollectionEntry = {
  collectionId: number
  code: string
  slug: string
  name: string
  intro: string
  story: string
  picture: Picture | null
}

/** Names of the facets and their values, in the order of their display. */
export type FacetWords = {
  code: string
  name: string
  values: Record<string, { name: string; hex: string | null; position: number }>
}[]

/** A variant as carts, checkout and mails need it. */
export type ShelfItem = {
  variantId: number
  productId: number
  sku: string
  slug: string
  name: string
  /** One sentence: what it is. German law wants the essentials of each ware beside the order button. */
  summary: string
  /** 'Sage, M': the option values in words; empty for products without options. */
  optionWords: string
  picture: Picture | null
  price: ShelfPrice
  taxClass: string
  weightGrams: number
  /** Pieces by location id, only locations of the market. */
  availableAt: { locationId: number; available: number }[]
  available: number
}

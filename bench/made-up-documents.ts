import type { ProductDocument, ProductQuery } from '../src/domain/search/search-index.ts'
import type { Locale } from '../src/domain/settings/market.ts'
import type { RetailProduct } from './retail-shape.ts'

export type ShelfName = [market: string, locale: Locale]

const numbers = new Map<string, number>()
const numberOf = (name: string): number => {
  const number = numbers.get(name) ?? numbers.size + 1
  numbers.set(name, number)
  return number
}

const syllables = ['ba', 'do', 've', 'lo', 'ra', 'ki', 'mu', 'se', 'ta', 'no', 'pi', 'zu', 'fe', 'ho', 'ge']

/** A word that no other products have: a shop's words grow with its products. */
export function modelName(number: number): string {
  let [name, rest] = ['', number]
  for (let i = 0; i < 4; i++) {
    name += syllables[rest % syllables.length] ?? ''
    rest = Math.floor(rest / syllables.length) + 7 * i
  }
  return name
}

const productsOfModel = 40

export const allShelves: ShelfName[] = [
  ['us', 'en'],
  ['de', 'en'],
  ['de', 'de'],
]

/** A made-up product as the search gets it. */
export function documentsOf(product: RetailProduct, productId: number, shelves = allShelves): ProductDocument[] {
  const [, manner = '', color = '', , , material = ''] = product.description.split(/[ ,]+/)
  return shelves.map(([market, locale]) => ({
    productId,
    market,
    locale,
    revision: 1,
    name: product.name,
    brand: manner,
    categories: [product.style, product.category],
    categoryIds: [numberOf(`${product.category}/${product.style}`), numberOf(product.category)],
    collectionIds: [],
    attributes: [color, material],
    summary: '',
    story: product.description,
    alsoCalled: modelName(Math.floor(productId / productsOfModel)),
    skus: [product.id],
    facets: { color: [color], material: [material], brand: [manner], gender: [product.gender_affinity ?? 'all'] },
    priceMinor: Math.round(product.price * 100),
    reduced: product.promoted ?? false,
    inStock: product.current_stock > 0,
    rating: 4,
    ratingCount: productId % 7,
    popularity: productId % 100,
    createdAt: new Date(1.7e12 + productId * 60_000).toISOString(),
  }))
}

export const query = (text: string, more: Partial<ProductQuery> = {}): ProductQuery => ({
  market: 'us',
  locale: 'en',
  text,
  facets: {},
  sort: 'relevance',
  limit: 24,
  after: null,
  ...more,
})

import type { ProductQuery } from './search-index.ts'

/** 'under 30' and nothing else asks for all that costs so much, with the most liked first. */
export const limitsAlone = (query: ProductQuery, fromMinor = 0, toMinor = Number.MAX_SAFE_INTEGER): ProductQuery => ({
  ...query,
  priceFromMinor: Math.max(fromMinor, query.priceFromMinor ?? 0),
  priceToMinor: Math.min(toMinor, query.priceToMinor ?? Number.MAX_SAFE_INTEGER),
  sort: sortOfList(query),
})

/** Where no text was understood, nothing is more relevant than anything else. */
export const sortOfList = ({ sort }: ProductQuery) => (sort === 'relevance' ? 'popular' : sort)

import type { ProductQuery } from '../../../domain/search/search-index.ts'
import { flag, type Shelf } from './shelf.ts'

/** Products with any of these tags. */
export type Group = { tags: number[]; facet: string | null }

/** What a shopper chose on top of a list or a text. */
export type Filters = {
  /** The same for the same choice; empty when nothing is chosen. */
  key: string
  groups: Group[]
  flags: number
  priceFrom: number
  priceTo: number
  /** Seconds since 1970. */
  createdFrom: number
}

const facetsAtMost = 24

export function readFilters(shelf: Shelf, query: ProductQuery, now: number, hasText: boolean): Filters {
  const groups: (Group & { key: string })[] = []
  // What no product has may be known after the next new tag.
  const unknown = `?${shelf.tagNames.length}`
  const place = (name: string) => {
    const tag = shelf.tagIds.get(name)
    groups.push({
      tags: tag === undefined ? [] : [tag],
      facet: null,
      key: `${name}${tag === undefined ? unknown : ''}`,
    })
  }
  // A list begins with the products of its category, or else of its collection; what else is asked for narrows it.
  if (hasText && query.categoryId !== undefined) place(`category:${query.categoryId}`)
  if ((hasText || query.categoryId !== undefined) && query.collectionId !== undefined)
    place(`collection:${query.collectionId}`)
  for (const code of Object.keys(query.facets).sort().slice(0, facetsAtMost)) {
    const values = query.facets[code] ?? []
    if (values.length === 0) continue
    const names = [...new Set(values)].sort().map((value) => `=${code}:${value}`)
    const tags = names.flatMap((name) => shelf.tagIds.get(name) ?? [])
    groups.push({ tags, facet: code, key: `${names.join(',')}${tags.length < names.length ? unknown : ''}` })
  }
  const flags = (query.onlyReduced ? flag.reduced : 0) | (query.onlyInStock ? flag.inStock : 0)
  const priceFrom = query.priceFromMinor ?? 0
  const priceTo = query.priceToMinor ?? Number.POSITIVE_INFINITY
  // What is new depends on the time; a minute is near enough.
  const createdFrom =
    query.newWithinDays === undefined ? 0 : Math.floor(now / 60_000) * 60 - query.newWithinDays * 86_400
  const isOpen = groups.length === 0 && flags === 0 && createdFrom === 0
  const key =
    isOpen && priceFrom <= 0 && priceTo === Number.POSITIVE_INFINITY
      ? ''
      : `${groups.map((group) => group.key).join('&')} ${flags} ${createdFrom} ${priceFrom} ${priceTo}`
  return { key, groups, flags, priceFrom, priceTo, createdFrom }
}

/** Bits of what a product fails at: facets from bit 0 on; the price; or all else, which nothing is counted without. */
export const fails = { price: 1 << 30, list: 1 << 29 } as const

export function failingOf(shelf: Shelf, filters: Filters, place: number): number {
  if (((shelf.flags[place] ?? 0) & (filters.flags | flag.gone)) !== filters.flags) return fails.list
  if (filters.createdFrom > 0 && (shelf.createdAt[place] ?? 0) < filters.createdFrom) return fails.list
  let failing = 0
  for (let i = 0; i < filters.groups.length; i++) {
    const group = filters.groups[i] as Group
    if (hasTag(shelf, place, group.tags)) continue
    if (group.facet === null) return fails.list
    failing |= 1 << i
  }
  const price = shelf.price[place] ?? 0
  return price < filters.priceFrom || price > filters.priceTo ? failing | fails.price : failing
}

function hasTag(shelf: Shelf, place: number, tags: readonly number[]): boolean {
  const end = shelf.tagsFrom[place + 1] ?? 0
  for (let t = shelf.tagsFrom[place] ?? 0; t < end; t++) if (tags.includes(shelf.tagsOf.values[t] ?? 0)) return true
  return false
}

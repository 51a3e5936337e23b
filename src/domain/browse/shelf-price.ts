import type { Picture, ShelfPrice, StockWord } from './shelf.ts'

export type PriceRow = {
  amountMinor: number
  wasMinor: number | null
  lowest30Minor: number | null
  contentAmount: number | null
  contentUnit: 'g' | 'ml' | 'm' | null
}

const baseUnits = { g: { unit: 'kg', size: 1000 }, ml: { unit: 'l', size: 1000 }, m: { unit: 'm', size: 1 } } as const

/** With the price of one kilogram, litre or metre, as Directive 98/6/EC, Article 3 asks for; rounded half up. */
export function shelfPrice({ contentAmount, contentUnit, ...price }: PriceRow): ShelfPrice {
  const base = contentUnit && baseUnits[contentUnit]
  const perUnit =
    base && contentAmount
      ? { amountMinor: Math.round((price.amountMinor * base.size) / Number(contentAmount)), unit: base.unit }
      : null
  return { ...price, perUnit }
}

export const stockWord = (available: number): StockWord => (available > 3 ? 'in' : available > 0 ? 'few' : 'out')

/** 1 to 5 with one decimal, or null without reviews. */
export const ratingOf = (count: number, sum: number): number | null =>
  count === 0 ? null : Math.round((sum / count) * 10) / 10

const newForDays = 45

export const isNew = (createdAt: Date, now: Date): boolean =>
  now.getTime() - createdAt.getTime() < newForDays * 86_400_000

/** What stands in for a product without pictures: its category's. A key may end with the ground: 'department-kitchen-h11'. */
export const standIn = (pictureKey: string | null, alt: string): Picture | null =>
  pictureKey === null
    ? null
    : { mediaKey: pictureKey, width: 1600, height: 1600, alt, ground: /-(h[0-2]\d)$/.exec(pictureKey)?.[1] ?? 'n' }

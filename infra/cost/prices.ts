import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Regions whose prices the list has. */
export const pricedRegions = ['eu-central-1', 'us-east-1'] as const
export type PricedRegion = (typeof pricedRegions)[number]

export type Price = {
  readonly id: string
  /** A plain number holds in all regions. The second region is priced as the first. */
  readonly dollars: number | Readonly<Record<PricedRegion, number>>
  readonly unit: string
  /** A key of `pages`. */
  readonly page: string
  /** So many units of each month cost nothing, whatever the age of the account. */
  readonly freeUnits?: number
}

export type PriceList = {
  readonly date: string
  /** Whether somebody has held the list against AWS's own. */
  readonly checked: string
  readonly currency: string
  readonly pages: Readonly<Record<string, string>>
  /** Shares of a price that a commitment saves. */
  readonly savingsPlan: { readonly share: number; readonly what: string; readonly page: string }
  readonly spot: { readonly share: number; readonly what: string; readonly page: string }
  /** CloudFront with WAF for a fixed sum. */
  readonly flatPlans: readonly {
    readonly name: string
    readonly dollars: number
    readonly millionRequests: number
    readonly gigabytes: number
  }[]
  readonly prices: readonly Price[]
}

export const priceList: PriceList = JSON.parse(readFileSync(join(import.meta.dirname, 'prices.json'), 'utf8'))

const byId = new Map(priceList.prices.map((price) => [price.id, price]))

export function priceOf(id: string): Price {
  const price = byId.get(id)
  if (!price) throw new Error(`infra/cost/prices.json has no price '${id}'.`)
  return price
}

export const dollarsIn = (region: PricedRegion, { dollars }: Price): number =>
  typeof dollars === 'number' ? dollars : dollars[region]

import type { Locale } from '../settings/market.ts'
import { marketOf, type Shop } from '../shop.ts'
import { deliveryDates } from './delivery-dates.ts'
import { type MethodRow, methodsFor, type Parcel } from './shipping-table.ts'

export type ShippingOption = {
  code: string
  /** In the language of the place. */
  name: string
  carrier: string
  /** What it costs for this parcel: 0 from `freeFromMinor` on. */
  priceMinor: number
  freeFromMinor: number | null
  /** Days of arrival, 'YYYY-MM-DD'. */
  from: string
  to: string
}

export type Destination = { country: string; region?: string | null; postcode?: string | null }

/** `subtotalMinor` is what the goods cost after the discount: it decides whether shipping is free. */
export type ParcelWorth = { weightGrams: number; subtotalMinor: number }

type Place = { market: string; locale: Locale }
type Needs = Pick<Shop, 'db' | 'markets' | 'clock' | 'memory'>

/** The ways to send a parcel to a destination, in the order of their display. Empty: nobody takes it there. */
export async function readMethods(
  shop: Needs,
  place: Place,
  parcel: Destination & ParcelWorth,
): Promise<ShippingOption[]> {
  const { country, weightGrams } = parcel
  const rows = await keptMethods(shop, place.market, { country, region: parcel.region ?? '', weightGrams })
  return rows.map((row) => asOption(shop, place, row, parcel.subtotalMinor))
}

export type DeliveryPreview = ShippingOption & { country: string }

/** The cheapest way to the market's first country, for pages that do not know the address. May be some minutes old. */
export async function deliveryPreview(shop: Needs, place: Place, parcel: ParcelWorth): Promise<DeliveryPreview | null> {
  const country = marketOf(shop, place.market).countries[0] ?? ''
  const { weightGrams } = parcel
  const rows = await keptMethods(shop, place.market, { country, region: '', weightGrams })
  const price = (row: MethodRow) => priceOf(row, parcel.subtotalMinor)
  const [cheapest] = rows.toSorted((a, b) => price(a) - price(b))
  return cheapest ? { ...asOption(shop, place, cheapest, parcel.subtotalMinor), country } : null
}

/** Rates change with the set-up of a market, which is a fact of the catalogue. */
const keptMethods = (shop: Needs, market: string, to: Parcel): Promise<MethodRow[]> =>
  shop.memory.get(`shipping:${market}:${to.country}:${to.region}:${to.weightGrams}`, () =>
    methodsFor(shop.db, market, to),
  )

const priceOf = ({ freeFromMinor, priceMinor }: MethodRow, subtotalMinor: number): number =>
  freeFromMinor !== null && subtotalMinor >= freeFromMinor ? 0 : priceMinor

function asOption(shop: Needs, place: Place, row: MethodRow, subtotalMinor: number): ShippingOption {
  return {
    code: row.code,
    name: row.names[place.locale],
    carrier: row.carrier,
    priceMinor: priceOf(row, subtotalMinor),
    freeFromMinor: row.freeFromMinor,
    ...deliveryDates(shop.clock(), marketOf(shop, place.market), row),
  }
}

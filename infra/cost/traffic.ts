import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProfileName } from '../environments.ts'

/** What a browser loads in a visit: bench/weights.ts measured it on the demo shop. Bytes as a CDN sends them, compressed. */
export type Weights = {
  /** The first page of a visit, with styles, scripts, type and pictures. */
  readonly first: { readonly requests: number; readonly bytes: number }
  /** Each further one, the mean of a walk along the shelf. */
  readonly next: { readonly requests: number; readonly bytes: number }
}

/** A month of a shop. Assumptions are marked so; all else is measured or follows. */
export type Traffic = {
  /** Assumption. */
  readonly orders: number
  /** Assumption: one visit in 40 buys. */
  readonly visitsPerOrder: number
  /** Assumption. */
  readonly pagesPerVisit: number
  /** Assumption: so many pages of the shelf are not in CloudFront, or belong to one visitor alone. */
  readonly uncachedShare: number
  /** Requests of a purchase with its payment, none of which a CDN keeps. */
  readonly requestsPerOrder: number
  /** Assumption: the busiest hour has so many times the mean. */
  readonly peak: number
  readonly weights: Weights
  /** Assumption: pictures of the catalogue with all their sizes, GB. */
  readonly media: number
  /** Assumption: GB that the database holds when the shop is a year old. */
  readonly database: number
}

const weights: Weights = JSON.parse(readFileSync(join(import.meta.dirname, '../../bench/results/weights.json'), 'utf8'))

/** Pages and forms of the checkout: what a buyer of bench/speed/buyers.ts sends, from the address to the button. */
export const checkoutRequests = 6

const requestsOf = {
  checkout: checkoutRequests,
  /** Assumption: two articles, each with the form that puts it into the cart and the cart that is shown. */
  cart: 2 * 2,
  /** Assumption: the page that the payment leads back to, and once more when the order has come. */
  thanks: 2,
  /** Assumption: events of the payment provider. */
  events: 2,
}

const common = {
  visitsPerOrder: 40,
  pagesPerVisit: 8,
  uncachedShare: 0.4,
  requestsPerOrder: Object.values(requestsOf).reduce((sum, count) => sum + count, 0),
  peak: 8,
  weights,
}

export const traffics: Readonly<Record<ProfileName, Traffic>> = {
  small: { ...common, orders: 500, media: 5, database: 3 },
  standard: { ...common, orders: 20_000, media: 50, database: 50 },
  global: { ...common, orders: 20_000, media: 50, database: 50 },
}

export const secondsOfMonth = 730 * 3600

/** What follows from a traffic; requests and bytes of a month. */
export function volumesOf(traffic: Traffic) {
  const { orders, visitsPerOrder, pagesPerVisit, uncachedShare, requestsPerOrder, peak, weights } = traffic
  const visits = orders * visitsPerOrder
  const pages = visits * pagesPerVisit
  const perVisit = (what: 'requests' | 'bytes') => weights.first[what] + (pagesPerVisit - 1) * weights.next[what]
  const edgeRequests = visits * perVisit('requests')
  const originRequests = pages * uncachedShare + orders * requestsPerOrder
  return {
    visits,
    pages,
    edgeRequests,
    edgeGigabytes: (visits * perVisit('bytes')) / 1e9,
    originRequests,
    originPeak: (originRequests / secondsOfMonth) * peak,
    mails: orders * 2.2,
  }
}

export type Volumes = ReturnType<typeof volumesOf>

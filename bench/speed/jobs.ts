import type { VendureShop } from '../peers/vendure/shop.ts'

/** What the generator is told to do, and what it tells back. Both travel between processes. */

export type Asked = { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string }

export type Timing = {
  /** As many at once. */
  connections: number
  /** Seconds before it counts. */
  warmUp: number
  seconds: number
  /** Processes whose processor time is read at the beginning and at the end of what counts. */
  watched: Record<string, number>
}

/** The same kind of request over and over. */
export type PageLoad = {
  kind: 'pages'
  origin: string
  requests: Asked[]
  expect: { status: number; minLength: number; end: string }
}

/** Guests who order, from the empty cart to the payment. */
export type BuyersLoad = { kind: 'buyers'; shop: BuyersShop }

/** The same at Vendure, beside which this shop is measured. */
export type VendureLoad = { kind: 'vendure'; shop: VendureShop }

export type BuyersShop = {
  origin: string
  place: string
  /** Each buyer takes the next `linesEach` of them. */
  variantIds: number[]
  linesEach: number
}

/** Buyers of one variant of which there are fewer. */
export type HotJob = { kind: 'hot'; shop: BuyersShop; buyers: number; form: HotForm }

/** 'free': each as fast as it can; 'together': all wait before the last call; 'queue': 16 in the shop at a time. */
export type HotForm = 'free' | 'together' | 'queue'

export type Load = PageLoad | BuyersLoad | VendureLoad
export type LoadJob = Load & Timing
export type Job = LoadJob | HotJob

export type Counted = {
  done: number
  /** When it began and ended to count, as `Date.now()` tells. */
  from: number
  to: number
  /** Milliseconds that one took. */
  p50: number
  p99: number
  /** By process, milliseconds of processor. */
  processorMs: Record<string, number>
  faults: string[]
}

export type HotCounted = {
  orders: number
  soldOut: number
  /** Answers 503 with `Retry-After`, after which a buyer comes again. */
  toldToWait: number
  /** From the last call of the first to the last answer to a last call. */
  lastCallMs: number
  /** From the first request to the last payment. */
  totalMs: number
  faults: string[]
}

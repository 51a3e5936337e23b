/** What the generator is told to do, and what it tells back. Both travel between processes. */

export type Asked = { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string }

type Timing = {
  /** As many at once. */
  connections: number
  /** Seconds before it counts. */
  warmUp: number
  seconds: number
  /** Processes whose processor time is read at the beginning and at the end of what counts. */
  watched: Record<string, number>
}

/** The same kind of request over and over, by autocannon. */
export type PageJob = Timing & {
  kind: 'pages'
  origin: string
  requests: Asked[]
  expect: { status: number; minLength: number; end: string }
}

/** Guests who order, from the empty cart to the payment. */
export type BuyersJob = Timing & { kind: 'buyers'; shop: BuyersShop }

export type BuyersShop = {
  origin: string
  place: string
  /** Each buyer takes the next `linesEach` of them. */
  variantIds: number[]
  linesEach: number
}

/** As many buyers as are wanted of one variant of which there are fewer. */
export type HotJob = {
  kind: 'hot'
  shop: BuyersShop
  buyers: number
  /** 'free': each as fast as it can; 'together': all wait before the last call; a number: as many in the shop at a time. */
  form: 'free' | 'together' | number
}

export type Job = PageJob | BuyersJob | HotJob

export type Counted = {
  done: number
  ms: number
  /** Milliseconds that one took: percentiles. */
  p50: number
  p99: number
  /** By process, milliseconds of processor. */
  processorMs: Record<string, number>
  faults: string[]
  faultCount: number
}

export type HotCounted = {
  /** Buyers by what they were told at the end. */
  told: Record<string, number>
  /** From the last call to the last answer. */
  lastCallMs: number
  totalMs: number
  faults: string[]
}

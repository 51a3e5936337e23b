import type { Locale } from '../settings/market.ts'

/** Which cart, and where its shopper stands: the market decides about prices, the language about words. */
export type CartPlace = { cartId: string; place: { market: string; locale: Locale } }

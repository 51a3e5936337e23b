import type { Market } from '../../domain/settings/market.ts'

/** A cart belongs to one market, so each market has its own cookie. Its value is the cart's id, a secret. */
export const cartCookie = (market: Pick<Market, 'code'>): string => `cart-${market.code}`

/** As long as the cart itself is kept after its last change. */
export const cartCookieSeconds = 30 * 86_400

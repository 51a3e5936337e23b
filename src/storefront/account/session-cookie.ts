import { mergeCarts } from '../../domain/carts/merge-carts.ts'
import { endSession } from '../../domain/customers/session.ts'
import { newDeviceMark } from '../../kit/known-device.ts'
import { href } from '../../routes.ts'
import { cartCookie, cartCookieSeconds } from '../cart/cart-cookie.ts'
import type { Visit } from '../visit.ts'

const days = 86_400

/** Keeps the session's secret in the browser, and lets the guest's cart join the shopper's own. */
export async function enter(visit: Visit, personId: string, sessionToken: string): Promise<void> {
  const { shop, cookies } = visit
  await endSession(shop, cookies.get('session'))
  cookies.set('session', sessionToken, { maxAge: 180 * days })
  // A new visitor secret: what somebody knew of this browser before the sign-in is worth nothing after it.
  cookies.clear('visitor')
  for (const market of shop.markets) {
    const guestCartId = cookies.get(cartCookie(market)) ?? null
    const cart = await mergeCarts(shop, { guestCartId, personId, market: market.code })
    if (cart) cookies.set(cartCookie(market), cart.id, { maxAge: cartCookieSeconds })
    // The cart of somebody who was signed in here before is not this shopper's.
    else if (guestCartId) cookies.clear(cartCookie(market))
  }
}

/** Guesses at this account from elsewhere do not lock this browser out: see kit/known-device.ts. */
export function knowDevice({ shop, cookies }: Pick<Visit, 'shop' | 'cookies'>, email: string): void {
  cookies.set('known', newDeviceMark(shop.secret, shop.random, email), { maxAge: 180 * days })
}

/** Where to go after signing in: a page of this place, never another site. */
export function nextPage(visit: Visit, wanted: string | undefined): string {
  const home = href(visit.place, 'account')
  if (!wanted || !URL.canParse(wanted, visit.shop.publicUrl)) return home
  const url = new URL(wanted, visit.shop.publicUrl)
  const inside = url.origin === visit.shop.publicUrl && url.pathname.startsWith(`${href(visit.place, 'home')}/`)
  return inside ? url.pathname + url.search : home
}

/** Leaves nothing of the shopper in the browser: session, carts, visitor. The mark of a known device names nobody and stays. */
export function leave({ cookies, shop }: Pick<Visit, 'cookies' | 'shop'>): void {
  cookies.clear('session')
  cookies.clear('visitor')
  for (const market of shop.markets) cookies.clear(cartCookie(market))
}

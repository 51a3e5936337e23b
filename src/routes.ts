import type { PictureFormat, PictureWidth } from './domain/media/picture-sizes.ts'
import type { Locale } from './domain/settings/market.ts'
import type { RateLimitName } from './domain/settings/rate-limits.ts'
import type { Standing } from './kit/admission.ts'
import { uploadPath } from './kit/wire.ts'

export { type PictureFormat, pictureWidths } from './domain/media/picture-sizes.ts'

/**
 * Who may use a route. 'signed-in': a shopper with an account; others are sent to sign in. 'provider': the payment provider, proved by
 * its signature. 'demo': anyone, and only when DEMO=1. 'operator': whoever sends OPERATOR_TOKEN; without that setting the route is not there.
 */
export type Access = 'anyone' | 'signed-in' | 'provider' | 'demo' | 'operator'

/**
 * 'shared': the same for every anonymous visitor; a CDN may keep it. 'private': never kept. 'immutable': kept for ever.
 */
export type Cache = 'shared' | 'private' | 'immutable'

export type Route = {
  method: 'GET' | 'POST'
  path: string
  who: Access
  cache: Cache
  /** POST only. 'token': same origin and the form's token. 'origin': same origin only, for forms on pages that a CDN keeps. 'signature': the handler proves the sender. */
  form?: 'token' | 'origin' | 'signature'
  /** Says whether the process lives: never refused, however much there is to do. */
  vital?: true
  /** How often one caller may come: domain/settings/rate-limits.ts. */
  limit?: RateLimitName
}

/** Who goes on when there is too much to do (kit/admission.ts): shared pages are the shelf, all else is somebody's own. */
export const standingOf = ({ cache, vital }: Pick<Route, 'cache' | 'vital'>): Standing =>
  vital ? 'always' : cache === 'shared' ? 'looking' : 'buying'

const page = (path: string, cache: Cache = 'shared', limit?: RateLimitName): Route => ({
  method: 'GET',
  path,
  who: 'anyone',
  cache,
  limit,
})
const own = (path: string): Route => ({ method: 'GET', path, who: 'signed-in', cache: 'private' })
const change = (path: string, limit?: RateLimitName): Route => ({
  method: 'POST',
  path,
  who: 'anyone',
  cache: 'private',
  form: 'token',
  limit,
})
const openChange = (path: string, limit?: RateLimitName): Route => ({ ...change(path, limit), form: 'origin' })
const ownChange = (path: string, limit?: RateLimitName): Route => ({ ...change(path, limit), who: 'signed-in' })

/** Pages of the shop, each below /:market/:locale. */
export const storefrontRoutes = {
  home: page(''),
  category: page('/c/:slug'),
  collection: page('/collections/:slug'),
  newIn: page('/new'),
  sale: page('/sale'),
  search: page('/search', 'shared', 'search'),
  suggest: page('/suggest', 'shared', 'suggestions'),
  product: page('/p/:slug'),
  info: page('/info/:topic'),

  me: page('/me', 'private'),
  cart: page('/cart', 'private'),
  cartDrawer: page('/cart/drawer', 'private'),
  addLine: openChange('/cart/lines', 'cart'),
  changeLine: change('/cart/lines/:variantId', 'cart'),
  enterCode: change('/cart/code', 'code'),

  checkout: page('/checkout', 'private'),
  saveDetails: change('/checkout/details', 'cart'),
  chooseDelivery: change('/checkout/delivery', 'cart'),
  placeOrder: change('/checkout/place', 'checkout'),
  checkoutReturn: page('/checkout/return', 'private'),
  order: page('/orders/:token', 'private'),
  orderReceipt: page('/orders/:token/receipt', 'private'),
  payOrder: change('/orders/:token/pay', 'checkout'),
  cancelOrder: change('/orders/:token/cancel'),
  orderAccount: change('/orders/:token/account', 'register'),
  orderLookup: page('/order-lookup', 'private'),
  findOrder: change('/order-lookup', 'order-look-up'),
  withdrawal: page('/withdrawal', 'private'),
  declareWithdrawal: change('/withdrawal', 'order-look-up'),

  signIn: page('/account/sign-in', 'private'),
  doSignIn: change('/account/sign-in', 'sign-in'),
  register: page('/account/register', 'private'),
  doRegister: change('/account/register', 'register'),
  verifyEmail: page('/account/verify', 'private'),
  doVerifyEmail: change('/account/verify', 'proof'),
  forgotPassword: page('/account/forgot', 'private'),
  askReset: change('/account/forgot', 'reset'),
  resetPassword: page('/account/reset', 'private'),
  doResetPassword: change('/account/reset', 'proof'),
  signOut: change('/account/sign-out'),
  account: own('/account'),
  accountOrders: own('/account/orders'),
  accountOrder: own('/account/orders/:number'),
  addresses: own('/account/addresses'),
  newAddress: own('/account/addresses/new'),
  addAddress: ownChange('/account/addresses/new'),
  editAddress: own('/account/addresses/:id'),
  changeAddress: ownChange('/account/addresses/:id'),
  removeAddress: ownChange('/account/addresses/:id/remove'),
  profile: own('/account/profile'),
  changeProfile: ownChange('/account/profile'),
  security: own('/account/security'),
  changeEmail: ownChange('/account/email', 'proof'),
  confirmEmail: own('/account/email/confirm'),
  doConfirmEmail: ownChange('/account/email/confirm', 'proof'),
  changePassword: ownChange('/account/password', 'proof'),
  signOutEverywhere: ownChange('/account/sign-out-everywhere'),
  closeAccount: own('/account/close'),
  doCloseAccount: ownChange('/account/close', 'proof'),
} as const satisfies Record<string, Route>

/** Everything outside the markets. */
export const siteRoutes = {
  front: { method: 'GET', path: '/', who: 'anyone', cache: 'private' },
  asset: { method: 'GET', path: '/assets/:file', who: 'anyone', cache: 'immutable' },
  media: { method: 'GET', path: '/media/:key/:file', who: 'anyone', cache: 'immutable' },
  mediaUpload: { method: 'POST', path: uploadPath, who: 'anyone', cache: 'private', form: 'signature' },
  paymentEvents: { method: 'POST', path: '/webhooks/payments', who: 'provider', cache: 'private', form: 'signature' },
  robots: { method: 'GET', path: '/robots.txt', who: 'anyone', cache: 'shared' },
  sitemap: { method: 'GET', path: '/sitemap.xml', who: 'anyone', cache: 'shared' },
  webManifest: { method: 'GET', path: '/site.webmanifest', who: 'anyone', cache: 'shared' },
  apiReference: { method: 'GET', path: '/api/store/docs', who: 'anyone', cache: 'shared' },
  health: { method: 'GET', path: '/healthz', who: 'anyone', cache: 'private', vital: true },
  ready: { method: 'GET', path: '/readyz', who: 'anyone', cache: 'private', vital: true },
  metrics: { method: 'GET', path: '/operator/metrics', who: 'operator', cache: 'private', vital: true },
  mailbox: { method: 'GET', path: '/mailbox', who: 'demo', cache: 'private' },
  mailboxMail: { method: 'GET', path: '/mailbox/:id', who: 'demo', cache: 'private' },
} as const satisfies Record<string, Route>

export type StorefrontRoute = keyof typeof storefrontRoutes
export type SiteRoute = keyof typeof siteRoutes

/** The market and language that a link stays in. */
export type Place = { market: string; locale: Locale }

type Names<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Names<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never
type Params<R extends StorefrontRoute> = { [N in Names<(typeof storefrontRoutes)[R]['path']>]: string | number }
type Query = Record<string, string | number | undefined | null | readonly string[]>

// '/orders/:token/pay' → '/orders/', token, '/pay'
const parts = Object.fromEntries(
  Object.entries(storefrontRoutes).map(([route, { path }]) => [
    route,
    path
      .split(/(:\w+)/)
      .filter(Boolean)
      .map((part) => (part.startsWith(':') ? { name: part.slice(1) } : part)),
  ]),
) as unknown as Record<StorefrontRoute, (string | { name: string })[]>

/** The address of a page: `href(place, 'product', { slug })`. Undefined, null and empty query values are left out. */
export function href<R extends StorefrontRoute>(place: Place, route: R, params: Params<R>, query?: Query): string
export function href<R extends StorefrontRoute>(
  place: Place,
  route: Names<(typeof storefrontRoutes)[R]['path']> extends never ? R : never,
): string
export function href(
  place: Place,
  route: StorefrontRoute,
  params: Record<string, string | number> = {},
  query?: Query,
): string {
  let path = ''
  for (const part of parts[route])
    path += typeof part === 'string' ? part : encodeURIComponent(String(params[part.name]))
  return `/${place.market}/${place.locale}${path}${query ? queryText(query) : ''}`
}

export function queryText(query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const item of value) search.append(name, item)
    else if (value !== undefined && value !== null && value !== '') search.append(name, String(value))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}

let pictureOrigin = ''

/** Where pages find pictures when it is not our own address: an origin that shows what `/media/…` shows here. Told once, at the start. */
export function setPictureOrigin(origin: string): void {
  pictureOrigin = origin
}

export const mediaHref = (key: string, width: PictureWidth, format: PictureFormat): string =>
  `${pictureOrigin}/media/${encodeURIComponent(key)}/${width}.${format}`

/** The same as a whole address, for those who are not on our pages. */
export const mediaAddress = (publicUrl: string, key: string, width: PictureWidth, format: PictureFormat): string =>
  (pictureOrigin ? '' : publicUrl) + mediaHref(key, width, format)

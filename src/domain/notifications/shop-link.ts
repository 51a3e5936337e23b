import type { Locale } from '../settings/market.ts'

/** Pages that mails lead to. */
export type LinkedPage =
  | 'home'
  | 'sign-in'
  | 'verify-email'
  | 'reset-password'
  | 'forgot-password'
  | 'confirm-email'
  | 'security'
  | 'order'
  | 'withdrawal'
  /** A small picture; `secret` is its key. */
  | 'picture'

/** The whole address of a page in a market and language; `secret` is what opens it. Whoever knows the routes brings it. */
export type ShopLink = (page: LinkedPage, place: { market: string; locale: Locale }, secret?: string) => string

import type { Locale } from '../settings/market.ts'

/** A consumer's declaration that a contract is withdrawn from. It counts as it came in, whether we find the order or not. */
export type Withdrawal = {
  id: string
  /** The order that number and e-mail name together, where there is one. */
  orderId: string | null
  market: string
  locale: Locale
  name: string
  /** As it was typed: an order number, or other words that name the contract. */
  contract: string
  email: string
  /** Empty: all articles. */
  articles: string
  receivedAt: Date
}

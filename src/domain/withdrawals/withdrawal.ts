import type { Locale } from '../settings/market.ts'

/** What the consumer has typed. */
export type Declared = {
  name: string
  /** As it was typed: an order number, or other words that name the contract. */
  contract: string
  email: string
  /** Empty: all articles. */
  articles: string
}

/** A consumer's declaration that a contract is withdrawn from. It counts as it came in, whether we find the order or not. */
export type Withdrawal = Declared & {
  id: string
  /** The order that number and e-mail name together, where there is one. */
  orderId: string | null
  market: string
  locale: Locale
  receivedAt: Date
}

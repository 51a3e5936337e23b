import type { AnswerStore } from '../kit/answer-store.ts'
import type { Clock } from '../kit/clock.ts'
import type { Db } from '../kit/db.ts'
import type { Random } from '../kit/ids.ts'
import type { LimitStore } from '../kit/limit-store.ts'
import type { Memory } from '../kit/memory.ts'
import type { Secret } from '../kit/secret.ts'
import type { CartStore } from './carts/cart-store.ts'
import type { SessionStore } from './customers/session-store.ts'
import type { KeyRing } from './keys/key-ring.ts'
import type { Vault } from './keys/vault.ts'
import type { MediaStore } from './media/media-store.ts'
import type { Mailer } from './notifications/mailer.ts'
import type { ShopLink } from './notifications/shop-link.ts'
import type { PaymentGateway } from './payments/payment-gateway.ts'
import type { SearchIndex } from './search/search-index.ts'
import type { Identity } from './settings/identity.ts'
import type { Market } from './settings/market.ts'

/** Everything that the shop's functions work with. Each asks only for what it uses: `Pick<Shop, 'db' | 'clock'>`. */
export type Shop = {
  db: Db
  clock: Clock
  random: Random
  markets: Market[]
  carts: CartStore
  sessions: SessionStore
  /** What the API has answered to changes, for a day. */
  answers: AnswerStore
  /** How much of each rate limit is used up. */
  limits: LimitStore
  /** Seals and opens personal data. */
  vault: Vault
  /** The master keys behind it: asked at the start, and by the command that rotates keys. */
  keyRing: KeyRing
  payments: PaymentGateway
  search: SearchIndex
  media: MediaStore
  mailer: Mailer
  /** Reading sides keep here what facts invalidate. Never a price or stock at the moment of buying. */
  memory: Memory
  /** Signs links and forms. */
  secret: Secret
  publicUrl: string
  /** Origins beside `publicUrl` that payment pages may lead back to, when a storefront of others has sent the shopper. */
  returnOrigins: readonly string[]
  name: string
  /** Who sells here: company, texts, colours, logo. */
  identity: Identity
  mailFrom: string
  /** Addresses of pages, for mails. */
  link: ShopLink
}

export function marketOf(shop: Pick<Shop, 'markets'>, code: string): Market {
  const market = shop.markets.find((m) => m.code === code)
  if (!market) throw new Error(`There is no market '${code}'.`)
  return market
}

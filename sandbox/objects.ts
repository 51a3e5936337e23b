/** The objects of Stripe's API that the shop uses, as far as it uses them. Amounts in minor units, instants in seconds. */

export type Metadata = Record<string, string>

export type Session = {
  id: string
  object: 'checkout.session'
  mode: 'payment'
  status: 'open' | 'complete' | 'expired'
  payment_status: 'unpaid' | 'paid' | 'no_payment_required'
  amount_total: number
  currency: string
  client_reference_id: string | null
  customer_email: string | null
  locale: string | null
  metadata: Metadata
  /** Stripe makes the payment when the shopper pays, so an open session has none. */
  payment_intent: string | null
  success_url: string
  cancel_url: string | null
  url: string | null
  created: number
  expires_at: number
  livemode: false
}

/** What the payment page needs and Stripe keeps to itself. */
export type SessionPage = { description: string; intentMetadata: Metadata; notice: PageNotice | null }

export type PageNotice = 'declined' | 'authentication-failed'

export type Intent = {
  id: string
  object: 'payment_intent'
  status: 'requires_payment_method' | 'requires_action' | 'processing' | 'succeeded' | 'canceled'
  amount: number
  amount_received: number
  currency: string
  metadata: Metadata
  latest_charge: string | null
  last_payment_error: { code: string; message: string } | null
  created: number
  livemode: false
}

export type Charge = {
  id: string
  object: 'charge'
  payment_intent: string
  amount: number
  amount_captured: number
  amount_refunded: number
  refunded: boolean
  captured: boolean
  paid: boolean
  currency: string
  status: 'succeeded' | 'pending' | 'failed'
  metadata: Metadata
  created: number
  livemode: false
}

export type Refund = {
  id: string
  object: 'refund'
  payment_intent: string
  charge: string
  amount: number
  currency: string
  status: 'succeeded' | 'pending' | 'failed'
  reason: string | null
  metadata: Metadata
  created: number
}

export type StripeEvent = {
  id: string
  object: 'event'
  type: string
  api_version: string
  created: number
  livemode: false
  pending_webhooks: number
  request: { id: null; idempotency_key: string | null }
  data: { object: Session | Intent | Charge | Refund }
}

export type KeptAnswer = { key: string; request: string; status: number; body: string }

/** One line of the ledger's file. A later line about the same thing replaces the earlier one. */
export type LedgerRecord =
  | { kind: 'session'; session: Session; page: SessionPage }
  | { kind: 'intent'; intent: Intent }
  | { kind: 'charge'; charge: Charge }
  | { kind: 'refund'; refund: Refund }
  | { kind: 'event'; event: StripeEvent }
  | { kind: 'delivered'; eventId: string }
  | { kind: 'answer'; answer: KeptAnswer }
  /** A payment that comes to its end later, at this instant (milliseconds). */
  | { kind: 'later'; intentId: string; sessionId: string; at: number; outcome: 'succeeded' | 'failed' }
  | { kind: 'later-done'; intentId: string }

export type PaymentPage = { sessionRef: string; url: string; expiresAt: Date }

/** What the provider says now. Amounts in minor units. */
export type PaymentStatus = {
  sessionRef: string
  paymentRef: string | null
  /** 'open': the page may still be paid on. 'processing': paid, the money settles later. 'expired': the page takes no money any more. */
  state: 'open' | 'processing' | 'captured' | 'failed' | 'expired'
  capturedMinor: number
  refundedMinor: number
  /** In capitals. */
  currency: string
  /** The order's id, as it was given when the page was asked for. */
  orderId: string | null
  /** Where the shopper pays; null when the page is closed. */
  url: string | null
  expiresAt: Date
}

export type PaymentEvent = {
  id: string
  kind: 'page' | 'refund' | 'other'
  sessionRef: string | null
  paymentRef: string | null
}

export type ProviderRefund = {
  refundRef: string
  amountMinor: number
  state: 'done' | 'asked' | 'failed'
  /** The id of our own refund; null: it was made at the provider. */
  orderRefundId: string | null
}

/** A payment in the provider's books. */
export type ProviderPayment = {
  paymentRef: string
  orderId: string | null
  capturedMinor: number
  refundedMinor: number
  currency: string
  at: Date
}

export type PageAsk = {
  idempotencyKey: string
  orderId: string
  orderNumber: string
  amountMinor: number
  currency: string
  locale: string
  /** Null: it was erased; the page asks for it. */
  email: string | null
  description: string
  returnUrl: string
  cancelUrl: string
  /** Providers want it some time ahead: Stripe 30 minutes at least. */
  expiresAt: Date
}

/** The payment provider. Adapter: `adapters/payments/stripe.ts`. Every call has a time-out; a call that changes something carries a key. */
export interface PaymentGateway {
  /**
   * The same key gives the same page. Throws `ProviderUnreachable` when the answer is unknown, `ProviderRefused` when
   * there will be no page.
   */
  askForPage(ask: PageAsk): Promise<PaymentPage>
  /** By session or, when the answer that named it was lost, by the key it was asked with. Null: the provider knows nothing of it. */
  readStatus(of: { sessionRef: string } | { idempotencyKey: string; createdAfter: Date }): Promise<PaymentStatus | null>
  /** Asks that the page takes no money any more. Says what became of it: it may just have been paid. */
  expirePage(sessionRef: string): Promise<PaymentStatus>
  /** The same key refunds once. Throws `ProviderRefused` when nothing is left to be given back. */
  refund(ask: {
    idempotencyKey: string
    orderRefundId: string
    paymentRef: string
    amountMinor: number
  }): Promise<ProviderRefund>
  listRefunds(paymentRef: string): Promise<ProviderRefund[]>
  /** Everything that was captured since then, newest first. */
  listPayments(since: Date): AsyncIterable<ProviderPayment>
  /** Reads an event that the provider sent. Null when the signature is wrong or too old. */
  readEvent(rawBody: string, signature: string): Promise<PaymentEvent | null>
}

/** The provider did not answer, or said nothing clear: the change may or may not have happened. */
export class ProviderUnreachable extends Error {}

/** The provider said no: nothing has happened, and asking again would not help. */
export class ProviderRefused extends Error {}

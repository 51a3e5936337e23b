export type PaymentPage = { sessionRef: string; url: string; expiresAt: Date }

/** What the provider says now. Amounts in minor units. */
export type PaymentStatus = {
  sessionRef: string
  paymentRef: string | null
  /** 'open': the page may still be paid on. 'processing': paid, the money settles later. 'expired': the page takes no money any more. */
  state: 'open' | 'processing' | 'captured' | 'failed' | 'expired'
  capturedMinor: number
  refundedMinor: number
  currency: string
  /** The order's id, as it was given when the page was asked for. */
  orderId: string | null
}

export type PaymentEvent = { id: string; kind: string; sessionRef: string | null; paymentRef: string | null }

export type ProviderRefund = {
  refundRef: string
  amountMinor: number
  state: 'done' | 'asked' | 'failed'
  orderRefundId: string | null
}

/** The payment provider. Adapter: `adapters/payments/stripe.ts`. Every call has a time-out; a call that changes something carries a key. */
export interface PaymentGateway {
  /** The same key gives the same page. Throws `ProviderUnreachable` when the answer is unknown. */
  askForPage(ask: {
    idempotencyKey: string
    orderId: string
    orderNumber: string
    amountMinor: number
    currency: string
    locale: string
    email: string
    description: string
    returnUrl: string
    cancelUrl: string
    expiresAt: Date
  }): Promise<PaymentPage>
  /** By session or, when a session's answer was lost, by the order's id. Null: the provider knows nothing of it. */
  readStatus(
    of: { sessionRef: string } | { paymentRef: string } | { orderId: string; createdAfter: Date },
  ): Promise<PaymentStatus | null>
  /** Asks that the page takes no money any more. Says what became of it: it may just have been paid. */
  expirePage(sessionRef: string): Promise<PaymentStatus>
  /** The same key refunds once. */
  refund(ask: {
    idempotencyKey: string
    orderRefundId: string
    paymentRef: string
    amountMinor: number
  }): Promise<ProviderRefund>
  listRefunds(paymentRef: string): Promise<ProviderRefund[]>
  /** Reads an event that the provider sent. Null when the signature is wrong or too old. */
  readEvent(rawBody: string, signature: string): PaymentEvent | null
}

/** The provider did not answer, or said nothing clear: the change may or may not have happened. */
export class ProviderUnreachable extends Error {}

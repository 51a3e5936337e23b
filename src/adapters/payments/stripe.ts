import type { Stripe } from 'stripe'
import {
  type PaymentEvent,
  type PaymentGateway,
  type PaymentStatus,
  type ProviderRefund,
  ProviderRefused,
  ProviderUnreachable,
} from '../../domain/payments/payment-gateway.ts'
import type { Secret } from '../../kit/secret.ts'
import { span } from '../../kit/trace.ts'

export type StripeOptions = {
  /** `stripe:` is Stripe itself, `stripe+http://127.0.0.1:3001` a server that speaks its API: the sandbox. */
  url: URL
  secretKey: Secret
  /** Older ones stay good while they are being replaced. */
  webhookSecrets: Secret
  timeoutMs?: number
}

const signatureToleranceSeconds = 300
const expand = ['payment_intent.latest_charge']
const ofProvider = { 'peer.service': 'stripe' }

/** Stripe's hosted payment page, through Stripe's own package, which is loaded when it is first needed: it takes 40 MB. */
export async function openStripe(options: StripeOptions): Promise<PaymentGateway> {
  let loaded: Promise<typeof Stripe> | undefined
  let made: { key: string; stripe: Stripe } | undefined
  /** With the key of now. */
  const load = async () => {
    loaded ??= import('stripe').then(({ default: StripePackage }) => StripePackage)
    const StripePackage = await loaded
    const key = options.secretKey.current
    if (made?.key !== key) made = { key, stripe: newStripe(StripePackage, options, key) }
    return { ...made, errors: StripePackage.errors }
  }

  /** Tells a clear no from an answer that nobody knows. */
  async function call<T>(what: string, work: (stripe: Stripe) => Promise<T>, isAgain = false): Promise<T> {
    const { key, stripe, errors } = await load()
    try {
      return await span('client', `payments ${what}`, ofProvider, () => work(stripe))
    } catch (fault) {
      if (!(fault instanceof errors.StripeError)) throw fault
      // The key may have been changed a moment ago. Nothing was done under the old one.
      const isRefused = fault instanceof errors.StripeAuthenticationError && !isAgain
      if (isRefused && (await options.secretKey.renew(key))) return call(what, work, true)
      const unknown =
        fault instanceof errors.StripeConnectionError ||
        fault instanceof errors.StripeAPIError ||
        fault instanceof errors.StripeRateLimitError ||
        fault.statusCode === 409 ||
        (fault.statusCode ?? 500) >= 500
      // The message may hold what a shopper typed: code and status say enough.
      const told = `${what}: ${fault.type} ${fault.code ?? ''} ${fault.statusCode ?? ''}`.trim()
      throw unknown ? new ProviderUnreachable(told) : new ProviderRefused(told, { cause: fault.code })
    }
  }

  async function sessionOf(sessionRef: string): Promise<Stripe.Checkout.Session | null> {
    try {
      return await call('read page', (stripe) => stripe.checkout.sessions.retrieve(sessionRef, { expand }))
    } catch (fault) {
      if (fault instanceof ProviderRefused && fault.cause === 'resource_missing') return null
      throw fault
    }
  }

  /** A page is asked for within the half hour after `createdAfter`; the clocks of two houses may differ by minutes. */
  async function sessionAskedWith(key: string, createdAfter: Date): Promise<Stripe.Checkout.Session | null> {
    const at = Math.floor(createdAfter.getTime() / 1000)
    return call('find page', async (stripe) => {
      const pages = stripe.checkout.sessions.list({ created: { gte: at - 300, lte: at + 2_400 }, limit: 100 })
      for await (const session of pages) if (session.metadata?.key === key) return sessionOf(session.id)
      return null
    })
  }

  return {
    async askForPage(ask) {
      const metadata = { order: ask.orderId, number: ask.orderNumber, key: ask.idempotencyKey }
      const session = await call('ask for page', (stripe) =>
        stripe.checkout.sessions.create(
          {
            mode: 'payment',
            client_reference_id: ask.orderId,
            customer_email: ask.email ?? undefined,
            locale: ask.locale === 'de' ? 'de' : 'en',
            line_items: [
              {
                quantity: 1,
                price_data: {
                  currency: ask.currency.toLowerCase(),
                  // The shop's own total: discounts and taxes are in it.
                  unit_amount: ask.amountMinor,
                  product_data: { name: ask.description },
                },
              },
            ],
            metadata,
            payment_intent_data: { metadata },
            success_url: ask.returnUrl,
            cancel_url: ask.cancelUrl,
            expires_at: Math.floor(ask.expiresAt.getTime() / 1000),
          },
          { idempotencyKey: ask.idempotencyKey },
        ),
      )
      // The answer to a repeated key is the first one: the page may be closed by now, its address stays the same.
      if (!session.url) throw new ProviderRefused('ask for page: it has no address')
      return { sessionRef: session.id, url: session.url, expiresAt: new Date(session.expires_at * 1000) }
    },

    async readStatus(of) {
      const session =
        'sessionRef' in of ? await sessionOf(of.sessionRef) : await sessionAskedWith(of.idempotencyKey, of.createdAfter)
      return session && statusOf(session)
    },

    async expirePage(sessionRef) {
      try {
        return statusOf(await call('expire page', (stripe) => stripe.checkout.sessions.expire(sessionRef, { expand })))
      } catch (fault) {
        if (!(fault instanceof ProviderRefused)) throw fault
        // Only open pages can be closed: this one has been paid or has expired by itself.
        const session = await sessionOf(sessionRef)
        if (!session || session.status === 'open') throw fault
        return statusOf(session)
      }
    },

    async refund(ask) {
      const refund = await call('refund', (stripe) =>
        stripe.refunds.create(
          { payment_intent: ask.paymentRef, amount: ask.amountMinor, metadata: { refund: ask.orderRefundId } },
          { idempotencyKey: ask.idempotencyKey },
        ),
      )
      return refundOf(refund)
    },

    listRefunds: (paymentRef) =>
      call('list refunds', async (stripe) => {
        const refunds: ProviderRefund[] = []
        for await (const refund of stripe.refunds.list({ payment_intent: paymentRef, limit: 100 }))
          refunds.push(refundOf(refund))
        return refunds
      }),

    async *listPayments(since) {
      const created = { gte: Math.floor(since.getTime() / 1000) }
      for (let after: string | undefined; ; ) {
        const asked = { created, limit: 100, starting_after: after, expand: ['data.latest_charge'] }
        const page = await call('list payments', (stripe) => stripe.paymentIntents.list(asked))
        for (const intent of page.data)
          if (intent.amount_received > 0)
            yield {
              paymentRef: intent.id,
              orderId: intent.metadata.order ?? null,
              capturedMinor: intent.amount_received,
              refundedMinor: refundedOn(intent),
              currency: intent.currency.toUpperCase(),
              at: new Date(intent.created * 1000),
            }
        after = page.data.at(-1)?.id
        if (!page.has_more || !after) return
      }
    },

    async readEvent(rawBody, signature) {
      const { stripe } = await load()
      for (const secret of options.webhookSecrets.accepted)
        try {
          return eventOf(stripe.webhooks.constructEvent(rawBody, signature, secret, signatureToleranceSeconds))
        } catch {
          // Not with this secret; perhaps with the next.
        }
      return null
    },
  }
}

function newStripe(StripePackage: typeof Stripe, { url, timeoutMs = 8_000 }: StripeOptions, key: string): Stripe {
  return new StripePackage(key, {
    // Repeating is the worker's business: a page would wait for it. (The package repeats once on a closed connection, with
    // the same key.)
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(url.protocol === 'stripe+http:' ? { protocol: 'http' as const, host: url.hostname, port: url.port } : {}),
  })
}

function statusOf(session: Stripe.Checkout.Session): PaymentStatus {
  const intent = typeof session.payment_intent === 'object' ? session.payment_intent : null
  return {
    sessionRef: session.id,
    paymentRef: intent?.id ?? (typeof session.payment_intent === 'string' ? session.payment_intent : null),
    state: stateOf(session, intent),
    capturedMinor: intent?.amount_received ?? 0,
    refundedMinor: intent ? refundedOn(intent) : 0,
    currency: (intent ?? session).currency?.toUpperCase() ?? '',
    orderId: session.client_reference_id,
    url: session.status === 'open' ? session.url : null,
    expiresAt: new Date(session.expires_at * 1000),
  }
}

/** Money counts first: it may arrive although the page has expired. */
function stateOf(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | null): PaymentStatus['state'] {
  if (intent?.status === 'succeeded') return 'captured'
  if (session.status === 'open') return 'open'
  if (session.status === 'expired') return 'expired'
  return intent?.status === 'processing' ? 'processing' : 'failed'
}

function refundedOn(intent: Stripe.PaymentIntent): number {
  const charge = intent.latest_charge
  return charge && typeof charge === 'object' ? charge.amount_refunded : 0
}

const refundOf = (refund: Stripe.Refund): ProviderRefund => ({
  refundRef: refund.id,
  amountMinor: refund.amount,
  state:
    refund.status === 'succeeded'
      ? 'done'
      : refund.status === 'failed' || refund.status === 'canceled'
        ? 'failed'
        : 'asked',
  orderRefundId: refund.metadata?.refund ?? null,
})

const refOf = (ref: string | { id: string } | null): string | null =>
  typeof ref === 'object' ? (ref?.id ?? null) : ref

/** Which payment an event is about. What it says of the payment is not believed: the payment is read again. */
function eventOf(event: Stripe.Event): PaymentEvent {
  const { id } = event
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
    case 'checkout.session.async_payment_failed':
    case 'checkout.session.expired': {
      const session = event.data.object
      return { id, kind: 'page', sessionRef: session.id, paymentRef: refOf(session.payment_intent) }
    }
    case 'charge.refunded':
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
      return { id, kind: 'refund', sessionRef: null, paymentRef: refOf(event.data.object.payment_intent) }
    default:
      return { id, kind: 'other', sessionRef: null, paymentRef: null }
  }
}

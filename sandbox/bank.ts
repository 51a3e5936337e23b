import { randomBytes } from 'node:crypto'
import type { CardOutcome } from './cards.ts'
import type { Faults } from './faults.ts'
import type { Ledger } from './ledger.ts'
import type { Charge, Intent, LedgerRecord, Metadata, Refund, Session, SessionPage, StripeEvent } from './objects.ts'

export const newRef = (prefix: string): string =>
  `${prefix}_${randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')}`
const seconds = (ms: number): number => Math.floor(ms / 1000)

/** Refused as Stripe would: the API makes an error of it. */
export class Refused extends Error {
  readonly code: string
  readonly status: number
  constructor(message: string, code: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

export type NewSession = {
  amount: number
  currency: string
  description: string
  clientReference: string | null
  email: string | null
  locale: string | null
  metadata: Metadata
  intentMetadata: Metadata
  successUrl: string
  cancelUrl: string | null
  expiresAt: number | null
}

export type Paid = 'paid' | 'processing' | 'declined' | 'confirm' | 'late' | 'not-open'

/** Everything that moves money or pages. One change at a time per payment page, all of it on disk before it is answered. */
export class Bank {
  readonly ledger: Ledger
  readonly #faults: Faults
  readonly #publicUrl: () => string
  readonly #send: (eventId: string) => void
  readonly #speed: number
  readonly #open = new Set<string>()
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(given: {
    ledger: Ledger
    faults: Faults
    publicUrl: () => string
    send: (eventId: string) => void
    speed: number
  }) {
    this.ledger = given.ledger
    this.#faults = given.faults
    this.#publicUrl = given.publicUrl
    this.#send = given.send
    this.#speed = given.speed
    for (const { session } of this.ledger.sessions.values()) if (session.status === 'open') this.#open.add(session.id)
  }

  /** Work on one page or payment waits for the work before it. */
  #inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(id) ?? Promise.resolve()
    const turn = before.catch(() => {}).then(work)
    this.#turns.set(id, turn)
    const leave = () => this.#turns.get(id) === turn && this.#turns.delete(id)
    turn.then(leave, leave)
    return turn
  }

  async #commit(records: LedgerRecord[], events: StripeEvent[] = []): Promise<void> {
    await this.ledger.write([...records, ...events.map((event): LedgerRecord => ({ kind: 'event', event }))])
    for (const event of events) this.#send(event.id)
  }

  #event(type: string, object: StripeEvent['data']['object']): StripeEvent {
    return {
      id: newRef('evt'),
      object: 'event',
      type,
      api_version: 'sandbox',
      created: seconds(Date.now()),
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      data: { object },
    }
  }

  async createSession(given: NewSession): Promise<Session> {
    const now = seconds(Date.now())
    const expiresAt = given.expiresAt ?? now + 86_400
    // A minute of grace: the request may have been on its way for a while.
    if (expiresAt < now + 29 * 60 || expiresAt > now + 86_460)
      throw new Refused('The `expires_at` must be between 30 minutes and 24 hours from now.', 'invalid_expires_at')
    const id = newRef('cs_test')
    const session: Session = {
      id,
      object: 'checkout.session',
      mode: 'payment',
      status: 'open',
      payment_status: 'unpaid',
      amount_total: given.amount,
      currency: given.currency,
      client_reference_id: given.clientReference,
      customer_email: given.email,
      locale: given.locale,
      metadata: given.metadata,
      payment_intent: null,
      success_url: given.successUrl.replace('{CHECKOUT_SESSION_ID}', id),
      cancel_url: given.cancelUrl,
      url: `${this.#publicUrl()}/pay/${id}`,
      created: now,
      expires_at: expiresAt,
      livemode: false,
    }
    const page = { description: given.description, intentMetadata: given.intentMetadata, notice: null }
    await this.#commit([{ kind: 'session', session, page }])
    this.#open.add(id)
    return session
  }

  find(sessionId: string): { session: Session; page: SessionPage } {
    const found = this.ledger.sessions.get(sessionId)
    if (!found) throw new Refused(`No such checkout.session: '${sessionId}'`, 'resource_missing', 404)
    return found
  }

  expire(sessionId: string): Promise<Session> {
    return this.#inTurn(sessionId, async () => {
      const { session, page } = this.find(sessionId)
      if (session.status !== 'open')
        throw new Refused(`Only open sessions can be expired; this one is ${session.status}.`, 'session_not_open')
      return this.#expireNow(session, page)
    })
  }

  async #expireNow(session: Session, page: SessionPage): Promise<Session> {
    const expired: Session = { ...session, status: 'expired', url: null }
    const records: LedgerRecord[] = [{ kind: 'session', session: expired, page }]
    const intent = session.payment_intent ? this.ledger.intents.get(session.payment_intent) : undefined
    const waitsForExpiry = intent?.status === 'processing'
    if (intent && waitsForExpiry)
      records.push({
        kind: 'later',
        intentId: intent.id,
        sessionId: session.id,
        at: Date.now() + 2_000 / this.#speed,
        outcome: 'succeeded',
      })
    else if (intent && intent.status !== 'succeeded')
      records.push({ kind: 'intent', intent: { ...intent, status: 'canceled' } })
    await this.#commit(records, [this.#event('checkout.session.expired', expired)])
    this.#open.delete(session.id)
    return expired
  }

  /** The shopper pays with a card that does `outcome`. */
  pay(sessionId: string, outcome: CardOutcome): Promise<Paid> {
    return this.#inTurn(sessionId, async (): Promise<Paid> => {
      const { session, page } = this.find(sessionId)
      if (session.status !== 'open' || this.#intentOf(session)?.status === 'processing') return 'not-open'
      if (session.expires_at <= seconds(Date.now())) {
        await this.#expireNow(session, page)
        return 'not-open'
      }
      if (outcome === 'decline') return this.#decline(session, page, 'declined')
      if (outcome === 'confirm') {
        const intent: Intent = { ...this.#newIntent(session, page), status: 'requires_action' }
        await this.#commit([
          { kind: 'intent', intent },
          { kind: 'session', session: { ...session, payment_intent: intent.id }, page: { ...page, notice: null } },
        ])
        return 'confirm'
      }
      if (outcome === 'late') {
        const intent: Intent = { ...this.#newIntent(session, page), status: 'processing' }
        await this.#commit([
          { kind: 'intent', intent },
          { kind: 'session', session: { ...session, payment_intent: intent.id }, page },
        ])
        return 'late'
      }
      if (outcome === 'delayed' || outcome === 'delayed-failure') {
        const intent: Intent = { ...this.#newIntent(session, page), status: 'processing' }
        const complete: Session = { ...session, status: 'complete', payment_intent: intent.id, url: null }
        await this.#commit(
          [
            { kind: 'intent', intent },
            { kind: 'session', session: complete, page },
            {
              kind: 'later',
              intentId: intent.id,
              sessionId,
              at: Date.now() + 60_000 / this.#speed,
              outcome: outcome === 'delayed' ? 'succeeded' : 'failed',
            },
          ],
          [this.#event('checkout.session.completed', complete)],
        )
        this.#open.delete(sessionId)
        return 'processing'
      }
      await this.#capture(session, page, this.#newIntent(session, page), 'checkout.session.completed')
      return 'paid'
    })
  }

  /** The shopper's answer to the bank's question (3-D Secure). */
  confirm(sessionId: string, agreed: boolean): Promise<Paid> {
    return this.#inTurn(sessionId, async (): Promise<Paid> => {
      const { session, page } = this.find(sessionId)
      const intent = this.#intentOf(session)
      if (session.status !== 'open' || intent?.status !== 'requires_action') return 'not-open'
      if (!agreed) return this.#decline(session, page, 'authentication-failed')
      await this.#capture(session, page, intent, 'checkout.session.completed')
      return 'paid'
    })
  }

  #intentOf(session: Session): Intent | undefined {
    return session.payment_intent ? this.ledger.intents.get(session.payment_intent) : undefined
  }

  #newIntent(session: Session, page: SessionPage): Intent {
    const before = this.#intentOf(session)
    return (
      before ?? {
        id: newRef('pi'),
        object: 'payment_intent',
        status: 'requires_payment_method',
        amount: session.amount_total,
        amount_received: 0,
        currency: session.currency,
        metadata: page.intentMetadata,
        latest_charge: null,
        last_payment_error: null,
        created: seconds(Date.now()),
        livemode: false,
      }
    )
  }

  async #decline(session: Session, page: SessionPage, notice: 'declined' | 'authentication-failed'): Promise<Paid> {
    const intent: Intent = {
      ...this.#newIntent(session, page),
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined', message: 'Your card was declined.' },
    }
    await this.#commit([
      { kind: 'intent', intent },
      { kind: 'session', session: { ...session, payment_intent: intent.id }, page: { ...page, notice } },
    ])
    return 'declined'
  }

  async #capture(session: Session, page: SessionPage, intent: Intent, type: string): Promise<void> {
    const amount = intent.amount + this.#faults.captureSkew
    const currency = this.#faults.captureCurrency ?? intent.currency
    const charge: Charge = {
      id: newRef('ch'),
      object: 'charge',
      payment_intent: intent.id,
      amount,
      amount_captured: amount,
      amount_refunded: 0,
      refunded: false,
      captured: true,
      paid: true,
      currency,
      status: 'succeeded',
      metadata: intent.metadata,
      created: seconds(Date.now()),
      livemode: false,
    }
    const succeeded: Intent = {
      ...intent,
      status: 'succeeded',
      amount,
      currency,
      amount_received: amount,
      latest_charge: charge.id,
      last_payment_error: null,
    }
    const status = session.status === 'open' ? 'complete' : session.status
    const paid: Session = { ...session, status, payment_status: 'paid', payment_intent: intent.id, url: null }
    await this.#commit(
      [
        { kind: 'charge', charge },
        { kind: 'intent', intent: succeeded },
        { kind: 'session', session: paid, page: { ...page, notice: null } },
        { kind: 'later-done', intentId: intent.id },
      ],
      [this.#event(type, paid)],
    )
    this.#open.delete(session.id)
  }

  /** Ends what waits: `now` true does not wait for its hour. */
  async settleLater(intentId: string, now = false): Promise<void> {
    const due = this.ledger.later.get(intentId)
    if (!due || (!now && due.at > Date.now())) return
    await this.#inTurn(due.sessionId, async () => {
      const { session, page } = this.find(due.sessionId)
      const intent = this.ledger.intents.get(intentId)
      if (!intent || !this.ledger.later.has(intentId)) return
      if (due.outcome === 'succeeded')
        return this.#capture(session, page, intent, 'checkout.session.async_payment_succeeded')
      const failed: Intent = {
        ...intent,
        status: 'requires_payment_method',
        last_payment_error: { code: 'payment_intent_payment_attempt_failed', message: 'The payment failed.' },
      }
      await this.#commit(
        [
          { kind: 'intent', intent: failed },
          { kind: 'later-done', intentId },
        ],
        [this.#event('checkout.session.async_payment_failed', session)],
      )
    })
  }

  refund(given: {
    intentId: string
    amount: number | null
    reason: string | null
    metadata: Metadata
  }): Promise<Refund> {
    return this.#inTurn(given.intentId, async () => {
      const intent = this.ledger.intents.get(given.intentId)
      if (!intent) throw new Refused(`No such payment_intent: '${given.intentId}'`, 'resource_missing', 404)
      const charge = intent.latest_charge ? this.ledger.charges.get(intent.latest_charge) : undefined
      if (!charge) throw new Refused('This payment has no charge that could be refunded.', 'charge_not_refundable')
      const left = charge.amount_captured - charge.amount_refunded
      const amount = given.amount ?? left
      if (amount < 1) throw new Refused('Charge has already been refunded.', 'charge_already_refunded')
      if (amount > left)
        throw new Refused(`Refund amount (${amount}) is greater than unrefunded amount (${left}).`, 'amount_too_large')
      const refund: Refund = {
        id: newRef('re'),
        object: 'refund',
        payment_intent: intent.id,
        charge: charge.id,
        amount,
        currency: charge.currency,
        status: 'succeeded',
        reason: given.reason,
        metadata: given.metadata,
        created: seconds(Date.now()),
      }
      const amountRefunded = charge.amount_refunded + amount
      const changed: Charge = {
        ...charge,
        amount_refunded: amountRefunded,
        refunded: amountRefunded === charge.amount_captured,
      }
      await this.#commit(
        [
          { kind: 'refund', refund },
          { kind: 'charge', charge: changed },
        ],
        [this.#event('charge.refunded', changed)],
      )
      return refund
    })
  }

  /** An event that says what the caller wants, true or not. */
  async forgeEvent(type: string, object: StripeEvent['data']['object']): Promise<StripeEvent> {
    const event = this.#event(type, object)
    await this.#commit([], [event])
    return event
  }

  /** What the clock brings: pages that expire, payments that come to their end. */
  async tick(): Promise<void> {
    const now = seconds(Date.now())
    for (const id of this.#open) {
      const { session } = this.find(id)
      if (session.expires_at <= now) await this.expire(id).catch(() => {})
    }
    if (this.#faults.holdLater) return
    for (const intentId of [...this.ledger.later.keys()]) await this.settleLater(intentId)
  }
}

import { type Bank, Refused } from './bank.ts'
import type { CardOutcome } from './cards.ts'
import { type FaultRule, type Faults, noFaults, type WebhookManners } from './faults.ts'
import type { Session } from './objects.ts'
import type { Deliveries } from './webhooks.ts'

/** What tests and `verify` may ask of the sandbox, beside what Stripe can do. */

type Control = {
  reset?: boolean
  rules?: FaultRule[]
  webhooks?: Partial<WebhookManners>
  captureSkew?: number
  captureCurrency?: string | null
  holdLater?: boolean
}

type Act =
  | { act: 'pay'; session: string; outcome: CardOutcome }
  | { act: 'confirm'; session: string; agreed: boolean }
  | { act: 'expire'; session: string }
  | { act: 'refund'; intent: string; amount?: number }
  /** Payments that wait for their end come to it now. */
  | { act: 'settle' }
  | { act: 'flush' }
  /** Sends all events of a page once more. */
  | { act: 'resend'; session: string }
  /** An event that lies: its object says what `changes` say, the ledger stays as it is. */
  | { act: 'forge'; type: string; session: string; changes: Partial<Session> }

export type LedgerEntry = {
  session: string
  state: Session['status']
  orderId: string | null
  key: string | null
  amount: number
  currency: string
  intent: string | null
  captured: number
  capturedCurrency: string | null
  refunded: number
}

/** One line for each payment page, with what was really captured and given back. */
export const ledgerEntries = (bank: Bank): LedgerEntry[] =>
  [...bank.ledger.sessions.values()].map(({ session }) => {
    const intent = session.payment_intent ? bank.ledger.intents.get(session.payment_intent) : undefined
    const charge = intent?.latest_charge ? bank.ledger.charges.get(intent.latest_charge) : undefined
    return {
      session: session.id,
      state: session.status,
      orderId: session.client_reference_id,
      key: session.metadata.key ?? null,
      amount: session.amount_total,
      currency: session.currency,
      intent: session.payment_intent,
      captured: charge?.amount_captured ?? 0,
      capturedCurrency: charge?.currency ?? null,
      refunded: charge?.amount_refunded ?? 0,
    }
  })

export async function answerControl(
  { bank, faults, deliveries }: { bank: Bank; faults: Faults; deliveries: Deliveries },
  path: string,
  body: string,
): Promise<{ status: number; value: unknown }> {
  if (path === '/sandbox/ledger') return { status: 200, value: { entries: ledgerEntries(bank) } }
  if (path === '/sandbox/control') {
    const given = JSON.parse(body || '{}') as Control
    if (given.reset) Object.assign(faults, noFaults())
    if (given.rules) faults.rules.push(...given.rules)
    if (given.webhooks) Object.assign(faults.webhooks, given.webhooks)
    if (given.captureSkew !== undefined) faults.captureSkew = given.captureSkew
    if (given.captureCurrency !== undefined) faults.captureCurrency = given.captureCurrency
    if (given.holdLater !== undefined) faults.holdLater = given.holdLater
    return { status: 200, value: faults }
  }
  if (path === '/sandbox/act')
    try {
      return { status: 200, value: { done: await run(JSON.parse(body || '{}') as Act, bank, deliveries) } }
    } catch (fault) {
      if (fault instanceof Refused) return { status: 422, value: { error: fault.message } }
      throw fault
    }
  return { status: 404, value: { error: 'There is nothing here.' } }
}

async function run(act: Act, bank: Bank, deliveries: Deliveries): Promise<unknown> {
  switch (act.act) {
    case 'pay':
      return bank.pay(act.session, act.outcome)
    case 'confirm':
      return bank.confirm(act.session, act.agreed)
    case 'expire':
      return bank.expire(act.session)
    case 'refund':
      return bank.refund({ intentId: act.intent, amount: act.amount ?? null, reason: null, metadata: {} })
    case 'settle':
      for (const intentId of [...bank.ledger.later.keys()]) await bank.settleLater(intentId, true)
      return 'settled'
    case 'flush':
      deliveries.flush()
      return 'flushed'
    case 'resend': {
      const events = [...bank.ledger.events.values()].filter((event) => event.data.object.id === act.session)
      for (const event of events) deliveries.send(event.id)
      return events.length
    }
    case 'forge':
      return bank.forgeEvent(act.type, { ...bank.find(act.session).session, ...act.changes })
  }
}

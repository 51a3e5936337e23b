/** How the provider can be told to misbehave, to see what the shop makes of it. */

export type Operation =
  | 'sessions.create'
  | 'sessions.read'
  | 'sessions.list'
  | 'sessions.expire'
  | 'intents.read'
  | 'intents.list'
  | 'refunds.create'
  | 'refunds.list'
  | 'events.read'
  | 'events.list'

export type Misbehaviour =
  /** Does it, then hangs up without a word. */
  | 'drop-after'
  /** Does it, then says 500. */
  | 'error-after'
  /** Hangs up and does nothing. */
  | 'drop-before'
  | 'error-before'
  | 'rate-limit'
  | 'delay'

export type FaultRule = { on: Operation | '*'; do: Misbehaviour; times?: number; delayMs?: number }

export type WebhookManners = {
  /** False: nothing is delivered; what was held back stays undelivered. */
  on: boolean
  /** How often each event is sent. */
  copies: number
  /** Events wait until this many are there and go in another order. 0: at once and in order. */
  shuffleBatch: number
  /** Sends with a signature that does not fit. */
  badSignature: boolean
}

export type Faults = {
  rules: FaultRule[]
  webhooks: WebhookManners
  /** Added to what is really captured at the next payments. */
  captureSkew: number
  /** Captures in another currency. */
  captureCurrency: string | null
  /** Payments that wait for their end wait until they are told. */
  holdLater: boolean
}

export const noFaults = (): Faults => ({
  rules: [],
  webhooks: { on: true, copies: 1, shuffleBatch: 0, badSignature: false },
  captureSkew: 0,
  captureCurrency: null,
  holdLater: false,
})

/** The next misbehaviour for an operation; it counts down. */
export function takeFault(faults: Faults, operation: Operation): FaultRule | null {
  const rule = faults.rules.find(({ on, times }) => (on === operation || on === '*') && (times ?? 1) > 0)
  if (!rule) return null
  rule.times = (rule.times ?? 1) - 1
  if (rule.times === 0) faults.rules.splice(faults.rules.indexOf(rule), 1)
  return rule
}

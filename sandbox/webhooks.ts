import { createHmac } from 'node:crypto'
import type { Faults } from './faults.ts'
import type { Ledger } from './ledger.ts'

export type Deliveries = {
  /** Sends the event until the shop has taken it. */
  send(eventId: string): void
  /** What waits for its turn goes out now. */
  flush(): void
  close(): Promise<void>
}

const waitsMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000]

export function signEvent(body: string, secret: string, at: Date): string {
  const timestamp = Math.floor(at.getTime() / 1000)
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return `t=${timestamp},v1=${signature}`
}

/** Delivers events to the shop: at least once, in no promised order, again after a failure. */
export function openDeliveries(
  ledger: Ledger,
  faults: Faults,
  target: { url: string; secret: string; speed: number },
): Deliveries {
  const timers = new Set<NodeJS.Timeout>()
  const underWay = new Set<Promise<void>>()
  const held: string[] = []
  let closed = false

  async function post(eventId: string): Promise<boolean> {
    const body = JSON.stringify(ledger.events.get(eventId))
    const signature = faults.webhooks.badSignature
      ? `t=1,v1=${'0'.repeat(64)}`
      : signEvent(body, target.secret, new Date())
    try {
      const answer = await fetch(target.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(20_000),
      })
      await answer.arrayBuffer()
      return answer.ok
    } catch {
      return false
    }
  }

  async function deliver(eventId: string, attempt: number): Promise<void> {
    if (closed || !faults.webhooks.on) return
    const answers = await Promise.all(Array.from({ length: faults.webhooks.copies }, () => post(eventId)))
    if (closed) return
    if (answers.some((taken) => taken)) return ledger.write([{ kind: 'delivered', eventId }])
    const waitMs = (waitsMs[attempt] ?? 3_600_000) / target.speed
    const timer = setTimeout(() => {
      timers.delete(timer)
      start(eventId, attempt + 1)
    }, waitMs)
    timers.add(timer)
  }

  function start(eventId: string, attempt: number): void {
    const work = deliver(eventId, attempt)
      .catch(() => {})
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }

  function flush(): void {
    // Backwards is the order that nobody expects.
    for (const eventId of held.splice(0).reverse()) start(eventId, 0)
  }

  for (const eventId of ledger.undelivered) start(eventId, 0)
  return {
    send(eventId) {
      if (!target.url) return
      if (faults.webhooks.shuffleBatch === 0) return start(eventId, 0)
      held.push(eventId)
      if (held.length >= faults.webhooks.shuffleBatch) flush()
    },
    flush,
    close: async () => {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(underWay)
    },
  }
}

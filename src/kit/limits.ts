import { createHmac } from 'node:crypto'
import type { LimitStore, Use } from './limit-store.ts'
import { faultFields, log } from './log.ts'
import type { Secret } from './secret.ts'

/** At most `count` at once, and over time so many in as many seconds. */
export type Quota = { count: number; seconds: number }

/** Who or what is counted: 'address' and an address, 'account' and a mail address. Only a keyed hash of it is kept. */
export type Counted = { what: string; value: string; quota: Quota }

export type Verdict = {
  isAllowed: boolean
  quota: Quota
  /** Attempts that are left now. */
  remaining: number
  /** Until all of them are there again. */
  resetSeconds: number
  /** Until the next attempt is let through; 0 when this one was. */
  retryAfterSeconds: number
}

export interface Limits {
  /**
   * Counts an attempt in the store, for secrets that somebody may guess: exact, whatever the number of processes. The
   * second is counted only when the first lets it through; the answer is the stricter one. Throws when the store is
   * down: then nothing may be tried.
   */
  exact(name: string, first: Counted, second?: Counted): Promise<Verdict>
  /**
   * Counts in the process, for what only costs work. Processes tell each other about once a second, so several of them may
   * let through somewhat more. When the store is down each counts for itself.
   */
  shared(name: string, counted: Counted): Verdict
  /** Tells the other processes now. */
  tell(): Promise<void>
  close(): void
}

type Entry = { key: string; busyUntil: number; untold: number; step: number; span: number }

const tellEveryMs = 1_000
const maxEntries = 50_000
const maxToldAtOnce = 1_000
// Callers far from their limit are nobody else's business: what is not told costs the store nothing.
const toldFrom = 1 / 8

/** `factor` makes all quotas larger or smaller. */
export function openLimits(
  store: Pick<LimitStore, 'use' | 'add'>,
  options: { secret: Secret; factor?: number; now?: () => number },
): Limits {
  const { factor = 1, now = () => performance.now() } = options
  const entries = new Map<string, Entry>()
  const untold = new Set<Entry>()
  /** Until when the store has refused: until then it need not be asked, for it would refuse again. */
  const refused = new Map<string, number>()
  let isDown = false
  let telling: Promise<void> | undefined

  const scaled = ({ count, seconds }: Quota): Quota => ({ count: Math.max(1, Math.round(count * factor)), seconds })
  // When the secret changes, counts begin anew: once, and at most as much more gets through as the limit allows.
  const keyOf = (text: string) =>
    createHmac('sha256', options.secret.current).update(`limit\0${text}`).digest().subarray(0, 16)
  const useOf = (text: string, { count, seconds }: Quota): Use => ({
    key: keyOf(text),
    step: seconds / count,
    span: seconds,
  })

  async function exact(name: string, first: Counted, second?: Counted): Promise<Verdict> {
    const counted = second ? [first, second] : [first]
    const texts = counted.map(({ what, value }) => textOf(name, what, value))
    const quotas = counted.map(({ quota }) => scaled(quota))
    for (const [i, text] of texts.entries()) {
      const until = refused.get(text)
      if (until !== undefined && until > now()) return refusal(quotas[i] as Quota, (until - now()) / 1000)
    }
    const uses = texts.map((text, i) => useOf(text, quotas[i] as Quota))
    const used = await store.use(uses[0] as Use, uses[1])
    const verdicts: Verdict[] = []
    for (const [i, { step, span }] of uses.entries()) {
      const { took, busySeconds } = used[i] ?? {}
      if (took === undefined || busySeconds === undefined) continue
      const quota = quotas[i] as Quota
      if (took) {
        verdicts.push(allowed(quota, busySeconds))
        continue
      }
      const seconds = busySeconds + step - span
      if (refused.size >= maxEntries) refused.clear()
      refused.set(texts[i] ?? '', now() + seconds * 1000)
      return refusal(quota, seconds)
    }
    return verdicts.reduce((strict, next) => (next.remaining < strict.remaining ? next : strict))
  }

  function shared(name: string, { what, value, quota: asked }: Counted): Verdict {
    const at = now()
    const quota = scaled(asked)
    const key = textOf(name, what, value)
    let entry = entries.get(key)
    if (!entry) {
      if (entries.size >= maxEntries) makeRoom(at)
      const step = (quota.seconds * 1000) / quota.count
      entry = { key, busyUntil: at, untold: 0, step, span: quota.seconds * 1000 }
      entries.set(key, entry)
    }
    const { step, span } = entry
    const busyUntil = Math.max(entry.busyUntil, at) + step
    if (busyUntil > at + span + step / 1000) return refusal(quota, (busyUntil - at - span) / 1000)
    entry.busyUntil = busyUntil
    entry.untold += step
    if (busyUntil - at > span * toldFrom) untold.add(entry)
    return allowed(quota, (busyUntil - at) / 1000)
  }

  /** Forgets those that are not busy; and when all are, the ones that came first. */
  function makeRoom(at: number): void {
    for (const [key, { busyUntil }] of entries) if (busyUntil <= at) entries.delete(key)
    for (const key of entries.keys()) {
      if (entries.size < maxEntries * 0.9) break
      entries.delete(key)
    }
  }

  async function tellNow(): Promise<void> {
    const told = [...untold].slice(0, maxToldAtOnce)
    if (told.length === 0) return
    const byKey = new Map<string, Entry>()
    const uses = told.map((entry) => {
      const key = keyOf(entry.key)
      byKey.set(key.toString('hex'), entry)
      untold.delete(entry)
      return { key, seconds: entry.untold / 1000 }
    })
    const unanswered = new Map(told.map((entry) => [entry, entry.untold]))
    for (const entry of told) entry.untold = 0
    try {
      for (const { key, busySeconds } of await store.add(uses)) {
        const entry = byKey.get(key.toString('hex'))
        if (!entry) continue
        entry.busyUntil = now() + busySeconds * 1000 + entry.untold
        unanswered.delete(entry)
      }
      if (isDown) log('info', 'limits.shared-again')
      isDown = false
    } catch (fault) {
      if (!isDown) log('warn', 'limits.not-shared', faultFields(fault))
      isDown = true
    }
    // Told later, unless it is over by then.
    for (const [entry, amount] of unanswered) {
      entry.untold = Math.min(entry.untold + amount, Math.max(entry.busyUntil - now(), 0))
      if (entry.untold > 0) untold.add(entry)
    }
  }

  const tell = (): Promise<void> => {
    telling ??= tellNow().finally(() => {
      telling = undefined
    })
    return telling
  }
  const clock = setInterval(tell, tellEveryMs)
  clock.unref()

  return { exact, shared, tell, close: () => clearInterval(clock) }
}

const textOf = (name: string, what: string, value: string) => `${name}\0${what}\0${value}`

const allowed = (quota: Quota, busySeconds: number): Verdict => ({
  isAllowed: true,
  quota,
  remaining: Math.max(0, Math.floor(((quota.seconds - busySeconds) / quota.seconds) * quota.count + 0.001)),
  resetSeconds: Math.ceil(busySeconds),
  retryAfterSeconds: 0,
})

const refusal = (quota: Quota, seconds: number): Verdict => ({
  isAllowed: false,
  quota,
  remaining: 0,
  resetSeconds: quota.seconds,
  retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
})

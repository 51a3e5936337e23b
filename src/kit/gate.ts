import { clientAddress } from './client-address.ts'
import type { Passage } from './door.ts'
import { deviceOf, plainSubject } from './known-device.ts'
import type { Counted, Limits, Quota, Verdict } from './limits.ts'
import { faultFields, log } from './log.ts'
import type { Secret } from './secret.ts'

export type RateLimit = {
  /** 'exact' is counted by the database and closes with it; 'shared' by the processes and stays open. */
  kind: 'exact' | 'shared'
  perAddress: Quota
  /** Exact only: what is guessed at, by whoever, is counted as well. Small and capital letters, blanks and hyphens are the same. */
  perSubject?: Quota & { field: string }
  /** In place of both for a browser that proves to have got through with this subject before. */
  perKnownDevice?: Quota
}

/** 'closed': the attempts cannot be counted now, so none is let through. */
export type Passed = Verdict | 'closed'

/** What stands before routes with a limit. */
export interface Gate<Name extends string = string> {
  /** Counts one attempt. `fields` holds what was sent, `device` the mark of a known device, where the limit asks for them. */
  check(
    name: Name,
    asked: {
      request: Request
      passage: Pick<Passage, 'peer'>
      fields?: Readonly<Record<string, unknown>>
      device?: string
    },
  ): Passed | Promise<Passed>
  /** Takes part in the sharing no more. */
  close(): void
}

export function openGate<Name extends string>(
  limits: Limits,
  table: Readonly<Record<Name, RateLimit>>,
  options: { secret: Secret; trustedHops: number },
): Gate<Name> {
  async function exact(name: Name, first: Counted, second?: Counted): Promise<Passed> {
    try {
      return await limits.exact(name, first, second)
    } catch (fault) {
      log('warn', 'limit.closed', { limit: name, ...faultFields(fault) })
      return 'closed'
    }
  }

  return {
    check(name, { request, passage, fields, device }) {
      const rule: RateLimit = table[name]
      const forwardedFor = options.trustedHops > 0 ? request.headers.get('x-forwarded-for') : null
      const address = clientAddress(
        passage.peer?.incoming.socket.remoteAddress,
        forwardedFor ?? undefined,
        options.trustedHops,
      )
      const first = { what: 'address', value: address, quota: rule.perAddress }
      if (rule.kind === 'shared') return limits.shared(name, first)
      const subject = rule.perSubject ? plainSubject(fields?.[rule.perSubject.field]) : ''
      if (!rule.perSubject || subject === '') return exact(name, first)
      const known = rule.perKnownDevice && deviceOf(options.secret, device, subject)
      return known && rule.perKnownDevice
        ? exact(name, { what: 'device', value: known, quota: rule.perKnownDevice })
        : exact(name, first, { what: rule.perSubject.field, value: subject, quota: rule.perSubject })
    },
    close: () => limits.close(),
  }
}

/**
 * What an answer tells of its limit (draft-ietf-httpapi-ratelimit-headers-10). An answer that is kept for others tells
 * the policy only: what is left is nobody else's.
 */
export function limitHeaders(name: string, verdict: Verdict, isKept = false): Record<string, string> {
  const { quota, remaining, resetSeconds, retryAfterSeconds } = verdict
  const policy = { 'ratelimit-policy': `"${name}";q=${quota.count};w=${quota.seconds}` }
  if (isKept && verdict.isAllowed) return policy
  const left = {
    ...policy,
    ratelimit: `"${name}";r=${remaining};t=${verdict.isAllowed ? resetSeconds : retryAfterSeconds}`,
  }
  return verdict.isAllowed ? left : { ...left, 'retry-after': String(retryAfterSeconds) }
}

/** Where the attempts cannot be counted: soon again. */
export const closedHeaders = { 'retry-after': '10' }

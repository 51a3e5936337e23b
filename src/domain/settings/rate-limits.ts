import type { RateLimit } from '../../kit/gate.ts'

const minute = 60
const hour = 3600

/**
 * How often one client address may do what; see docs/adr/0062. They stop programs, not people: an office of two hundred behind
 * one address meets none of the limits of browsing. The setting RATE_LIMITS makes all of them larger or smaller.
 *
 * 'exact': a secret can be guessed, so the database counts. 'shared': it costs work only, so the processes count.
 */
export const rateLimits = {
  'sign-in': {
    kind: 'exact',
    perAddress: { count: 40, seconds: 10 * minute },
    // From all addresses together. A browser that has signed in to the account before has a limit of its own.
    perSubject: { field: 'email', count: 30, seconds: hour },
    perKnownDevice: { count: 20, seconds: 10 * minute },
  },
  // Each sends a mail: to one mailbox only a few an hour.
  register: {
    kind: 'exact',
    perAddress: { count: 30, seconds: hour },
    perSubject: { field: 'email', count: 6, seconds: hour },
  },
  reset: {
    kind: 'exact',
    perAddress: { count: 30, seconds: hour },
    perSubject: { field: 'email', count: 6, seconds: hour },
  },
  // Mailed links, and passwords that a signed-in browser is asked for once more.
  proof: { kind: 'exact', perAddress: { count: 40, seconds: 10 * minute } },
  'order-look-up': {
    kind: 'exact',
    perAddress: { count: 30, seconds: 10 * minute },
    perSubject: { field: 'number', count: 30, seconds: hour },
  },
  code: { kind: 'exact', perAddress: { count: 60, seconds: 10 * minute } },

  checkout: { kind: 'shared', perAddress: { count: 100, seconds: 10 * minute } },
  cart: { kind: 'shared', perAddress: { count: 600, seconds: minute } },
  search: { kind: 'shared', perAddress: { count: 1_200, seconds: minute } },
  suggestions: { kind: 'shared', perAddress: { count: 3_000, seconds: minute } },
  // Every change through the API, beside the limits above. A storefront on a server brings its shoppers' addresses along.
  'api-change': { kind: 'shared', perAddress: { count: 1_200, seconds: minute } },
} as const satisfies Record<string, RateLimit>

export type RateLimitName = keyof typeof rateLimits

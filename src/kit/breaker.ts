/** It has not answered several times in a row, and is left alone for a while. */
export class Resting extends Error {}

export type BreakerOptions = {
  /** Failures in a row after which nobody is let through any more. */
  failures?: number
  /** How long, give or take a quarter, so that many processes do not come back at once. */
  restMs?: number
  now?: () => number
  chance?: () => number
}

/**
 * Keeps callers from waiting for a service that does not answer: after some failures in a row calls fail at once, with `Resting`. After the
 * rest one call tries; it lets the others in, or begins the next rest.
 */
export function openBreaker(options: BreakerOptions = {}): <T>(work: () => Promise<T>) => Promise<T> {
  const { failures = 5, restMs = 5_000, now = () => performance.now(), chance = Math.random } = options
  let failed = 0
  let restsUntil = 0
  let isTrying = false
  return async (work) => {
    const isTry = failed >= failures
    if (isTry && (isTrying || now() < restsUntil)) throw new Resting('It is left alone for a while.')
    if (isTry) isTrying = true
    try {
      const done = await work()
      failed = 0
      return done
    } catch (fault) {
      failed += 1
      restsUntil = now() + restMs * (0.75 + chance() / 2)
      throw fault
    } finally {
      // Calls of before the rest may end while the one that tries is out.
      if (isTry) isTrying = false
    }
  }
}

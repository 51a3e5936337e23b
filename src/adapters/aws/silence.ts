import { type BreakerOptions, openBreaker, Resting } from '../../kit/breaker.ts'
import { Late } from '../../kit/within.ts'

type Told = { name?: string; code?: unknown; $metadata?: { httpStatusCode?: number } }

/** No answer in time or at all, or that of a server which cannot. */
export function isSilent(fault: unknown): boolean {
  if (fault instanceof Resting || fault instanceof Late) return true
  const { name, code, $metadata: told } = fault as Told
  const status = told?.httpStatusCode
  return status !== undefined
    ? status >= 500
    : typeof code === 'string' || name === 'TimeoutError' || name === 'AbortError'
}

/** A breaker that only silence trips: whoever refuses has answered. */
export function openSilenceBreaker(options?: BreakerOptions): <T>(work: () => Promise<T>) => Promise<T> {
  const guard = openBreaker(options)
  return async (work) => {
    const answer = await guard(async () => {
      try {
        return { done: await work() }
      } catch (fault) {
        if (isSilent(fault)) throw fault
        return { refusal: fault }
      }
    })
    if ('refusal' in answer) throw answer.refusal
    return answer.done
  }
}

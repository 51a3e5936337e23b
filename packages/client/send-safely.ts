export type Send = (request: Request) => Promise<Response>

const attempts = 3
const longestWaitMs = 5_000
const keyHeader = 'Idempotency-Key'

/**
 * A change gets a key of its own, unless it has one, and keeps it: so a request whose answer was lost, or that the shop
 * asks to send again (409 or 503 with Retry-After), can be sent again and is done once.
 */
export function sendSafely(send: Send): Send {
  return async (request) => {
    const { method, headers, signal } = request
    if (method !== 'GET' && method !== 'HEAD' && !headers.has(keyHeader)) headers.set(keyHeader, newKey())
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === attempts
      try {
        const response = await send(isLast ? request : request.clone())
        const waitMs = isLast ? undefined : askedToWaitMs(response)
        if (waitMs === undefined) return response
        await response.body?.cancel()
        await pause(waitMs)
      } catch (fault) {
        // fetch throws a TypeError when there was no answer.
        if (isLast || signal.aborted || !(fault instanceof TypeError)) throw fault
        await pause(100 * 2 ** attempt)
      }
      signal.throwIfAborted()
    }
  }
}

function askedToWaitMs({ status, headers }: Response): number | undefined {
  const seconds = headers.get('retry-after')
  if ((status !== 409 && status !== 503) || !seconds || !/^\d+$/.test(seconds)) return undefined
  const waitMs = Number(seconds) * 1000
  return waitMs <= longestWaitMs ? waitMs : undefined
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

// crypto.randomUUID is there in secure contexts only.
const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

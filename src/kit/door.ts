import { randomUUID } from 'node:crypto'
import { type Admission, Overloaded, openAdmission, type Standing, usualLimits } from './admission.ts'
import { securityHeaders } from './http.ts'
import { faultFields, log } from './log.ts'
import { Unavailable } from './unavailable.ts'

/** One request on its way through the house. */
export type Passage = {
  requestId: string
  /**
   * Headers that every answer carries. Pages write them as they make their answer, for to add them to a finished `Response`
   * costs more than the HTML of a page.
   */
  headers: Readonly<Record<string, string>>
}

export type Door = (
  asked: { request: Request; route: string; standing?: Standing },
  work: (passage: Passage) => Promise<Response>,
  /** Says 503 where the fault is `Unavailable`: then nobody was let in, or the database had no time. */
  onFault: (passage: Passage, fault: unknown) => Promise<Response>,
) => Promise<Response>

/** What all rooms with URLs share: the number of the request, the headers of every answer, and the one place that catches faults. */
export function openDoor(options: { publicUrl: string; formTargets: string[]; admission?: Admission }): Door {
  const security = securityHeaders(options)
  const admission = options.admission ?? openAdmission(usualLimits)
  const overloaded = new Overloaded('The process has too much to do.')
  return async ({ request, route, standing = 'buying' }, work, onFault) => {
    const requestId = randomUUID()
    const passage = { requestId, headers: { ...security, 'x-request-id': requestId } }
    let response: Response
    if (admission.enter(standing))
      try {
        response = await work(passage)
      } catch (fault) {
        if (fault instanceof Unavailable) tellUnavailable(fault, route)
        else log('error', 'request.failed', { requestId, method: request.method, route, ...faultFields(fault) })
        response = await onFault(passage, fault)
      } finally {
        admission.leave(standing)
      }
    else response = await onFault(passage, overloaded)
    if (!complete.has(response))
      for (const [name, value] of Object.entries(passage.headers))
        if (!response.headers.has(name)) response.headers.set(name, value)
    return response
  }
}

let unavailable = 0
let toldAt = 0

// They come by the thousand: one line a second tells enough, and how many there were.
function tellUnavailable(fault: Unavailable, route: string): void {
  unavailable++
  const now = performance.now()
  if (toldAt > 0 && now - toldAt < 1_000) return
  log('warn', 'request.unavailable', {
    route,
    times: unavailable,
    fault: fault.constructor.name,
    message: fault.message,
  })
  toldAt = now
  unavailable = 0
}

const complete = new WeakSet<Response>()

/** An answer that has the headers of its passage already. */
export function answerWith(
  passage: Passage,
  body: string | Uint8Array | null,
  { status, headers }: { status: number; headers: Record<string, string> },
): Response {
  const response = new Response(body as BodyInit | null, { status, headers: { ...passage.headers, ...headers } })
  complete.add(response)
  return response
}

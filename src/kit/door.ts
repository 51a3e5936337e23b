import { randomUUID } from 'node:crypto'
import { securityHeaders } from './http.ts'
import { faultFields, log } from './log.ts'

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
  asked: { request: Request; route: string },
  work: (passage: Passage) => Promise<Response>,
  onFault: (passage: Passage) => Promise<Response>,
) => Promise<Response>

/** What all rooms with URLs share: the number of the request, the headers of every answer, and the one place that catches faults. */
export function openDoor(options: { publicUrl: string; formTargets: string[] }): Door {
  const security = securityHeaders(options)
  return async ({ request, route }, work, onFault) => {
    const requestId = randomUUID()
    const passage = { requestId, headers: { ...security, 'x-request-id': requestId } }
    let response: Response
    try {
      response = await work(passage)
    } catch (fault) {
      log('error', 'request.failed', { requestId, method: request.method, route, ...faultFields(fault) })
      response = await onFault(passage)
    }
    if (!complete.has(response))
      for (const [name, value] of Object.entries(passage.headers))
        if (!response.headers.has(name)) response.headers.set(name, value)
    return response
  }
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

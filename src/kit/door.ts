import { randomUUID } from 'node:crypto'
import { type Admission, Overloaded, openAdmission, type Standing, usualLimits } from './admission.ts'
import { securityHeaders } from './http.ts'
import { isAccepted } from './ids.ts'
import { faultFields, log } from './log.ts'
import { Meter, withMeter } from './meter.ts'
import { bytesSent, notePassing, type Peer } from './passing.ts'
import { entered, left, refusedRequests } from './process-metrics.ts'
import type { Secret } from './secret.ts'
import { isTracing, noteOnSpan, readParent, span } from './trace.ts'
import { Unavailable } from './unavailable.ts'

/** One request on its way through the house. */
export type Passage = {
  requestId: string
  /**
   * Headers that every answer carries. Pages write them as they make their answer, for to add them to a finished `Response`
   * costs more than the HTML of a page.
   */
  headers: Record<string, string>
  peer?: Peer | undefined
}

export type Asked = {
  request: Request
  /** Its pattern, for logs and metrics: never the address itself. */
  route: string
  standing?: Standing
  market?: string
  peer?: Peer
}

export type Door = {
  (
    asked: Asked,
    work: (passage: Passage) => Promise<Response>,
    /** Says 503 where the fault is `Unavailable`: then nobody was let in, or the database had no time. */
    onFault: (passage: Passage, fault: unknown) => Promise<Response>,
  ): Promise<Response>
  /** Hands out an answer that lies ready: it costs so little that nobody has to be let in, and there is nothing to wait for. */
  hand(asked: Asked, answer: (passage: Passage) => Response | null): Response | null
}

/** What all rooms with URLs share: the number of the request, the headers of every answer, and the one place that catches faults. */
export function openDoor(options: {
  publicUrl: string
  formTargets: string[]
  pictureOrigin?: string | undefined
  admission?: Admission
  /** Proxies of ours number requests; others may not. */
  trustedHops?: number
  /** Whoever sends it is told how long the answer took. */
  operatorToken?: Secret
}): Door {
  const security = securityHeaders(options)
  const admission = options.admission ?? openAdmission(usualLimits)
  const overloaded = new Overloaded('The process has too much to do.')
  const { trustedHops = 0, operatorToken } = options
  const newPassage = ({ request, peer }: Asked): Passage => {
    const requestId = (trustedHops > 0 && givenId(request)) || randomUUID()
    return { requestId, headers: { ...security, 'x-request-id': requestId }, peer }
  }
  const isOperator = (request: Request) =>
    operatorToken !== undefined && isAccepted(operatorToken, request.headers.get('x-operator-token') ?? '')
  const enter = async (asked: Asked, work: Parameters<Door>[1], onFault: Parameters<Door>[2]) => {
    const { request, route, standing = 'buying' } = asked
    const began = performance.now()
    const sentBefore = bytesSent(asked.peer)
    const passage = newPassage(asked)
    const { requestId } = passage
    const meter = isOperator(request) ? new Meter() : undefined
    let response: Response
    entered()
    if (admission.enter(standing))
      try {
        response = await (meter ? withMeter(meter, () => work(passage)) : work(passage))
      } catch (fault) {
        if (fault instanceof Unavailable) tellUnavailable(fault, route)
        else log('error', 'request.failed', { requestId, method: request.method, route, ...faultFields(fault) })
        response = await onFault(passage, fault)
      } finally {
        admission.leave(standing)
      }
    else {
      refusedRequests.of(overloaded.constructor.name).add()
      response = await onFault(passage, overloaded)
    }
    if (!complete.has(response))
      for (const [name, value] of Object.entries(passage.headers))
        if (!response.headers.has(name)) response.headers.set(name, value)
    const ms = performance.now() - began
    if (meter) tellTiming(response.headers, meter, ms)
    left()
    notePassing(asked, { requestId, status: response.status, ms }, sentBefore)
    return response
  }
  const door: (...asked: Parameters<typeof enter>) => Promise<Response> = (asked, work, onFault) =>
    isTracing() ? traceRequest(asked, trustedHops > 0, () => enter(asked, work, onFault)) : enter(asked, work, onFault)
  return Object.assign(door, {
    hand: (asked: Asked, answer: (passage: Passage) => Response | null) => {
      const began = performance.now()
      const sentBefore = bytesSent(asked.peer)
      const passage = newPassage(asked)
      const response = answer(passage)
      if (response) {
        const { requestId } = passage
        notePassing(asked, { requestId, status: response.status, ms: performance.now() - began }, sentBefore)
      }
      return response
    },
  })
}

/** The request as a span. Only a proxy of ours is believed when it says that a trace goes on here. */
function traceRequest(
  { request, route }: Asked,
  isBehindProxy: boolean,
  answer: () => Promise<Response>,
): Promise<Response> {
  const { method, headers } = request
  const answerAndTell = async () => {
    const response = await answer()
    const requestId = response.headers.get('x-request-id') ?? ''
    noteOnSpan({ 'http.response.status_code': response.status, 'tradewind.request_id': requestId })
    return response
  }
  const fields = { 'http.request.method': method, 'http.route': route }
  return span('server', `${method} ${route}`, fields, answerAndTell, isBehindProxy ? readParent(headers) : undefined)
}

/** The number that a proxy of ours has given to the request, when it looks like one. */
const givenId = (request: Request): string | undefined =>
  /^[\w-]{8,64}$/.exec(request.headers.get('x-request-id') ?? '')?.[0]

function tellTiming(headers: Headers, { statements, databaseMs }: Meter, ms: number): void {
  const [db, rest, all] = [databaseMs, ms - databaseMs, ms].map((time) => time.toFixed(1))
  headers.set('server-timing', `db;dur=${db};desc="${statements} statements", render;dur=${rest}, total;dur=${all}`)
  headers.set('cache-control', 'private, no-store')
}

let unavailable = 0
let toldAt = 0

/** Counts it, and tells of it. They come by the thousand: one line a second tells enough, and how many there were. */
export function tellUnavailable(fault: Unavailable, route: string): void {
  refusedRequests.of(fault.constructor.name).add()
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

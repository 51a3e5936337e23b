import type { IncomingMessage } from 'node:http'
import { logRequest, logsRequests } from './log.ts'
import type { Spread } from './metrics.ts'
import { requestSeconds } from './process-metrics.ts'

/** The two ends of the wire; undefined where a test asks without one. */
export type Peer = {
  incoming: Pick<IncomingMessage, 'socket'>
  outgoing: { readonly writableFinished: boolean; once(event: 'close', listener: () => void): unknown }
}

const classes = ['0xx', '1xx', '2xx', '3xx', '4xx', '5xx']
const spreads = new Map<string, (Spread | undefined)[]>()

function spreadOf(route: string, status: number): Spread {
  let ofRoute = spreads.get(route)
  if (!ofRoute) {
    ofRoute = []
    spreads.set(route, ofRoute)
  }
  const at = (status / 100) | 0
  ofRoute[at] ??= requestSeconds.of(route, classes[at] ?? 'other')
  return ofRoute[at]
}

/** All that has left on this connection so far. */
export const bytesSent = (peer: Peer | undefined): number =>
  peer && logsRequests() ? peer.incoming.socket.bytesWritten : 0

/** Counts a request that has its answer, and writes its line once the answer has left. */
export function notePassing(
  asked: { request: Request; route: string; market?: string; peer?: Peer },
  { requestId, status, ms }: { requestId: string; status: number; ms: number },
  bytesBefore: number,
): void {
  const { route, market, peer } = asked
  spreadOf(route, status).observe(ms / 1000)
  const { method } = asked.request
  if (!logsRequests()) return
  if (!peer) {
    logRequest({ requestId, method, route, market, status, ms, bytes: undefined })
    return
  }
  const { outgoing, incoming } = peer
  outgoing.once('close', () => {
    const bytes = incoming.socket.bytesWritten - bytesBefore
    logRequest({ requestId, method, route, market, status: outgoing.writableFinished ? status : 0, ms, bytes })
  })
}

import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { Config } from './config.ts'
import { securityHeaders } from './kit/http.ts'
import { faultFields, log } from './kit/log.ts'
import { wireRefusals } from './kit/process-metrics.ts'
import {
  badExpectation,
  methods,
  parserRefusalOf,
  tooPipelined,
  type WireRefusal,
  wireLimits,
  wireRefusalOf,
} from './kit/wire.ts'
import type { Fetch } from './router.ts'
import { siteRoutes } from './routes.ts'

export type RunningServer = {
  port: number
  /**
   * Says that this process is not ready any more, serves for the grace all that still comes, and closes when the last answer
   * is given.
   */
  stop(): Promise<void>
}

type Settings = Pick<Config, 'port' | 'host'> & Partial<Pick<Config, 'publicUrl' | 'drainSeconds'>>

// Together with the longest grace below the 30 seconds after which the program ends itself.
const lastAnswersMs = 8_000

/** Listens at the configured port. What is no proper request is refused here and never reaches `fetch`. */
export async function serveHttp(fetch: Fetch, config: Settings, limits = wireLimits): Promise<RunningServer> {
  const security = securityHeaders({ publicUrl: config.publicUrl ?? 'http://localhost', formTargets: [] })
  const headersOf = (
    status: number,
    type = 'text/plain; charset=utf-8',
    requestId: string = randomUUID(),
  ): Record<string, string> => ({
    ...security,
    'x-request-id': requestId,
    'content-type': type,
    'cache-control': 'private, no-store',
    connection: 'close',
    ...(status === 405 ? { allow: methods.join(', ') } : {}),
  })
  let isStopping = false

  const answer = getRequestListener(fetch, {
    // Checks of old balancers name no host.
    hostname: 'localhost',
    errorHandler: (fault) => {
      log('error', 'web.broken-answer', faultFields(fault))
      return new Response('Something broke on our side.', { status: 500, headers: headersOf(500) })
    },
  })

  // How many requests of a connection came before the answer to an earlier one.
  const ahead = new WeakMap<Duplex, number>()

  function isTooFarAhead(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    // The answer has no connection yet while an earlier one is under way.
    if (outgoing.socket) return false
    const count = (ahead.get(incoming.socket) ?? 0) + 1
    ahead.set(incoming.socket, count)
    outgoing.once('close', () => ahead.set(incoming.socket, (ahead.get(incoming.socket) ?? 1) - 1))
    return count > limits.pipelined
  }

  function take(incoming: IncomingMessage, outgoing: ServerResponse): unknown {
    const refusal = isTooFarAhead(incoming, outgoing) ? tooPipelined : wireRefusalOf(incoming)
    if (refusal) return refuse(incoming, outgoing, refusal)
    if (isStopping) {
      if (incoming.url?.split('?', 1)[0] === siteRoutes.ready.path) return sayStopping(outgoing)
      outgoing.setHeader('connection', 'close')
    }
    return answer(incoming, outgoing)
  }

  // Connections that have their refusal and still send.
  const refused = new WeakMap<Duplex, () => void>()

  const sayStopping = (outgoing: ServerResponse) =>
    outgoing.writeHead(503, headersOf(503, 'application/json')).end(JSON.stringify({ ok: false, problem: 'stopping' }))

  /** Headers and body of a refusal, which is counted and has its line; programs get a problem (RFC 9457). */
  function wordsOf({ status, words }: WireRefusal, target = ''): { headers: Record<string, string>; body: string } {
    const requestId = randomUUID()
    wireRefusals.of(String(status)).add()
    log('info', 'web.refused', { requestId, status, words })
    const isProblem = target.startsWith('/api/')
    const type = isProblem ? 'application/problem+json' : undefined
    const title = STATUS_CODES[status] ?? 'Refused'
    const problem = {
      type: 'about:blank',
      title,
      status,
      code: 'http-refused',
      detail: words,
      instance: `urn:uuid:${requestId}`,
    }
    const body = isProblem ? JSON.stringify(problem) : `${words}\n`
    const length = String(Buffer.byteLength(body))
    return { headers: { ...headersOf(status, type, requestId), 'content-length': length }, body }
  }

  function refuse(incoming: IncomingMessage, outgoing: ServerResponse, refusal: WireRefusal): void {
    const told = wordsOf(refusal, incoming.url)
    const body = incoming.method === 'HEAD' ? '' : told.body
    outgoing.writeHead(refusal.status, told.headers)
    if (incoming.complete || !hasBody(incoming)) return void outgoing.end(body)
    // Who still sends would not see an answer that comes with the end of the connection: a little is let pass first.
    outgoing.write(body)
    const end = () => outgoing.end()
    refused.set(incoming.socket, end)
    lingerOn(incoming, end)
  }

  /** The same for a connection without a request. */
  function refuseRaw(socket: Duplex, refusal: WireRefusal): void {
    const { headers, body } = wordsOf(refusal)
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.on('error', () => {})
    socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${head.join('')}\r\n${body}`)
    lingerOn(socket, () => socket.destroy())
  }

  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: 1_000,
      // Looked at in kit/wire.ts, where the answer has all headers.
      requireHostHeader: false,
    },
    take,
  )
  server.timeout = limits.silenceMs
  server.maxConnections = limits.connections
  // One more than is allowed, for the parser leaves the rest out without a word.
  server.maxHeadersCount = limits.headers + 1
  server.on('checkContinue', (incoming, outgoing) => {
    const refusal = wireRefusalOf(incoming)
    if (refusal) return refuse(incoming, outgoing, refusal)
    outgoing.writeContinue()
    take(incoming, outgoing)
  })
  server.on('checkExpectation', (incoming, outgoing) => refuse(incoming, outgoing, badExpectation))
  server.on('connect', (_, socket) => refuseRaw(socket, { status: 405, words: 'The method is not known here.' }))
  server.on('clientError', (fault: Error & { code?: string }, socket) => {
    const end = refused.get(socket)
    if (end) return end()
    // An answer that has begun must not be mixed with another one.
    const { _httpMessage: underWay } = socket as { _httpMessage?: ServerResponse }
    if (fault.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent) return void socket.destroy()
    refuseRaw(socket, parserRefusalOf(fault))
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  log('info', 'web.ready', { port, pid: process.pid })
  return {
    port,
    stop: async () => {
      isStopping = true
      await sleep((config.drainSeconds ?? 0) * 1_000)
      await close(server)
    },
  }
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const lingerMs = 1_000
const lingerBytes = 4_194_304

/** Lets a little more come in, so that the sender gets to read our answer, and then ends it. */
function lingerOn(source: Duplex | IncomingMessage, end: () => void): void {
  let bytes = 0
  const timer = setTimeout(end, lingerMs)
  const done = () => {
    clearTimeout(timer)
    end()
  }
  source.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > lingerBytes) done()
  })
  source.once('end', done)
  source.once('error', done)
  source.once('close', done)
  source.resume()
}

/** Takes no new connection; idle ones end now, the others after their answer. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const last = setTimeout(() => server.closeAllConnections(), lastAnswersMs)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(last)
      resolve()
    })
    server.closeIdleConnections()
  })
}

import { request as ask, type ClientRequest, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/**
 * What is wrong with a service. 'silent': takes requests and never answers. 'hung-up': ends every connection. 'half': sends half of an answer
 * and then nothing. `lostAnswers`: does what it is asked so many times, and hangs up before it says so; then all is well. 'lost-answers': without end. `lateMs`: answers, but late. `status`: says that
 * itself, without the service behind it.
 */
export type Trouble =
  | 'none'
  | 'silent'
  | 'hung-up'
  | 'half'
  | 'lost-answers'
  | { lostAnswers: number }
  | { lateMs: number }
  | { status: number; headers?: Record<string, string>; body?: string }

export type FaultyService = {
  url: string
  /** In force for requests from now on. */
  trouble: Trouble
  /** All that were asked, in whatever trouble. */
  requests: { method: string; path: string; at: number; body: () => Buffer; status: number }[]
}

/** A real service with a stretch of bad network before it. Host and signatures pass as they are. */
export async function openFaultyService(t: TestContext, target: string): Promise<FaultyService> {
  const { hostname, port } = new URL(target)
  const service: FaultyService = { url: '', trouble: 'none', requests: [] }
  const underWay = new Set<ClientRequest>()

  /** `body`: what has been read of the request already, which is all of it. */
  function pass(incoming: IncomingMessage, outgoing: ServerResponse, noted: { status: number }, body?: Buffer): void {
    // Whoever asked may have gone while the answer was late.
    if (outgoing.destroyed || outgoing.closed) return
    const { trouble } = service
    const { method, url, headers } = incoming
    const asked = ask({ hostname, port, method, path: url, headers }, (answer) => {
      noted.status = answer.statusCode ?? 0
      if (isLost(trouble)) {
        answer.resume()
        answer.on('end', () => incoming.socket.destroy())
        return
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      if (trouble !== 'half') return void answer.pipe(outgoing)
      let sent = 0
      const most = Math.floor(Number(answer.headers['content-length'] ?? 0) / 2)
      answer.on('data', (chunk: Buffer) => {
        outgoing.write(chunk.subarray(0, Math.max(0, most - sent)))
        sent += chunk.length
      })
    })
    underWay.add(asked)
    asked.on('close', () => underWay.delete(asked))
    asked.on('error', () => incoming.socket.destroy())
    outgoing.on('close', () => asked.destroy())
    if (body) asked.end(body)
    else incoming.pipe(asked)
  }

  const server = createServer((incoming, outgoing) => {
    const { trouble } = service
    const chunks: Buffer[] = []
    const noted = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      at: performance.now(),
      body: () => Buffer.concat(chunks),
      status: 0,
    }
    service.requests.push(noted)
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    if (trouble === 'silent') return void incoming.resume()
    if (trouble === 'hung-up') return void incoming.socket.destroy()
    if (typeof trouble === 'object' && 'status' in trouble) {
      incoming.resume()
      incoming.on('end', () => outgoing.writeHead(trouble.status, trouble.headers).end(trouble.body))
      return
    }
    if (typeof trouble === 'object' && 'lateMs' in trouble)
      incoming.on('end', () => setTimeout(() => pass(incoming, outgoing, noted, noted.body()), trouble.lateMs))
    else pass(incoming, outgoing, noted)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.after(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        // One that never ends would keep the test's process for ever.
        for (const asked of underWay) asked.destroy()
      }),
  )
  return service
}

function isLost(trouble: Trouble): boolean {
  if (typeof trouble !== 'object' || !('lostAnswers' in trouble)) return trouble === 'lost-answers'
  trouble.lostAnswers -= 1
  return trouble.lostAnswers >= 0
}

import { Agent, createServer, get, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

export type Balancer = {
  origin: string
  /** What went wrong between it and the web processes. */
  faults: string[]
  /** Requests that each port has answered. */
  served: Map<number, number>
  isReady: (port: number) => boolean
}

/**
 * A small load balancer: asks every process at /readyz, keeps connections to those that are ready, and gives each request to the
 * next of them. It never tries a request again, so what a stopping process loses is lost.
 */
export async function openBalancer(t: TestContext, ports: readonly number[]): Promise<Balancer> {
  const agents = new Map(ports.map((port) => [port, new Agent({ keepAlive: true, maxSockets: 50 })]))
  const ready = new Set<number>()
  const faults: string[] = []
  const served = new Map<number, number>()
  let turn = 0

  const look = () => {
    for (const port of ports)
      get({ port, path: '/readyz', agent: false, timeout: 1_000 }, (answer) => {
        answer.resume()
        if (answer.statusCode === 200) ready.add(port)
        else ready.delete(port)
      }).on('error', () => ready.delete(port))
  }
  look()
  const clock = setInterval(look, 50)

  const server = createServer((incoming, outgoing) => {
    const open = ports.filter((port) => ready.has(port))
    const port = open[turn++ % open.length]
    if (port === undefined) {
      faults.push('no process is ready')
      return void outgoing.writeHead(502).end()
    }
    const { method, url: path, headers } = incoming
    const { connection: _, ...passed } = headers
    const onward = request({ port, method, path, headers: passed, agent: agents.get(port) }, (answer) => {
      served.set(port, (served.get(port) ?? 0) + 1)
      const { connection: __, 'keep-alive': ___, 'transfer-encoding': ____, ...back } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 502, back)
      answer.pipe(outgoing)
    })
    onward.on('error', (fault) => {
      faults.push(`${method} ${path}: ${fault.message}`)
      if (outgoing.headersSent) outgoing.destroy()
      else outgoing.writeHead(502).end()
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    clearInterval(clock)
    for (const agent of agents.values()) agent.destroy()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, faults, served, isReady: (of) => ready.has(of) }
}

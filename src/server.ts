import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Config } from './config.ts'
import { log } from './kit/log.ts'
import type { Fetch } from './router.ts'

export type RunningServer = { port: number; stop(): Promise<void> }

/** Listens at the configured port. `stop` takes no new requests and lets those under way end. */
export async function serveHttp(fetch: Fetch, config: Pick<Config, 'port' | 'host'>): Promise<RunningServer> {
  const server = createServer(getRequestListener(fetch))
  // Longer than the idle time of load balancers (60 s), so that they never send into a closing connection.
  server.keepAliveTimeout = 65_000
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000
  server.maxHeadersCount = 100
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  log('info', 'web.ready', { port, pid: process.pid })
  return { port, stop: () => stop(server) }
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 20_000).unref()
  })
}

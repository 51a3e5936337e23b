import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** A port of 127.0.0.1 that nobody uses; `wanted` if that one is free. */
export async function freePort(wanted = 0): Promise<number> {
  return (await portAt('127.0.0.1', wanted)) ?? freePort()
}

/** Whether a program could listen at this port, on this machine alone and towards the network. */
export async function isFree(port: number): Promise<boolean> {
  // macOS lets two programs share a port when they name different addresses, so both are tried.
  return (await portAt('127.0.0.1', port)) !== undefined && (await portAt(undefined, port)) !== undefined
}

/** So many ports that nobody uses, none twice. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    // Below those that systems give to outgoing connections, one of which could take the port before its program does.
    const port = randomInt(10_240, 32_000)
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  return [...found]
}

function portAt(host: string | undefined, port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ host, port }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}

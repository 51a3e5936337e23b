/** What the bench uses of the load generator, which brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  export type Asked = { method: string; path: string; headers?: Record<string, string>; body?: string }
  export type Client = { setRequests(requests: Asked[]): void }
  type Options = {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    timeout: number
    sampleInt: number
    setupClient: (client: Client) => void
    verifyBody: (body: string) => boolean
  }
  type Run = EventEmitter & PromiseLike<{ errors: number; timeouts: number; mismatches: number }> & { stop(): void }
  export default function autocannon(options: Options): Run
}

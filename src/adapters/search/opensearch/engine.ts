import type { ClientRequest } from 'node:http'
import type { Connection } from '@opensearch-project/opensearch'
import { TooSlow } from './answer.ts'

export type Ask = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: object
  /** In the place of a body: one JSON object a line. */
  lines?: readonly object[]
  timeoutMs: number
  /** Statuses that are answers here, and no faults. */
  expected?: readonly number[]
}

/** The engine behind its HTTP API: one question, one answer; nothing is repeated here. */
export type Engine = {
  ask(ask: Ask): Promise<{ status: number; body: unknown }>
  close(): Promise<void>
}

/** What the address of an OpenSearch says: `opensearch+https://user:password@host/PREFIX?region=eu-central-1`. */
export type EngineAddress = {
  node: string
  /** All names of indexes begin with it. */
  prefix: string
  auth: { username: string; password: string } | null
  /** Signed for this region with the credentials of the AWS environment. */
  signed: { region: string; service: 'es' | 'aoss' } | null
}

export function readAddress(url: URL): EngineAddress {
  const region = url.searchParams.get('region')
  return {
    node: `${url.protocol.replace('opensearch+', '')}//${url.host}`,
    prefix: url.pathname.replace(/^\/|\/$/g, '') || 'tradewind',
    auth: url.username
      ? { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
      : null,
    signed: region ? { region, service: url.searchParams.get('service') === 'aoss' ? 'aoss' : 'es' } : null,
  }
}

export async function openEngine({ node, auth, signed }: EngineAddress): Promise<Engine> {
  const { Client, Connection: Plain } = await import('@opensearch-project/opensearch')
  const { Connection: Own = Plain, ...signing } = signed ? await signer(signed) : {}
  const client = new Client({
    node,
    ...(auth ? { auth } : {}),
    ...signing,
    Connection: quiet(Own),
    // Whoever asks repeats, or asks elsewhere.
    maxRetries: 0,
    resurrectStrategy: 'none',
    agent: { keepAlive: true, maxSockets: 64, maxFreeSockets: 16 },
  })
  return {
    async ask({ method, path, body, lines, timeoutMs, expected = [] }) {
      const asked = client.transport.request(
        {
          method,
          path,
          ...(body ? { body } : {}),
          ...(lines ? { bulkBody: lines as Record<string, unknown>[] } : {}),
        },
        { requestTimeout: timeoutMs, maxRetries: 0, ignore: [...expected] },
      )
      asked.catch(() => {})
      // The client's own limit ends with the first byte of the answer.
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new TooSlow(timeoutMs))
          asked.abort()
        }, timeoutMs)
      })
      try {
        const answer = await Promise.race([asked, late])
        return { status: answer.statusCode ?? 0, body: answer.body as unknown }
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => client.close(),
  }
}

/** The client prints faults that come after the head of an answer; whoever asked hears of them anyhow. */
function quiet(Own: typeof Connection): typeof Connection {
  return class extends Own {
    constructor(...options: ConstructorParameters<typeof Connection>) {
      super(...options)
      const make = this.makeRequest
      this.makeRequest = (...given: unknown[]): ClientRequest => {
        const request: ClientRequest = make(...given)
        const { addListener } = request
        const add = (...[event, listener]: Parameters<typeof addListener>) =>
          addListener.call(request, event, event === 'error' ? () => {} : listener)
        request.addListener = add as typeof addListener
        return request
      }
    }
  }
}

async function signer({ region, service }: { region: string; service: 'es' | 'aoss' }) {
  const { AwsSigv4Signer } = await import('@opensearch-project/opensearch/aws-v3')
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  const credentials = defaultProvider()
  return AwsSigv4Signer({ region, service, getCredentials: () => credentials() })
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openClient, type Schemas } from '../../packages/client/client.ts'
import { openStorefront } from './storefront.ts'

type Settings = { shop: string; market: string; locale: Schemas['Locale']; port: number }

const { SHOP, MARKET, LOCALE, PORT } = process.env
const fromEnvironment: Settings = {
  shop: SHOP ?? 'http://localhost:3000',
  market: MARKET ?? 'us',
  locale: LOCALE === 'de' ? 'de' : 'en',
  port: Number(PORT ?? 4000),
}

/** The shop must have the origin of this server among its API_RETURN_ORIGINS: payment pages lead back to it. */
export async function startStorefront(settings: Settings = fromEnvironment): Promise<{ close(): Promise<void> }> {
  const { shop, market, locale, port } = settings
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, 'localhost', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const answer = openStorefront(openClient({ baseUrl: shop, market, locale }), { origin, market, locale })
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const response = await answer(await requestOf(incoming, origin))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.end(await response.text())
  }
  server.on('request', (incoming, outgoing) => {
    // What is no request at all: an address or a method that cannot be read, a body that breaks off.
    serve(incoming, outgoing).catch(() => outgoing.writeHead(400).end())
  })
  process.stdout.write(`The example stands at ${origin} and sells what ${shop} has in ${market}/${locale}.\n`)
  return { close: () => new Promise((resolve) => server.close(() => resolve())) }
}

async function requestOf(incoming: IncomingMessage, origin: string): Promise<Request> {
  const { method = 'GET', headers, url = '/' } = incoming
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return new Request(new URL(url, origin), {
    method,
    headers: headers as Record<string, string>,
    body: method === 'POST' ? Buffer.concat(chunks) : null,
  })
}

if (import.meta.main) await startStorefront()

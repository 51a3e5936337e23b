import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Bank } from './bank.ts'
import { outcomeOf } from './cards.ts'
import { answerControl } from './control.ts'
import { type Faults, noFaults, takeFault } from './faults.ts'
import { openLedger } from './ledger.ts'
import { checkCard, confirmPage, endPage, frontPage, paymentPage, styleSheet } from './payment-page.ts'
import { apiError, findRoute, openApi } from './stripe-api.ts'
import { openDeliveries } from './webhooks.ts'

export type Sandbox = {
  url: string
  port: number
  bank: Bank
  faults: Faults
  close(): Promise<void>
}

export type SandboxOptions = {
  port: number
  ledgerFile: string
  /** What the shop shows to use the API: Stripe's secret key. */
  secretKey: string
  /** Where events go; empty: nowhere. */
  webhookUrl: string
  webhookSecret: string
  /** 60 makes a minute a second: how long delayed payments and repeated deliveries wait. */
  speed?: number
}

const maxBody = 256 * 1024
const slowCardMs = 8_000

/** A payment provider of its own that speaks the part of Stripe's API that the shop uses, with a ledger on the disk. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const speed = options.speed ?? 1
  const ledger = await openLedger(options.ledgerFile)
  const faults = noFaults()
  const deliveries = openDeliveries(ledger, faults, { url: options.webhookUrl, secret: options.webhookSecret, speed })
  let url = ''
  const bank = new Bank({ ledger, faults, publicUrl: () => url, send: deliveries.send, speed })
  const api = openApi(bank)
  const secret = createHash('sha256').update(options.secretKey).digest()
  const mayAsk = (request: IncomingMessage) =>
    timingSafeEqual(
      secret,
      createHash('sha256')
        .update((request.headers.authorization ?? '').replace(/^Bearer /, ''))
        .digest(),
    )

  async function serveApi(request: IncomingMessage, response: ServerResponse, at: URL): Promise<void> {
    const send = (answer: { status: number; body: string; headers?: Record<string, string> }) =>
      reply(response, answer.status, 'application/json', answer.body, answer.headers)
    const body = await readBody(request)
    if (!mayAsk(request)) return send(apiError(401, 'invalid_request_error', 'Invalid API Key provided.'))
    const method = request.method ?? 'GET'
    const found = findRoute(method, at.pathname)
    const fault = found && takeFault(faults, found.route.operation)
    if (fault?.do === 'delay') await sleep(fault.delayMs ?? 1_000)
    if (fault?.do === 'rate-limit') return send(apiError(429, 'rate_limit_error', 'Too many requests.', 'rate_limit'))
    if (fault?.do === 'error-before') return send(apiError(500, 'api_error', 'Something went wrong.'))
    if (fault?.do === 'drop-before') return void response.destroy()
    const key = request.headers['idempotency-key']
    const answer = await api({
      method,
      path: at.pathname,
      query: at.searchParams,
      body,
      idempotencyKey: typeof key === 'string' ? key : null,
    })
    if (fault?.do === 'drop-after') return void response.destroy()
    send(fault?.do === 'error-after' ? apiError(500, 'api_error', 'Something went wrong.') : answer)
  }

  async function servePage(request: IncomingMessage, response: ServerResponse, at: URL): Promise<void> {
    const show = (status: number, page: string, shopUrl = '') =>
      reply(response, status, 'text/html; charset=utf-8', page, pageHeaders(shopUrl))
    const [, , id = '', step] = at.pathname.split('/')
    const found = ledger.sessions.get(id)
    if (!found) return show(404, endPage('lost', null))
    const { session, page } = found
    if (request.method === 'POST') {
      const form = new URLSearchParams(await readBody(request))
      if (step === 'confirm') await bank.confirm(id, form.get('answer') === 'yes')
      else {
        const card = { email: '', card: '', expiry: '', cvc: '' }
        for (const name of ['email', 'card', 'expiry', 'cvc'] as const)
          card[name] = (form.get(name) ?? '').slice(0, 254)
        const problems = checkCard(card, new Date())
        const outcome = outcomeOf(card.card)
        if (problems.length > 0 || !outcome)
          return show(422, paymentPage(session, { ...page, notice: null, problems, form: card }), session.success_url)
        if (outcome === 'slow') await sleep(slowCardMs / speed)
        await bank.pay(id, outcome)
        if (outcome === 'no-answer') return void setTimeout(() => response.destroy(), 120_000 / speed).unref()
      }
    }
    const now = ledger.sessions.get(id)
    if (!now) throw new Error(`The page ${id} is gone.`)
    const intent = now.session.payment_intent ? ledger.intents.get(now.session.payment_intent) : undefined
    if (now.session.status === 'complete')
      return reply(response, 303, 'text/plain', '', { location: now.session.success_url })
    if (now.session.status === 'expired') return show(410, endPage('expired', now.session))
    if (intent?.status === 'processing') return show(200, endPage('late', now.session))
    if (intent?.status === 'requires_action') return show(200, confirmPage(now.session), session.success_url)
    const { notice } = now.page
    const status = request.method === 'POST' && notice ? 402 : 200
    show(status, paymentPage(now.session, { ...now.page, problems: [], form: null }), session.success_url)
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new URL(request.url ?? '/', url || 'http://sandbox')
    if (at.pathname.startsWith('/v1/')) return serveApi(request, response, at)
    if (at.pathname.startsWith('/pay/')) return servePage(request, response, at)
    if (at.pathname === '/pay.css')
      return reply(response, 200, 'text/css', styleSheet, { 'cache-control': 'max-age=300' })
    if (at.pathname === '/') return reply(response, 200, 'text/html; charset=utf-8', frontPage(), pageHeaders(''))
    if (at.pathname.startsWith('/sandbox/')) {
      const body = await readBody(request)
      if (!mayAsk(request)) return reply(response, 401, 'application/json', '{"error":"The secret key is missing."}')
      const answer = await answerControl({ bank, faults, deliveries }, at.pathname, body)
      return reply(response, answer.status, 'application/json', JSON.stringify(answer.value))
    }
    reply(response, 404, 'text/plain', 'There is nothing here.')
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((fault: unknown) => {
      // The message may hold what a shopper typed: the kind of fault is enough.
      if (!response.destroyed)
        process.stderr.write(
          `sandbox: ${fault instanceof Error ? fault.name : 'fault'} at ${request.method} ${request.url?.split('?')[0]}\n`,
        )
      if (!response.headersSent)
        reply(response, 500, 'application/json', '{"error":{"type":"api_error","message":"A fault."}}')
    })
  })
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  url = `http://127.0.0.1:${port}`
  const clock = setInterval(() => void bank.tick().catch(() => {}), Math.max(50, 1_000 / speed))
  return {
    url,
    port,
    bank,
    faults,
    close: async () => {
      clearInterval(clock)
      await deliveries.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await ledger.close()
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > maxBody) throw new Error('The body is too large.')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reply(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(body)
}

// The answer to a payment leads to the shop: browsers look at redirects of forms as well.
const pageHeaders = (shopUrl: string): Record<string, string> => ({
  'content-security-policy': `default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'${
    URL.canParse(shopUrl) ? ` ${new URL(shopUrl).origin}` : ''
  }`,
  'referrer-policy': 'no-referrer',
})

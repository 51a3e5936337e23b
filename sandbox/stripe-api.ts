import { createHash } from 'node:crypto'
import { type Bank, Refused } from './bank.ts'
import type { Operation } from './faults.ts'
import { type FormFields, metadataOf, partOf, readFormBody, textOf } from './form-body.ts'
import type { Intent, Session } from './objects.ts'

export type ApiAnswer = { status: number; body: string; headers?: Record<string, string> }
type ApiRequest = { method: string; path: string; query: URLSearchParams; body: string; idempotencyKey: string | null }

const json = (status: number, value: unknown): ApiAnswer => ({ status, body: JSON.stringify(value) })

export const apiError = (status: number, type: string, message: string, code?: string): ApiAnswer =>
  json(status, { error: { type, message, ...(code ? { code } : {}) } })

type Route = {
  method: 'GET' | 'POST'
  pattern: RegExp
  operation: Operation
  run(ask: { bank: Bank; id: string; fields: FormFields }): Promise<unknown>
}

const routes: readonly Route[] = [
  {
    method: 'POST',
    pattern: /^\/v1\/checkout\/sessions$/,
    operation: 'sessions.create',
    run: ({ bank, fields }) => createSession(bank, fields),
  },
  {
    method: 'GET',
    pattern: /^\/v1\/checkout\/sessions$/,
    operation: 'sessions.list',
    run: async ({ bank, fields }) => {
      const { sessions } = bank.ledger
      const intent = textOf(fields.payment_intent)
      const all = [...sessions.values()].map(({ session }) => session)
      const found = intent ? all.filter((session) => session.payment_intent === intent) : all
      return list(within(found, fields), fields, '/v1/checkout/sessions')
    },
  },
  {
    method: 'GET',
    pattern: /^\/v1\/checkout\/sessions\/([\w]+)$/,
    operation: 'sessions.read',
    run: async ({ bank, id, fields }) => expandSession(bank, bank.find(id).session, fields),
  },
  {
    method: 'POST',
    pattern: /^\/v1\/checkout\/sessions\/([\w]+)\/expire$/,
    operation: 'sessions.expire',
    run: async ({ bank, id, fields }) => expandSession(bank, await bank.expire(id), fields),
  },
  {
    method: 'GET',
    pattern: /^\/v1\/payment_intents$/,
    operation: 'intents.list',
    run: async ({ bank, fields }) => {
      const { data, ...rest } = list(within([...bank.ledger.intents.values()], fields), fields, '/v1/payment_intents')
      const withCharge = expansions(fields).includes('data.latest_charge')
      return { ...rest, data: withCharge ? data.map((intent) => expandIntent(bank, intent)) : data }
    },
  },
  {
    method: 'GET',
    pattern: /^\/v1\/payment_intents\/([\w]+)$/,
    operation: 'intents.read',
    run: async ({ bank, id, fields }) => {
      const intent = bank.ledger.intents.get(id)
      if (!intent) throw new Refused(`No such payment_intent: '${id}'`, 'resource_missing', 404)
      return expansions(fields).includes('latest_charge') ? expandIntent(bank, intent) : intent
    },
  },
  {
    method: 'POST',
    pattern: /^\/v1\/refunds$/,
    operation: 'refunds.create',
    run: ({ bank, fields }) => {
      const amount = textOf(fields.amount)
      return bank.refund({
        intentId: textOf(fields.payment_intent) ?? '',
        amount: amount === undefined ? null : wholeNumber(amount, 'amount'),
        reason: textOf(fields.reason) ?? null,
        metadata: metadataOf(fields.metadata),
      })
    },
  },
  {
    method: 'GET',
    pattern: /^\/v1\/refunds$/,
    operation: 'refunds.list',
    run: async ({ bank, fields }) => {
      const intent = textOf(fields.payment_intent)
      const all = [...bank.ledger.refunds.values()]
      return list(intent ? all.filter((refund) => refund.payment_intent === intent) : all, fields, '/v1/refunds')
    },
  },
  {
    method: 'GET',
    pattern: /^\/v1\/events$/,
    operation: 'events.list',
    run: async ({ bank, fields }) => list(within([...bank.ledger.events.values()], fields), fields, '/v1/events'),
  },
  {
    method: 'GET',
    pattern: /^\/v1\/events\/([\w]+)$/,
    operation: 'events.read',
    run: async ({ bank, id }) => {
      const event = bank.ledger.events.get(id)
      if (!event) throw new Refused(`No such event: '${id}'`, 'resource_missing', 404)
      return event
    },
  },
]

export function findRoute(method: string, path: string): { route: Route; id: string } | null {
  for (const route of routes) {
    const match = route.method === method ? route.pattern.exec(path) : null
    if (match) return { route, id: match[1] ?? '' }
  }
  return null
}

/** Answers a request of the `stripe` package. A key that was seen gets its first answer again; with another body an error. */
export function openApi(bank: Bank): (request: ApiRequest) => Promise<ApiAnswer> {
  const underWay = new Set<string>()
  return async ({ method, path, query, body, idempotencyKey }) => {
    const found = findRoute(method, path)
    if (!found) return apiError(404, 'invalid_request_error', `Unrecognized request URL (${method}: ${path}).`)
    const run = async (): Promise<ApiAnswer> => {
      try {
        const fields = readFormBody(method === 'GET' ? query.toString() : body)
        return json(200, await found.route.run({ bank, id: found.id, fields }))
      } catch (fault) {
        if (fault instanceof Refused) return apiError(fault.status, 'invalid_request_error', fault.message, fault.code)
        throw fault
      }
    }
    if (method === 'GET' || !idempotencyKey) return run()

    const request = createHash('sha256').update(`${path}\n${body}`).digest('base64url')
    const before = bank.ledger.answers.get(idempotencyKey)
    if (before && before.request !== request)
      return apiError(
        400,
        'idempotency_error',
        'Keys for idempotent requests can only be used with the same parameters.',
      )
    if (before) return { status: before.status, body: before.body, headers: { 'idempotent-replayed': 'true' } }
    if (underWay.has(idempotencyKey))
      return apiError(
        409,
        'idempotency_error',
        'There is currently another in-progress request using this key.',
        'idempotency_key_in_use',
      )
    underWay.add(idempotencyKey)
    try {
      const answer = await run()
      await bank.ledger.write([
        { kind: 'answer', answer: { key: idempotencyKey, request, status: answer.status, body: answer.body } },
      ])
      return answer
    } finally {
      underWay.delete(idempotencyKey)
    }
  }
}

function wholeNumber(text: string | undefined, name: string): number {
  const value = Number(text)
  if (text === undefined || !Number.isSafeInteger(value) || value < 0)
    throw new Refused(`Invalid integer: ${name}`, 'parameter_invalid_integer')
  return value
}

function needed(text: string | undefined, name: string): string {
  if (!text) throw new Refused(`Missing required param: ${name}.`, 'parameter_missing')
  return text
}

async function createSession(bank: Bank, fields: FormFields): Promise<Session> {
  if (textOf(fields.mode) !== 'payment')
    throw new Refused('The sandbox knows the mode `payment` only.', 'parameter_invalid')
  const items = Array.isArray(fields.line_items) ? fields.line_items : []
  const prices = items.map((item, i) => {
    const price = partOf(item, 'price_data')
    return {
      amount:
        wholeNumber(textOf(partOf(price, 'unit_amount')), `line_items[${i}][price_data][unit_amount]`) *
        wholeNumber(textOf(partOf(item, 'quantity')) ?? '1', `line_items[${i}][quantity]`),
      currency: needed(textOf(partOf(price, 'currency')), `line_items[${i}][price_data][currency]`).toLowerCase(),
      name: needed(
        textOf(partOf(partOf(price, 'product_data'), 'name')),
        `line_items[${i}][price_data][product_data][name]`,
      ),
    }
  })
  const [first] = prices
  if (!first) throw new Refused('Missing required param: line_items.', 'parameter_missing')
  if (prices.some(({ currency }) => currency !== first.currency))
    throw new Refused('All line items must have the same currency.', 'parameter_invalid')
  if (!/^[a-z]{3}$/.test(first.currency)) throw new Refused(`Invalid currency: ${first.currency}`, 'parameter_invalid')
  const amount = prices.reduce((sum, price) => sum + price.amount, 0)
  if (amount < 1) throw new Refused('The total amount must be greater than zero.', 'amount_too_small')
  const email = textOf(fields.customer_email) ?? null
  if (email !== null && !email.includes('@')) throw new Refused(`Invalid email address: ${email}`, 'email_invalid')
  const expiresAt = textOf(fields.expires_at)
  return bank.createSession({
    amount,
    currency: first.currency,
    description: first.name,
    clientReference: textOf(fields.client_reference_id) ?? null,
    email,
    locale: textOf(fields.locale) ?? null,
    metadata: metadataOf(fields.metadata),
    intentMetadata: metadataOf(partOf(fields.payment_intent_data, 'metadata')),
    successUrl: needed(textOf(fields.success_url), 'success_url'),
    cancelUrl: textOf(fields.cancel_url) ?? null,
    expiresAt: expiresAt === undefined ? null : wholeNumber(expiresAt, 'expires_at'),
  })
}

const expansions = (fields: FormFields): string[] =>
  Array.isArray(fields.expand) ? fields.expand.filter((path): path is string => typeof path === 'string') : []

const expandIntent = (bank: Bank, intent: Intent) => ({
  ...intent,
  latest_charge: intent.latest_charge ? (bank.ledger.charges.get(intent.latest_charge) ?? null) : null,
})

function expandSession(bank: Bank, session: Session, fields: FormFields) {
  const wanted = expansions(fields)
  const intent = session.payment_intent ? bank.ledger.intents.get(session.payment_intent) : undefined
  if (!intent || !wanted.some((path) => path.startsWith('payment_intent'))) return session
  return {
    ...session,
    payment_intent: wanted.includes('payment_intent.latest_charge') ? expandIntent(bank, intent) : intent,
  }
}

function within<T extends { created: number }>(all: T[], fields: FormFields): T[] {
  const bound = (name: string) => {
    const text = textOf(partOf(fields.created, name))
    return text === undefined ? undefined : Number(text)
  }
  const [from, to] = [bound('gte'), bound('lte')]
  return all.filter(({ created }) => (from === undefined || created >= from) && (to === undefined || created <= to))
}

/** Newest first, in pages, as all of Stripe's lists. */
function list<T extends { id: string; created: number }>(all: T[], fields: FormFields, url: string) {
  const newest = all.map((item, i) => ({ item, i })).sort((a, b) => b.item.created - a.item.created || b.i - a.i)
  const after = textOf(fields.starting_after)
  const start = after === undefined ? 0 : newest.findIndex(({ item }) => item.id === after) + 1
  const limit = Math.min(100, Math.max(1, Number(textOf(fields.limit) ?? 10)))
  const data = newest.slice(start, start + limit).map(({ item }) => item)
  return { object: 'list', url, has_more: start + limit < newest.length, data }
}

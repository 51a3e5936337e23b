import { readSession, type SignedIn } from '../../domain/customers/session.ts'
import type { Shop } from '../../domain/shop.ts'
import type { Door, Passage } from '../../kit/door.ts'
import { answerOnce, idempotencyKeyShape } from '../../kit/kept-answers.ts'
import { openAddresses } from './address.ts'
import { type Plain, problemAnswer, send } from './answers.ts'
import { crossOrigin, preflight } from './cross-origin.ts'
import type { Call, Endpoint, Place, Reply, StoreCall } from './endpoint.ts'
import { endpoints as allEndpoints } from './endpoints.ts'
import { documentEndpoint } from './openapi.ts'
import { type Refusal, refuse } from './problems.ts'
import { readInput } from './read-input.ts'

export type StoreApiOptions = {
  door: Door
  /** Origins whose scripts may read answers, such as 'https://app.example'. */
  allowedOrigins: readonly string[]
  endpoints?: readonly Endpoint[]
  /** Tests look at every answer of an endpoint. */
  onReply?: (endpoint: Endpoint, reply: Reply) => void
}

const root = '/api/store'

/** True for what the store API answers; its reference page is a page of the shop. */
export function isOfStoreApi(requestUrl: string): boolean {
  const at = requestUrl.indexOf('/', 8)
  if (at < 0 || !requestUrl.startsWith(root, at)) return false
  const path = new URL(requestUrl).pathname
  return (path === root || path.startsWith(`${root}/`)) && path !== `${root}/docs`
}

type Where = {
  market?: Call['market']
  place?: Place
  /** Method → endpoint. */
  endpoints: ReadonlyMap<string, Endpoint>
  params: Record<string, string>
}

/** The headless API of the shop: JSON below /api/store. It reads no cookie, so no page of others can act for a shopper. */
export function openStoreApi(shop: Shop, options: StoreApiOptions): (request: Request) => Promise<Response> {
  const { door, allowedOrigins, endpoints: listed = allEndpoints } = options
  const endpoints = [...listed, documentEndpoint(listed, shop)]
  const atPlace = openAddresses(endpoints.filter(({ scope }) => scope === 'place'))
  const atStore = openAddresses(endpoints.filter(({ scope }) => scope === 'store'))

  return (request) => {
    const url = new URL(request.url)
    const where = find(url.pathname.slice(root.length))
    const endpoint =
      'problem' in where ? undefined : where.endpoints.get(request.method === 'HEAD' ? 'GET' : request.method)
    const prefix = endpoint?.scope === 'place' ? '/{market}/{locale}' : ''
    const route = endpoint ? `${root}${prefix}${endpoint.path}` : `${root}/*`
    const shared = endpoint?.cache === 'shared'
    const more = { ...crossOrigin(request, allowedOrigins) }
    return door(
      { request, route },
      async (passage) => {
        const plain =
          'problem' in where
            ? problemAnswer(where, passage, shop.publicUrl)
            : endpoint
              ? await answer(endpoint, where, request, url, passage)
              : unanswered(request, passage, where)
        const language: Record<string, string> =
          !('problem' in where) && where.place ? { 'content-language': where.place.locale } : {}
        return send(request, passage, plain, { shared, more: { ...language, ...more } })
      },
      async (passage) =>
        send(request, passage, problemAnswer(refuse('fault'), passage, shop.publicUrl), { shared, more }),
    )
  }

  function find(path: string): Where | Refusal {
    const site = atStore(path)
    if (site) return site
    const [, code = '', locale = '', ...below] = path.split('/')
    const market = shop.markets.find((m) => m.code === code)
    const known = market?.locales.find((l) => l === locale)
    if (!market || !known) return refuse(below.length > 0 && code !== '' ? 'place-unknown' : 'address-unknown')
    const found = path.includes('%00') ? null : atPlace(`/${below.join('/')}`)
    return found ? { ...found, market, place: { market: code, locale: known } } : refuse('address-unknown')
  }

  /** OPTIONS, and methods that the address does not take. */
  function unanswered(request: Request, passage: Passage, where: Where): Plain {
    const methods = [...where.endpoints.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    methods.push('OPTIONS')
    return request.method === 'OPTIONS'
      ? { status: 204, headers: preflight(request, allowedOrigins, methods), body: '' }
      : problemAnswer(refuse('method-not-allowed', { headers: { allow: methods.join(', ') } }), passage, shop.publicUrl)
  }

  async function answer(
    endpoint: Endpoint,
    where: Where,
    request: Request,
    url: URL,
    passage: Passage,
  ): Promise<Plain> {
    const asPlain = (reply: Reply): Plain => {
      options.onReply?.(endpoint, reply)
      if ('problem' in reply) return problemAnswer(reply, passage, shop.publicUrl)
      const { status, body, headers } = reply
      return body === null
        ? { status, headers: { ...headers }, body: '' }
        : { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
    }
    if (!acceptsJson(request.headers.get('accept'))) return asPlain(refuse('not-acceptable'))
    const caller = await readCaller(endpoint, request)
    if ('problem' in caller) return asPlain(caller)
    const read = await readInput(endpoint, request, { params: where.params, query: url.searchParams })
    if (!read.ok) return asPlain(read.refusal)

    const call: StoreCall & Partial<Call> = {
      shop,
      request,
      now: shop.clock(),
      ...(read.input as Pick<Call, 'params' | 'query' | 'body'>),
      person: async () => caller.person,
      token: caller.token,
      changeKey: '',
      market: where.market,
      place: where.place,
      path: (below) => `${root}/${where.place?.market}/${where.place?.locale}${below}`,
    }
    const handle = (changeKey: string) => endpoint.handle({ ...call, changeKey } as Call).then(asPlain)
    if (!endpoint.changes) return handle('')

    const idempotencyKey = request.headers.get('idempotency-key')
    if (!idempotencyKey || !idempotencyKeyShape.test(idempotencyKey)) return asPlain(refuse('header-malformed', noKey))
    const done = await answerOnce(
      shop,
      {
        shopper: caller.person?.personId ?? null,
        route: `${request.method} ${url.pathname}`,
        idempotencyKey,
        content: JSON.stringify([url.search, read.bodyText]),
      },
      handle,
    )
    switch (done.outcome) {
      case 'answered':
        return done.answer
      case 'replayed':
        return { ...done.answer, headers: { ...done.answer.headers, 'idempotency-replayed': 'true' } }
      case 'other-request':
        return asPlain(refuse('key-reused'))
      case 'running':
        return asPlain(refuse('key-in-use', { headers: { 'retry-after': String(done.retryAfterSeconds) } }))
    }
  }

  async function readCaller(
    endpoint: Endpoint,
    request: Request,
  ): Promise<{ person: SignedIn | null; token: string | undefined } | Refusal> {
    const header = request.headers.get('authorization')
    if (endpoint.who === 'anyone') return { person: null, token: undefined }
    if (header === null)
      return endpoint.who === 'shopper' ? refuse('sign-in-needed') : { person: null, token: undefined }
    const token = /^bearer +([\w-]{20,100})$/i.exec(header)?.[1]
    const person = await readSession(shop, token)
    return person ? { person, token } : refuse('token-unknown')
  }
}

const noKey = {
  detail:
    'A change needs the header Idempotency-Key: 16 to 100 letters, digits, - and _, new and random for each change, such as a UUID.',
}

const acceptsJson = (accept: string | null): boolean =>
  accept === null ||
  accept.split(',').some((part) => {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
    const refused = parameters.some((parameter) => /^\s*q\s*=\s*0(\.0*)?\s*$/.test(parameter))
    return !refused && ['*/*', 'application/*', 'application/json'].includes(range.trim())
  })

import { buyingSide } from '../../domain/buying-side.ts'
import type { RateLimitName } from '../../domain/settings/rate-limits.ts'
import type { Shop } from '../../domain/shop.ts'
import type { Door, Passage } from '../../kit/door.ts'
import type { Gate } from '../../kit/gate.ts'
import type { Peer } from '../../kit/passing.ts'
import { Unavailable } from '../../kit/unavailable.ts'
import { openAddresses } from './address.ts'
import { answerCall } from './answer-call.ts'
import { type Plain, problemAnswer, send } from './answers.ts'
import { crossOrigin, preflight } from './cross-origin.ts'
import type { Call, Endpoint, Place, Reply } from './endpoint.ts'
import { endpoints as allEndpoints } from './endpoints.ts'
import { holdBack } from './hold-back.ts'
import { documentEndpoint } from './openapi.ts'
import { type Refusal, refuse } from './problems.ts'
import { root } from './root.ts'

export type StoreApiOptions = {
  door: Door
  /** Origins whose scripts may read answers, such as 'https://app.example'. */
  allowedOrigins: readonly string[]
  gate?: Gate<RateLimitName>
  endpoints?: readonly Endpoint[]
  /** For tests: sees what an endpoint answers, before it travels. */
  onReply?: (endpoint: Endpoint, reply: Reply) => void
}

type Where = {
  /** Method → endpoint. */
  endpoints: ReadonlyMap<string, Endpoint>
  params: Record<string, string>
  market: Call['market'] | undefined
  place: Place | undefined
}

/** The headless API of the shop: JSON below /api/store. It reads no cookie, so no page of others can act for a shopper. */
export function openStoreApi(
  shop: Shop,
  options: StoreApiOptions,
): (request: Request, peer?: Peer) => Promise<Response> {
  const { door, allowedOrigins, endpoints: listed = allEndpoints } = options
  const endpoints = [...listed, documentEndpoint(listed, shop)]
  const atPlace = openAddresses(endpoints.filter(({ scope }) => scope === 'place'))
  const atStore = openAddresses(endpoints.filter(({ scope }) => scope === 'store'))
  const buying = buyingSide(shop)

  return (request, peer) => {
    const url = new URL(request.url)
    const where = find(url.pathname.slice(root.length))
    const isFound = !('problem' in where)
    const endpoint = isFound ? where.endpoints.get(request.method === 'HEAD' ? 'GET' : request.method) : undefined
    const shared = endpoint?.cache === 'shared'
    const more = {
      ...(isFound && where.place ? { 'content-language': where.place.locale } : {}),
      ...crossOrigin(request, allowedOrigins),
      ...(endpoint?.deprecated ? goingHeaders(endpoint.deprecated) : {}),
    }

    const refused = (refusal: Refusal, passage: Passage) => problemAnswer(refusal, passage, shop.publicUrl)
    const asPlain = (passage: Passage) => (reply: Reply) => {
      if (endpoint) options.onReply?.(endpoint, reply)
      return 'problem' in reply ? refused(reply, passage) : asJson(reply)
    }
    const answer = async (passage: Passage): Promise<Plain> => {
      if (!isFound) return refused(where, passage)
      if (endpoint) {
        const hold = (fields: Readonly<Record<string, unknown>>) =>
          holdBack(options.gate, endpoint, { request, passage }, fields)
        return answerCall(shared ? shop : buying, { ...where, endpoint, request, url, hold }, asPlain(passage))
      }
      const allow = methodsOf(where)
      return request.method === 'OPTIONS'
        ? { status: 204, headers: preflight(request, allowedOrigins, allow), body: '' }
        : refused(refuse('method-not-allowed', { headers: { allow: allow.join(', ') } }), passage)
    }

    return door(
      {
        request,
        route: routeOf(endpoint),
        standing: shared ? 'looking' : 'buying',
        market: isFound ? where.market?.code : undefined,
        peer,
      },
      async (passage) => send(request, passage, await answer(passage), { shared, more }),
      async (passage, fault) => send(request, passage, refused(refusalOf(fault), passage), { shared, more }),
    )
  }

  function find(path: string): Where | Refusal {
    const ofStore = atStore(path)
    if (ofStore) return { ...ofStore, market: undefined, place: undefined }
    const [, code = '', locale = '', ...below] = path.split('/')
    const market = shop.markets.find((m) => m.code === code)
    const known = market?.locales.find((l) => l === locale)
    if (!market || !known) return refuse(below.length > 0 ? 'place-unknown' : 'address-unknown')
    const found = atPlace(`/${below.join('/')}`)
    return found ? { ...found, market, place: { market: code, locale: known } } : refuse('address-unknown')
  }
}

const routeOf = (endpoint: Endpoint | undefined): string =>
  root + (endpoint ? (endpoint.scope === 'place' ? '/{market}/{locale}' : '') + endpoint.path : '/*')

/** RFC 9745 and RFC 8594. */
const goingHeaders = ({ since, until }: NonNullable<Endpoint['deprecated']>) => ({
  deprecation: `@${Date.parse(since) / 1000}`,
  sunset: new Date(until).toUTCString(),
})

const methodsOf = ({ endpoints }: Where): string[] => [
  ...[...endpoints.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
  'OPTIONS',
]

const asJson = ({ status, body, headers }: Exclude<Reply, Refusal>): Plain =>
  body === null
    ? { status, headers: { ...headers }, body: '' }
    : { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }

const refusalOf = (fault: unknown): Refusal =>
  fault instanceof Unavailable
    ? refuse('busy', { headers: { 'retry-after': String(fault.retryAfterSeconds) } })
    : refuse('fault')

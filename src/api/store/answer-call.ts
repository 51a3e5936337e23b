import { readSession, type SignedIn } from '../../domain/customers/session.ts'
import type { Shop } from '../../domain/shop.ts'
import { answerOnce, idempotencyKeyShape, type KeptAnswer } from '../../kit/kept-answers.ts'
import type { Plain } from './answers.ts'
import type { Call, Endpoint, Place, Reply } from './endpoint.ts'
import { type Refusal, refuse } from './problems.ts'
import { readInput } from './read-input.ts'
import { root } from './root.ts'

export type Asked = {
  endpoint: Endpoint
  params: Record<string, string>
  /** None for endpoints of the shop as a whole. */
  market: Call['market'] | undefined
  place: Place | undefined
  request: Request
  url: URL
  /** Refuses who came too often, by what was sent. */
  hold: (fields: Readonly<Record<string, unknown>>) => Promise<Refusal | undefined>
}

/** One call of an endpoint, from what was sent to its answer: who calls, is it valid, was it done before. */
export async function answerCall(shop: Shop, asked: Asked, asPlain: (reply: Reply) => Plain): Promise<Plain> {
  const { endpoint, market, place, params, request, url } = asked
  if (!acceptsJson(request.headers.get('accept'))) return asPlain(refuse('not-acceptable'))
  const isByToken = endpoint.changes === 'by-token'
  const caller = isByToken ? tokenOf(endpoint, request) : await readCaller(shop, endpoint, request)
  if ('problem' in caller) return asPlain(caller)
  const read = await readInput(endpoint, request, { params, query: url.searchParams })
  if (!read.ok) return asPlain(read.refusal)
  const held = await asked.hold({ ...read.input.body })
  if (held) return asPlain(held)

  const call = {
    shop,
    request,
    now: shop.clock(),
    ...read.input,
    token: caller.token,
    market,
    place,
    path: (below: string) => `${root}/${place?.market}/${place?.locale}${below}`,
  }
  const handle = async (changeKey: string) => {
    const known = isByToken ? await readCaller(shop, endpoint, request) : caller
    if ('problem' in known) return asPlain(known)
    return asPlain(await endpoint.handle({ ...call, changeKey, person: async () => known.person } as Call))
  }
  if (!endpoint.changes) return handle('')

  const idempotencyKey = request.headers.get('idempotency-key')
  if (!idempotencyKey || !idempotencyKeyShape.test(idempotencyKey)) return asPlain(refuse('header-malformed', noKey))
  const ask = {
    shopper: isByToken ? `token ${caller.token}` : (caller.person?.personId ?? null),
    route: `${request.method} ${url.pathname}`,
    idempotencyKey,
    content: JSON.stringify([url.search, read.bodyText]),
  }
  const done = await answerOnce(shop, ask, handle)
  switch (done.outcome) {
    case 'answered':
      return done.answer
    case 'replayed':
      return replayed(done.answer)
    case 'other-request':
      return asPlain(refuse('key-reused'))
    case 'running':
      return asPlain(refuse('key-in-use', { headers: { 'retry-after': String(done.retryAfterSeconds) } }))
  }
}

const replayed = ({ headers, ...answer }: KeptAnswer): Plain => ({
  ...answer,
  headers: { ...headers, 'idempotency-replayed': 'true' },
})

const noKey = {
  detail:
    'A change needs the header Idempotency-Key: 16 to 100 letters, digits, - and _, new and random for each change, such as a UUID.',
}

type Caller = { person: SignedIn | null; token: string | undefined }

const guest: Caller = { person: null, token: undefined }

/** Who says to call: whether the token is good is not looked at yet. */
function tokenOf({ who }: Endpoint, { headers }: Request): Caller | Refusal {
  const header = headers.get('authorization')
  if (who === 'anyone') return guest
  if (header === null) return who === 'shopper' ? refuse('sign-in-needed') : guest
  const token = /^bearer +([\w-]{20,100})$/i.exec(header)?.[1]
  return token ? { person: null, token } : refuse('token-unknown')
}

async function readCaller(
  shop: Pick<Shop, 'db' | 'clock' | 'sessions' | 'vault'>,
  endpoint: Endpoint,
  request: Request,
): Promise<Caller | Refusal> {
  const caller = tokenOf(endpoint, request)
  if ('problem' in caller || !caller.token) return caller
  const person = await readSession(shop, caller.token)
  return person ? { ...caller, person } : refuse('token-unknown')
}

const acceptsJson = (accept: string | null): boolean =>
  accept === null ||
  accept.split(',').some((part) => {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
    const refused = parameters.some((parameter) => /^\s*q\s*=\s*0(\.0*)?\s*$/.test(parameter))
    return !refused && ['*/*', 'application/*', 'application/json'].includes(range.trim())
  })

import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { answerWith, type Passage } from '../../kit/door.ts'
import { problemKinds, type Refusal } from './problems.ts'
import { docsPath } from './root.ts'

/** An answer before it travels: what is kept for a change that is sent again. */
export type Plain = { status: number; headers: Readonly<Record<string, string>>; body: string }

export const apiVersion = '1'

// As long as pages: facts make an answer stale sooner in the processes themselves.
const sharedCache = 'public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400'
const privateCache = 'private, no-store'

const compress = promisify(gzip)

export function problemAnswer(refusal: Refusal, passage: Pick<Passage, 'requestId'>, publicUrl: string): Plain {
  const { status, title, advice } = problemKinds[refusal.problem]
  const body = {
    type: `${publicUrl}${docsPath}#problem-${refusal.problem}`,
    title,
    status,
    code: refusal.problem,
    detail: refusal.detail ?? advice,
    instance: `urn:uuid:${passage.requestId}`,
    ...(refusal.fields ? { fields: refusal.fields } : {}),
    ...refusal.more,
  }
  const headers = {
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(status === 503 ? { 'retry-after': '2' } : {}),
    ...refusal.headers,
  }
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body: JSON.stringify(body) }
}

/** Puts an answer on its way. Private ones are not compressed: they hold secrets beside what somebody typed (BREACH). */
export async function send(
  request: Request,
  passage: Passage,
  { status, headers, body }: Plain,
  { shared, more }: { shared: boolean; more: Readonly<Record<string, string>> },
): Promise<Response> {
  const isHead = request.method === 'HEAD'
  const all: Record<string, string> = { 'api-version': apiVersion, ...more, ...headers }
  if (!shared || (status !== 200 && status !== 301)) {
    const empty = isHead || body === ''
    return answerWith(passage, empty ? null : body, { status, headers: { 'cache-control': privateCache, ...all } })
  }
  const bytes = Buffer.from(body)
  // Weak, because the same answer travels compressed and as it is.
  const etag = `W/"${hash('sha1', bytes, 'base64url')}"`
  all['cache-control'] = sharedCache
  all.etag = etag
  all.vary = all.vary ? `accept-encoding, ${all.vary}` : 'accept-encoding'
  if (status === 200 && isKnown(request.headers.get('if-none-match'), etag))
    return answerWith(passage, null, { status: 304, headers: without(all, 'content-type') })
  if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? ''))
    return answerWith(passage, isHead ? null : bytes, { status, headers: all })
  all['content-encoding'] = 'gzip'
  return answerWith(passage, isHead ? null : await compress(bytes, { level: 5 }), { status, headers: all })
}

/** If-None-Match compares weakly (RFC 9110, 13.1.2), and '*' is any. */
const isKnown = (header: string | null, etag: string): boolean =>
  (header ?? '').split(',').some((known) => known.trim() === '*' || known.trim().replace(/^W\//, '') === etag.slice(2))

function without(headers: Record<string, string>, name: string): Record<string, string> {
  const { [name]: _, ...others } = headers
  return others
}

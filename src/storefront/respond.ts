import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { answerWith } from '../kit/door.ts'
import type { Html } from '../kit/html.ts'
import { asset } from './assets.ts'
import type { Visit } from './visit.ts'

/** How long a CDN keeps a shared page. Facts make it stale sooner in the processes themselves. */
const sharedCache = 'public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400'

const htmlType = 'text/html; charset=utf-8'
const prefetchRules = `"${asset('prefetch.json')}"`

const compress = promisify(gzip)

/**
 * A whole page. On a route with cache 'shared' it may be kept by a CDN: it must be the same for every anonymous visitor.
 * Private pages are not compressed: they hold secrets beside what somebody typed, and the size would tell of them (BREACH).
 */
export async function respond(
  { request, cache, passage }: Pick<Visit, 'request' | 'cache' | 'passage'>,
  page: Html,
  status = 200,
): Promise<Response> {
  if (cache !== 'shared' || status >= 500) {
    const headers = { 'content-type': htmlType, 'cache-control': 'private, no-store' }
    return answerWith(passage, page.text, { status, headers })
  }
  // Encoded once, for the hash and for the wire.
  const bytes = Buffer.from(page.text)
  const headers: Record<string, string> = {
    'content-type': htmlType,
    'cache-control': sharedCache,
    // Weak, because the same page travels compressed and as it is.
    etag: `W/"${hash('sha1', bytes, 'base64url')}"`,
    // Browsers that know it fetch the page behind a link when somebody is about to follow it.
    'speculation-rules': prefetchRules,
  }
  if (status === 200 && request.headers.get('if-none-match')?.includes(headers.etag ?? ''))
    return answerWith(passage, null, { status: 304, headers })
  headers.vary = 'accept-encoding'
  if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? ''))
    return answerWith(passage, bytes, { status, headers })
  headers['content-encoding'] = 'gzip'
  return answerWith(passage, await compress(bytes, { level: 5 }), { status, headers })
}

/** After a form: the browser gets the next page with GET, so that reload and back repeat nothing. */
export const redirect = (location: string, status: 303 | 301 | 302 = 303): Response =>
  new Response(null, {
    status,
    headers: { location, 'cache-control': status === 301 ? sharedCache : 'private, no-store' },
  })

export const json = (value: unknown, status = 200): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store' },
  })

import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Html } from '../kit/html.ts'
import { asset } from './assets.ts'
import type { Visit } from './visit.ts'

/** How long a CDN keeps a shared page. Facts make it stale sooner in the processes themselves. */
const sharedCache = 'public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400'

const compress = promisify(gzip)

/**
 * A whole page. On a route with cache 'shared' it may be kept by a CDN: it must be the same for every anonymous visitor.
 * Private pages are not compressed: they hold secrets beside what somebody typed, and the size would tell of them (BREACH).
 */
export async function respond(visit: Pick<Visit, 'request' | 'cache'>, page: Html, status = 200): Promise<Response> {
  const headers = new Headers({ 'content-type': 'text/html; charset=utf-8' })
  if (visit.cache !== 'shared' || status >= 500) {
    headers.set('cache-control', 'private, no-store')
    return new Response(page.text, { status, headers })
  }
  // Encoded once, for the hash and for the wire.
  const bytes = Buffer.from(page.text)
  // Weak, because the same page travels compressed and as it is.
  const etag = `W/"${hash('sha1', bytes, 'base64url')}"`
  headers.set('cache-control', sharedCache)
  headers.set('etag', etag)
  // Browsers that know it fetch the page behind a link when somebody is about to follow it.
  headers.set('speculation-rules', `"${asset('prefetch.json')}"`)
  if (status === 200 && visit.request.headers.get('if-none-match')?.includes(etag))
    return new Response(null, { status: 304, headers })
  headers.set('vary', 'accept-encoding')
  if (!/\bgzip\b/.test(visit.request.headers.get('accept-encoding') ?? ''))
    return new Response(bytes, { status, headers })
  headers.set('content-encoding', 'gzip')
  return new Response(await compress(bytes, { level: 5 }), { status, headers })
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

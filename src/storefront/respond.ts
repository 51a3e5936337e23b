import { answerWith } from '../kit/door.ts'
import type { Html } from '../kit/html.ts'
import { answerPage, sharedCache, sharedPage } from './shared-page.ts'
import type { Visit } from './visit.ts'

export type PageOptions = {
  status?: number
  /** What a shared page shows, by the names of domain/browse/about.ts: then the process may keep it until one of them changes. */
  about?: () => readonly string[]
}

/**
 * A whole page. On a route with cache 'shared' it must be the same for every anonymous visitor.
 * Private pages are not compressed: they hold secrets beside what somebody typed, and the size would tell of them (BREACH).
 */
export async function respond(
  visit: Pick<Visit, 'request' | 'cache' | 'passage' | 'keep'>,
  page: Html,
  { status = 200, about }: PageOptions = {},
): Promise<Response> {
  if (visit.cache !== 'shared' || status >= 500) {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-store' }
    return answerWith(visit.passage, page.encode().bytes, { status, headers })
  }
  const shared = sharedPage(page, status, visit.keep && status === 200 && about ? about() : null)
  visit.keep?.(shared)
  return answerPage(visit, shared)
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

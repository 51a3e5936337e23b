import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { answerWith, type Passage } from '../kit/door.ts'
import type { Html } from '../kit/html.ts'
import { asset } from './assets.ts'

/** A page that is the same for every anonymous visitor: a CDN may keep it, and so may the process. */
export type SharedPage = {
  status: number
  bytes: Buffer
  /** Compressed when the first visitor takes it so. */
  packed: Buffer | null
  etag: string
  /** What it shows, by the names of domain/browse/about.ts. Null: nobody can say when it grows untrue. */
  about: readonly string[] | null
}

/** How long a CDN keeps a shared page. Facts make it stale sooner in the processes themselves. */
export const sharedCache = 'public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400'

const compress = promisify(gzip)

export function sharedPage(page: Html, status: number, about: readonly string[] | null): SharedPage {
  const { bytes, tag } = page.encode()
  // Weak, because the same page travels compressed and as it is.
  return { status, bytes, packed: null, etag: `W/"${tag}"`, about }
}

/** Roughly what it takes in memory, in bytes. */
export const weightOf = ({ bytes }: SharedPage): number => 1000 + bytes.length * 1.3

const plainHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': sharedCache,
  // Browsers that know it fetch the page behind a link when somebody is about to follow it.
  'speculation-rules': `"${asset('prefetch.json')}"`,
  vary: 'accept-encoding',
}
const packedHeaders = { ...plainHeaders, 'content-encoding': 'gzip' }

type Visitor = { request: Request; passage: Passage }

export async function answerPage({ request, passage }: Visitor, page: SharedPage): Promise<Response> {
  if (takesGzip(request)) page.packed ??= await compress(page.bytes, { level: 5 })
  return answerNow({ request, passage }, page) ?? answerPlain(passage, page)
}

/** The answer, if it lies ready as this visitor takes it. */
export function answerNow({ request, passage }: Visitor, page: SharedPage): Response | null {
  const { status, etag, packed } = page
  const known = request.headers.get('if-none-match')
  if (known && status === 200 && known.includes(etag)) {
    const headers = { ...plainHeaders, etag }
    return answerWith(passage, null, { status: 304, headers })
  }
  if (!takesGzip(request)) return answerPlain(passage, page)
  return packed && answerWith(passage, packed, { status, headers: { ...packedHeaders, etag } })
}

const answerPlain = (passage: Passage, { status, bytes, etag }: SharedPage): Response =>
  answerWith(passage, bytes, { status, headers: { ...plainHeaders, etag } })

const takesGzip = (request: Request): boolean => /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')

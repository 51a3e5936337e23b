import { type Behaviour, behaviourFor } from '../../infra/proof/edge-of.ts'
import type { Fetch } from '../../src/router.ts'

type Kept = { status: number; headers: Headers; body: Buffer; until: number }

export type FakeCloudFront = {
  fetch: Fetch
  /** What it would hand to the next one who asks, by its key. */
  kept: ReadonlyMap<string, Kept>
  /** In the order in which they came. */
  passed: { method: string; path: string; pattern: string; isHit: boolean }[]
}

/** One edge of CloudFront with the behaviours of a template before the program: the same key, the same cookies, the same answers kept. */
export function fakeCloudFront(program: Fetch, behaviours: readonly Behaviour[]): FakeCloudFront {
  const kept = new Map<string, Kept>()
  const passed: FakeCloudFront['passed'] = []

  async function fetch(request: Request): Promise<Response> {
    const { method } = request
    const url = new URL(request.url)
    const { key, pattern, methods, forwarded } = behaviourFor(behaviours, url.pathname)
    if (!methods.includes(method)) return new Response('This distribution does not take that method.', { status: 403 })
    const pass = (isHit: boolean) => passed.push({ method, path: url.pathname + url.search, pattern, isHit })
    if (!key) {
      pass(false)
      const headers = new Headers(request.headers)
      for (const name of forwarded?.headersLeftOut ?? []) headers.delete(name)
      if (forwarded?.cookies !== 'all') headers.delete('cookie')
      const body = method === 'GET' || method === 'HEAD' ? undefined : await request.arrayBuffer()
      return program(new Request(url, { method, headers, body, redirect: 'manual' }))
    }
    if (key.queries === 'none') url.search = ''
    for (const name of key.leftOut) url.searchParams.delete(name)
    const headers = new Headers()
    for (const name of key.headers) {
      const value = request.headers.get(name)
      if (value !== null) headers.set(name, name === 'accept-encoding' ? 'gzip' : value)
    }
    const name = JSON.stringify([method, url.pathname, url.search, [...headers]])
    const found = kept.get(name)
    if (found && found.until > Date.now()) {
      pass(true)
      return new Response(new Uint8Array(found.body), { status: found.status, headers: found.headers })
    }
    pass(false)
    const answer = await program(new Request(url, { method, headers, redirect: 'manual' }))
    const seconds = Math.min(key.maxSeconds, Math.max(key.minSeconds, secondsOf(answer)))
    if (seconds === 0) return answer
    const body = Buffer.from(await answer.arrayBuffer())
    const { status } = answer
    kept.set(name, { status, headers: answer.headers, body, until: Date.now() + seconds * 1_000 })
    return new Response(new Uint8Array(body), { status, headers: answer.headers })
  }

  return { fetch, kept, passed }
}

function secondsOf({ headers }: Response): number {
  const control = headers.get('cache-control') ?? ''
  if (/\b(private|no-store|no-cache)\b/.test(control)) return 0
  return Number(/\bs-maxage=(\d+)/.exec(control)?.[1] ?? /\bmax-age=(\d+)/.exec(control)?.[1] ?? 0)
}

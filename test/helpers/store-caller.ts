import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Endpoint, Reply } from '../../src/api/store/endpoint.ts'
import { problemsOf } from '../../src/api/store/problems-of.ts'
import { problemSchema } from '../../src/api/store/schemas.ts'
import { openStoreApi, type StoreApiOptions } from '../../src/api/store/store-api.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { openDoor } from '../../src/kit/door.ts'

export type Ask = {
  body?: unknown
  token?: string
  /** Changes get a new one of their own. */
  key?: string
  headers?: Record<string, string>
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
export type Told = { status: number; headers: Headers; body: any; text: string }

export type StoreCaller = {
  /** `path` stands below the place ('/products?limit=2'), or is a whole one that begins with /api/store. */
  call(method: string, path: string, ask?: Ask): Promise<Told>
  get(path: string, ask?: Ask): Promise<Told>
  /** 'readProduct 200', 'readProduct product-unknown': all that was answered so far. */
  seen: Set<string>
}

/** The store API of a shop. Every answer is held against the schema that the endpoint promises, and every problem against its list. */
export function openStoreCaller(shop: Shop, place = '/us/en', options: Partial<StoreApiOptions> = {}): StoreCaller {
  const seen = new Set<string>()
  const api = openStoreApi(shop, {
    door: openDoor({ publicUrl: shop.publicUrl, formTargets: [] }),
    allowedOrigins: [],
    ...options,
    onReply: (endpoint, reply) => {
      seen.add(`${endpoint.operationId} ${'problem' in reply ? reply.problem : reply.status}`)
      holdTo(endpoint, reply)
    },
  })
  const call: StoreCaller['call'] = async (method, path, { body, token, key, headers } = {}) => {
    const all = new Headers({
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
        ? {}
        : { 'idempotency-key': key ?? randomUUID() }),
      ...headers,
    })
    const url = shop.publicUrl + (path.startsWith('/api/store') ? path : `/api/store${place}${path}`)
    const sent = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body)
    const response = await api(new Request(url, { method, headers: all, body: sent }))
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') && text !== ''
    const told = { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
    if (isJson && response.status >= 400) assert.ok(problemSchema.safeParse(told.body).success, text)
    return told
  }
  return { call, get: (path, ask) => call('GET', path, ask), seen }
}

function holdTo(endpoint: Endpoint, reply: Reply): void {
  if ('problem' in reply) {
    assert.ok(
      problemsOf(endpoint).includes(reply.problem),
      `${endpoint.operationId} does not tell of '${reply.problem}'.`,
    )
    return
  }
  const answers = endpoint.answers as Record<number, z.ZodType | null | undefined>
  const schema = answers[reply.status]
  if (schema === undefined) assert.fail(`${endpoint.operationId} does not tell of ${reply.status}.`)
  if (schema === null) {
    assert.equal(reply.body, null)
    return
  }
  const sent = JSON.parse(JSON.stringify(reply.body))
  const parsed = schema.safeParse(sent)
  assert.ok(parsed.success, `${endpoint.operationId} ${reply.status}: ${parsed.error?.message}`)
  assert.deepEqual(parsed.data, sent)
}

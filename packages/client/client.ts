import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from './generated/store-api.ts'
import { type Send, sendSafely } from './send-safely.ts'

/** What the shop tells and takes, by the names of its reference: `Schemas['Cart']`. */
export type Schemas = Listed<components['schemas']>
export type Problem = Schemas['Problem']

export type ClientOptions = {
  /** Where the shop stands: 'https://shop.example'. */
  baseUrl: string
  /** It decides prices, taxes, stock and delivery. */
  market: string
  locale: Schemas['Locale']
  /** Of a shopper who has signed in. */
  token?: string
  /** In place of the global fetch. */
  fetch?: Send
}

export type StoreClient = Client<PlacePaths> & {
  /** What belongs to no market: the markets themselves. */
  shop: Client<ShopPaths>
}

/** `client.GET('/products/{slug}', { params: { path: { slug } } })`: addresses stand below the market and its language. */
export function openClient({ baseUrl, market, locale, token, fetch = globalFetch }: ClientOptions): StoreClient {
  const api = `${baseUrl.replace(/\/$/, '')}/api/store`
  const common = { fetch: sendSafely(fetch), headers: token ? { authorization: `Bearer ${token}` } : {} }
  const place = `${encodeURIComponent(market)}/${encodeURIComponent(locale)}`
  return Object.assign(createClient<PlacePaths>({ ...common, baseUrl: `${api}/${place}` }), {
    shop: createClient<ShopPaths>({ ...common, baseUrl: api }),
  })
}

// Looked up at each call, and called without an owner: browsers want it so.
const globalFetch: Send = (request) => globalThis.fetch(request)

/** The answer itself, for those who like a problem thrown. */
export function dataOf<T extends Told>(told: T): DataOf<T> {
  if (told.response.ok) return told.data as DataOf<T>
  throw isProblem(told.error)
    ? new StoreProblem(told.error)
    : new Error(`${told.response.url} answered ${told.response.status} without saying why.`)
}

export class StoreProblem extends Error {
  override readonly name = 'StoreProblem'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.title}. ${problem.detail}`)
    this.problem = problem
  }
}

// A proxy between may answer with a page of its own.
const isProblem = (error: unknown): error is Problem => typeof error === 'object' && error !== null && 'code' in error

/** As openapi-fetch answers it: it knows lists, but no tuples. */
type Listed<T> = T extends (infer E)[] ? Listed<E>[] : T extends object ? { [K in keyof T]: Listed<T[K]> } : T

type Told = { data?: unknown; error?: unknown; response: Response }
type DataOf<T extends Told> = T extends { error?: undefined } ? T['data'] : never

type Below<Path> = Path extends `/{market}/{locale}${infer Rest}` ? Rest : never

type PlacePaths = { [P in keyof paths as Below<P>]: Eased<paths[P]> }
type ShopPaths = { [P in keyof paths as P extends `/{market}/{locale}${string}` ? never : P]: Eased<paths[P]> }

/** The methods of a path without what the client fills in: market, language and key. */
type Eased<Methods> = {
  [M in keyof Methods]: Methods[M] extends { parameters: infer P; responses: unknown }
    ? Omit<Methods[M], 'parameters'> & { parameters: Omit<P, 'path' | 'header'> & PathOf<P> & HeadersOf<P> }
    : Methods[M]
}

type PathOf<P> = P extends { path: infer Path }
  ? [Exclude<keyof Path, 'market' | 'locale'>] extends [never]
    ? { path?: never }
    : { path: Omit<Path, 'market' | 'locale'> }
  : { path?: never }

type HeadersOf<P> = P extends { header?: infer H } ? { header?: Partial<NonNullable<H>> } : { header?: never }

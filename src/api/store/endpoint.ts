import type { z } from 'zod'
import type { SignedIn } from '../../domain/customers/session.ts'
import type { Locale, Market } from '../../domain/settings/market.ts'
import type { Shop } from '../../domain/shop.ts'
import type { ProblemCode, Refusal } from './problems.ts'

/**
 * One object per endpoint is all that the kernel, the OpenAPI document, the reference page and the tests know of it.
 * Schemas of input are strict objects; query and path parameters may be strings, numbers, booleans or arrays of them.
 */
export type Endpoint = {
  /** 'readProduct': a verb and a noun, the name in clients. */
  operationId: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/store/{market}/{locale}: '/products/{slug}'. */
  path: string
  /** 'store': below /api/store itself, without a market and a language. */
  scope: 'place' | 'store'
  tag: Tag
  summary: string
  /** More for the reference, where the summary is not enough. */
  description?: string
  /**
   * 'anyone': the token is not read. 'guest-or-shopper': `person()` is the shopper, or null without a token.
   * 'shopper': `person()` is never null.
   */
  who: Who
  params?: ObjectSchema
  query?: ObjectSchema
  body?: ObjectSchema
  /** Status → the JSON body; null where there is none. */
  answers: Answers
  /** Beside those that follow from what is declared here: see `problemsOf`. */
  problems: readonly ProblemCode[]
  /** 'shared': the same for everybody, a CDN may keep it; it has an ETag. */
  cache: 'shared' | 'private'
  /**
   * A change: it needs an Idempotency-Key, and its kept answer belongs to the person whose token was sent. 'by-token': it
   * belongs to the token itself, for changes that end it: sent again, they answer as before and not 401.
   */
  changes?: true | 'by-token'
  /** It is to go: told since that day, in every answer and in the document, and answered until then. */
  deprecated?: { since: string; until: string }
  handle(call: Call): Promise<Reply>
}

export const tags = {
  Markets: 'Where the shop sells, in which languages and currencies.',
  Catalogue: 'Categories, collections and products as a market sees them.',
  Search: 'Finding products and completing words.',
  Carts: 'What a shopper wants to buy.',
  Checkout: 'Addresses, delivery and payment.',
  Orders: 'What was bought.',
  Account: 'Shoppers with an account: sign in, addresses, orders.',
} as const

export type Tag = keyof typeof tags
export type Who = 'anyone' | 'guest-or-shopper' | 'shopper'
export type Status = 200 | 201 | 202 | 204 | 301
export type ObjectSchema = z.ZodObject
export type Answers = Readonly<Partial<Record<Status, z.ZodType | null>>>

/** What every endpoint gets: checked input and where the caller stands. */
export type StoreCall<
  P extends ObjectSchema | undefined = ObjectSchema,
  Q extends ObjectSchema | undefined = ObjectSchema,
  B extends ObjectSchema | undefined = ObjectSchema,
  W extends Who = Who,
> = {
  shop: Shop
  request: Request
  now: Date
  params: Read<P>
  query: Read<Q>
  body: Read<B>
  /** Read once. A token that is unknown or over is refused by the kernel: 401 'token-unknown'. */
  person(): Promise<W extends 'shopper' ? SignedIn : SignedIn | null>
  /** The token that was sent, for verbs that end or compare sessions. */
  token: string | undefined
  /**
   * A change's own key, 43 characters of base64url: the same whenever this request is sent again (`kit/kept-answers.ts`), so
   * that verbs know it when a crash makes them do it twice. '' where nothing changes.
   */
  changeKey: string
}

export type Place = { market: string; locale: Locale }

export type Call<
  P extends ObjectSchema | undefined = ObjectSchema,
  Q extends ObjectSchema | undefined = ObjectSchema,
  B extends ObjectSchema | undefined = ObjectSchema,
  W extends Who = Who,
> = StoreCall<P, Q, B, W> & {
  place: Place
  market: Market
  /** The path below the place, for links: `call.path('/products/mug')` is '/api/store/us/en/products/mug'. */
  path(below: string): string
}

type Read<S> = S extends z.ZodType ? z.output<S> : Record<never, never>

export type Reply = { status: number; body: unknown; headers?: Readonly<Record<string, string>> } | Refusal

export type AnswerOf<A extends Answers> = {
  [S in keyof A & Status]: {
    status: S
    body: A[S] extends z.ZodType ? z.input<A[S]> : null
    headers?: Readonly<Record<string, string>>
  }
}[keyof A & Status]

export const answer = <S extends Status, T>(status: S, body: T, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  body,
  headers,
})

type Definition<
  W extends Who,
  A extends Answers,
  C extends ProblemCode,
  Input,
  P extends ObjectSchema | undefined,
  Q extends ObjectSchema | undefined,
  B extends ObjectSchema | undefined,
> = Omit<Endpoint, 'scope' | 'who' | 'params' | 'query' | 'body' | 'answers' | 'problems' | 'handle'> & {
  who: W
  params?: P
  query?: Q
  body?: B
  answers: A
  problems: readonly C[]
  handle(call: Input): Promise<AnswerOf<A> | Refusal<NoInfer<C> | 'input-invalid'>>
}

/** An endpoint below a market and a language. */
export const defineEndpoint = <
  const W extends Who,
  const A extends Answers,
  const C extends ProblemCode = never,
  P extends ObjectSchema | undefined = undefined,
  Q extends ObjectSchema | undefined = undefined,
  B extends ObjectSchema | undefined = undefined,
>(
  definition: Definition<W, A, C, Call<P, Q, B, W>, P, Q, B>,
): Endpoint => ({ ...(definition as unknown as Omit<Endpoint, 'scope'>), scope: 'place' })

/** An endpoint of the shop as a whole, below /api/store. */
export const defineStoreEndpoint = <
  const W extends Who,
  const A extends Answers,
  const C extends ProblemCode = never,
  P extends ObjectSchema | undefined = undefined,
  Q extends ObjectSchema | undefined = undefined,
  B extends ObjectSchema | undefined = undefined,
>(
  definition: Definition<W, A, C, StoreCall<P, Q, B, W>, P, Q, B>,
): Endpoint => ({ ...(definition as unknown as Omit<Endpoint, 'scope'>), scope: 'store' })

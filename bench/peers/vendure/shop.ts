import { type Sql, sql } from '../../../src/kit/db.ts'
import { expect } from '../../speed/case.ts'
import type { Line } from '../../speed/shopper.ts'

/** What is asked of Vendure's Shop API, and what a right answer is. */

export type VendureShop = { origin: string; categories: string[]; slugs: string[]; variantIds: string[] }

type Search = { totalItems: number; items: { slug: string; price: { min: number } }[]; facetValues?: unknown[] }
type Product = { slug: string; assets: unknown[]; facetValues: unknown[]; collections: unknown[]; variants: Variant[] }
type Variant = { stockLevel: string; priceWithTax: number }
export type Data = { search: Search; product: Product; addItemToOrder: { totalQuantity: number } }

export type VendureCase = {
  name: string
  title: string
  unit: string
  levels: readonly [number, number, number]
  /** Bodies in rotation; a case without them is the buyers'. */
  asks?(shop: VendureShop): string[]
  /** How each answer ends, also under load. An answer with `errors` ends in another way. */
  end?: string
  check?(data: Data): void
  /** What counts instead of answers: what stands in the database. */
  count?(from: Date, to: Date): Sql
}

export const path = '/shop-api'
const body = (query: string, variables: object = {}) => JSON.stringify({ query, variables })

const hits = (more: string) => `query ($input: SearchInput!) { search(input: $input) { totalItems ${more} items {
  productName slug productAsset { id preview } price: priceWithTax { ... on PriceRange { min max } } } } }`

const productQuery = `query ($slug: String!) { product(slug: $slug) { id name slug description featuredAsset { preview }
  assets { id preview } collections { id name slug } facetValues { id name facet { id name } }
  variants { id name sku priceWithTax currencyCode stockLevel } } }`

const order = '__typename ... on Order { code state totalWithTax totalQuantity } ... on ErrorResult { message }'
const cartQuery = `mutation ($id: ID!) { addItemToOrder(productVariantId: $id, quantity: 1) {
  ... on Order { code totalWithTax totalQuantity } ... on ErrorResult { message } } }`

// Of two words Vendure wants both: that would be fewer hits than a page holds.
const terms = ['backpack', 'shoe', 'table']
// The database and Vendure both keep times in UTC, without saying so.
const between = (from: Date, to: Date) =>
  sql`between (${from}::timestamptz at time zone 'UTC') and (${to}::timestamptz at time zone 'UTC')`

const pages = { unit: 'answer', levels: [1, 10, 50], end: ']}}}\n' } as const

export const vendureCases: readonly VendureCase[] = [
  {
    ...pages,
    name: 'category',
    title: '24 products of a collection by price; 16 collections in rotation',
    asks: ({ categories }) =>
      categories.map((collectionSlug) =>
        body(hits(''), { input: { collectionSlug, groupByProduct: true, take: 24, sort: { price: 'ASC' } } }),
      ),
    check: ({ search: { items, totalItems } }) => {
      expect(items.length === 24 && totalItems >= 24, `${items.length} of ${totalItems} products`)
      const isSorted = items.every(({ price }, i) => price.min >= (items[i - 1]?.price.min ?? 1))
      expect(isSorted, 'not sorted by price')
    },
  },
  {
    ...pages,
    name: 'product',
    title: 'A product with pictures, collections, facets, price and stock; all slugs in rotation',
    asks: ({ slugs }) => slugs.map((slug) => body(productQuery, { slug })),
    check: ({ product: { slug, assets, facetValues, collections, variants } }) => {
      expect(
        assets.length === 1 && facetValues.length >= 2,
        `${slug}: ${assets.length} pictures, ${facetValues.length} facets`,
      )
      expect(collections.length === 1, `${slug} stands in ${collections.length} collections`)
      expect(variants[0]?.stockLevel === 'IN_STOCK' && variants[0].priceWithTax > 0, `${slug} is not to be had`)
    },
  },
  {
    ...pages,
    name: 'search',
    title: `24 hits and the counts of facets: ${terms.map((term) => `'${term}'`).join(', ')} in rotation`,
    asks: () =>
      terms.map((term) =>
        body(hits('facetValues { count facetValue { id name facet { id name } } }'), {
          input: { term, groupByProduct: true, take: 24 },
        }),
      ),
    // A short run has fewer products than fill a page.
    check: ({ search: { items, totalItems, facetValues = [] } }) =>
      expect(
        items.length === Math.min(24, totalItems) && totalItems >= 12 && facetValues.length > 1,
        `${items.length} of ${totalItems} hits, ${facetValues.length} facet values`,
      ),
  },
  {
    name: 'cart',
    title: 'New cart and one line, without a session before',
    unit: 'cart',
    levels: [1, 10, 50],
    asks: ({ variantIds }) => variantIds.map((id) => body(cartQuery, { id })),
    end: '"totalQuantity":1}}}\n',
    check: ({ addItemToOrder: { totalQuantity } }) => expect(totalQuantity === 1, `${totalQuantity} pieces`),
    count: (from, to) => sql`select count(*)::int as n from order_line where "createdAt" ${between(from, to)}`,
  },
  {
    name: 'checkout',
    title: 'Whole checkout of a guest: two wares, address, way, payment that is taken in the process',
    unit: 'order',
    levels: [1, 8, 16],
    count: (from, to) =>
      sql`select count(*)::int as n from "order" where state = 'PaymentSettled' and "orderPlacedAt" ${between(from, to)}`,
  },
]

/** Asks one thing, keeps the cookies, and throws when it is not answered well. */
export async function ask<T>(
  line: Line,
  { origin }: VendureShop,
  sent: string,
  cookies: Map<string, string>,
): Promise<{ data: T; text: string }> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (cookies.size > 0) headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await line.ask('POST', new URL(path, origin), headers, sent)
  expect(
    answer.status === 200 && !answer.text.includes('"errors":'),
    `status ${answer.status}: ${answer.text.slice(0, 200)}`,
  )
  for (const [pair = ''] of answer.cookies.map((cookie) => cookie.split(';')))
    cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  return { data: JSON.parse(answer.text).data, text: answer.text }
}

let bought = 0

/** A whole order of somebody new, in eight requests. */
export async function buyAtVendure(line: Line, shop: VendureShop): Promise<void> {
  const cookies = new Map<string, string>()
  const next = async <T>(query: string, variables: object = {}) => {
    const { data } = await ask<{ result: T }>(line, shop, body(query, variables), cookies)
    const { message } = data.result as { message?: string }
    expect(message === undefined, `${query.slice(0, 60)}: ${message}`)
    return data.result
  }
  const first = bought
  bought += 2
  for (const n of [first, first + 1])
    await next(`mutation ($id: ID!) { result: addItemToOrder(productVariantId: $id, quantity: 1) { ${order} } }`, {
      id: shop.variantIds[n % shop.variantIds.length],
    })
  await next(`mutation ($input: CreateCustomerInput!) { result: setCustomerForOrder(input: $input) { ${order} } }`, {
    input: { firstName: 'Erika', lastName: 'Muster', emailAddress: `buyer-${process.pid}-${first}@example.com` },
  })
  const address = { fullName: 'Erika Muster', streetLine1: 'Am Kai 1', postalCode: '20457', city: 'Hamburg' }
  await next(`mutation ($input: CreateAddressInput!) { result: setOrderShippingAddress(input: $input) { ${order} } }`, {
    input: { ...address, countryCode: 'DE' },
  })
  const ways = await next<{ id: string }[]>('{ result: eligibleShippingMethods { id name priceWithTax } }')
  expect(ways.length === 2, `${ways.length} ways to send`)
  await next(`mutation ($id: [ID!]!) { result: setOrderShippingMethod(shippingMethodId: $id) { ${order} } }`, {
    id: [ways[0]?.id],
  })
  await next(`mutation { result: transitionOrderToState(state: "ArrangingPayment") { ${order} } }`)
  const { state } = await next<{ state: string }>(
    `mutation ($input: PaymentInput!) { result: addPaymentToOrder(input: $input) { ${order} } }`,
    { input: { method: 'bench', metadata: {} } },
  )
  expect(state === 'PaymentSettled', `the order is ${state}`)
}

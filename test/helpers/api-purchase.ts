import assert from 'node:assert/strict'
import type { Tag } from '../../src/api/store/endpoint.ts'
import { endpoints } from '../../src/api/store/endpoints.ts'
import { problemsOf } from '../../src/api/store/problems-of.ts'
import { addressIn } from './paying-shop.ts'
import type { StoreCaller } from './store-caller.ts'

/** What storefronts of others do with the API, in one call each. */

export const returnUrl = 'https://app.test/thanks?from=shop'

export async function aCart(api: StoreCaller, variantId: number, quantity = 1, token?: string): Promise<string> {
  const made = await api.call('POST', '/carts', { token, body: { line: { variantId, quantity } } })
  assert.equal(made.status, 201, made.text)
  return made.body.cart.id
}

export type ApiReview = { cartId: string; cartVersion: number; totalMinor: number }

/** A cart with addresses and a way of delivery: what is missing is the order. */
export async function aReviewedCart(
  api: StoreCaller,
  variantId: number,
  given: { quantity?: number; country?: 'DE' | 'US'; email?: string; token?: string } = {},
): Promise<ApiReview> {
  const { quantity = 1, country = 'US', email = 'erika@example.com', token } = given
  const cartId = await aCart(api, variantId, quantity, token)
  const details = await api.call('PUT', `/carts/${cartId}/checkout/details`, {
    token,
    body: { email, shipping: addressIn(country) },
  })
  assert.equal(details.status, 200, details.text)
  const code = details.body.checkout.deliveries[0].code
  const chosen = await api.call('PUT', `/carts/${cartId}/checkout/delivery`, { token, body: { code } })
  assert.equal(chosen.status, 200, chosen.text)
  assert.equal(chosen.body.checkout.step, 'review')
  const { version, totals } = chosen.body.checkout.cart
  return { cartId, cartVersion: version, totalMinor: totals.total.amountMinor }
}

export const orderBody = ({ cartVersion, totalMinor }: ApiReview) => ({ cartVersion, totalMinor, returnUrl })

export const order = (api: StoreCaller, review: ApiReview, more: { key?: string; token?: string } = {}) =>
  api.call('POST', `/carts/${review.cartId}/order`, { body: orderBody(review), ...more })

/** Pays as a browser does: fills in the card on the provider's page and is led back. Says where to. */
export async function payAt(url: string, card = '4242 4242 4242 4242'): Promise<URL> {
  const paid = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ email: 'erika@example.com', card, expiry: '12 / 40', cvc: '123' }),
  })
  await paid.text()
  assert.equal(paid.status, 303)
  return new URL(paid.headers.get('location') ?? '')
}

// These are the same for all endpoints and held by the tests of the kernel.
const ofTheKernel = new Set(
  problemsOf({
    ...(endpoints[0] as (typeof endpoints)[number]),
    who: 'guest-or-shopper',
    changes: true,
    method: 'PUT',
  }),
)

/** Fails when an endpoint of these tags has an answer or a problem of its own that the test has not seen. */
export function allWasSeen(tags: readonly Tag[], seen: ReadonlySet<string>, elsewhere: readonly string[] = []): void {
  const promised = endpoints
    .filter(({ tag }) => tags.includes(tag))
    .flatMap((endpoint) => [
      ...Object.keys(endpoint.answers).map((status) => `${endpoint.operationId} ${status}`),
      ...endpoint.problems.filter((code) => !ofTheKernel.has(code)).map((code) => `${endpoint.operationId} ${code}`),
    ])
  assert.deepEqual(
    promised.filter((told) => !seen.has(told) && !elsewhere.includes(told)),
    [],
    'Promised, but not provoked.',
  )
}

import { z } from 'zod'
import { type OrderPlaced, placeOrder } from '../../../domain/checkout/place-order.ts'
import { cartIdSchema, shownCart } from '../carts/cart-answer.ts'
import { ownCart } from '../carts/open-cart.ts'
import { money } from '../catalogue/show.ts'
import { answer, type Call, defineEndpoint } from '../endpoint.ts'
import { paymentSchema, tokenSchema } from '../orders/order-answer.ts'
import { type ProblemCode, type Refusal, refuse } from '../problems.ts'
import { emptyCart, openCheckout } from './checkout-answer.ts'
import { returnInput, returnLinks } from './return-links.ts'

const problems = [
  'cart-unknown',
  'cart-empty',
  'details-missing',
  'delivery-missing',
  'out-of-stock',
  'total-changed',
  'code-not-valid',
  'code-below-minimum',
  'paid-already',
  'order-cancelled',
  'order-too-old',
  'payment-under-way',
  'payment-unclear',
  'payment-refused',
  'key-reused',
] as const satisfies ProblemCode[]

export const placeCartOrder = defineEndpoint({
  operationId: 'placeOrder',
  method: 'POST',
  path: '/carts/{cartId}/order',
  tag: 'Checkout',
  summary: 'Orders the cart, for the sum that the shopper has agreed to',
  description:
    'Send the shopper to payment.url. The order is placed when the money has come: read it then. One version of a cart becomes one order, whatever the key; an order that waits for its payment is offered again.',
  who: 'guest-or-shopper',
  params: z.strictObject({ cartId: cartIdSchema }),
  body: z.strictObject({
    cartVersion: z.int().min(1).max(2_147_483_647).describe('The version of the cart that the shopper saw.'),
    totalMinor: z.int().min(0).max(9_999_999_999).describe('The total that the shopper agreed to.'),
    ...returnInput,
  }),
  answers: {
    201: z.strictObject({ token: tokenSchema, payment: paymentSchema }).meta({ id: 'OrderPlaced' }),
  },
  problems,
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place, body, changeKey } = call
    const back = returnLinks(shop, body)
    if (!back.ok) return refuse('input-invalid', { fields: back.fields })
    const opened = await openCheckout(call, call.params.cartId)
    if ('problem' in opened) return opened
    // Its unpaid order is told with the cart: from here on to the shopper only.
    await ownCart(call, opened.cart)
    const { cartVersion, totalMinor } = body
    const placed = await placeOrder(shop, {
      cartId: opened.cart.id,
      place,
      buyer: opened.buyer,
      form: { key: changeKey, cartVersion, totalMinor },
      links: back.links,
    })
    if (!placed.ok) return notPlaced(call, placed)
    const payment = placed.paymentPage === null ? null : { url: placed.paymentPage }
    return answer(201, { token: placed.token, payment }, { location: call.path(`/orders/${placed.token}`) })
  },
})

function notPlaced(
  call: Pick<Call, 'shop' | 'place' | 'market' | 'path'>,
  placed: Extract<OrderPlaced, { ok: false }>,
): Refusal<(typeof problems)[number]> {
  switch (placed.problem) {
    case 'no-cart':
      return emptyCart()
    case 'method-missing':
      return refuse('delivery-missing')
    case 'out-of-stock':
      return refuse('out-of-stock', { more: { lines: placed.lines } })
    case 'total-changed': {
      const { view } = placed
      const more = { cart: shownCart(call, view, null), total: money(call, view.priced.totalMinor) }
      return refuse('total-changed', { more })
    }
    case 'code-below-minimum':
      return refuse('code-below-minimum', { more: { minimum: money(call, placed.minimumMinor) } })
    case 'too-late':
      return refuse('order-too-old', { more: { token: placed.token } })
    case 'paid-already':
    case 'order-cancelled':
    case 'payment-under-way':
    case 'payment-unclear':
    case 'payment-refused':
      return refuse(placed.problem, { more: { token: placed.token } })
    case 'invalid-input':
      throw new Error('The API takes what the order does not.')
    default:
      return refuse(placed.problem)
  }
}

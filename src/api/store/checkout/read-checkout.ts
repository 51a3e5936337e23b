import { z } from 'zod'
import { cartIdSchema } from '../carts/cart-answer.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { checkoutAnswerSchema, emptyCart, findCheckout, openCheckout, shownCheckout } from './checkout-answer.ts'

export const readCheckout = defineEndpoint({
  operationId: 'readCheckout',
  method: 'GET',
  path: '/carts/{cartId}/checkout',
  tag: 'Checkout',
  summary: 'Where the shopper stands between cart and order: addresses, ways of delivery, sums with taxes',
  description: 'What was typed with a token is told with that shopper’s token only.',
  who: 'guest-or-shopper',
  params: z.strictObject({ cartId: cartIdSchema }),
  answers: { 200: checkoutAnswerSchema },
  problems: ['cart-unknown', 'cart-empty'],
  cache: 'private',
  async handle(call) {
    const opened = await openCheckout(call, call.params.cartId)
    if ('problem' in opened) return opened
    const checkout = await findCheckout(call, opened)
    return checkout ? answer(200, { checkout: shownCheckout(call, checkout) }) : emptyCart()
  },
})

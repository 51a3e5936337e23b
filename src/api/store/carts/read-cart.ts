import { z } from 'zod'
import { answer, defineEndpoint } from '../endpoint.ts'
import { cartAnswerSchema, cartIdSchema } from './cart-answer.ts'
import { openCart, showCart } from './open-cart.ts'

export const readCart = defineEndpoint({
  operationId: 'readCart',
  method: 'GET',
  path: '/carts/{cartId}',
  tag: 'Carts',
  summary: 'The cart with the prices, stock and taxes of now',
  who: 'guest-or-shopper',
  params: z.strictObject({ cartId: cartIdSchema }),
  answers: { 200: cartAnswerSchema },
  problems: ['cart-unknown'],
  cache: 'private',
  async handle(call) {
    const cart = await openCart(call, call.params.cartId)
    if ('problem' in cart) return cart
    return answer(200, { cart: await showCart(call, cart) })
  },
})

import { z } from 'zod'
import { enterCode } from '../../../domain/carts/enter-code.ts'
import { removeCode } from '../../../domain/carts/remove-code.ts'
import { money } from '../catalogue/show.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { cartAnswerSchema, cartIdSchema } from './cart-answer.ts'
import { openCart, showCart, withCart } from './open-cart.ts'

const params = z.strictObject({ cartId: cartIdSchema })

export const enterCartCode = defineEndpoint({
  operationId: 'enterCartCode',
  method: 'PUT',
  path: '/carts/{cartId}/code',
  tag: 'Carts',
  summary: 'Puts a discount code on the cart, in place of another',
  description: 'It is used up by the order, not before.',
  who: 'guest-or-shopper',
  params,
  body: z.strictObject({ code: z.string().min(1).max(60).describe('Capitals and blanks do not matter.') }),
  answers: { 200: cartAnswerSchema },
  problems: ['cart-unknown', 'cart-empty', 'code-not-valid', 'code-below-minimum'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place, body } = call
    const cart = await openCart(call, call.params.cartId)
    if ('problem' in cart) return cart
    const personId = (await call.person())?.personId ?? null
    const entered = await enterCode(withCart(shop, cart), { cartId: cart.id, place }, body, personId)
    if (entered.ok) return answer(200, { cart: await showCart(call, entered.cart) })
    switch (entered.problem) {
      case 'no-cart':
        return refuse('cart-empty')
      case 'code-below-minimum':
        return refuse('code-below-minimum', { more: { minimum: money(call, entered.minimumMinor) } })
      default:
        return refuse('code-not-valid')
    }
  },
})

export const removeCartCode = defineEndpoint({
  operationId: 'removeCartCode',
  method: 'DELETE',
  path: '/carts/{cartId}/code',
  tag: 'Carts',
  summary: 'Takes the discount code off the cart',
  who: 'guest-or-shopper',
  params,
  answers: { 200: cartAnswerSchema },
  problems: ['cart-unknown'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const cart = await openCart(call, call.params.cartId)
    if ('problem' in cart) return cart
    const now = await removeCode(withCart(call.shop, cart), cart.id)
    return answer(200, { cart: await showCart(call, now ?? cart) })
  },
})

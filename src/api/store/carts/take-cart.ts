import { z } from 'zod'
import { mergeCarts } from '../../../domain/carts/merge-carts.ts'
import { viewCart } from '../../../domain/carts/view-cart.ts'
import { readWaitingOrder } from '../../../domain/checkout/read-checkout.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { cartAnswerSchema, cartIdSchema, shownCart } from './cart-answer.ts'
import { openCart, showCart, withCart } from './open-cart.ts'

const params = z.strictObject({ cartId: cartIdSchema })

export const mergeCart = defineEndpoint({
  operationId: 'mergeCart',
  method: 'POST',
  path: '/carts/{cartId}/merge',
  tag: 'Carts',
  summary: 'Makes a guest’s cart the shopper’s own',
  description:
    'Its lines join the cart that the shopper has in the market already, and the guest’s cart is gone: go on with the cart of the answer. Signing in with cartId does the same.',
  who: 'shopper',
  params,
  answers: { 200: cartAnswerSchema },
  problems: ['cart-unknown'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place } = call
    const cart = await openCart(call, call.params.cartId)
    if ('problem' in cart) return cart
    const { personId } = await call.person()
    const merged = await mergeCarts(withCart(shop, cart), { guestCartId: cart.id, personId, market: place.market })
    if (!merged) return refuse('cart-unknown')
    return answer(200, { cart: await showCart(call, merged) })
  },
})

export const readAccountCart = defineEndpoint({
  operationId: 'readAccountCart',
  method: 'GET',
  path: '/account/cart',
  tag: 'Carts',
  summary: 'The cart that the shopper has in this market, from whatever device',
  who: 'shopper',
  answers: { 200: cartAnswerSchema },
  problems: ['cart-unknown'],
  cache: 'private',
  async handle(call) {
    const { personId } = await call.person()
    const cart = await call.shop.carts.ofPerson(personId, call.place.market)
    return cart ? answer(200, { cart: await showCart(call, cart) }) : refuse('cart-unknown')
  },
})

export const acknowledgePrices = defineEndpoint({
  operationId: 'acknowledgePrices',
  method: 'POST',
  path: '/carts/{cartId}/prices-seen',
  tag: 'Carts',
  summary: 'Notes that the shopper has seen the prices of now',
  description:
    'Until then, a price that has changed since the line was put in is told with every answer: price-went-up, price-went-down.',
  who: 'guest-or-shopper',
  params,
  answers: { 200: cartAnswerSchema },
  problems: ['cart-unknown'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place } = call
    const cart = await openCart(call, call.params.cartId)
    if ('problem' in cart) return cart
    const { held, waiting } = await readWaitingOrder(shop, cart.id)
    const ask = { cartId: cart.id, place, held }
    await viewCart(withCart(shop, cart), { ...ask, isShown: true })
    const view = await viewCart(shop, ask)
    return view ? answer(200, { cart: shownCart(call, view, waiting) }) : refuse('cart-unknown')
  },
})

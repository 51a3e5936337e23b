import { z } from 'zod'
import { addLine, type LineAdded } from '../../../domain/carts/add-line.ts'
import { maxQuantity } from '../../../domain/carts/cart-store.ts'
import { setLine as keepLine, type LineSet } from '../../../domain/carts/set-line.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { type Refusal, refuse } from '../problems.ts'
import { cartAnswerSchema, cartIdSchema, cartSchema } from './cart-answer.ts'
import { openCart, ownCart, showCart, withCart } from './open-cart.ts'

export const variantIdSchema = z.int().min(1).max(2_147_483_647)

export const lineInputSchema = z
  .strictObject({ variantId: variantIdSchema, quantity: z.int().min(1).max(maxQuantity).default(1) })
  .meta({ id: 'LineInput' })

const lineParams = z.strictObject({ cartId: cartIdSchema, variantId: variantIdSchema })

const addProblems = ['variant-not-sold', 'sold-out', 'no-more-left', 'cart-full', 'cart-unknown'] as const

export const addCartLine = defineEndpoint({
  operationId: 'addCartLine',
  method: 'POST',
  path: '/carts/{cartId}/lines',
  tag: 'Carts',
  summary: 'Puts pieces of a variant into the cart',
  description: 'Where there are fewer than asked for, as many as there are. Nothing is reserved before the order.',
  who: 'guest-or-shopper',
  params: z.strictObject({ cartId: cartIdSchema }),
  body: lineInputSchema,
  answers: {
    200: z
      .strictObject({
        cart: cartSchema,
        added: z.int().min(0).describe('Pieces that were put in.'),
        quantity: z.int().min(0).describe('Pieces on the line now.'),
      })
      .meta({ id: 'LineAdded' }),
  },
  problems: addProblems,
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place, params, body, changeKey } = call
    const cart = await openCart(call, params.cartId)
    if ('problem' in cart) return cart
    const added = await addLine(withCart(shop, cart), { cartId: cart.id, place }, body, changeKey)
    if (!added.ok) return addRefusal(added)
    const now = await ownCart(call, added.cart)
    return answer(200, { cart: await showCart(call, now), added: added.added, quantity: added.quantity })
  },
})

export const setCartLine = defineEndpoint({
  operationId: 'setCartLine',
  method: 'PUT',
  path: '/carts/{cartId}/lines/{variantId}',
  tag: 'Carts',
  summary: 'Sets how many pieces of a variant are in the cart',
  description: '0 removes the line. Where there are fewer than asked for, as many as there are: quantity tells.',
  who: 'guest-or-shopper',
  params: lineParams,
  body: z.strictObject({ quantity: z.int().min(0).max(maxQuantity) }),
  answers: {
    200: z.strictObject({ cart: cartSchema, quantity: z.int().min(0) }).meta({ id: 'LineSet' }),
  },
  problems: ['cart-unknown', 'variant-not-sold', 'sold-out', 'cart-full'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place, params, body } = call
    const cart = await openCart(call, params.cartId)
    if ('problem' in cart) return cart
    const set = await keepLine(
      withCart(shop, cart),
      { cartId: cart.id, place },
      { ...body, variantId: params.variantId },
    )
    if (!set.ok) return setRefusal(set)
    return answer(200, { cart: await showCart(call, set.cart), quantity: set.quantity })
  },
})

export const removeCartLine = defineEndpoint({
  operationId: 'removeCartLine',
  method: 'DELETE',
  path: '/carts/{cartId}/lines/{variantId}',
  tag: 'Carts',
  summary: 'Takes a line out of the cart',
  description: 'A line that is not there is taken out as well.',
  who: 'guest-or-shopper',
  params: lineParams,
  answers: { 200: cartAnswerSchema },
  problems: ['cart-unknown'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place, params } = call
    const cart = await openCart(call, params.cartId)
    if ('problem' in cart) return cart
    const isThere = cart.lines.some((line) => line.variantId === params.variantId)
    if (!isThere) return answer(200, { cart: await showCart(call, cart) })
    const ask = { variantId: params.variantId, quantity: 0 }
    const set = await keepLine(withCart(shop, cart), { cartId: cart.id, place }, ask)
    if (!set.ok) return refuse('cart-unknown')
    return answer(200, { cart: await showCart(call, set.cart) })
  },
})

/** Why nothing was added. */
function addRefusal(added: Extract<LineAdded, { ok: false }>): Refusal<(typeof addProblems)[number]> {
  switch (added.problem) {
    case 'not-for-sale':
      return refuse('variant-not-sold')
    case 'no-more-left':
      return refuse('no-more-left', { more: { quantity: added.quantity } })
    case 'other-market':
      return refuse('cart-unknown')
    case 'invalid-input':
      throw new Error('The API takes what the cart does not.')
    default:
      return refuse(added.problem)
  }
}

function setRefusal(
  set: Extract<LineSet, { ok: false }>,
): Refusal<'cart-unknown' | 'variant-not-sold' | 'sold-out' | 'cart-full'> {
  switch (set.problem) {
    case 'no-cart':
      return refuse('cart-unknown')
    case 'not-for-sale':
      return refuse('variant-not-sold')
    case 'invalid-input':
      throw new Error('The API takes what the cart does not.')
    default:
      return refuse(set.problem)
  }
}

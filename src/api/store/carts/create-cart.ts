import { z } from 'zod'
import { addLine } from '../../../domain/carts/add-line.ts'
import { sha256 } from '../../../kit/ids.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { cartAnswerSchema } from './cart-answer.ts'
import { lineInputSchema } from './lines.ts'
import { ownCart, showCart } from './open-cart.ts'

export const createCart = defineEndpoint({
  operationId: 'createCart',
  method: 'POST',
  path: '/carts',
  tag: 'Carts',
  summary: 'A new cart, empty or with its first line',
  description:
    'With a token it belongs to the shopper. Without one, whoever has its id holds it: keep it like a password. Guests must choose the Idempotency-Key at random: it is all that tells them from each other.',
  who: 'guest-or-shopper',
  body: z.strictObject({ line: lineInputSchema.optional() }),
  answers: { 201: cartAnswerSchema },
  problems: ['variant-not-sold', 'sold-out'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place, body, changeKey } = call
    const cartId = newCartIdOf(changeKey)
    const added = body.line && (await addLine(shop, { cartId, place }, body.line, changeKey))
    if (added && !added.ok) {
      if (added.problem === 'sold-out') return refuse('sold-out')
      if (added.problem === 'not-for-sale') return refuse('variant-not-sold')
      throw new Error(`A new cart refuses its first line: ${added.problem}.`)
    }
    const personId = (await call.person())?.personId ?? null
    const cart = added
      ? await ownCart(call, added.cart)
      : await shop.carts.change(cartId, place.market, { kind: 'person', personId })
    return answer(201, { cart: await showCart(call, cart) }, { location: call.path(`/carts/${cart.id}`) })
  },
})

/** 128 bits that nobody can guess, and the same when the request is done again. */
const newCartIdOf = (changeKey: string): string => sha256(`cart\0${changeKey}`).toString('base64url').slice(0, 22)

import { z } from 'zod'
import { chooseDelivery } from '../../../domain/checkout/choose-delivery.ts'
import { cartIdSchema } from '../carts/cart-answer.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { checkoutAnswerSchema, emptyCart, findCheckout, openCheckout, shownCheckout } from './checkout-answer.ts'

export const chooseCheckoutDelivery = defineEndpoint({
  operationId: 'chooseCheckoutDelivery',
  method: 'PUT',
  path: '/carts/{cartId}/checkout/delivery',
  tag: 'Checkout',
  summary: 'Chooses a way of delivery',
  who: 'guest-or-shopper',
  params: z.strictObject({ cartId: cartIdSchema }),
  body: z.strictObject({ code: z.string().min(1).max(40).describe('One of the deliveries of the checkout.') }),
  answers: { 200: checkoutAnswerSchema },
  problems: ['cart-unknown', 'cart-empty', 'details-missing', 'delivery-unknown'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, body } = call
    const opened = await openCheckout(call, call.params.cartId)
    if ('problem' in opened) return opened
    const before = await findCheckout(call, opened)
    if (!before) return emptyCart()
    if (!before.details) return refuse('details-missing')
    if (!before.view.shippingOptions.some(({ code }) => code === body.code)) return refuse('delivery-unknown')
    const chosen = await chooseDelivery(shop, opened.cart.id, { methodCode: body.code })
    if (!chosen.ok) return refuse('details-missing')
    const now = await findCheckout(call, opened)
    return now ? answer(200, { checkout: shownCheckout(call, now) }) : emptyCart()
  },
})

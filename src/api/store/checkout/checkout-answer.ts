import { z } from 'zod'
import type { Cart } from '../../../domain/carts/cart-store.ts'
import { type Buyer, type Checkout, readCheckout } from '../../../domain/checkout/read-checkout.ts'
import { cartSchema, deliverySchema, shownCart, shownDelivery } from '../carts/cart-answer.ts'
import { type Caller, openCart, withCart } from '../carts/open-cart.ts'
import { postalAddressSchema, shownAddress } from '../postal-address.ts'
import { type Refusal, refuse } from '../problems.ts'

const detailsSchema = z
  .strictObject({
    email: z.string(),
    shipping: postalAddressSchema,
    billing: postalAddressSchema,
    billingIsSame: z.boolean(),
  })
  .meta({ id: 'CheckoutDetails' })

export const checkoutSchema = z
  .strictObject({
    step: z
      .enum(['details', 'delivery', 'review'])
      .describe('The first step that is not done yet. review: the order can be placed as it stands.'),
    details: detailsSchema.nullable(),
    deliveries: z
      .array(deliverySchema)
      .describe(
        'Ways to the address with prices and days of arrival. Empty while it is unknown, or when nobody takes the parcel there.',
      ),
    delivery: z.string().nullable().describe('The code of the way that was chosen and still can be.'),
    cart: cartSchema.describe('Priced for the address and the way. The order asks for its version and its total.'),
  })
  .meta({ id: 'Checkout' })

export const checkoutAnswerSchema = z.strictObject({ checkout: checkoutSchema }).meta({ id: 'CheckoutAnswer' })

/** A checkout belongs to its cart: who may not open that finds neither. */
export async function openCheckout(
  call: Caller,
  cartId: string,
): Promise<{ cart: Cart; buyer: Buyer | null } | Refusal<'cart-unknown'>> {
  const cart = await openCart(call, cartId)
  if ('problem' in cart) return cart
  const person = await call.person()
  return { cart, buyer: person && { personId: person.personId, email: person.email } }
}

/** Null: the cart is empty. */
export const findCheckout = ({ shop, place }: Caller, opened: { cart: Cart; buyer: Buyer | null }) =>
  readCheckout(withCart(shop, opened.cart), { cartId: opened.cart.id, place, buyer: opened.buyer })

export const emptyCart = () => refuse('cart-empty')

export const shownCheckout = (call: Caller, checkout: Checkout): z.input<typeof checkoutSchema> => {
  const { step, details, view, waiting } = checkout
  return {
    step,
    details: details && {
      email: details.email,
      shipping: shownAddress(details.shipping),
      billing: shownAddress(details.billing),
      billingIsSame: details.billingIsSame,
    },
    deliveries: view.shippingOptions.map((option) => shownDelivery(call, option)),
    delivery: view.method?.code ?? null,
    cart: shownCart(call, view, waiting),
  }
}

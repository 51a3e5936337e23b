import { z } from 'zod'
import { type DetailsSaved, saveDetails } from '../../../domain/checkout/save-details.ts'
import type { PostalAddress } from '../../../domain/customers/address.ts'
import { readAddress } from '../../../domain/customers/address-book.ts'
import { cartIdSchema } from '../carts/cart-answer.ts'
import { ownCart } from '../carts/open-cart.ts'
import { answer, type Call, defineEndpoint } from '../endpoint.ts'
import { addressFields, addressInputSchema, notServed } from '../postal-address.ts'
import { type FieldProblem, type Refusal, refuse } from '../problems.ts'
import { checkoutAnswerSchema, emptyCart, findCheckout, openCheckout, shownCheckout } from './checkout-answer.ts'

const savedAddress = z.string().min(1).max(60)

const body = z.strictObject({
  email: z.string().max(320).optional().describe('Of guests; a signed-in shopper’s is the account’s.'),
  shipping: addressInputSchema.optional(),
  shippingAddressId: savedAddress.optional().describe('One of the account’s addresses, in place of shipping.'),
  billing: addressInputSchema.optional().describe('Without it, the bill goes where the parcel goes.'),
  billingAddressId: savedAddress.optional().describe('One of the account’s addresses, in place of billing.'),
})

export const saveCheckoutDetails = defineEndpoint({
  operationId: 'saveCheckoutDetails',
  method: 'PUT',
  path: '/carts/{cartId}/checkout/details',
  tag: 'Checkout',
  summary: 'Tells who buys and where the parcel goes',
  description: 'The ways of delivery and the taxes of the answer are those of the address.',
  who: 'guest-or-shopper',
  params: z.strictObject({ cartId: cartIdSchema }),
  body,
  answers: { 200: checkoutAnswerSchema },
  problems: ['cart-unknown', 'cart-empty', 'saved-address-unknown'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, place, body } = call
    const opened = await openCheckout(call, call.params.cartId)
    if ('problem' in opened) return opened
    if (opened.cart.lines.length === 0) return emptyCart()
    const unclear = bothOrNone(body)
    if (unclear.length > 0) return refuse('input-invalid', { fields: unclear })
    const shipping = await chosen(call, body.shipping, body.shippingAddressId)
    const billing = await chosen(call, body.billing, body.billingAddressId)
    if (!shipping || billing === null) return refuse('saved-address-unknown')
    const saved = await saveDetails(
      shop,
      { cartId: opened.cart.id, place, buyer: opened.buyer },
      { email: body.email, shipping, billingIsSame: billing === undefined, billing },
    )
    if (!saved.ok) return notSaved(call, saved, { shipping, billing })
    const checkout = await findCheckout(call, { ...opened, cart: await ownCart(call, opened.cart) })
    return checkout ? answer(200, { checkout: shownCheckout(call, checkout) }) : emptyCart()
  },
})

type Body = z.output<typeof body>
type Typed = z.output<typeof addressInputSchema> | PostalAddress

function bothOrNone(given: Body): FieldProblem[] {
  const problem = (field: string, code: string, message: string): FieldProblem => ({ field, in: 'body', code, message })
  if (!given.shipping && given.shippingAddressId === undefined)
    return [problem('shipping', 'missing', 'is missing, and shippingAddressId is, too')]
  const twice = (['shipping', 'billing'] as const).filter(
    (name) => given[name] && given[`${name}AddressId`] !== undefined,
  )
  return twice.map((name) => problem(name, 'repeated', `stands beside ${name}AddressId: send one of them`))
}

/** Undefined: none was sent. Null: the account has no such address. */
async function chosen(
  call: Pick<Call, 'shop' | 'person'>,
  typed: Typed | undefined,
  id: string | undefined,
): Promise<Typed | undefined | null> {
  if (id === undefined) return typed
  const person = await call.person()
  return (person && (await readAddress(call.shop, person.personId, id))) ?? null
}

function notSaved(
  { market }: Pick<Call, 'market'>,
  saved: Extract<DetailsSaved, { ok: false }>,
  sent: { shipping: Typed; billing: Typed | undefined },
): Refusal<'input-invalid'> {
  const isServed = (country: string) => market.countries.includes(country)
  const fields: FieldProblem[] = []
  if (saved.email)
    fields.push({
      field: 'email',
      in: 'body',
      code: saved.email,
      message: saved.email === 'missing' ? 'is missing: guests need one' : 'must be an e-mail address',
    })
  for (const [name, address] of Object.entries(sent) as ['shipping' | 'billing', Typed | undefined][]) {
    if (!address) continue
    if (isServed(address.country)) fields.push(...addressFields(saved[name], address.country, `${name}.`))
    else fields.push(notServed(market.countries, `${name}.`))
  }
  return refuse('input-invalid', { fields })
}

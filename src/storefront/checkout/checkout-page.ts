import type { Cart } from '../../domain/carts/cart-store.ts'
import { viewCart } from '../../domain/carts/view-cart.ts'
import { chooseDelivery as keepDelivery } from '../../domain/checkout/choose-delivery.ts'
import { type OrderPlaced, placeOrder as place } from '../../domain/checkout/place-order.ts'
import { type CheckoutAsk, readCheckout } from '../../domain/checkout/read-checkout.ts'
import { takeReturn } from '../../domain/checkout/resume-payment.ts'
import { type DetailsSaved, saveDetails as keepDetails } from '../../domain/checkout/save-details.ts'
import { readAddress } from '../../domain/customers/address-book.ts'
import { buyerId } from '../../domain/orders/buyer.ts'
import { isUnpaid, paymentWord } from '../../domain/orders/order.ts'
import { FormExpired } from '../../kit/http.ts'
import { href } from '../../routes.ts'
import { addressInput } from '../address/address-form.ts'
import { cartIdOf } from '../cart/cart-page.ts'
import { cheapestOf } from '../cart/cart-words.ts'
import { redirect } from '../respond.ts'
import { lostPage } from '../states.ts'
import type { PageHandler, Visit } from '../visit.ts'
import {
  codeNotice,
  declinedTold,
  formExpiredTold,
  pageProblems,
  placeProblems,
  type Told,
  toldNotice,
  totalChangedNotice,
  unpaidTold,
} from './checkout-words.ts'
import { typedAddress } from './details-view.ts'
import { returnLinks } from './return-links.ts'
import { emptyCheckout, type Shown, showCheckout } from './show-checkout.ts'

export const checkoutHandler: PageHandler = (visit) => {
  const back = visit.url.searchParams.get('back')
  const told = back === 'declined' ? declinedTold : back === 'unpaid' ? unpaidTold : null
  return show(visit, { notice: told && toldNotice(visit, told) })
}

async function show(visit: Visit, shown: Shown, status = 200): Promise<Response> {
  const ask = await askOf(visit)
  // What was refused is shown as the tables have it.
  const checkout = ask && (await readCheckout(visit.shop, { ...ask, isShown: true, isBinding: status === 409 }))
  return checkout ? showCheckout(visit, checkout, shown, status) : emptyCheckout(visit, status === 200 ? 200 : 409)
}

const tell = (visit: Visit, told: Told, shown: Shown = {}): Promise<Response> =>
  show(visit, { notice: toldNotice(visit, told), ...shown }, told.status)

async function askOf(visit: Visit): Promise<CheckoutAsk | null> {
  const cartId = cartIdOf(visit)
  if (!cartId) return null
  const person = await visit.personIfKnown()
  return { cartId, place: visit.place, buyer: person && { personId: person.personId, email: person.email } }
}

/**
 * What a signed-in shopper has told is shown to that shopper only. Should nobody be able to tell just now whether this is the one,
 * we say so, and do not ask for all of it again.
 */
const mustBeKnown = (visit: Visit) => visit.person()

/** The form; one whose token is over is shown again with what was typed, for it came from our own page. */
async function formOf(visit: Visit): Promise<{ isOver: boolean; fields: Record<string, string> }> {
  try {
    return { isOver: false, fields: await visit.form() }
  } catch (fault) {
    if (!(fault instanceof FormExpired)) throw fault
    return { isOver: true, fields: fault.fields }
  }
}

export const saveDetails: PageHandler = async (visit) => {
  const { isOver, fields } = await formOf(visit)
  const values: Record<string, string> = { ...fields, billingSame: fields.billingSame === 'yes' ? 'yes' : 'no' }
  if (isOver) return tell(visit, formExpiredTold, { step: 'address', values })
  const ask = await askOf(visit)
  const cart = ask && (await visit.shop.carts.read(ask.cartId))
  if (!cart) return emptyCheckout(visit, 409)
  const { buyer } = ask
  const chosen =
    buyer && values.addressId && values.addressId !== typedAddress
      ? await readAddress(visit.shop, buyer.personId, values.addressId)
      : undefined
  const saved = await keepDetails(visit.shop, ask, {
    email: values.email,
    shipping: chosen ?? addressInput(values),
    billingIsSame: values.billingSame === 'yes',
    billing: addressInput(values, 'billing-'),
  })
  if (saved.ok) return redirect(href(visit.place, 'checkout', {}, { step: await takeCheapest(visit, cart, saved) }))
  await mustBeKnown(visit)
  const { shipping, billing, email } = saved
  return show(visit, { step: 'address', values, problems: { email: email !== null, shipping, billing } }, 422)
}

/** The cheapest way stands chosen until the shopper chooses, so that the sums are whole from here on and grow no more. */
async function takeCheapest(
  { shop, place }: Visit,
  cart: Cart,
  { shipping, methodCode, email }: Extract<DetailsSaved, { ok: true }>,
): Promise<'delivery' | undefined> {
  const personId = buyerId(shop, email)
  const view = await viewCart(shop, { cartId: cart.id, cart, place, destination: shipping, methodCode, personId })
  if (!view || view.lines.length === 0 || view.method) return undefined
  const cheapest = cheapestOf(view.shippingOptions)
  if (cheapest) await keepDelivery(shop, cart.id, { methodCode: cheapest.code })
  return 'delivery'
}

export const chooseDelivery: PageHandler = async (visit) => {
  const { isOver, fields } = await formOf(visit)
  if (isOver) return tell(visit, formExpiredTold, { step: 'delivery' })
  const cartId = cartIdOf(visit)
  if (!cartId) return emptyCheckout(visit, 409)
  const chosen = await keepDelivery(visit.shop, cartId, { methodCode: fields.method ?? '' })
  if (chosen.ok) return redirect(href(visit.place, 'checkout'))
  if (chosen.problem === 'details-missing') return tell(visit, placeProblems['details-missing'])
  const words = visit.say({ en: 'Choose a way of delivery.', de: 'Wählen Sie eine Versandart.' })
  return show(visit, { step: 'delivery', methodError: words }, 422)
}

export const placeOrder: PageHandler = async (visit) => {
  const { isOver, fields } = await formOf(visit)
  if (isOver) return tell(visit, formExpiredTold)
  const ask = await askOf(visit)
  if (!ask) return emptyCheckout(visit, 409)
  const { key = '', cartVersion = '', totalMinor = '' } = fields
  const placed = await place(visit.shop, {
    ...ask,
    form: { key, cartVersion, totalMinor },
    links: returnLinks(visit),
  })
  if (placed.ok) return redirect(placed.paymentPage ?? orderHref(visit, placed.token))
  if (placed.problem === 'details-missing') await mustBeKnown(visit)
  return notPlaced(visit, placed, /^\d{1,10}$/.test(totalMinor) ? Number(totalMinor) : null)
}

const orderHref = (visit: Visit, token: string) => href(visit.place, 'order', { token })

function notPlaced(
  visit: Visit,
  placed: Extract<OrderPlaced, { ok: false }>,
  seenMinor: number | null,
): Promise<Response> | Response {
  switch (placed.problem) {
    case 'no-cart':
      return emptyCheckout(visit, 409)
    case 'paid-already':
    case 'payment-under-way':
      return redirect(orderHref(visit, placed.token))
    case 'out-of-stock':
      // The lines themselves say what is gone.
      return show(visit, { notice: null }, 409)
    case 'total-changed':
      return show(visit, { notice: totalChangedNotice(visit, seenMinor, placed.view.priced.totalMinor) }, 409)
    case 'code-not-valid':
    case 'code-below-minimum':
      return show(visit, { notice: codeNotice(visit, placed) }, 409)
    case 'payment-unclear':
    case 'payment-refused':
    case 'order-cancelled':
    case 'too-late':
      return tell(visit, pageProblems[placed.problem])
    default:
      return tell(visit, placeProblems[placed.problem])
  }
}

/** Back from the payment page. What the address says is not believed: the payment is read from the provider. */
export const checkoutReturn: PageHandler = async (visit) => {
  const { shop, url, place } = visit
  const token = url.searchParams.get('order') ?? ''
  const order = await takeReturn(shop, token)
  if (!order) return lostPage(visit, shop)
  if (order.isUnclear) return redirect(href(place, 'order', { token }, { back: 'unclear' }))
  const isHere = order.cartId === cartIdOf(visit)
  if (!isUnpaid(order) || !isHere) return redirect(orderHref(visit, token))
  const back = paymentWord(order) === 'failed' ? 'declined' : 'unpaid'
  return redirect(href(place, 'checkout', {}, { back }))
}

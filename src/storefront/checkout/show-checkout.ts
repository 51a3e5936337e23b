import type { Checkout } from '../../domain/checkout/read-checkout.ts'
import { readAddresses } from '../../domain/customers/address-book.ts'
import { type Html, html } from '../../kit/html.ts'
import { newToken } from '../../kit/ids.ts'
import { href } from '../../routes.ts'
import { waitingNotice } from '../cart/cart-words.ts'
import { drawing } from '../drawing.ts'
import { checkoutPage } from '../frame.ts'
import { state } from '../states.ts'
import type { Visit } from '../visit.ts'
import { type CheckoutStep, stepPage } from './checkout-frame.ts'
import { changedNotice, codeNotice } from './checkout-words.ts'
import { deliveryForm } from './delivery-view.ts'
import { type DetailsShown, detailsForm, typedAddress } from './details-view.ts'
import { reviewForm } from './review-view.ts'

/** How the checkout is shown: after a form with what was typed, else as it is kept. */
export type Shown = {
  step?: CheckoutStep
  /** Null: nothing but what the cart itself has to tell. */
  notice?: Html | null
  values?: Record<string, string>
  problems?: DetailsShown['problems']
  methodError?: string
}

const steps = { details: 'address', delivery: 'delivery', review: 'pay' } as const
const order: readonly CheckoutStep[] = ['address', 'delivery', 'pay']

/** The step that is asked for when it can be shown already, else the first that is not done. */
function stepOf(visit: Visit, checkout: Checkout, shown: Shown): CheckoutStep {
  const open = steps[checkout.step]
  const wanted = order.find((step) => step === (shown.step ?? visit.url.searchParams.get('step')))
  return wanted && order.indexOf(wanted) <= order.indexOf(open) ? wanted : open
}

export async function showCheckout(visit: Visit, checkout: Checkout, shown: Shown, status: number): Promise<Response> {
  const { say } = visit
  const { view, details } = checkout
  const step = stepOf(visit, checkout, shown)
  const told = details && { ...details, billing: details.billingIsSame ? null : details.billing }
  const changed = changedNotice(visit, view)
  const code = view.codeProblem && !shown.notice ? codeNotice(visit, view.codeProblem) : null
  const common = {
    step,
    view,
    told,
    notice: html`${shown.notice}${changed}${code}${!shown.notice && waitingNotice(visit, checkout)}`,
  }
  if (step === 'address')
    return stepPage(
      visit,
      {
        ...common,
        title: say({ en: 'Address', de: 'Adresse' }),
        body: detailsForm(visit, await detailsShown(visit, checkout, shown)),
      },
      status,
    )
  if (step === 'delivery')
    return stepPage(
      visit,
      {
        ...common,
        title: say({ en: 'Delivery', de: 'Versand' }),
        body: deliveryForm(visit, view, shown.methodError),
      },
      status,
    )
  const fields = {
    key: newToken(visit.shop.random),
    cartVersion: String(view.cart.version),
    totalMinor: String(view.priced.totalMinor),
  }
  return stepPage(
    visit,
    {
      ...common,
      title:
        visit.market.taxStyle === 'included'
          ? say({ en: 'Look it over, then order', de: 'Prüfen und bestellen' })
          : say({ en: 'Look it over, then pay', de: 'Prüfen und bezahlen' }),
      body: reviewForm(visit, view, fields),
    },
    status,
  )
}

async function detailsShown(visit: Visit, { details }: Checkout, shown: Shown): Promise<DetailsShown> {
  const person = await visit.personIfKnown()
  const saved = person ? await readAddresses(visit.shop, person.personId) : []
  const book = saved.filter(({ country }) => visit.market.countries.includes(country))
  const problems = shown.problems ?? { shipping: [], billing: [] }
  if (shown.values) return { person, book, values: shown.values, problems }
  if (!details) {
    const names: Record<string, string> = person ? { firstName: person.firstName, lastName: person.lastName } : {}
    return { person, book, values: names, problems }
  }
  const { email, shipping, billing, billingIsSame } = details
  const known = book.find((address) =>
    Object.entries(shipping).every(([name, value]) => address[name as keyof typeof shipping] === value),
  )
  const prefixed = Object.entries(billing).map(([name, value]) => [`billing-${name}`, value])
  const values = {
    email,
    ...shipping,
    ...(billingIsSame ? {} : Object.fromEntries(prefixed)),
    billingSame: billingIsSame ? 'yes' : 'no',
    addressId: known?.id ?? typedAddress,
  }
  return { person, book, values, problems }
}

/** Nothing to order: the cart is empty, was ordered already, or was kept no longer. */
export const emptyCheckout = (visit: Visit, status = 200): Promise<Response> => {
  const { say, place } = visit
  return checkoutPage(
    visit,
    {
      title: say({ en: 'Checkout', de: 'Kasse' }),
      page: 'checkout',
      body: state(
        drawing('basket'),
        say({ en: 'There is nothing to order', de: 'Es gibt nichts zu bestellen' }),
        html`<p class="lead">${say({
          en: 'The cart is empty: it was ordered already, perhaps in another tab, or it was older than 30 days. Nothing was charged just now.',
          de: 'Der Warenkorb ist leer: Er wurde schon bestellt, vielleicht in einem anderen Tab, oder er war älter als 30 Tage. Gerade eben wurde nichts abgebucht.',
        })}</p><p class="row"><a class="button" href="${href(place, 'newIn')}">${say({ en: 'See what is new', de: 'Neues ansehen' })}</a><a class="link" href="${href(
          place,
          'orderLookup',
        )}">${say({ en: 'Find an order', de: 'Bestellung finden' })}</a></p>`,
      ),
    },
    status,
  )
}

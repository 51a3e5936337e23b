import type { CartView } from '../../domain/carts/view-cart.ts'
import type { PostalAddress } from '../../domain/customers/address.ts'
import { addressLines } from '../../domain/shipping/address-rules.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { dayRange } from '../../ui/dates.ts'
import { icon } from '../../ui/icon.ts'
import { lines } from '../../ui/lines.ts'
import { money } from '../../ui/money.ts'
import { type Step, steps } from '../../ui/steps.ts'
import { summary } from '../../ui/summary.ts'
import { countryName } from '../address/address-form.ts'
import { sumRows } from '../cart/cart-words.ts'
import { checkoutPage } from '../frame.ts'
import type { Visit } from '../visit.ts'

export type CheckoutStep = 'address' | 'delivery' | 'pay'

/** What the shopper has told so far. */
export type Told = { email: string; shipping: PostalAddress; billing: PostalAddress | null }

const stepNames: Record<CheckoutStep, { en: string; de: string }> = {
  address: { en: 'Address', de: 'Adresse' },
  delivery: { en: 'Delivery', de: 'Versand' },
  pay: { en: 'Pay', de: 'Bezahlen' },
}
const stepOrder = ['address', 'delivery', 'pay'] as const

/** A step of the checkout: what is done above it as lines, the form, and the sums beside it. */
export function stepPage(
  visit: Visit,
  given: { step: CheckoutStep; view: CartView; told: Told | null; title: string; notice?: Html | null; body: Html },
  status = 200,
): Promise<Response> {
  const { say, place } = visit
  const { step, view, told, title, notice, body } = given
  const now = stepOrder.indexOf(step)
  const progress = stepOrder.map((name, i): Step => {
    const label = say(stepNames[name])
    if (i < now) return { label, state: 'done', href: href(place, 'checkout', {}, { step: name }) }
    return { label, state: i === now ? 'now' : 'next' }
  })
  return checkoutPage(
    visit,
    {
      title: `${say({ en: 'Checkout', de: 'Kasse' })}: ${say(stepNames[step])}`,
      page: 'checkout',
      steps: steps(say({ en: 'Steps of the checkout', de: 'Schritte der Bestellung' }), progress),
      scripts: ['till'],
      body: html`<div class="wrap till-box"><div class="till-columns">${
        step === 'pay' ? totalAside(visit, view) : summaryAside(visit, view)
      }<div class="till-main stack">${notice}${told && folds(visit, step, told, view)}<section class="stack"><h1>${title}</h1>${body}</section></div></div></div>`,
    },
    status,
  )
}

/** The finished steps, each a line with a way back to it. */
function folds(visit: Visit, step: CheckoutStep, { email, shipping, billing }: Told, view: CartView): Html | null {
  if (step === 'address') return null
  const { say, place, locale } = visit
  const change = (to: CheckoutStep, what: string) =>
    html`<a class="link" href="${href(place, 'checkout', {}, { step: to })}">${say({ en: 'Change', de: 'Ändern' })}<span class="unseen">: ${what}</span></a>`
  const fold = (term: string, words: Html | string, to: CheckoutStep) =>
    html`<div class="fold"><dt>${icon('check')}${term}</dt><dd>${words}</dd><dd>${change(to, term)}</dd></div>`
  const { method } = view
  return html`<dl class="folds">${fold(say({ en: 'E-mail', de: 'E-Mail' }), email, 'address')}${fold(
    say({ en: 'Deliver to', de: 'Lieferung an' }),
    oneLine(visit, shipping),
    'address',
  )}${billing && fold(say({ en: 'Invoice to', de: 'Rechnung an' }), oneLine(visit, billing), 'address')}${
    step === 'pay' &&
    method &&
    fold(
      say({ en: 'Delivery', de: 'Versand' }),
      html`${method.name}, ${say({ en: 'arrives', de: 'kommt an' })} ${dayRange(method.from, method.to, locale)}`,
      'delivery',
    )
  }</dl>`
}

const oneLine = (visit: Visit, address: PostalAddress): string =>
  [...addressLines(address), ...(visit.market.countries.length > 1 ? [countryName(visit, address.country)] : [])].join(
    ', ',
  )

const pieces = (visit: Visit, { pieces }: CartView) =>
  visit.say({
    en: pieces === 1 ? '1 piece' : `${pieces} pieces`,
    de: pieces === 1 ? '1 Stück' : `${pieces} Stück`,
  })

/** Stays in sight on desks; on phones one line with the total, which opens. */
function summaryAside(visit: Visit, view: CartView): Html {
  const { say, place } = visit
  const sums = sumRows(visit, view)
  return html`<aside class="till-side" aria-label="${say({ en: 'Your order', de: 'Ihre Bestellung' })}"><details class="panel till-summary"><summary><span>${icon(
    'bag',
  )}${say({ en: 'Your order', de: 'Ihre Bestellung' })} <span class="soft">${pieces(visit, view)}</span></span><span class="strong">${sums.total.amount}${icon(
    'down',
  )}</span></summary><div class="stack tight">${orderLines(visit, view)}${summary(sums)}<a class="link small" href="${href(place, 'cart')}">${say(
    { en: 'Change the cart', de: 'Warenkorb ändern' },
  )}</a></div></details></aside>`
}

export const orderLines = (visit: Visit, view: CartView, options: { essentials?: boolean } = {}): Html =>
  lines(
    view.lines.flatMap(({ line, item, priced }) =>
      item && priced
        ? [
            {
              picture: item.picture,
              name: item.name,
              href: options.essentials ? href(visit.place, 'product', { slug: item.slug }) : null,
              detail: options.essentials
                ? html`${item.optionWords && html`<span class="ink">${item.optionWords}</span><br>`}${item.summary}`
                : item.optionWords,
              quantity: html`${line.quantity} × ${money(visit, priced.unitPriceMinor)}`,
              price: money(visit, priced.subtotalMinor),
            },
          ]
        : [],
    ),
    'small',
  )

/** Beside the review, which has lines and sums itself: the total and what the shopper may rely on. */
function totalAside(visit: Visit, view: CartView): Html {
  const { say, place, locale, market, shop } = visit
  const { returnDays } = shop.identity
  const { method } = view
  const facts = [
    method &&
      html`${icon('truck')}<span>${say({ en: 'Arrives', de: 'Kommt an' })} ${dayRange(method.from, method.to, locale)}</span>`,
    html`${icon('returns')}<a href="${href(place, 'info', { topic: 'returns' })}">${say({
      en: `${returnDays} days to send it back`,
      de: `${returnDays} Tage Rückgabe`,
    })}</a>`,
    html`${icon('lock')}<span>${say({
      en: 'You pay at our payment provider. Your card number never reaches us.',
      de: 'Sie zahlen bei unserem Zahlungsanbieter. Ihre Kartennummer erreicht uns nie.',
    })}</span>`,
  ]
  return html`<aside class="till-side till-facts" aria-label="${say({ en: 'In short', de: 'Kurz gefasst' })}"><div class="panel"><dl class="sums"><div class="total"><dt>${say(
    { en: 'Total', de: 'Gesamt' },
  )}<span class="soft small">${pieces(visit, view)}${market.taxStyle === 'included' && `, ${say({ en: 'incl. VAT', de: 'inkl. MwSt.' })}`}</span></dt><dd>${money(
    visit,
    view.priced.totalMinor,
  )}</dd></div></dl><ul class="icon-list small">${facts.map((fact) => fact && html`<li>${fact}</li>`)}</ul></div></aside>`
}

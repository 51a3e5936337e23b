import type { CartView } from '../../domain/carts/view-cart.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { dayRange } from '../../ui/dates.ts'
import { choices, hidden } from '../../ui/field.ts'
import { money } from '../../ui/money.ts'
import { notice } from '../../ui/notice.ts'
import type { Visit } from '../visit.ts'

/** The ways to send the parcel, each with its price and its days. */
export function deliveryForm(visit: Visit, view: CartView, error?: string): Html {
  const { say, place, locale } = visit
  const { shippingOptions, method, discount } = view
  const address = href(place, 'checkout', {}, { step: 'address' })
  if (shippingOptions.length === 0)
    return html`${notice(
      'warn',
      html`<p class="strong">${say({
        en: 'We cannot send this cart to that address.',
        de: 'An diese Adresse können wir den Warenkorb nicht liefern.',
      })}</p><p>${say({
        en: 'No carrier takes a parcel of this weight there. Order it in two parts, or choose another address.',
        de: 'Kein Zusteller nimmt ein Paket dieses Gewichts dorthin mit. Bestellen Sie in zwei Teilen oder wählen Sie eine andere Adresse.',
      })}</p>`,
    )}<p class="row"><a class="button" href="${address}">${say({ en: 'Change the address', de: 'Adresse ändern' })}</a><a class="link" href="${href(
      place,
      'cart',
    )}">${say({ en: 'Change the cart', de: 'Warenkorb ändern' })}</a></p>`
  const isFree = discount?.kind === 'free-shipping'
  const price = (minor: number) => (minor === 0 || isFree ? say({ en: 'Free', de: 'Kostenlos' }) : money(visit, minor))
  return html`<form method="post" action="${href(place, 'chooseDelivery')}" class="form" data-once>${hidden(
    'token',
    visit.formToken(),
  )}${choices({
    name: 'method',
    legend: say({ en: 'Way of delivery', de: 'Versandart' }),
    quietLegend: true,
    value: method?.code ?? shippingOptions[0]?.code ?? null,
    error: error ?? null,
    options: shippingOptions.map((option) => ({
      value: option.code,
      label: html`${say({ en: 'Arrives', de: 'Kommt an' })} ${dayRange(option.from, option.to, locale)}`,
      note: `${option.name}, ${option.carrier}`,
      side: price(option.priceMinor),
    })),
  })}<div class="form-end"><button class="button large">${say({ en: 'Continue to payment', de: 'Weiter zum Bezahlen' })}</button><a class="link" href="${address}">${say(
    { en: 'Back to the address', de: 'Zurück zur Adresse' },
  )}</a></div></form>`
}

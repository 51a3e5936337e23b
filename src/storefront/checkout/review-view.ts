import type { CartView } from '../../domain/carts/view-cart.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { dayRange } from '../../ui/dates.ts'
import { hidden } from '../../ui/field.ts'
import { moneyText } from '../../ui/money.ts'
import { summary } from '../../ui/summary.ts'
import { sumRows } from '../cart/cart-words.ts'
import type { Visit } from '../visit.ts'
import { orderLines } from './checkout-frame.ts'

/** What the button at the end says. In Germany the law names the words (§ 312j (3) BGB), whatever the language. */
export function orderButtonWords(visit: Pick<Visit, 'say' | 'market' | 'locale'>, totalMinor: number): string {
  if (visit.market.taxStyle === 'included')
    return visit.say({ en: 'Order with obligation to pay', de: 'Zahlungspflichtig bestellen' })
  if (totalMinor === 0) return visit.say({ en: 'Place the order', de: 'Bestellen' })
  const total = moneyText(visit, totalMinor)
  return visit.say({ en: `Pay ${total}`, de: `${total} bezahlen` })
}

/** The review: what is bought, what it costs, and the button directly below (§ 312j (2) BGB). */
export function reviewForm(visit: Visit, view: CartView, fields: Record<string, string>): Html {
  const { say, place, locale, market } = visit
  const info = (topic: string, words: string) => html`<a href="${href(place, 'info', { topic })}">${words}</a>`
  const { method } = view
  const german = market.taxStyle === 'included'
  return html`<div class="look-over">${orderLines(visit, view, { essentials: true })}${summary(sumRows(visit, view))}${
    method &&
    html`<p class="small">${say({ en: 'Arrives', de: 'Kommt an' })} ${dayRange(method.from, method.to, locale)} ${say({ en: 'with', de: 'mit' })} ${method.carrier}.</p>`
  }<p class="small soft">${
    german
      ? html`${say({ en: 'By ordering you accept our', de: 'Mit der Bestellung gelten unsere' })} ${info('terms', say({ en: 'terms', de: 'AGB' }))}. ${say(
          { en: 'You may withdraw within 14 days:', de: 'Sie können binnen 14 Tagen widerrufen:' },
        )} ${info('withdrawal', say({ en: 'right of withdrawal', de: 'Widerrufsbelehrung' }))}. ${say({
          en: 'How we handle your data:',
          de: 'Wie wir mit Ihren Daten umgehen:',
        })} ${info('privacy', say({ en: 'privacy', de: 'Datenschutz' }))}.`
      : html`${say({ en: 'By paying you accept our', de: 'Mit dem Bezahlen gelten unsere' })} ${info('terms', say({ en: 'terms', de: 'AGB' }))}. ${say(
          { en: 'How we handle your data:', de: 'Wie wir mit Ihren Daten umgehen:' },
        )} ${info('privacy', say({ en: 'privacy', de: 'Datenschutz' }))}.`
  }</p>${view.isOrderable && orderForm(visit, view, fields)}<p class="small soft">${say(
    view.priced.totalMinor === 0
      ? { en: 'There is nothing to pay.', de: 'Es ist nichts zu bezahlen.' }
      : {
          en: 'The next page is that of our payment provider: card or wallet. Then you come back here.',
          de: 'Es folgt die Seite unseres Zahlungsanbieters: Karte oder Wallet. Danach kommen Sie hierher zurück.',
        },
  )}</p></div>`
}

const orderForm = (visit: Visit, view: CartView, fields: Record<string, string>): Html =>
  html`<form method="post" action="${href(visit.place, 'placeOrder')}" data-once>${hidden('token', visit.formToken())}${Object.entries(
    fields,
  ).map(([name, value]) =>
    hidden(name, value),
  )}<button class="button large wide">${orderButtonWords(visit, view.priced.totalMinor)}</button></form>`

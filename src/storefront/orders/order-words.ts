import {
  givenUpAt,
  isKnown,
  type Order,
  type OrderState,
  type PaymentWord,
  wordFor,
} from '../../domain/orders/order.ts'
import type { Words } from '../../domain/settings/market.ts'
import { time } from '../../ui/dates.ts'
import type { Visit } from '../visit.ts'

/** How an order stands, in the words of its pages. */

type Speaker = Pick<Visit, 'say' | 'locale' | 'market'>

/** The heading of the order's page and the sentence below it. */
export function orderTitle(visit: Speaker, order: Order, word = wordFor(order)): { title: string; lead: string } {
  const { say } = visit
  switch (order.state) {
    case 'awaiting-payment':
      return waiting(visit, order, word)
    case 'placed':
      return {
        title: isKnown(order)
          ? say({ en: `Thank you, ${order.billing.firstName}`, de: `Danke, ${order.billing.firstName}` })
          : say({ en: 'Thank you', de: 'Danke' }),
        lead: isKnown(order)
          ? say({
              en: `Your order is placed. The confirmation is on its way to ${order.email}.`,
              de: `Ihre Bestellung ist eingegangen. Die Bestätigung ist unterwegs an ${order.email}.`,
            })
          : say({ en: 'Your order is placed.', de: 'Ihre Bestellung ist eingegangen.' }),
      }
    case 'shipped':
      return {
        title: say({ en: 'Your order is on its way', de: 'Ihre Bestellung ist unterwegs' }),
        lead: say({
          en: 'Everything has left the house. Below you find the tracking.',
          de: 'Alles hat unser Haus verlassen. Unten finden Sie die Sendungsverfolgung.',
        }),
      }
    case 'cancelled':
      return {
        title: say({ en: 'This order is cancelled', de: 'Diese Bestellung ist storniert' }),
        lead: say(cancelWords(order)),
      }
  }
}

function waiting(visit: Speaker, order: Order, word: PaymentWord): { title: string; lead: string } {
  const { say, locale, market } = visit
  const closes = order.payments.at(-1)?.expiresAt
  const until = closes && time(givenUpAt(closes), locale, market.timeZone)
  const kept = until
    ? say({ en: ` We keep your articles until ${until}.`, de: ` Ihre Artikel bleiben bis ${until} zurückgelegt.` })
    : ''
  switch (word) {
    case 'checking':
      return {
        title: say({ en: 'We are checking your payment', de: 'Wir prüfen Ihre Zahlung' }),
        lead: say({
          en: 'The answer of the payment provider is still on its way. Please do not pay again; this page looks for itself.',
          de: 'Die Antwort des Zahlungsanbieters ist noch unterwegs. Bitte zahlen Sie nicht noch einmal; diese Seite sieht selbst nach.',
        }),
      }
    case 'processing':
      return {
        title: say({ en: 'Your payment is on its way', de: 'Ihre Zahlung ist unterwegs' }),
        lead: say({
          en: 'Your bank needs a few days for it. Your articles are kept; as soon as the money is here we send you the confirmation and the parcel.',
          de: 'Ihre Bank braucht dafür ein paar Tage. Ihre Artikel sind zurückgelegt; sobald das Geld da ist, schicken wir Bestätigung und Paket.',
        }),
      }
    case 'failed':
      return {
        title: say({ en: 'The payment did not go through', de: 'Die Zahlung hat nicht geklappt' }),
        lead: `${say({
          en: 'Nothing was charged. Try again, or pay with another card.',
          de: 'Es wurde nichts abgebucht. Versuchen Sie es noch einmal oder mit einer anderen Karte.',
        })}${kept}`,
      }
    default:
      return {
        title: say({ en: 'Your order is waiting for payment', de: 'Ihre Bestellung wartet auf die Zahlung' }),
        lead: `${say({ en: 'No payment has reached us yet.', de: 'Bei uns ist noch keine Zahlung angekommen.' })}${kept}`,
      }
  }
}

function cancelWords(order: Order): Words {
  switch (order.cancelReason) {
    case 'expired':
      return {
        en: 'It was not paid in time, so the articles went back on the shelf. Nothing was charged.',
        de: 'Sie wurde nicht rechtzeitig bezahlt, darum liegen die Artikel wieder im Regal. Es wurde nichts abgebucht.',
      }
    case 'cart-changed':
      return {
        en: 'You went on with a changed cart, so this order has ended. Nothing was charged for it.',
        de: 'Sie haben mit einem geänderten Warenkorb weitergemacht, darum endet diese Bestellung. Für sie wurde nichts abgebucht.',
      }
    default:
      return order.payments.some(({ state }) => state === 'captured')
        ? {
            en: 'Nothing will be sent. The money goes back the way it came; banks take up to five working days.',
            de: 'Es wird nichts verschickt. Das Geld geht auf dem gleichen Weg zurück; Banken brauchen bis zu fünf Werktage.',
          }
        : {
            en: 'Nothing will be sent, and nothing was charged.',
            de: 'Es wird nichts verschickt, und es wurde nichts abgebucht.',
          }
  }
}

/** One word for lists of orders. */
export function stateWord({ say }: Pick<Visit, 'say'>, state: OrderState): { words: string; tone: string } {
  switch (state) {
    case 'awaiting-payment':
      return { words: say({ en: 'Waiting for payment', de: 'Wartet auf Zahlung' }), tone: 'warn-word' }
    case 'placed':
      return { words: say({ en: 'Being packed', de: 'Wird gepackt' }), tone: 'good-word' }
    case 'shipped':
      return { words: say({ en: 'Shipped', de: 'Versandt' }), tone: 'good-word' }
    case 'cancelled':
      return { words: say({ en: 'Cancelled', de: 'Storniert' }), tone: 'soft' }
  }
}

export function paymentWords({ say }: Pick<Visit, 'say'>, order: Order, word = wordFor(order)): string {
  switch (word) {
    case 'none-needed':
      return say({ en: 'Nothing to pay', de: 'Nichts zu zahlen' })
    case 'pay-now':
      return say({ en: 'Not paid yet', de: 'Noch nicht bezahlt' })
    case 'checking':
      return say({ en: 'Being checked', de: 'Wird geprüft' })
    case 'processing':
      return say({ en: 'On its way from your bank', de: 'Unterwegs von Ihrer Bank' })
    case 'paid':
      return say({ en: 'Paid', de: 'Bezahlt' })
    case 'failed':
      return say({ en: 'Not paid', de: 'Nicht bezahlt' })
    case 'given-back':
      return say({ en: 'Given back', de: 'Zurückgezahlt' })
  }
}

import type { CartView } from '../../domain/carts/view-cart.ts'
import type { OrderPlaced } from '../../domain/checkout/place-order.ts'
import type { PageOffered } from '../../domain/orders/offer-page.ts'
import type { Words } from '../../domain/settings/market.ts'
import { type Html, html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { moneyText } from '../../ui/money.ts'
import { notice } from '../../ui/notice.ts'
import { codeProblemWords, lineNotices } from '../cart/cart-words.ts'
import type { Visit } from '../visit.ts'

/** Why there is no payment page now, in plain words, with the status that says the same to machines. */

export type Told = { status: number; kind: 'warn' | 'bad'; title: Words; more: Words }

type PageProblem = Exclude<Extract<PageOffered, { ok: false }>['problem'], 'no-order'>

export const pageProblems: Record<PageProblem, Told> = {
  'payment-unclear': {
    status: 503,
    kind: 'bad',
    title: {
      en: 'We could not reach the payment page. Nothing was charged.',
      de: 'Wir konnten die Zahlungsseite nicht erreichen. Es wurde nichts abgebucht.',
    },
    more: {
      en: 'Your order is kept, and it stays one order however often you press the button. Please try again in a moment.',
      de: 'Ihre Bestellung ist gemerkt, und sie bleibt eine einzige, wie oft Sie auch auf den Knopf drücken. Bitte versuchen Sie es gleich noch einmal.',
    },
  },
  'payment-refused': {
    status: 502,
    kind: 'bad',
    title: {
      en: 'The payment provider did not open a page. Nothing was charged.',
      de: 'Der Zahlungsanbieter hat keine Seite geöffnet. Es wurde nichts abgebucht.',
    },
    more: {
      en: 'The fault is not on your side. Please try again later, or write to us: we help you to your order.',
      de: 'An Ihnen liegt es nicht. Bitte versuchen Sie es später noch einmal oder schreiben Sie uns: Wir helfen Ihnen zu Ihrer Bestellung.',
    },
  },
  'payment-under-way': {
    status: 409,
    kind: 'warn',
    title: { en: 'A payment is under way already.', de: 'Eine Zahlung ist schon unterwegs.' },
    more: {
      en: 'Please do not pay a second time. You see here how it stands.',
      de: 'Bitte zahlen Sie nicht noch einmal. Hier sehen Sie, wie es steht.',
    },
  },
  'order-cancelled': {
    status: 409,
    kind: 'warn',
    title: {
      en: 'This order has ended. Nothing was charged.',
      de: 'Diese Bestellung ist beendet. Es wurde nichts abgebucht.',
    },
    more: {
      en: 'Your cart is still here. Look it over and order again.',
      de: 'Ihr Warenkorb ist noch da. Prüfen Sie ihn und bestellen Sie noch einmal.',
    },
  },
  'too-late': {
    status: 409,
    kind: 'warn',
    title: {
      en: 'This order has waited too long to be paid. Nothing was charged.',
      de: 'Diese Bestellung hat zu lange auf die Zahlung gewartet. Es wurde nichts abgebucht.',
    },
    more: {
      en: 'Your cart is still here. Look it over and order again.',
      de: 'Ihr Warenkorb ist noch da. Prüfen Sie ihn und bestellen Sie noch einmal.',
    },
  },
}

type PlaceProblem = Exclude<
  Extract<OrderPlaced, { ok: false }>['problem'],
  PageProblem | 'no-cart' | 'paid-already' | 'total-changed' | 'code-not-valid' | 'code-below-minimum' | 'out-of-stock'
>

export const placeProblems: Record<PlaceProblem, Told> = {
  'invalid-input': {
    status: 422,
    kind: 'bad',
    title: {
      en: 'That form was not complete. Nothing was ordered.',
      de: 'Das Formular war nicht vollständig. Es wurde nichts bestellt.',
    },
    more: {
      en: 'Please look it over and send it once more.',
      de: 'Bitte prüfen Sie es und senden Sie es noch einmal.',
    },
  },
  'details-missing': {
    status: 409,
    kind: 'warn',
    title: { en: 'We still need your address.', de: 'Wir brauchen noch Ihre Adresse.' },
    more: { en: 'Nothing was ordered yet.', de: 'Es wurde noch nichts bestellt.' },
  },
  'method-missing': {
    status: 409,
    kind: 'warn',
    title: { en: 'Please choose the delivery once more.', de: 'Bitte wählen Sie den Versand noch einmal.' },
    more: {
      en: 'The way that you chose does not take this cart to this address. Nothing was ordered yet.',
      de: 'Die gewählte Versandart bringt diesen Warenkorb nicht an diese Adresse. Es wurde noch nichts bestellt.',
    },
  },
  'key-reused': {
    status: 409,
    kind: 'warn',
    title: {
      en: 'This page was out of date. Nothing was ordered.',
      de: 'Diese Seite war veraltet. Es wurde nichts bestellt.',
    },
    more: {
      en: 'It was sent before with another cart, perhaps from a second tab. Here is the cart as it stands now.',
      de: 'Sie wurde schon mit einem anderen Warenkorb gesendet, vielleicht aus einem zweiten Tab. Hier ist der Warenkorb, wie er jetzt ist.',
    },
  },
}

export const unpaidTold: Told = {
  status: 200,
  kind: 'warn',
  title: { en: 'Nothing was charged.', de: 'Es wurde nichts abgebucht.' },
  more: {
    en: 'You came back without paying. Your order is kept: pay it below, or change what you like first.',
    de: 'Sie sind zurückgekommen, ohne zu bezahlen. Ihre Bestellung ist gemerkt: Bezahlen Sie sie unten oder ändern Sie vorher, was Sie möchten.',
  },
}

export const declinedTold: Told = {
  ...unpaidTold,
  title: {
    en: 'The payment did not go through. Nothing was charged.',
    de: 'Die Zahlung hat nicht geklappt. Es wurde nichts abgebucht.',
  },
  more: {
    en: 'Your order is kept: try again below, perhaps with another card.',
    de: 'Ihre Bestellung ist gemerkt: Versuchen Sie es unten noch einmal, vielleicht mit einer anderen Karte.',
  },
}

export const formExpiredTold: Told = {
  status: 403,
  kind: 'warn',
  title: { en: 'This page was open for very long.', de: 'Diese Seite war sehr lange offen.' },
  more: {
    en: 'So that nobody else can send it for you, please send it once more. Nothing was changed.',
    de: 'Damit niemand anders sie für Sie sendet, senden Sie sie bitte noch einmal. Es wurde nichts geändert.',
  },
}

export const toldNotice = ({ say }: Pick<Visit, 'say'>, { kind, title, more }: Told): Html =>
  notice(kind, html`<p class="strong">${say(title)}</p><p>${say(more)}</p>`)

export function totalChangedNotice(visit: Visit, fromMinor: number | null, toMinor: number): Html {
  const { say } = visit
  const to = moneyText(visit, toMinor)
  const from = fromMinor === null ? null : moneyText(visit, fromMinor)
  return notice(
    'warn',
    html`<p class="strong">${
      from && fromMinor !== toMinor
        ? say({
            en: `The total changed from ${from} to ${to}.`,
            de: `Der Betrag hat sich von ${from} auf ${to} geändert.`,
          })
        : say({ en: 'Your cart has changed.', de: 'Ihr Warenkorb hat sich geändert.' })
    }</p><p>${say({
      en: 'A price, the cart or the address changed since you saw it. Nothing was ordered: look it over, then order if you agree.',
      de: 'Seit Sie ihn gesehen haben, hat sich ein Preis, der Warenkorb oder die Adresse geändert. Es wurde nichts bestellt: Prüfen Sie ihn und bestellen Sie, wenn Sie einverstanden sind.',
    })}</p>`,
  )
}

export function codeNotice(visit: Visit, problem: NonNullable<CartView['codeProblem']>): Html {
  const { say, place } = visit
  return notice(
    'warn',
    html`<p class="strong">${codeProblemWords(visit, problem)}</p><p>${say({
      en: 'The sums below are without it. Order if you agree, or change the code in the cart.',
      de: 'Die Summen unten sind ohne ihn. Bestellen Sie, wenn Sie einverstanden sind, oder ändern Sie den Code im Warenkorb.',
    })} <a href="${href(place, 'cart')}">${say({ en: 'To the cart', de: 'Zum Warenkorb' })}</a></p>`,
  )
}

/** What changed since it was put into the cart, line by line. Null: nothing. */
export function changedNotice(visit: Visit, view: CartView): Html | null {
  const { say, place } = visit
  const changed = view.lines.filter(({ notices }) => notices.length > 0)
  if (changed.length === 0) return null
  return notice(
    'warn',
    html`<p class="strong">${
      view.isOrderable
        ? say({ en: 'A price has changed since.', de: 'Inzwischen hat sich ein Preis geändert.' })
        : say({
            en: 'Not everything can be had any more. Nothing was ordered.',
            de: 'Nicht alles ist noch zu haben. Es wurde nichts bestellt.',
          })
    }</p><ul>${changed.map(
      (line) =>
        html`<li>${line.item?.name ?? say({ en: 'An article', de: 'Ein Artikel' })}: ${lineNotices(visit, line).join(' ')}</li>`,
    )}</ul>${
      !view.isOrderable &&
      html`<p><a class="button quiet" href="${href(place, 'cart')}">${say({ en: 'Settle it in the cart', de: 'Im Warenkorb klären' })}</a></p>`
    }`,
  )
}

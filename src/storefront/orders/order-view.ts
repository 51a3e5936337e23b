import type { ShelfItem } from '../../domain/browse/shelf.ts'
import { isKnown, isUnpaid, mayCancel, type Order, wordFor } from '../../domain/orders/order.ts'
import { type Html, html } from '../../kit/html.ts'
import { formatMoney } from '../../kit/money.ts'
import { href } from '../../routes.ts'
import { dayRange } from '../../ui/dates.ts'
import { errorSummary, field, hidden } from '../../ui/field.ts'
import { icon } from '../../ui/icon.ts'
import { notice } from '../../ui/notice.ts'
import { definitions } from '../../ui/table.ts'
import { formProblem, passwordHint } from '../account/account-words.ts'
import { addressBlock } from '../address/address-form.ts'
import type { Visit } from '../visit.ts'
import { boughtLines, orderDate, orderSums, timeline } from './order-parts.ts'
import { orderTitle, paymentWords } from './order-words.ts'

export type OrderShown = {
  order: Order
  token: string
  items: readonly ShelfItem[]
  /** True for guests whose address has no account to our knowledge: an account is offered. */
  offersAccount: boolean
  /** The provider did not answer when the shopper came back from it. */
  isUnclear?: boolean
  said?: Html | null
  accountError?: string | null
}

/** The order as its holder sees it: confirmation, status and everything to be done with it. */
export function orderView(visit: Visit, shown: OrderShown): Html {
  const { order } = shown
  const { title, lead } = orderTitle(visit, order, wordFor(order, shown.isUnclear))
  return html`<div class="wrap till-box order-box">${shown.said}<header class="order-head stack tight"><h1>${title}</h1><p class="lead">${lead}</p>${payAgain(
    visit,
    shown,
  )}</header>${orderBody(visit, shown)}</div>`
}

export function orderBody(visit: Visit, shown: OrderShown): Html {
  const { say } = visit
  const { order, items } = shown
  return html`${orderFacts(visit, shown)}<div class="till-columns"><div class="till-main stack"><section class="stack tight"><h2>${say(
    order.state === 'placed' ? { en: 'What happens next', de: 'Wie es weitergeht' } : { en: 'Status', de: 'Status' },
  )}</h2>${timeline(visit, order, wordFor(order, shown.isUnclear))}</section>${shown.offersAccount && isKnown(order) && accountOffer(visit, shown, order.email)}<section><h2 class="unseen">${say({ en: 'Articles', de: 'Artikel' })}</h2>${boughtLines(
    visit,
    order,
    items,
  )}</section></div><div class="till-side stack"><section class="panel"><h2>${say({ en: 'Sums', de: 'Summen' })}</h2>${orderSums(
    visit,
    order,
  )}</section>${addresses(visit, order)}${orderActions(visit, shown)}</div></div>`
}

function orderFacts(visit: Visit, { order, isUnclear }: OrderShown): Html {
  const { say, locale } = visit
  return definitions([
    {
      term: say({ en: 'Order number', de: 'Bestellnummer' }),
      words: html`<strong class="number">${order.number}</strong>`,
    },
    { term: say({ en: 'Date', de: 'Datum' }), words: orderDate(visit, order.placedAt ?? order.createdAt) },
    { term: say({ en: 'Payment', de: 'Zahlung' }), words: paymentWords(visit, order, wordFor(order, isUnclear)) },
    ...(order.deliveryFrom && (order.state === 'placed' || order.state === 'shipped')
      ? [
          {
            term: say({ en: 'Arrives', de: 'Kommt an' }),
            words: dayRange(order.deliveryFrom, order.deliveryTo ?? order.deliveryFrom, locale),
          },
        ]
      : []),
  ])
}

/** The same order again, as long as it waits. */
export function payAgain(visit: Visit, { order, token, isUnclear }: OrderShown): Html | null {
  const { say, place, locale } = visit
  if (order.state === 'awaiting-payment' && wordFor(order, isUnclear) === 'checking')
    return html`<p><a class="button quiet" href="${href(place, 'checkoutReturn', {}, { order: token })}">${say({ en: 'Look again', de: 'Noch einmal nachsehen' })}</a></p>`
  if (!isUnpaid(order)) return null
  const total = formatMoney(order.totalMinor, order.currency, locale)
  return html`<form method="post" action="${href(place, 'payOrder', { token })}" data-once>${hidden('token', visit.formToken())}<button class="button large">${say(
    { en: `Pay ${total}`, de: `${total} bezahlen` },
  )}</button></form>`
}

function addresses(visit: Visit, order: Order): Html {
  const { say } = visit
  const isSame = JSON.stringify(order.shipping) === JSON.stringify(order.billing)
  return html`<section class="panel line"><div><h3>${say(
    isSame ? { en: 'Delivery and invoice', de: 'Lieferung und Rechnung' } : { en: 'Delivery', de: 'Lieferung' },
  )}</h3>${addressBlock(visit, order.shipping)}</div>${
    !isSame && html`<div><h3>${say({ en: 'Invoice', de: 'Rechnung' })}</h3>${addressBlock(visit, order.billing)}</div>`
  }</section>`
}

function orderActions(visit: Visit, { order, token, isUnclear }: OrderShown): Html {
  const { say, place } = visit
  const isBought = order.state === 'placed' || order.state === 'shipped'
  return html`<section class="order-actions"><h2 class="unseen">${say({ en: 'What you can do', de: 'Was Sie tun können' })}</h2>${
    isBought &&
    html`<a class="link" href="${href(place, 'orderReceipt', { token })}">${icon('receipt')}${say({ en: 'Receipt to print', de: 'Beleg zum Drucken' })}</a>`
  }${
    isBought &&
    order.receipt.taxStyle === 'included' &&
    html`<a class="link" href="${href(place, 'withdrawal', {}, { order: token })}">${icon('returns')}${say({ en: 'Withdraw from the contract', de: 'Vertrag widerrufen' })}</a>`
  }<a class="link" href="${href(place, 'info', { topic: 'contact' })}">${icon('mail')}${say({ en: 'Ask us something', de: 'Uns etwas fragen' })}</a>${
    mayCancel(order, isUnclear) && cancelForm(visit, order, token)
  }</section>`
}

/** Asks once more before it cancels, without a script. */
function cancelForm(visit: Visit, order: Order, token: string): Html {
  const { say, place } = visit
  return html`<details class="confirm"><summary class="link">${icon('close')}${say({ en: 'Cancel this order', de: 'Bestellung stornieren' })}</summary><form method="post" action="${href(
    place,
    'cancelOrder',
    { token },
  )}" class="panel" data-once>${hidden('token', visit.formToken())}<p>${
    order.state === 'placed'
      ? say({
          en: 'Nothing has been sent yet. If you cancel, the whole amount goes back the way it came.',
          de: 'Noch ist nichts verschickt. Wenn Sie stornieren, geht der ganze Betrag auf dem gleichen Weg zurück.',
        })
      : say({
          en: 'It is not paid. If you cancel, the articles go back on the shelf; should a payment come all the same, you get it back.',
          de: 'Sie ist nicht bezahlt. Wenn Sie stornieren, kommen die Artikel zurück ins Regal; käme doch noch eine Zahlung, erhalten Sie sie zurück.',
        })
  }</p><p><button class="button quiet">${say({ en: 'Yes, cancel it', de: 'Ja, stornieren' })}</button></p></form></details>`
}

function accountOffer(visit: Visit, { token, accountError }: OrderShown, email: string): Html {
  const { say, place } = visit
  return html`<section class="panel" id="account"><h2>${say({ en: 'Keep this order in an account?', de: 'Diese Bestellung in einem Konto behalten?' })}</h2><p>${say(
    {
      en: `Choose a password, and ${email} becomes your sign-in. You see your orders and keep your addresses. Without one everything works as well.`,
      de: `Wählen Sie ein Passwort, dann wird ${email} Ihre Anmeldung. Sie sehen Ihre Bestellungen und behalten Ihre Adressen. Ohne geht alles genauso.`,
    },
  )}</p><form method="post" action="${href(place, 'orderAccount', { token })}" class="form" data-once novalidate>${hidden(
    'token',
    visit.formToken(),
  )}${errorSummary(say(formProblem), accountError ? [{ name: 'password', words: accountError }] : [])}<input class="unseen" type="email" name="username" value="${email}" autocomplete="username" tabindex="-1" readonly aria-hidden="true">${field(
    {
      name: 'password',
      label: say({ en: 'Password', de: 'Passwort' }),
      type: 'password',
      autocomplete: 'new-password',
      required: true,
      hint: say(passwordHint),
      error: accountError ?? null,
    },
  )}<p><button class="button quiet">${say({ en: 'Open an account', de: 'Konto eröffnen' })}</button></p></form></section>`
}

export const accountAsked = (visit: Visit): Html =>
  notice(
    'good',
    visit.say({
      en: 'Look into your mailbox: the link there opens your account. It works for 30 minutes.',
      de: 'Sehen Sie in Ihr Postfach: Der Link dort öffnet Ihr Konto. Er gilt 30 Minuten.',
    }),
  )

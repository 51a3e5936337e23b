import type { BookAddress } from '../../domain/customers/address.ts'
import type { OrderSummary } from '../../domain/orders/order.ts'
import { type Html, html } from '../../kit/html.ts'
import { formatMoney } from '../../kit/money.ts'
import { href } from '../../routes.ts'
import { icon } from '../../ui/icon.ts'
import { type Pages, pager } from '../../ui/pager.ts'
import { thumb } from '../../ui/picture.ts'
import { addressBlock } from '../address/address-form.ts'
import { drawing } from '../drawing.ts'
import { orderDate } from '../orders/order-parts.ts'
import { stateWord } from '../orders/order-words.ts'
import type { Visit } from '../visit.ts'

const picturesShown = 4

/** Orders as rows: when, what, how it stands, what it cost. */
export const orderRows = (visit: Visit, orders: readonly OrderSummary[]): Html =>
  html`<ul class="order-rows">${orders.map((order) => orderRow(visit, order))}</ul>`

function orderRow(visit: Visit, order: OrderSummary): Html {
  const { say, place, locale } = visit
  const state = stateWord(visit, order.state)
  const [first = '', ...rest] = order.names
  const pieces = say({
    en: order.pieces === 1 ? '1 piece' : `${order.pieces} pieces`,
    de: order.pieces === 1 ? '1 Stück' : `${order.pieces} Stück`,
  })
  const names = rest.length > 0 ? say({ en: `${first} and more`, de: `${first} und mehr` }) : first
  return html`<li class="order-row"><div class="order-pictures">${order.imageKeys
    .slice(0, picturesShown)
    .map((mediaKey) =>
      thumb({ mediaKey, width: 1600, height: 1600, alt: '', ground: 'n' }),
    )}</div><div class="order-words"><p class="line-name"><a href="${href(place, 'accountOrder', {
    number: order.number,
  })}">${names}</a></p><p class="soft small">${orderDate(visit, order.placedAt ?? order.createdAt)} · <span class="number">${order.number}</span> · ${pieces}</p><p class="small ${state.tone}">${state.words}${
    order.refundedMinor > 0 &&
    ` · ${say({ en: 'given back', de: 'zurückgezahlt' })} ${formatMoney(order.refundedMinor, order.currency, locale)}`
  }</p></div><p class="line-price">${formatMoney(order.totalMinor, order.currency, locale)}</p></li>`
}

export const ordersView = (visit: Visit, orders: readonly OrderSummary[], pages: Pages): Html =>
  orders.length === 0 ? noOrders(visit) : html`${orderRows(visit, orders)}${pager(visit, pages)}`

const noOrders = ({ say, place }: Visit): Html =>
  html`<div class="empty">${drawing('parcel')}<p class="lead">${say({
    en: 'No order yet. What you buy with this e-mail address stands here.',
    de: 'Noch keine Bestellung. Was Sie mit dieser E-Mail-Adresse kaufen, steht hier.',
  })}</p><p class="row"><a class="button" href="${href(place, 'newIn')}">${say({ en: 'See what is new', de: 'Neues ansehen' })}</a><a class="link" href="${href(place, 'orderLookup')}">${say(
    { en: 'Find an order by its number', de: 'Bestellung mit Nummer finden' },
  )}</a></p></div>`

/** The account's first page: the latest order, the preferred address, and where to go from there. */
export function accountHome(
  visit: Visit,
  shown: { latest: OrderSummary | null; address: BookAddress | null; email: string },
): Html {
  const { say, place } = visit
  const { latest, address, email } = shown
  return html`<section class="stack tight"><div class="between"><h2>${say({ en: 'Latest order', de: 'Letzte Bestellung' })}</h2>${
    latest &&
    html`<a class="link" href="${href(place, 'accountOrders')}">${say({ en: 'All orders', de: 'Alle Bestellungen' })}</a>`
  }</div>${latest ? orderRows(visit, [latest]) : noOrders(visit)}</section><div class="account-tiles"><section class="panel line"><h3>${say(
    { en: 'Address', de: 'Adresse' },
  )}</h3>${
    address
      ? html`${addressBlock(visit, address)}<a class="link" href="${href(place, 'addresses')}">${say({ en: 'Your addresses', de: 'Ihre Adressen' })}</a>`
      : html`<p class="soft">${say({ en: 'Keep one here, and the next order is quicker.', de: 'Hinterlegen Sie eine, dann geht die nächste Bestellung schneller.' })}</p><a class="link" href="${href(place, 'newAddress')}">${icon('plus')}${say(
          { en: 'Add an address', de: 'Adresse hinzufügen' },
        )}</a>`
  }</section><section class="panel line"><h3>${say({ en: 'Sign-in', de: 'Anmeldung' })}</h3><p>${email}</p><a class="link" href="${href(place, 'security')}">${say(
    { en: 'Password and devices', de: 'Passwort und Geräte' },
  )}</a></section></div>`
}

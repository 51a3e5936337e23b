import { type Order, paymentWord } from '../../domain/orders/order.ts'
import { type Html, html } from '../../kit/html.ts'
import { formatMoney } from '../../kit/money.ts'
import { href } from '../../routes.ts'
import { icon } from '../../ui/icon.ts'
import { dataTable, definitions } from '../../ui/table.ts'
import { addressBlock } from '../address/address-form.ts'
import type { Visit } from '../visit.ts'
import { orderDate, orderSums } from './order-parts.ts'
import { paymentWords } from './order-words.ts'

/** The receipt on paper: who sold what to whom, for how much and with which tax. */
export function receiptView(visit: Visit, order: Order, token: string): Html {
  const { say, place, locale } = visit
  const { company } = visit.shop.identity
  const money = (minor: number) => formatMoney(minor, order.currency, locale)
  const isPaid = paymentWord(order) === 'paid' || paymentWord(order) === 'none-needed'
  return html`<div class="wrap narrow till-box receipt"><p class="no-print row"><a class="link" href="${href(place, 'order', { token })}">${icon('back')}${say(
    { en: 'To the order', de: 'Zur Bestellung' },
  )}</a><button class="button quiet" type="button" data-print hidden>${icon('printer')}${say({ en: 'Print', de: 'Drucken' })}</button></p><header class="receipt-head"><div><h1>${say(
    { en: 'Receipt', de: 'Beleg' },
  )}</h1><p class="number">${order.number}</p></div><address>${[
    company.name,
    company.street,
    `${company.postcode} ${company.city}`,
    company.vatId,
  ]
    .filter((line) => line !== undefined)
    .map((line, i) => html`${i > 0 && html`<br>`}${line}`)}</address></header>${definitions([
    { term: say({ en: 'Date', de: 'Datum' }), words: orderDate(visit, order.placedAt ?? order.createdAt) },
    { term: say({ en: 'Payment', de: 'Zahlung' }), words: paymentWords(visit, order) },
    { term: say({ en: 'Invoice to', de: 'Rechnung an' }), words: addressBlock(visit, order.billing) },
    { term: say({ en: 'Delivered to', de: 'Lieferung an' }), words: addressBlock(visit, order.shipping) },
  ])}${dataTable({
    caption: say({ en: 'Articles', de: 'Artikel' }),
    columns: [
      { words: say({ en: 'Article', de: 'Artikel' }) },
      { words: say({ en: 'Quantity', de: 'Menge' }), number: true },
      { words: say({ en: 'Price', de: 'Preis' }), number: true },
      { words: say({ en: 'Sum', de: 'Summe' }), number: true },
    ],
    rows: order.lines.map((line) => [
      html`<span><strong>${line.name}</strong>${line.options && html`, ${line.options}`}<br><span class="soft tiny">${line.sku}</span></span>`,
      line.quantity,
      money(line.unitPriceMinor),
      money(line.unitPriceMinor * line.quantity),
    ]),
  })}<div class="receipt-sums">${orderSums(visit, order)}</div><p class="small soft">${
    isPaid
      ? say({
          en: 'Paid in full. Thank you for your order.',
          de: 'Vollständig bezahlt. Vielen Dank für Ihre Bestellung.',
        })
      : paymentWords(visit, order)
  } ${company.email}</p></div>`
}

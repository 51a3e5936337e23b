import type { ShelfItem } from '../../domain/browse/shelf.ts'
import type { Order, PaymentWord } from '../../domain/orders/order.ts'
import { type Html, html, type Printable } from '../../kit/html.ts'
import { formatMoney } from '../../kit/money.ts'
import { href } from '../../routes.ts'
import { date, dateAndTime, dayRange } from '../../ui/dates.ts'
import { icon } from '../../ui/icon.ts'
import { lines } from '../../ui/lines.ts'
import { type SumRow, summary } from '../../ui/summary.ts'
import { pricedRows } from '../cart/cart-words.ts'
import type { Visit } from '../visit.ts'

/** Pieces that the order's page, its receipt and the account share. */

export const orderMoney = ({ locale }: Pick<Visit, 'locale'>, order: Pick<Order, 'currency'>, minor: number): Html =>
  html`<span class="money">${formatMoney(minor, order.currency, locale)}</span>`

/** What was bought. Articles that are still sold lead to their page and lend their picture's ground. */
export function boughtLines(visit: Visit, order: Order, items: readonly ShelfItem[], size?: 'small'): Html {
  const sold = new Map(items.map((item) => [item.variantId, item]))
  return lines(
    order.lines.map((line) => {
      const item = sold.get(line.variantId)
      const kept = line.imageKey && { mediaKey: line.imageKey, width: 1600, height: 1600, alt: '', ground: 'n' }
      return {
        picture: item?.picture ?? (kept || null),
        name: line.name,
        href: item ? href(visit.place, 'product', { slug: item.slug }) : null,
        detail: line.options,
        quantity: html`${line.quantity} × ${orderMoney(visit, order, line.unitPriceMinor)}`,
        price: orderMoney(visit, order, line.unitPriceMinor * line.quantity),
      }
    }),
    size,
  )
}

/** The sums of the order, and what was given back since. */
export function orderSums(visit: Visit, order: Order): Html {
  const { say } = visit
  const sums = pricedRows(visit, order.receipt, { code: order.code, shipping: order.methodName })
  const back: SumRow[] =
    order.refundedMinor > 0
      ? [
          {
            label: say({ en: 'Given back', de: 'Zurückgezahlt' }),
            amount: html`−${orderMoney(visit, order, order.refundedMinor)}`,
            kind: 'good',
          },
        ]
      : []
  return html`${summary(sums)}${back.length > 0 && html`<dl class="sums">${back.map((row) => html`<div class="good"><dt>${row.label}</dt><dd>${row.amount}</dd></div>`)}</dl>`}`
}

const trackingPages: [RegExp, string][] = [
  [/^DHL/, 'https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode='],
  [/^UPS/, 'https://www.ups.com/track?tracknum='],
  [/^FedEx/, 'https://www.fedex.com/fedextrack/?trknbr='],
  [/^USPS/, 'https://tools.usps.com/go/TrackConfirmAction?tLabels='],
]

/** The carrier's page for a parcel, where we know it. */
export function trackingHref(carrier: string, tracking: string): string | null {
  const page = trackingPages.find(([pattern]) => pattern.test(carrier))?.[1]
  return page && tracking ? page + encodeURIComponent(tracking) : null
}

type Entry = { state: 'done' | 'now' | 'next' | 'over'; words: string; at?: Date | null; more?: Printable }

/** What has happened and what comes next, oldest first. */
export function timeline(visit: Visit, order: Order, word: PaymentWord): Html {
  const { say, locale, market } = visit
  return html`<ol class="timeline">${entries(visit, order, word).map(
    ({ state, words, at, more }) =>
      html`<li class="${state}"${state === 'now' && html` aria-current="step"`}>${state === 'done' ? icon('check') : html`<span class="dot"></span>`}<div><p class="strong">${words}</p>${
        at && html`<p class="soft small">${dateAndTime(at, locale, market.timeZone)}</p>`
      }${more && html`<p class="small">${more}</p>`}${state === 'next' && html`<span class="unseen">${say({ en: 'still to come', de: 'steht noch aus' })}</span>`}</div></li>`,
  )}</ol>`
}

function entries(visit: Visit, order: Order, word: PaymentWord): Entry[] {
  const { say, locale } = visit
  const ordered: Entry = { state: 'done', words: say({ en: 'Ordered', de: 'Bestellt' }), at: order.createdAt }
  const paidAt = order.payments.find((payment) => payment.state === 'captured')?.settledAt ?? order.placedAt
  const paid: Entry[] =
    word === 'none-needed'
      ? []
      : [
          paidAt
            ? { state: 'done', words: say({ en: 'Paid', de: 'Bezahlt' }), at: paidAt }
            : { state: 'now', words: say({ en: 'Payment', de: 'Zahlung' }), more: waitingWords(visit, word) },
        ]
  const refunds = order.refunds
    .filter((refund) => refund.state !== 'failed')
    .map((refund): Entry => {
      const amount = formatMoney(refund.amountMinor, refund.currency, locale)
      return refund.state === 'done'
        ? {
            state: 'done',
            words: say({ en: `${amount} given back`, de: `${amount} zurückgezahlt` }),
            at: refund.doneAt,
          }
        : {
            state: 'now',
            words: say({ en: `${amount} on its way back`, de: `${amount} auf dem Rückweg` }),
            at: refund.createdAt,
          }
    })
  if (order.state === 'cancelled')
    return [
      ordered,
      ...(paidAt ? paid : []),
      { state: 'over', words: say({ en: 'Cancelled', de: 'Storniert' }), at: order.cancelledAt },
      ...refunds,
    ]
  const parcels = order.shipments.map((shipment): Entry => {
    const link = trackingHref(shipment.carrier, shipment.tracking)
    const tracking = shipment.tracking && html`${shipment.carrier} <span class="number">${shipment.tracking}</span>`
    return {
      state: 'done',
      words: say({ en: `Shipped from ${shipment.city}`, de: `Versandt aus ${shipment.city}` }),
      at: shipment.shippedAt,
      more: link
        ? html`${tracking}<br><a href="${link}" rel="noreferrer">${say({ en: 'Track this parcel', de: 'Dieses Paket verfolgen' })}</a>`
        : tracking || shipment.carrier,
    }
  })
  const arrives: Entry = {
    state: 'next',
    words: say({ en: 'Arrives', de: 'Kommt an' }),
    more: order.deliveryFrom && dayRange(order.deliveryFrom, order.deliveryTo ?? order.deliveryFrom, locale),
  }
  if (order.state === 'shipped') return [ordered, ...paid, ...parcels, { ...arrives, state: 'now' }, ...refunds]
  return [
    ordered,
    ...paid,
    ...parcels,
    {
      state: order.state === 'placed' ? 'now' : 'next',
      words: say({ en: 'Packed and handed to the carrier', de: 'Gepackt und dem Zusteller übergeben' }),
      more:
        order.state === 'placed' &&
        say({ en: 'We send you the tracking.', de: 'Wir schicken Ihnen die Sendungsnummer.' }),
    },
    arrives,
    ...refunds,
  ]
}

const waitingWords = ({ say }: Visit, word: PaymentWord): string =>
  word === 'processing'
    ? say({ en: 'Your bank is working on it.', de: 'Ihre Bank arbeitet daran.' })
    : word === 'checking'
      ? say({ en: 'We are asking the provider.', de: 'Wir fragen beim Anbieter nach.' })
      : say({ en: 'Not paid yet', de: 'Noch nicht bezahlt' })

export const orderDate = ({ locale, market }: Pick<Visit, 'locale' | 'market'>, at: Date): string =>
  date(at, locale, market.timeZone)

import { formatMoney } from '../../kit/money.ts'
import type { KnownOrder, Order, OrderRefund, Shipment } from '../orders/order.ts'
import type { Words } from '../settings/market.ts'
import type { MailBlock, MailText } from './mail-layout.ts'
import { mailAddress, mailDayRange, mailLines, mailSums } from './mail-words.ts'

/** Addresses that a mail about an order leads to. */
export type OrderLinks = { order: string; withdrawal: string; picture: (key: string) => string }

const speaker = (order: Pick<Order, 'locale'>) => (words: Words) => words[order.locale]

/** What of the shop's own words stands in mails about orders. */
export type OwnWords = { returnDays: number; withdrawal: string[] }

/** The confirmation. In Germany it is also the confirmation of the contract that the law wants in the shopper's hands. */
export function placedMail(order: KnownOrder, links: OrderLinks, own: OwnWords): MailText {
  const say = speaker(order)
  const { firstName } = order.billing
  const lead = say({
    en: `Thank you, ${firstName}. We have your order ${order.number} and your payment, and are packing it now.`,
    de: `Danke, ${firstName}. Ihre Bestellung ${order.number} und Ihre Zahlung sind da, wir packen jetzt.`,
  })
  const isGerman = order.receipt.taxStyle === 'included'
  const facts = [
    ...(order.deliveryFrom
      ? [
          {
            name: say({ en: 'Arrives', de: 'Kommt an' }),
            value: mailDayRange(order.deliveryFrom, order.deliveryTo ?? order.deliveryFrom, order.locale),
          },
        ]
      : []),
    { name: say({ en: 'Goes to', de: 'Geht an' }), value: mailAddress(order.shipping, order.locale) },
    { name: say({ en: 'Invoice to', de: 'Rechnung an' }), value: mailAddress(order.billing, order.locale) },
  ]
  return {
    subject: say({ en: `Your order ${order.number}`, de: `Ihre Bestellung ${order.number}` }),
    title: say({ en: 'Your order is placed', de: 'Ihre Bestellung ist eingegangen' }),
    preview: lead,
    blocks: [
      { block: 'text', text: lead },
      button(say({ en: 'See the order', de: 'Bestellung ansehen' }), links.order),
      mailLines(order, links.picture),
      mailSums(order),
      { block: 'facts', facts },
      quiet(
        say({
          en: 'The next mail comes when the parcel leaves, with its tracking. Until then you can cancel on the page of the order.',
          de: 'Die nächste Mail kommt, wenn das Paket das Haus verlässt, mit der Sendungsnummer. Bis dahin können Sie auf der Seite der Bestellung stornieren.',
        }),
      ),
      ...(isGerman
        ? [
            // What the law wants on a durable medium (§ 312f (2) BGB): the same words as on the page.
            ...own.withdrawal.map(quiet),
            quiet(`${say({ en: 'Withdraw online:', de: 'Online widerrufen:' })} ${links.withdrawal}`),
          ]
        : []),
    ],
  }
}

export function shippedMail(order: KnownOrder, shipment: Shipment, links: OrderLinks, own: OwnWords): MailText {
  const say = speaker(order)
  const isPart = order.shipments.length > 1
  const lead = isPart
    ? say({
        en: `A parcel of your order ${order.number} has left ${shipment.city}. The order comes in ${order.shipments.length} parcels.`,
        de: `Ein Paket Ihrer Bestellung ${order.number} hat ${shipment.city} verlassen. Die Bestellung kommt in ${order.shipments.length} Paketen.`,
      })
    : say({
        en: `Your order ${order.number} has left ${shipment.city} and is on its way to you.`,
        de: `Ihre Bestellung ${order.number} hat ${shipment.city} verlassen und ist unterwegs zu Ihnen.`,
      })
  return {
    subject: say({ en: `On its way: order ${order.number}`, de: `Unterwegs: Bestellung ${order.number}` }),
    title: say({ en: 'Your parcel is on its way', de: 'Ihr Paket ist unterwegs' }),
    preview: lead,
    blocks: [
      { block: 'text', text: lead },
      {
        block: 'facts',
        facts: [
          { name: say({ en: 'Carrier', de: 'Zusteller' }), value: shipment.carrier },
          ...(shipment.tracking
            ? [{ name: say({ en: 'Tracking number', de: 'Sendungsnummer' }), value: shipment.tracking }]
            : []),
          ...(order.deliveryFrom
            ? [
                {
                  name: say({ en: 'Arrives', de: 'Kommt an' }),
                  value: mailDayRange(order.deliveryFrom, order.deliveryTo ?? order.deliveryFrom, order.locale),
                },
              ]
            : []),
          { name: say({ en: 'Goes to', de: 'Geht an' }), value: mailAddress(order.shipping, order.locale) },
        ],
      },
      button(say({ en: 'Follow the parcel', de: 'Paket verfolgen' }), links.order),
      mailLines(order, links.picture),
      quiet(
        say({
          en: `Something not right? You have ${own.returnDays} days to send it back.`,
          de: `Passt etwas nicht? Sie haben ${own.returnDays} Tage, um es zurückzuschicken.`,
        }),
      ),
    ],
  }
}

export function refundedMail(order: Order, refund: OrderRefund, links: OrderLinks): MailText {
  const say = speaker(order)
  const amount = formatMoney(refund.amountMinor, refund.currency, order.locale)
  const lead = say({
    en: `We have given back ${amount} for your order ${order.number}, the way you paid. Banks take up to five working days until you see it.`,
    de: `Wir haben Ihnen ${amount} für Ihre Bestellung ${order.number} zurückgezahlt, auf dem Weg, auf dem Sie bezahlt haben. Banken brauchen bis zu fünf Werktage, bis Sie es sehen.`,
  })
  const money = (minor: number) => formatMoney(minor, order.currency, order.locale)
  const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0)
  // Of the payments themselves: money that came too late belongs to no total.
  const paidMinor = sum(order.payments.map(({ capturedMinor }) => capturedMinor))
  const backMinor = sum(order.refunds.filter(({ state }) => state === 'done').map(({ amountMinor }) => amountMinor))
  return {
    subject: say({
      en: `${amount} given back: order ${order.number}`,
      de: `${amount} zurückgezahlt: Bestellung ${order.number}`,
    }),
    title: say({ en: `${amount} are on their way back`, de: `${amount} sind auf dem Rückweg` }),
    preview: lead,
    blocks: [
      { block: 'text', text: lead },
      {
        block: 'sums',
        sums: [
          { words: say({ en: 'Paid', de: 'Bezahlt' }), amount: money(paidMinor) },
          {
            words: say({ en: 'Given back in all', de: 'Insgesamt zurückgezahlt' }),
            amount: money(backMinor),
            strong: true,
          },
        ],
      },
      button(say({ en: 'See the order', de: 'Bestellung ansehen' }), links.order),
    ],
  }
}

export function cancelledMail(order: Order, links: OrderLinks): MailText {
  const say = speaker(order)
  const wasPaid = order.payments.some((payment) => payment.state === 'captured')
  const lead = wasPaid
    ? say({
        en: `Your order ${order.number} is cancelled. ${formatMoney(order.refundedMinor, order.currency, order.locale)} go back the way you paid; we write again when they are on their way.`,
        de: `Ihre Bestellung ${order.number} ist storniert. ${formatMoney(order.refundedMinor, order.currency, order.locale)} gehen auf dem Weg zurück, auf dem Sie bezahlt haben; wir schreiben noch einmal, wenn sie unterwegs sind.`,
      })
    : say({
        en: `Your order ${order.number} is cancelled. Nothing was charged.`,
        de: `Ihre Bestellung ${order.number} ist storniert. Es wurde nichts abgebucht.`,
      })
  return {
    subject: say({ en: `Cancelled: order ${order.number}`, de: `Storniert: Bestellung ${order.number}` }),
    title: say({ en: 'Your order is cancelled', de: 'Ihre Bestellung ist storniert' }),
    preview: lead,
    blocks: [
      { block: 'text', text: lead },
      mailLines(order, links.picture),
      mailSums(order),
      button(say({ en: 'See the order', de: 'Bestellung ansehen' }), links.order),
    ],
  }
}

const button = (words: string, href: string): MailBlock => ({ block: 'button', words, href })
const quiet = (text: string): MailBlock => ({ block: 'quiet', text })

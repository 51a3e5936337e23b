import { isKnown, type KnownOrder } from '../orders/order.ts'
import { orderToken } from '../orders/order-link.ts'
import { readOrderById } from '../orders/read-orders.ts'
import { plainText } from '../settings/shop-texts.ts'
import { marketOf, type Shop } from '../shop.ts'
import { readWithdrawal } from '../withdrawals/read-withdrawal.ts'
import type { MailText } from './mail-layout.ts'
import { cancelledMail, type OrderLinks, type OwnWords, placedMail, refundedMail, shippedMail } from './order-mails.ts'
import { sendMail } from './send-mail.ts'
import { withdrawalNoticeMail, withdrawalReceiptMail } from './withdrawal-mails.ts'

type Needs = Pick<
  Shop,
  'db' | 'mailer' | 'mailFrom' | 'name' | 'identity' | 'markets' | 'publicUrl' | 'link' | 'secret' | 'vault'
>

export type OrderMail = { orderId: string } & (
  | { kind: 'placed' | 'cancelled' }
  | { kind: 'shipped'; shipmentId: string }
  | { kind: 'refunded'; refundId: string }
)

/**
 * The job `send-order-mail`. It reads the order now: a mail that is no longer true is not sent, and sending the same twice is
 * one mail.
 */
export async function sendOrderMail(shop: Needs, ask: OrderMail): Promise<void> {
  const order = await readOrderById(shop, ask.orderId)
  // Who was erased cannot be written to.
  if (!order || !isKnown(order)) return
  const mail = mailOf(order, ask, linksOf(shop, order), ownWords(shop, order))
  if (!mail) return
  await sendMail(shop, { key: keyOf(ask), to: order.email, locale: order.locale, mail })
}

function ownWords({ identity, markets }: Needs, order: KnownOrder): OwnWords {
  const place = { market: order.market, locale: order.locale }
  const withdrawal = plainText(identity, marketOf({ markets }, order.market), place, 'withdrawal')
  return { returnDays: identity.returnDays, withdrawal }
}

function mailOf(order: KnownOrder, ask: OrderMail, links: OrderLinks, own: OwnWords): MailText | null {
  switch (ask.kind) {
    case 'placed':
      return order.state === 'placed' || order.state === 'shipped' ? placedMail(order, links, own) : null
    case 'shipped': {
      const shipment = order.shipments.find(({ id }) => id === ask.shipmentId)
      return shipment ? shippedMail(order, shipment, links, own) : null
    }
    case 'refunded': {
      const refund = order.refunds.find(({ id, state }) => id === ask.refundId && state === 'done')
      return refund ? refundedMail(order, refund, links) : null
    }
    case 'cancelled':
      // Who let an order lapse or went on with another cart has bought nothing: there is nothing to write about.
      return order.state === 'cancelled' && (order.cancelReason === 'shopper' || order.cancelReason === 'staff')
        ? cancelledMail(order, links)
        : null
  }
}

function keyOf(ask: OrderMail): string {
  switch (ask.kind) {
    case 'shipped':
      return `order-shipped:${ask.shipmentId}`
    case 'refunded':
      return `order-refunded:${ask.refundId}`
    default:
      return `order-${ask.kind}:${ask.orderId}`
  }
}

function linksOf(shop: Needs, order: KnownOrder): OrderLinks {
  const place = { market: order.market, locale: order.locale }
  const token = orderToken(shop, order.id)
  return {
    order: shop.link('order', place, token),
    withdrawal: shop.link('withdrawal', place, token),
    picture: (key) => shop.link('picture', place, key),
  }
}

/** The job `send-withdrawal-mails`: the receipt to the consumer, and word to the shop's own mailbox. */
export async function sendWithdrawalMails(shop: Needs, { withdrawalId }: { withdrawalId: string }): Promise<void> {
  const withdrawal = await readWithdrawal(shop, withdrawalId)
  if (!withdrawal) return
  const { timeZone } = marketOf(shop, withdrawal.market)
  await sendMail(shop, {
    key: `withdrawal-receipt:${withdrawalId}`,
    to: withdrawal.email,
    locale: withdrawal.locale,
    mail: withdrawalReceiptMail(withdrawal, timeZone),
  })
  await sendMail(shop, {
    key: `withdrawal-notice:${withdrawalId}`,
    to: shop.mailFrom,
    locale: 'de',
    mail: withdrawalNoticeMail(withdrawal, timeZone),
  })
}

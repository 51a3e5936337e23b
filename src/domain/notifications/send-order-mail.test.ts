import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aReadyCart, openPayingShop, type PayingShop, placed, until } from '../../../test/helpers/paying-shop.ts'
import { changeBuyer } from '../../../test/helpers/test-keys.ts'
import { addWare } from '../../../test/helpers/wares.ts'
import { sql } from '../../kit/db.ts'
import { cancelOrder } from '../orders/cancel-order.ts'
import type { Order } from '../orders/order.ts'
import { readOrder } from '../orders/read-orders.ts'
import { settlePayment } from '../orders/settle-payment.ts'
import { declareWithdrawal } from '../withdrawals/declare-withdrawal.ts'
import { sendOrderMail, sendWithdrawalMails } from './send-order-mail.ts'

type Sent = { key: string; recipient: string; subject: string; html: string; body: string }

const mailsOf = (shop: PayingShop): Promise<Sent[]> =>
  shop.db.rows(sql`select key, recipient, subject, html, body from mailbox order by id`)

const plain = (text: string) => text.replace(/\u00a0/g, ' ')

/** An order in the market, with two mugs; `paid` settles it. */
async function anOrder(shop: PayingShop, market: 'us' | 'de', paid = true): Promise<Order> {
  const { variantId } = await addWare(shop, { key: 'mug', stock: { hamburg: 5, columbus: 5 } })
  const cart = await aReadyCart(shop, { market, email: 'ada@example.com', lines: [{ variantId, quantity: 2 }] })
  const { token, sessionRef } = await placed(shop, cart)
  if (paid) {
    await shop.sandbox.bank.pay(sessionRef, 'success')
    await settlePayment(shop, { sessionRef })
  }
  const order = await readOrder(shop, token)
  assert.ok(order)
  return order
}

test('the confirmation tells lines, sums and the way to the order in the language of the order, once', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const order = await anOrder(shop, 'us')
  await sendOrderMail(shop, { orderId: order.id, kind: 'placed' })
  await sendOrderMail(shop, { orderId: order.id, kind: 'placed' })
  const [mail, second] = await mailsOf(shop)
  assert.equal(second, undefined)
  assert.equal(mail?.recipient, 'ada@example.com')
  assert.equal(mail.subject, `Your order ${order.number}`)
  for (const words of ['2 × $29.00', 'Subtotal: $58.00', 'Shipping, Standard delivery: $5.90', 'Total: $63.90'])
    assert.ok(plain(mail.body).includes(words), `${words} is missing in ${mail.body}`)
  assert.match(mail.body, /http:\/\/shop\.test\/us\/en\/orders\/[\w-]{44}/)
  assert.doesNotMatch(mail.body, /withdraw/i)
})

test('the German confirmation carries the contained tax and the whole instruction on withdrawal', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const order = await anOrder(shop, 'de')
  await sendOrderMail(shop, { orderId: order.id, kind: 'placed' })
  const [mail] = await mailsOf(shop)
  const body = plain(mail?.body ?? '')
  assert.match(body, /Gesamt: 53,70 €/)
  assert.match(body, /Darin MwSt\., 19 %: 8,57 €/)
  assert.match(body, /binnen vierzehn Tagen ohne Angabe von Gründen diesen Vertrag zu widerrufen/)
  assert.match(body, /Folgen des Widerrufs/)
  assert.match(body, /\/de\/de\/withdrawal\?order=/)
})

test('what a shopper typed stays text in the mail', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const order = await anOrder(shop, 'us')
  await changeBuyer(shop, order.id, (buyer) => ({ ...buyer, billing: { ...buyer.billing, firstName: '<img src=x>' } }))
  await sendOrderMail(shop, { orderId: order.id, kind: 'placed' })
  const [mail] = await mailsOf(shop)
  assert.match(mail?.html ?? '', /&lt;img src=x&gt;/)
  assert.doesNotMatch(mail?.html ?? '', /<img src=x>/)
})

test('a mail that is not true is not sent: no confirmation before payment, no refund before it is done', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const order = await anOrder(shop, 'de', false)
  await sendOrderMail(shop, { orderId: order.id, kind: 'placed' })
  await sendOrderMail(shop, { orderId: order.id, kind: 'cancelled' })
  await sendOrderMail(shop, { orderId: order.id, kind: 'refunded', refundId: order.id })
  assert.deepEqual(await mailsOf(shop), [])
})

test('a cancelled order writes twice: that it is cancelled, and that the money is given back', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { id: orderId } = await anOrder(shop, 'us')
  assert.equal((await cancelOrder(shop, { orderId, reason: 'shopper' })).ok, true)
  const refund = await until(() =>
    shop.db.row<{ id: string }>(sql`select id from refund where order_id = ${orderId} and state = 'done'`),
  )
  await sendOrderMail(shop, { orderId, kind: 'cancelled' })
  await sendOrderMail(shop, { orderId, kind: 'refunded', refundId: refund.id })
  const mails = await mailsOf(shop)
  assert.deepEqual(
    mails.map(({ subject }) => subject.replace(/order .*/, '')),
    ['Cancelled: ', '$63.90 given back: '],
  )
})

test('a withdrawal is confirmed with its content and time, and told to the shop', async (t) => {
  const now = new Date('2026-11-24T15:05:07Z')
  const shop = await openPayingShop(t, { webhooks: false, clock: () => now })
  const said = { name: 'Erika Muster', number: 'T4K7-9QWX-MC', email: 'erika@example.com', articles: '' }
  const declared = await declareWithdrawal(shop, { market: 'de', locale: 'de' }, { ...said, idempotencyKey: 'k1' })
  const again = await declareWithdrawal(shop, { market: 'de', locale: 'de' }, { ...said, idempotencyKey: 'k1' })
  assert.equal(again.id, declared.id)
  assert.equal(declared.orderId, null)
  await sendWithdrawalMails(shop, { withdrawalId: declared.id })
  const [receipt, notice] = await mailsOf(shop)
  assert.equal(receipt?.recipient, 'erika@example.com')
  assert.match(receipt.body, /24\. November 2026 um 16:05:07/)
  assert.match(receipt.body, /Alle Artikel der Bestellung/)
  assert.equal(notice?.recipient, shop.mailFrom)
  assert.match(notice.body, /passen zu keiner Bestellung/)
})

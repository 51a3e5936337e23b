import { readItems } from '../../domain/browse/read-items.ts'
import { resumePayment } from '../../domain/checkout/resume-payment.ts'
import { askForAccount } from '../../domain/customers/ask-account.ts'
import { canonicalEmail } from '../../domain/customers/email.ts'
import { PasswordQueueFull } from '../../domain/customers/password.ts'
import { cancelOrder } from '../../domain/orders/cancel-order.ts'
import { isKnown, type Order, wordFor } from '../../domain/orders/order.ts'
import { readOrder } from '../../domain/orders/read-orders.ts'
import type { Words } from '../../domain/settings/market.ts'
import type { Html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { notice } from '../../ui/notice.ts'
import { busy, passwordProblems } from '../account/account-words.ts'
import { pageProblems, toldNotice } from '../checkout/checkout-words.ts'
import { returnLinks } from '../checkout/return-links.ts'
import { checkoutPage, shopPage } from '../frame.ts'
import { redirect } from '../respond.ts'
import { lostPage } from '../states.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { accountAsked, type OrderShown, orderView } from './order-view.ts'
import { orderTitle } from './order-words.ts'
import { receiptView } from './receipt-view.ts'

export const orderPage: PageHandler = (visit) =>
  withOrder(visit, (order) => showOrder(visit, order, { said: saidBefore(visit) }))

/** Opens the order of the link, in its own market; strangers find nothing. */
async function withOrder(visit: Visit, work: (order: Order) => Promise<Response>): Promise<Response> {
  const { shop, params, market, route } = visit
  const order = await readOrder(shop, params.token ?? '')
  if (!order) return lostPage(visit, shop)
  if (order.market === market.code || (route !== 'order' && route !== 'orderReceipt')) return work(order)
  const there = { market: order.market, locale: order.locale }
  return redirect(href(there, route, { token: params.token ?? '' }), 302)
}

export async function showOrder(
  visit: Visit,
  order: Order,
  more: Pick<OrderShown, 'said' | 'accountError'>,
  status = 200,
): Promise<Response> {
  const { shop, place, params } = visit
  const token = params.token ?? ''
  const isBought = order.state === 'placed' || order.state === 'shipped'
  const [items, person] = await Promise.all([
    readItems(
      shop,
      place,
      order.lines.map((line) => line.variantId),
    ),
    visit.personIfKnown(),
  ])
  const isUnclear = order.state === 'awaiting-payment' && visit.url.searchParams.get('back') === 'unclear'
  const wasAsked = visit.url.searchParams.has('account')
  const response = await shopPage(
    visit,
    {
      title: orderTitle(visit, order, wordFor(order, isUnclear)).title,
      page: 'order',
      robots: 'noindex',
      styles: 'till',
      scripts: ['till'],
      samePage: (there) => (there.market === order.market ? href(there, 'order', { token }) : null),
      body: orderView(visit, {
        order,
        token,
        items,
        isUnclear,
        offersAccount: isBought && order.accountId === null && person === null && !wasAsked,
        ...more,
      }),
    },
    status,
  )
  // While nobody knows whether it was paid, the page asks again by itself, with or without a script.
  if (isUnclear) response.headers.set('refresh', `20; url=${href(place, 'checkoutReturn', {}, { order: token })}`)
  return response
}

const doneWords = new Map<string, Words>(
  Object.entries({
    cancelled: { en: 'Done: the order is cancelled.', de: 'Erledigt: Die Bestellung ist storniert.' },
  }),
)

function saidBefore(visit: Visit): Html | null {
  const query = visit.url.searchParams
  if (query.has('account')) return accountAsked(visit)
  const words = doneWords.get(query.get('done') ?? '')
  return words ? notice('good', visit.say(words)) : null
}

/** The same order again: the page that is open, or a new one when it has closed. */
export const payOrder: PageHandler = (visit) =>
  withOrder(visit, async (order) => {
    await visit.form()
    const { shop, place, params } = visit
    const token = params.token ?? ''
    const offered = await resumePayment(shop, { token, links: returnLinks(visit) })
    if (offered.ok) return redirect(offered.paymentPage ?? href(place, 'order', { token }))
    if (offered.problem === 'no-order') return lostPage(visit, shop)
    const now = (await readOrder(shop, token)) ?? order
    const told = pageProblems[offered.problem]
    return showOrder(visit, now, { said: toldNotice(visit, told) }, told.status)
  })

const cancelProblems: Record<'already-shipped' | 'paid-meanwhile' | 'payment-under-way', Words> = {
  'already-shipped': {
    en: 'It has left our house already and cannot be cancelled any more. You can send it back.',
    de: 'Sie hat unser Haus schon verlassen und lässt sich nicht mehr stornieren. Sie können sie zurückschicken.',
  },
  'paid-meanwhile': {
    en: 'It was paid just now, so it was not cancelled. Look it over and cancel again if you like.',
    de: 'Sie wurde gerade bezahlt und darum nicht storniert. Prüfen Sie sie und stornieren Sie noch einmal, wenn Sie möchten.',
  },
  'payment-under-way': {
    en: 'A payment is under way right now, so nothing was cancelled. Please try again in a few minutes.',
    de: 'Gerade ist eine Zahlung unterwegs, darum wurde nichts storniert. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
  },
}

export const cancelOrderHandler: PageHandler = (visit) =>
  withOrder(visit, async (order) => {
    await visit.form()
    const { shop, place, params } = visit
    const cancelled = await cancelOrder(shop, { orderId: order.id, reason: 'shopper' })
    if (cancelled.ok) return redirect(href(place, 'order', { token: params.token ?? '' }, { done: 'cancelled' }))
    if (cancelled.problem === 'no-order') return lostPage(visit, shop)
    const now = (await readOrder(shop, params.token ?? '')) ?? order
    return showOrder(visit, now, { said: notice('bad', visit.say(cancelProblems[cancelled.problem])) }, 409)
  })

/** The offer on the confirmation: a password is all that is missing. */
export const orderAccount: PageHandler = (visit) =>
  withOrder(visit, async (order) => {
    const { password = '' } = await visit.form()
    const { shop, place, params } = visit
    if (!isKnown(order)) return showOrder(visit, order, {})
    const { firstName, lastName } = order.billing
    try {
      // The order keeps the address as it was typed; an account has its one form.
      const email = canonicalEmail(order.email) ?? order.email
      const asked = await askForAccount(shop, place, { email, password, firstName, lastName })
      if (asked.ok) return redirect(href(place, 'order', { token: params.token ?? '' }, { account: 'asked' }))
      return showOrder(visit, order, { accountError: visit.say(passwordProblems[asked.problem]) }, 422)
    } catch (fault) {
      if (fault instanceof PasswordQueueFull) return showOrder(visit, order, { accountError: visit.say(busy) }, 503)
      throw fault
    }
  })

export const orderReceiptPage: PageHandler = (visit) =>
  withOrder(visit, (order) =>
    checkoutPage(visit, {
      title: `${visit.say({ en: 'Receipt', de: 'Beleg' })} ${order.number}`,
      page: 'receipt',
      styles: 'till',
      scripts: ['till'],
      body: receiptView(visit, order, visit.params.token ?? ''),
    }),
  )

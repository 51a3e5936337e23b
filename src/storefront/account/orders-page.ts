import { readItems } from '../../domain/browse/read-items.ts'
import { readAddresses } from '../../domain/customers/address-book.ts'
import { orderToken } from '../../domain/orders/order-link.ts'
import { listOrders, readOrderOfAccount } from '../../domain/orders/read-orders.ts'
import { html } from '../../kit/html.ts'
import { href } from '../../routes.ts'
import { orderBody, payAgain } from '../orders/order-view.ts'
import { orderTitle } from '../orders/order-words.ts'
import { lostPage } from '../states.ts'
import type { PageHandler } from '../visit.ts'
import { accountPage } from './account-frame.ts'
import { accountHome, ordersView } from './account-view.ts'
import { signedIn } from './signed-in.ts'

export const accountHomePage: PageHandler = async (visit) => {
  const { say, shop } = visit
  const { personId, email, firstName } = await signedIn(visit)
  const [{ orders }, addresses] = await Promise.all([
    listOrders(shop, personId, null, 1),
    readAddresses(shop, personId),
  ])
  return accountPage(visit, {
    title: firstName
      ? say({ en: `Hello, ${firstName}`, de: `Guten Tag, ${firstName}` })
      : say({ en: 'Your account', de: 'Ihr Konto' }),
    room: 'account',
    body: accountHome(visit, { latest: orders[0] ?? null, address: addresses[0] ?? null, email }),
  })
}

export const accountOrdersPage: PageHandler = async (visit) => {
  const { say, shop, place } = visit
  const { personId } = await signedIn(visit)
  const after = visit.url.searchParams.get('after')
  const { orders, next } = await listOrders(shop, personId, after)
  const first = href(place, 'accountOrders')
  return accountPage(visit, {
    title: say({ en: 'Orders', de: 'Bestellungen' }),
    room: 'accountOrders',
    body: ordersView(visit, orders, {
      previous: after === null ? null : first,
      next: next === null ? null : href(place, 'accountOrders', {}, { after: next }),
    }),
  })
}

export const accountOrderPage: PageHandler = async (visit) => {
  const { say, shop, place, params } = visit
  const { personId } = await signedIn(visit)
  const order = await readOrderOfAccount(shop, personId, params.number ?? '')
  if (!order) return lostPage(visit, shop)
  const items = await readItems(
    shop,
    place,
    order.lines.map((line) => line.variantId),
  )
  const { title, lead } = orderTitle(visit, order)
  const shown = { order, token: orderToken(shop, order.id), items, offersAccount: false }
  return accountPage(visit, {
    title: say({ en: `Order ${order.number}`, de: `Bestellung ${order.number}` }),
    room: 'accountOrders',
    body: html`<p class="lead"><strong>${title}.</strong> ${lead}</p>${payAgain(visit, shown)}${orderBody(visit, shown)}`,
  })
}

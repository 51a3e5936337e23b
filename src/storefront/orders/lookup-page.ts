import { findOrderToken } from '../../domain/orders/read-orders.ts'
import { href } from '../../routes.ts'
import { shopPage } from '../frame.ts'
import { redirect } from '../respond.ts'
import type { PageHandler, Visit } from '../visit.ts'
import { type LookupShown, lookupView } from './lookup-view.ts'

export const orderLookupPage: PageHandler = (visit) => show(visit, { values: {} })

export const findOrder: PageHandler = async (visit) => {
  const { number = '', email = '' } = await visit.form()
  const token = await findOrderToken(visit.shop, { number, email })
  return token === null
    ? show(visit, { values: { number, email }, isUnknown: true }, 422)
    : redirect(href(visit.place, 'order', { token }))
}

const show = (visit: Visit, shown: LookupShown, status = 200): Promise<Response> =>
  shopPage(
    visit,
    {
      title: visit.say({ en: 'Find an order', de: 'Bestellung finden' }),
      page: 'order-lookup',
      robots: 'noindex',
      styles: 'till',
      samePage: (there) => href(there, 'orderLookup'),
      body: lookupView(visit, shown),
    },
    status,
  )

import { z } from 'zod'
import { orderToken } from '../../../domain/orders/order-link.ts'
import { listOrders, readOrderOfAccount } from '../../../domain/orders/read-orders.ts'
import { queryText } from '../../../routes.ts'
import { apiLink } from '../catalogue/show.ts'
import { openCursor, sealCursor } from '../cursor.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { orderAnswerSchema, orderSummarySchema, shownOrder, shownSummary } from '../orders/order-answer.ts'
import { refuse } from '../problems.ts'
import { addressSchema } from '../schemas.ts'

export const listAccountOrders = defineEndpoint({
  operationId: 'listOrders',
  method: 'GET',
  path: '/account/orders',
  tag: 'Account',
  summary: 'The shopper’s orders in all markets, the newest first',
  description: 'Orders that were placed as a guest under the proved e-mail address are among them.',
  who: 'shopper',
  query: z.strictObject({
    limit: z.int().min(1).max(50).default(10),
    after: z.string().min(1).max(200).optional().describe('Where the page begins. Opaque: it stands in links.next.'),
  }),
  answers: {
    200: z
      .strictObject({
        orders: z.array(orderSummarySchema),
        links: z.strictObject({ self: addressSchema, next: addressSchema.nullable() }),
      })
      .meta({ id: 'Orders' }),
  },
  problems: [],
  cache: 'private',
  async handle(call) {
    const { shop, query } = call
    const { personId } = await call.person()
    const list = `orders ${personId}`
    const after = query.after === undefined ? null : openCursor(shop.secret, list, query.after)
    if (query.after !== undefined && after === null)
      return refuse('input-invalid', {
        fields: [{ field: 'after', in: 'query', code: 'malformed', message: 'is no place in this list' }],
      })
    const { orders, next } = await listOrders(shop, personId, after, query.limit)
    const page = (place: string | undefined) =>
      apiLink(call, `/account/orders${queryText({ limit: query.limit, after: place })}`)
    return answer(200, {
      orders: orders.map((order) => shownSummary(call, order)),
      links: { self: page(query.after), next: next === null ? null : page(sealCursor(shop.secret, list, next)) },
    })
  },
})

export const readAccountOrder = defineEndpoint({
  operationId: 'readAccountOrder',
  method: 'GET',
  path: '/account/orders/{number}',
  tag: 'Account',
  summary: 'One of the shopper’s orders by its number',
  who: 'shopper',
  params: z.strictObject({ number: z.string().min(1).max(40) }),
  answers: { 200: orderAnswerSchema },
  problems: ['order-unknown'],
  cache: 'private',
  async handle(call) {
    const { shop, params } = call
    const { personId } = await call.person()
    const order = await readOrderOfAccount(shop, personId, params.number)
    return order ? answer(200, { order: shownOrder(call, order, orderToken(shop, order.id)) }) : refuse('order-unknown')
  },
})

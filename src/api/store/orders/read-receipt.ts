import { z } from 'zod'
import { readOrder } from '../../../domain/orders/read-orders.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { orderParams, orderSchema, shownOrder } from './order-answer.ts'

const sellerSchema = z
  .strictObject({
    name: z.string(),
    street: z.string(),
    postcode: z.string(),
    city: z.string(),
    country: z.string(),
    email: z.string(),
    vatId: z.string().nullable(),
  })
  .meta({ id: 'Seller' })

export const readReceipt = defineEndpoint({
  operationId: 'readReceipt',
  method: 'GET',
  path: '/orders/{token}/receipt',
  tag: 'Orders',
  summary: 'What a receipt must say: who sold what to whom, for how much and with which tax',
  who: 'anyone',
  params: orderParams,
  answers: { 200: z.strictObject({ seller: sellerSchema, order: orderSchema }).meta({ id: 'Receipt' }) },
  problems: ['order-unknown'],
  cache: 'private',
  async handle(call) {
    const { shop, params } = call
    const order = await readOrder(shop, params.token)
    if (!order) return refuse('order-unknown')
    const { name, street, postcode, city, country, email, vatId = null } = shop.identity.company
    return answer(200, {
      seller: { name, street, postcode, city, country, email, vatId },
      order: shownOrder(call, order, params.token),
    })
  },
})

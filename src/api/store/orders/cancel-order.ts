import { z } from 'zod'
import { cancelOrder as cancel } from '../../../domain/orders/cancel-order.ts'
import { orderIdOf } from '../../../domain/orders/order-link.ts'
import { readOrderById } from '../../../domain/orders/read-orders.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { orderParams, orderSchema, shownOrder } from './order-answer.ts'

export const cancelOrder = defineEndpoint({
  operationId: 'cancelOrder',
  method: 'POST',
  path: '/orders/{token}/cancel',
  tag: 'Orders',
  summary: 'Cancels an order that has not left the house',
  description: 'What was paid is given back: refunds of the order tell how that stands.',
  who: 'anyone',
  params: orderParams,
  answers: { 200: z.strictObject({ order: orderSchema }).meta({ id: 'OrderCancelled' }) },
  problems: ['order-unknown', 'already-shipped', 'payment-under-way'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, params } = call
    const orderId = orderIdOf(shop, params.token)
    if (orderId === null) return refuse('order-unknown')
    const cancelled = await cancel(shop, { orderId, reason: 'shopper' })
    if (!cancelled.ok)
      switch (cancelled.problem) {
        case 'no-order':
          return refuse('order-unknown')
        case 'already-shipped':
          return refuse('already-shipped')
        default:
          return refuse('payment-under-way')
      }
    const order = await readOrderById(shop, orderId)
    return order ? answer(200, { order: shownOrder(call, order, params.token) }) : refuse('order-unknown')
  },
})

import { takeReturn } from '../../../domain/checkout/resume-payment.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { orderAnswerSchema, orderParams, shownOrder } from './order-answer.ts'

export const readOrder = defineEndpoint({
  operationId: 'readOrder',
  method: 'GET',
  path: '/orders/{token}',
  tag: 'Orders',
  summary: 'An order by its secret token',
  description:
    'While it waits for its payment, the provider is asked how it stands: read the order when the shopper comes back from the payment page.',
  who: 'anyone',
  params: orderParams,
  answers: { 200: orderAnswerSchema },
  problems: ['order-unknown'],
  cache: 'private',
  async handle(call) {
    const { token } = call.params
    const order = await takeReturn(call.shop, token)
    return order ? answer(200, { order: shownOrder(call, order, token, order.isUnclear) }) : refuse('order-unknown')
  },
})

import { z } from 'zod'
import { findOrderToken } from '../../../domain/orders/read-orders.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { tokenSchema } from './order-answer.ts'

export const lookUpOrder = defineEndpoint({
  operationId: 'lookUpOrder',
  method: 'POST',
  path: '/orders/lookup',
  tag: 'Orders',
  summary: 'The token of an order by its number and e-mail address',
  description: 'Whichever of the two is wrong, the answer is the same. It changes nothing and needs no key.',
  who: 'anyone',
  body: z.strictObject({ number: z.string().min(1).max(40), email: z.string().min(1).max(320) }),
  answers: { 200: z.strictObject({ token: tokenSchema }).meta({ id: 'OrderFound' }) },
  problems: ['order-unknown'],
  cache: 'private',
  async handle({ shop, body }) {
    const token = await findOrderToken(shop, body)
    return token === null ? refuse('order-unknown') : answer(200, { token })
  },
})

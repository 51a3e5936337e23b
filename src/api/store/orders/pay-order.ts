import { z } from 'zod'
import { resumePayment } from '../../../domain/checkout/resume-payment.ts'
import { returnInput, returnLinks } from '../checkout/return-links.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { orderParams, paymentSchema } from './order-answer.ts'

export const payOrder = defineEndpoint({
  operationId: 'payOrder',
  method: 'POST',
  path: '/orders/{token}/payment',
  tag: 'Orders',
  summary: 'The page where an order is paid: the one that is open, or a new one',
  description: 'The addresses count for a new page; one that is open leads back where it was asked to lead.',
  who: 'anyone',
  params: orderParams,
  body: z.strictObject(returnInput),
  answers: { 200: z.strictObject({ payment: paymentSchema }).meta({ id: 'PaymentAnswer' }) },
  problems: [
    'order-unknown',
    'order-cancelled',
    'order-too-old',
    'payment-under-way',
    'payment-unclear',
    'payment-refused',
  ],
  cache: 'private',
  changes: true,
  async handle({ shop, params, body }) {
    const back = returnLinks(shop, body)
    if (!back.ok) return refuse('input-invalid', { fields: back.fields })
    const offered = await resumePayment(shop, { token: params.token, links: back.links })
    if (offered.ok) return answer(200, { payment: offered.paymentPage === null ? null : { url: offered.paymentPage } })
    if (offered.problem === 'no-order') return refuse('order-unknown')
    return refuse(offered.problem === 'too-late' ? 'order-too-old' : offered.problem)
  },
})

import { z } from 'zod'
import { askForAccount } from '../../../domain/customers/ask-account.ts'
import { canonicalEmail } from '../../../domain/customers/email.ts'
import { isKnown } from '../../../domain/orders/order.ts'
import { readOrder } from '../../../domain/orders/read-orders.ts'
import { newPasswordSchema, unfitPassword, whenFree } from '../accounts/account-input.ts'
import { asked, askedSchema } from '../accounts/register.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { orderParams } from './order-answer.ts'

export const askOrderAccount = defineEndpoint({
  operationId: 'askOrderAccount',
  method: 'POST',
  path: '/orders/{token}/account',
  tag: 'Orders',
  summary: 'Asks for an account for who has ordered as a guest',
  description: 'Its address and name are the order’s; a password is all that is missing. See registerAccount.',
  who: 'anyone',
  params: orderParams,
  body: z.strictObject({ password: newPasswordSchema }),
  answers: { 202: askedSchema },
  problems: ['order-unknown', 'busy'],
  cache: 'private',
  changes: true,
  async handle({ shop, place, params, body }) {
    const order = await readOrder(shop, params.token)
    if (!order || !isKnown(order)) return refuse('order-unknown')
    const { firstName, lastName } = order.billing
    const email = canonicalEmail(order.email) ?? order.email
    const given = { email, password: body.password, firstName, lastName }
    const done = await whenFree(() => askForAccount(shop, place, given))
    if (!('ok' in done)) return done
    return done.ok ? answer(202, asked) : unfitPassword(done.problem)
  },
})

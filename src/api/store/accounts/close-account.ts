import { z } from 'zod'
import { closeAccount as close } from '../../../domain/customers/close-account.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { passwordSchema, whenFree } from './account-input.ts'

export const closeAccount = defineEndpoint({
  operationId: 'closeAccount',
  method: 'POST',
  path: '/account/close',
  tag: 'Account',
  summary: 'Closes the account',
  description:
    'Sessions, profile and address book are gone at once. Orders stay as long as the law wants their papers.',
  who: 'shopper',
  body: z.strictObject({ password: passwordSchema }),
  answers: { 204: null },
  problems: ['password-wrong', 'busy'],
  cache: 'private',
  changes: 'by-token',
  async handle({ shop, person, body }) {
    const { personId } = await person()
    const done = await whenFree(() => close(shop, personId, body.password))
    if (!('ok' in done)) return done
    return done.ok ? answer(204, null) : refuse('password-wrong')
  },
})

import { z } from 'zod'
import { askForReset } from '../../../domain/customers/ask-account.ts'
import { changePassword } from '../../../domain/customers/change-password.ts'
import { resetPassword as setPassword } from '../../../domain/customers/reset-password.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import {
  emailSchema,
  linkSchema,
  newPasswordSchema,
  passwordSchema,
  readEmail,
  unfitPassword,
  whenFree,
} from './account-input.ts'
import { asked, askedSchema } from './register.ts'

export const forgotPassword = defineEndpoint({
  operationId: 'forgotPassword',
  method: 'POST',
  path: '/account/forgot-password',
  tag: 'Account',
  summary: 'Asks for a link with which a new password is chosen',
  who: 'anyone',
  body: z.strictObject({ email: emailSchema }),
  answers: { 202: askedSchema },
  problems: [],
  cache: 'private',
  changes: true,
  async handle({ shop, place, body }) {
    const read = readEmail(body.email)
    if (!read.ok) return read.refusal
    await askForReset(shop, place, { email: read.email })
    return answer(202, asked)
  },
})

export const resetPassword = defineEndpoint({
  operationId: 'resetPassword',
  method: 'POST',
  path: '/account/reset-password',
  tag: 'Account',
  summary: 'Sets a new password by the mailed link',
  description: 'All sessions end. Sign in with the new password.',
  who: 'anyone',
  body: z.strictObject({ link: linkSchema, password: newPasswordSchema }),
  answers: { 204: null },
  problems: ['link-over', 'busy'],
  cache: 'private',
  changes: true,
  async handle({ shop, body }) {
    const done = await whenFree(() => setPassword(shop, { token: body.link, password: body.password }))
    if (!('ok' in done)) return done
    if (done.ok) return answer(204, null)
    return done.problem === 'link-over' ? refuse('link-over') : unfitPassword(done.problem)
  },
})

export const changeAccountPassword = defineEndpoint({
  operationId: 'changePassword',
  method: 'PUT',
  path: '/account/password',
  tag: 'Account',
  summary: 'Changes the password',
  description: 'The token that is sent stays good, all other sessions end.',
  who: 'shopper',
  body: z.strictObject({ current: passwordSchema, password: newPasswordSchema }),
  answers: { 204: null },
  problems: ['password-wrong', 'busy'],
  cache: 'private',
  changes: true,
  async handle({ shop, person, body, token }) {
    const { personId } = await person()
    const done = await whenFree(() => changePassword(shop, personId, { ...body, sessionToken: token }))
    if (!('ok' in done)) return done
    if (done.ok) return answer(204, null)
    return done.problem === 'wrong-password' ? refuse('password-wrong') : unfitPassword(done.problem)
  },
})

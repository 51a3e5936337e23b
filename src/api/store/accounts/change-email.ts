import { z } from 'zod'
import { askForEmailChange } from '../../../domain/customers/ask-account.ts'
import { changeEmail } from '../../../domain/customers/change-email.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { emailSchema, inBody, linkSchema, passwordSchema, readEmail, whenFree } from './account-input.ts'
import { asked, askedSchema } from './register.ts'

export const askEmailChange = defineEndpoint({
  operationId: 'askEmailChange',
  method: 'POST',
  path: '/account/email',
  tag: 'Account',
  summary: 'Asks for another e-mail address',
  description: 'It counts once its own mailed link is opened: see confirmEmailChange. The present address hears of it.',
  who: 'shopper',
  body: z.strictObject({ email: emailSchema, password: passwordSchema }),
  answers: { 202: askedSchema },
  problems: ['password-wrong', 'busy'],
  cache: 'private',
  changes: true,
  async handle({ shop, place, person, body }) {
    const { personId } = await person()
    const read = readEmail(body.email)
    if (!read.ok) return read.refusal
    const given = { email: read.email, password: body.password }
    const done = await whenFree(() => askForEmailChange(shop, place, personId, given))
    if (!('ok' in done)) return done
    if (done.ok) return answer(202, asked)
    return done.problem === 'wrong-password'
      ? refuse('password-wrong')
      : inBody('email', 'same-email', 'must be another one than now')
  },
})

export const confirmEmailChange = defineEndpoint({
  operationId: 'confirmEmailChange',
  method: 'POST',
  path: '/account/email/confirm',
  tag: 'Account',
  summary: 'Makes the new e-mail address count, by the link that was mailed to it',
  description: 'The link opens for the shopper who asked only.',
  who: 'shopper',
  body: z.strictObject({ link: linkSchema }),
  answers: { 200: z.strictObject({ email: z.string() }).meta({ id: 'EmailChanged' }) },
  problems: ['link-over', 'account-exists'],
  cache: 'private',
  changes: true,
  async handle({ shop, person, body }) {
    const { personId } = await person()
    const done = await changeEmail(shop, personId, body.link)
    if (done.ok) return answer(200, { email: done.email })
    return refuse(done.problem === 'has-account' ? 'account-exists' : 'link-over')
  },
})

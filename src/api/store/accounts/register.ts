import { z } from 'zod'
import { askForAccount, linkMinutes } from '../../../domain/customers/ask-account.ts'
import { deviceOf } from '../../../domain/customers/device.ts'
import { openAccount } from '../../../domain/customers/open-account.ts'
import { startSession } from '../../../domain/customers/session.ts'
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
import { guestCartSchema, sessionSchema, shownSession } from './session-answer.ts'

export const askedSchema = z.strictObject({ linkMinutes: z.int().describe('How long the mailed link opens.') }).meta({
  id: 'MailAsked',
  description: 'The same for every address: whether there is an account, only its mailbox tells.',
})

export const asked = { linkMinutes }

export const registerAccount = defineEndpoint({
  operationId: 'registerAccount',
  method: 'POST',
  path: '/account/register',
  tag: 'Account',
  summary: 'Asks for an account',
  description:
    'It comes into being when the mailed link is opened and the password given once more: see verifyAccount.',
  who: 'anyone',
  body: z.strictObject({
    email: emailSchema,
    password: newPasswordSchema,
    firstName: z.string().max(80).default(''),
    lastName: z.string().max(80).default(''),
  }),
  answers: { 202: askedSchema },
  problems: ['busy'],
  cache: 'private',
  changes: true,
  async handle({ shop, place, body }) {
    const read = readEmail(body.email)
    if (!read.ok) return read.refusal
    const { password, firstName, lastName } = body
    const given = { email: read.email, password, firstName: firstName.trim(), lastName: lastName.trim() }
    const done = await whenFree(() => askForAccount(shop, place, given))
    if ('ok' in done) return done.ok ? answer(202, asked) : unfitPassword(done.problem)
    return done
  },
})

export const verifyAccount = defineEndpoint({
  operationId: 'verifyAccount',
  method: 'POST',
  path: '/account/verify',
  tag: 'Account',
  summary: 'Opens the account by the mailed link, and signs in',
  description: 'Who does it holds the mailbox and knows the password that was chosen.',
  who: 'anyone',
  body: z.strictObject({ link: linkSchema, password: passwordSchema, cartId: guestCartSchema }),
  answers: { 201: sessionSchema },
  problems: ['link-over', 'account-exists', 'password-wrong', 'busy'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, body, request } = call
    const opened = await whenFree(() => openAccount(shop, { token: body.link, password: body.password }))
    if (!('ok' in opened)) return opened
    if (!opened.ok)
      switch (opened.problem) {
        case 'wrong-password':
          return refuse('password-wrong')
        case 'has-account':
          return refuse('account-exists')
        default:
          return refuse('link-over')
      }
    const { personId } = opened
    const token = await startSession(shop, personId, deviceOf(request.headers.get('user-agent')))
    return answer(201, await shownSession(call, { personId, token, cartId: body.cartId }))
  },
})

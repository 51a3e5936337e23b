import { z } from 'zod'
import { deviceOf } from '../../../domain/customers/device.ts'
import { endSession, endSessions, readSessions } from '../../../domain/customers/session.ts'
import { signIn as openSession } from '../../../domain/customers/sign-in.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { emailSchema, passwordSchema } from './account-input.ts'
import { guestCartSchema, sessionSchema, shownSession } from './session-answer.ts'

export const signIn = defineEndpoint({
  operationId: 'signIn',
  method: 'POST',
  path: '/account/sign-in',
  tag: 'Account',
  summary: 'Signs a shopper in: the answer holds the token',
  description:
    'The address and the password are checked in the same time, whether the address is known or not, and one answer fits both.',
  who: 'anyone',
  body: z.strictObject({ email: emailSchema, password: passwordSchema, cartId: guestCartSchema }),
  answers: { 201: sessionSchema },
  problems: ['sign-in-failed', 'busy'],
  cache: 'private',
  changes: true,
  async handle(call) {
    const { shop, body, request } = call
    const { email, password, cartId } = body
    const done = await openSession(shop, { email, password, device: deviceOf(request.headers.get('user-agent')) })
    if (!done.ok)
      return done.problem === 'busy' ? refuse('busy', { headers: { 'retry-after': '2' } }) : refuse('sign-in-failed')
    const { personId, sessionToken: token } = done
    return answer(201, await shownSession(call, { personId, token, cartId }))
  },
})

export const signOut = defineEndpoint({
  operationId: 'signOut',
  method: 'POST',
  path: '/account/sign-out',
  tag: 'Account',
  summary: 'Ends the token that is sent',
  who: 'shopper',
  answers: { 204: null },
  problems: [],
  cache: 'private',
  changes: 'by-token',
  async handle({ shop, token }) {
    await endSession(shop, token)
    return answer(204, null)
  },
})

export const signOutEverywhere = defineEndpoint({
  operationId: 'signOutEverywhere',
  method: 'POST',
  path: '/account/sign-out-everywhere',
  tag: 'Account',
  summary: 'Ends all sessions of the shopper: in browsers, and all tokens',
  who: 'shopper',
  body: z.strictObject({ keepThis: z.boolean().default(true).describe('Whether the token that is sent stays good.') }),
  answers: { 204: null },
  problems: [],
  cache: 'private',
  changes: 'by-token',
  async handle({ shop, person, token, body }) {
    const { personId } = await person()
    await endSessions(shop, personId, body.keepThis ? token : undefined)
    return answer(204, null)
  },
})

export const listSessions = defineEndpoint({
  operationId: 'listSessions',
  method: 'GET',
  path: '/account/sessions',
  tag: 'Account',
  summary: 'Where the shopper is signed in',
  who: 'shopper',
  answers: {
    200: z
      .strictObject({
        sessions: z.array(
          z.strictObject({
            device: z.string().describe('‘Firefox on Windows’, as far as it is known.'),
            createdAt: z.iso.datetime(),
            seenAt: z.iso.datetime().describe('Exact to the hour.'),
            isThis: z.boolean(),
          }),
        ),
      })
      .meta({ id: 'Sessions' }),
  },
  problems: [],
  cache: 'private',
  async handle({ shop, person, token }) {
    const { personId } = await person()
    const sessions = await readSessions(shop, personId, token)
    return answer(200, {
      sessions: sessions.map(({ device, createdAt, seenAt, isThis }) => ({
        device,
        createdAt: createdAt.toISOString(),
        seenAt: seenAt.toISOString(),
        isThis,
      })),
    })
  },
})

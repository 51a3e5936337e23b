import { z } from 'zod'
import { changeProfile as keepProfile, profileForm, readProfile } from '../../../domain/customers/profile.ts'
import type { Shop } from '../../../domain/shop.ts'
import { answer, defineEndpoint } from '../endpoint.ts'
import { refuse } from '../problems.ts'
import { localeSchema } from '../schemas.ts'

const profileSchema = z
  .strictObject({
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    phone: z.string(),
    locale: localeSchema.describe('The language of the mails.'),
    since: z.iso.datetime(),
  })
  .meta({ id: 'Account' })

const accountAnswerSchema = z.strictObject({ account: profileSchema }).meta({ id: 'AccountAnswer' })

async function shownProfile(
  shop: Pick<Shop, 'db' | 'vault'>,
  personId: string,
): Promise<z.input<typeof profileSchema> | null> {
  const profile = await readProfile(shop, personId)
  return profile ? { ...profile, since: profile.since.toISOString() } : null
}

export const readAccount = defineEndpoint({
  operationId: 'readAccount',
  method: 'GET',
  path: '/account',
  tag: 'Account',
  summary: 'Who is signed in',
  who: 'shopper',
  answers: { 200: accountAnswerSchema },
  problems: ['token-unknown'],
  cache: 'private',
  async handle({ shop, person }) {
    const account = await shownProfile(shop, (await person()).personId)
    return account ? answer(200, { account }) : refuse('token-unknown')
  },
})

export const changeAccount = defineEndpoint({
  operationId: 'changeAccount',
  method: 'PUT',
  path: '/account',
  tag: 'Account',
  summary: 'Changes names, telephone and language',
  who: 'shopper',
  body: z.strictObject({
    firstName: z.string().min(1).max(80),
    lastName: z.string().min(1).max(80),
    phone: z.string().max(40).default(''),
    locale: localeSchema,
  }),
  answers: { 200: accountAnswerSchema },
  problems: ['token-unknown'],
  cache: 'private',
  changes: true,
  async handle({ shop, person, body }) {
    const { personId } = await person()
    const checked = profileForm.safeParse(body)
    if (!checked.success) {
      const names = new Set(checked.error.issues.map((issue) => String(issue.path[0])))
      const fields = [...names].map((field) => ({
        field,
        in: 'body' as const,
        code: 'missing',
        message: 'must not be blank',
      }))
      return refuse('input-invalid', { fields })
    }
    await keepProfile(shop, personId, checked.data)
    const account = await shownProfile(shop, personId)
    return account ? answer(200, { account }) : refuse('token-unknown')
  },
})

import { z } from 'zod'
import type { Tx } from '../../kit/db.ts'
import { addJob } from '../../kit/facts.ts'
import { newId } from '../../kit/ids.ts'
import type { PersonKey } from '../keys/vault.ts'
import { type Locale, locales } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { type AccountPurpose, type AskingPerson, deleteOldRequests, insertRequest } from './account-request-table.ts'
import { accountOf } from './account-table.ts'
import { canonicalEmail } from './email.ts'
import { hashPassword, isPassword, maxPasswordLength, type PasswordProblem, passwordProblem } from './password.ts'

/** Asking for something by mail takes the same way for every address: whether there is an account, the worker finds out. */

/** How long a mailed link opens. */
export const linkMinutes = 30

type Needs = Pick<Shop, 'db' | 'clock' | 'random' | 'vault'>
type Place = { market: string; locale: Locale }

export const emailField = z.string().transform((typed, context) => {
  const email = canonicalEmail(typed)
  if (email) return email
  context.addIssue({ code: 'custom', message: 'no-email' })
  return z.NEVER
})

const nameField = z.string().trim().max(80).default('')

export const registerForm = z.object({
  email: emailField,
  password: z.string().max(maxPasswordLength * 2),
  firstName: nameField,
  lastName: nameField,
})

export type Asked = { ok: true } | { ok: false; problem: PasswordProblem }

/** Asks for an account. It comes into being when the mailed link is opened and the password given once more. */
export async function askForAccount(shop: Needs, place: Place, input: z.infer<typeof registerForm>): Promise<Asked> {
  const problem = passwordProblem(input.password, input.email)
  if (problem) return { ok: false, problem }
  const passwordHash = await hashPassword(input.password)
  const { firstName, lastName } = input
  await ask(shop, place, { purpose: 'register', email: input.email, passwordHash, firstName, lastName })
  return { ok: true }
}

export const resetForm = z.object({ email: emailField })

export async function askForReset(shop: Needs, place: Place, input: z.infer<typeof resetForm>): Promise<void> {
  await ask(shop, place, { purpose: 'reset-password', email: input.email, passwordHash: null })
}

export const changeEmailForm = z.object({ email: emailField, password: z.string().max(maxPasswordLength * 2) })

/** The new address counts once its own link is opened. The password proves that it is not somebody at an open browser. */
export async function askForEmailChange(
  shop: Needs,
  place: Place,
  personId: string,
  input: z.infer<typeof changeEmailForm>,
): Promise<{ ok: true } | { ok: false; problem: 'wrong-password' | 'same-email' }> {
  const account = await accountOf(shop, personId)
  if (!(await isPassword(input.password, account?.passwordHash))) return { ok: false, problem: 'wrong-password' }
  if (!account) return { ok: false, problem: 'wrong-password' }
  if (account.email === input.email) return { ok: false, problem: 'same-email' }
  await ask(shop, place, { purpose: 'change-email', email: input.email, account: account.key, passwordHash: null })
  return { ok: true }
}

async function ask(
  shop: Needs,
  place: Place,
  what: {
    purpose: AccountPurpose
    email: string
    /** Who asks, where that is known: a change of address belongs to one person. */
    account?: PersonKey
    passwordHash: string | null
    firstName?: string
    lastName?: string
  },
): Promise<void> {
  const now = shop.clock()
  const id = newId(shop.random, now)
  const expiresAt = new Date(now.getTime() + linkMinutes * 60_000)
  const locale = locales.includes(place.locale) ? place.locale : 'en'
  const { account, ...asked } = what
  const emailIndex = shop.vault.emailIndex(what.email)
  const more = { id, market: place.market, locale, emailIndex, now, expiresAt }
  const person: AskingPerson = account ?? (await shop.vault.newPersonKey(newId(shop.random, now)))
  await shop.db.transaction(async (tx: Tx) => {
    await insertRequest(tx, { firstName: '', lastName: '', ...asked, ...more }, person)
    await addJob(tx, 'answer-account-request', { requestId: id }, { maxAttempts: 8 })
    // The present address hears of it while it still counts.
    if (account)
      await addJob(tx, 'send-account-notice', {
        personId: account.personId,
        notice: 'email-change-asked',
        at: now.toISOString(),
      })
  })
}

/** Removes requests whose links opened a day ago or more; the worker calls it daily. */
export const sweepRequests = (shop: Pick<Shop, 'db' | 'clock'>): Promise<number> =>
  deleteOldRequests(shop.db, new Date(shop.clock().getTime() - 86_400_000))

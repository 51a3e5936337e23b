import { recordFact } from '../../kit/facts.ts'
import { sha256 } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'
import { findRequestByToken, useRequest } from './account-request-table.ts'
import { insertAccount } from './account-table.ts'
import { noContact } from './contact.ts'
import { isPassword } from './password.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'vault'>

export type AccountOpened =
  | { ok: true; personId: string }
  /** 'wrong-password': the link stays good. 'link-over': unknown, used or too old. */
  | { ok: false; problem: 'wrong-password' | 'link-over' | 'has-account' }

/** Whether the mailed link still opens, for the page that asks for the password. */
export const isOpenLink = async (shop: Needs, token: string): Promise<boolean> =>
  (await findRequestByToken(shop, 'register', sha256(token), shop.clock())) !== undefined

/**
 * Opens the account: who does it holds the mailbox (the link) and chose the password (gives it again). The link alone would
 * let somebody register your address with a password of theirs and wait until you open the mail.
 */
export async function openAccount(shop: Needs, input: { token: string; password: string }): Promise<AccountOpened> {
  const now = shop.clock()
  const request = await findRequestByToken(shop, 'register', sha256(input.token), now)
  if (!request?.passwordHash) return { ok: false, problem: 'link-over' }
  const { email, passwordHash, firstName, lastName, locale, key } = request
  if (!(await isPassword(input.password, passwordHash))) return { ok: false, problem: 'wrong-password' }
  const { personId } = key
  const contact = { ...noContact, email, firstName, lastName }
  const emailIndex = shop.vault.emailIndex(email)
  class HasAccount extends Error {}
  try {
    return await shop.db.transaction(async (tx): Promise<AccountOpened> => {
      if (!(await useRequest(tx, request.id, now))) return { ok: false, problem: 'link-over' }
      if (!(await insertAccount(tx, { key, contact, emailIndex, passwordHash, locale, now }))) throw new HasAccount()
      await recordFact(tx, { fact: 'email.proved', personId })
      return { ok: true, personId }
    })
  } catch (fault) {
    if (fault instanceof HasAccount) return { ok: false, problem: 'has-account' }
    throw fault
  }
}

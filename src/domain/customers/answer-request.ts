import { newToken, sha256 } from '../../kit/ids.ts'
import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { type AccountPurpose, findOpenRequest, setRequestToken } from './account-request-table.ts'
import { findAccount } from './account-table.ts'

export type RequestAnswer = {
  purpose: AccountPurpose
  email: string
  firstName: string
  market: string
  locale: Locale
  /** The secret of the link, or null: the mail then says that the address has an account already. */
  token: string | null
}

/**
 * Makes the link that a request is answered with; the worker mails it. Null: nothing is sent, because the request is over or
 * nobody has an account under the address. Each call makes a new link and the one before it stops working.
 */
export async function answerRequest(
  shop: Pick<Shop, 'db' | 'clock' | 'random' | 'vault'>,
  requestId: string,
): Promise<RequestAnswer | null> {
  const request = await findOpenRequest(shop, requestId, shop.clock())
  if (!request) return null
  const { purpose, email, firstName, market, locale } = request
  const account = await findAccount(shop.db, shop.vault.emailIndex(email))
  if (purpose === 'reset-password' && !account) return null
  if (purpose !== 'reset-password' && account) return { purpose, email, firstName, market, locale, token: null }
  const token = newToken(shop.random)
  await setRequestToken(shop.db, requestId, sha256(token))
  return { purpose, email, firstName, market, locale, token }
}

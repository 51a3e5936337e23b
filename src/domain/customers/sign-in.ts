import { z } from 'zod'
import type { Shop } from '../shop.ts'
import { findAccount, rehashPassword } from './account-table.ts'
import { canonicalEmail } from './email.ts'
import { hashPassword, isOutdated, isPassword, maxPasswordLength, PasswordQueueFull } from './password.ts'
import { startSession } from './session.ts'

export const signInForm = z.object({ email: z.string().max(600), password: z.string().max(maxPasswordLength * 2) })

export type SignInResult =
  | { ok: true; personId: string; sessionToken: string }
  /** 'no-match' does not tell whether the address or the password is wrong. 'busy': try again in a moment. */
  | { ok: false; problem: 'no-match' | 'busy' }

export async function signIn(
  shop: Pick<Shop, 'db' | 'clock' | 'random' | 'sessions' | 'vault'>,
  input: z.infer<typeof signInForm> & { device: string },
): Promise<SignInResult> {
  try {
    const account = await findAccount(shop.db, shop.vault.emailIndex(canonicalEmail(input.email) ?? ''))
    const fits = await isPassword(input.password, account?.passwordHash)
    if (!fits || !account) return { ok: false, problem: 'no-match' }
    if (isOutdated(account.passwordHash)) await rehashPassword(shop.db, account, await hashPassword(input.password))
    return {
      ok: true,
      personId: account.personId,
      sessionToken: await startSession(shop, account.personId, input.device, account.sessionEpoch),
    }
  } catch (fault) {
    if (fault instanceof PasswordQueueFull) return { ok: false, problem: 'busy' }
    throw fault
  }
}

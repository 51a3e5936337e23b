import { addJob } from '../../kit/facts.ts'
import { sha256 } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'
import { findRequestByToken, useRequest, voidRequests } from './account-request-table.ts'
import { findAccount, updatePassword } from './account-table.ts'
import { hashPassword, type PasswordProblem, passwordProblem } from './password.ts'
import { endSessions } from './session.ts'

export const isResetLink = async (shop: Pick<Shop, 'db' | 'clock' | 'vault'>, token: string): Promise<boolean> =>
  (await findRequestByToken(shop, 'reset-password', sha256(token), shop.clock())) !== undefined

/** Sets a new password by a mailed link, signs the person out everywhere and says so by mail. */
export async function resetPassword(
  shop: Pick<Shop, 'db' | 'clock' | 'sessions' | 'vault'>,
  input: { token: string; password: string },
): Promise<{ ok: true; personId: string; email: string } | { ok: false; problem: PasswordProblem | 'link-over' }> {
  const now = shop.clock()
  const request = await findRequestByToken(shop, 'reset-password', sha256(input.token), now)
  if (!request) return { ok: false, problem: 'link-over' }
  const problem = passwordProblem(input.password, request.email)
  if (problem) return { ok: false, problem }
  const passwordHash = await hashPassword(input.password)
  return shop.db.transaction(async (tx) => {
    const emailIndex = shop.vault.emailIndex(request.email)
    const account = await findAccount(tx, emailIndex)
    if (!account || !(await useRequest(tx, request.id, now))) return { ok: false, problem: 'link-over' }
    const { personId } = account
    await updatePassword(tx, personId, passwordHash)
    await endSessions({ db: tx, sessions: shop.sessions }, personId)
    await voidRequests(tx, personId, emailIndex)
    await addJob(tx, 'send-account-notice', { personId, notice: 'password-changed', at: now.toISOString() })
    return { ok: true, personId, email: request.email }
  })
}

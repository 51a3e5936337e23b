import { z } from 'zod'
import { addJob } from '../../kit/facts.ts'
import type { Shop } from '../shop.ts'
import { voidRequests } from './account-request-table.ts'
import { accountOf, updatePassword } from './account-table.ts'
import { hashPassword, isPassword, maxPasswordLength, type PasswordProblem, passwordProblem } from './password.ts'
import { endSessions } from './session.ts'

export const changePasswordForm = z.object({
  current: z.string().max(maxPasswordLength * 2),
  password: z.string().max(maxPasswordLength * 2),
})

/** Changes the password, keeps this session and ends all others. */
export async function changePassword(
  shop: Pick<Shop, 'db' | 'clock' | 'sessions' | 'vault'>,
  personId: string,
  input: z.infer<typeof changePasswordForm> & { sessionToken: string | undefined },
): Promise<{ ok: true } | { ok: false; problem: PasswordProblem | 'wrong-password' }> {
  const account = await accountOf(shop, personId)
  if (!account || !(await isPassword(input.current, account.passwordHash)))
    return { ok: false, problem: 'wrong-password' }
  const problem = passwordProblem(input.password, account.email)
  if (problem) return { ok: false, problem }
  const passwordHash = await hashPassword(input.password)
  await shop.db.transaction(async (tx) => {
    await updatePassword(tx, personId, passwordHash)
    await endSessions({ db: tx, sessions: shop.sessions }, personId, input.sessionToken)
    await voidRequests(tx, personId, shop.vault.emailIndex(account.email))
    await addJob(tx, 'send-account-notice', {
      personId,
      notice: 'password-changed',
      at: shop.clock().toISOString(),
    })
  })
  return { ok: true }
}

import type { Shop } from '../shop.ts'
import { accountOf, deleteAccount } from './account-table.ts'
import { isPassword } from './password.ts'
import { forgetSessionsLater } from './session.ts'

/** Removes the account, its sessions, profile and address book. Orders stay as long as the law wants their papers. */
export async function closeAccount(
  shop: Pick<Shop, 'db' | 'clock' | 'sessions' | 'vault'>,
  personId: string,
  password: string,
): Promise<{ ok: true } | { ok: false; problem: 'wrong-password' }> {
  const account = await accountOf(shop, personId)
  if (!(await isPassword(password, account?.passwordHash))) return { ok: false, problem: 'wrong-password' }
  await shop.db.transaction(async (tx) => {
    await deleteAccount(tx, shop.vault, personId, shop.clock())
    if (!shop.sessions.besideAccounts) await forgetSessionsLater(tx, personId)
  })
  return { ok: true }
}

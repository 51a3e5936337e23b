import { readProfile } from '../customers/profile.ts'
import type { Shop } from '../shop.ts'
import { claimOrdersOf } from './order-table.ts'

/**
 * Attaches the orders that were placed as a guest to the account of their e-mail address. Only for who has proved the
 * address: it follows the fact `email.proved`, and reads the account's address itself.
 */
export async function claimOrders(shop: Pick<Shop, 'db' | 'vault'>, personId: string): Promise<number> {
  const profile = await readProfile(shop, personId)
  if (!profile) return 0
  const emailIndex = shop.vault.emailIndex(profile.email)
  return shop.db.transaction((tx) => claimOrdersOf(tx, personId, emailIndex))
}

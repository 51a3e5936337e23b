import type { Shop } from '../shop.ts'
import type { Withdrawal } from './withdrawal.ts'
import { receivedAtOf, withdrawalById } from './withdrawal-table.ts'

/** Null as well when the person was erased: there is nobody to write to. */
export const readWithdrawal = (shop: Pick<Shop, 'db' | 'vault'>, id: string): Promise<Withdrawal | null> =>
  withdrawalById(shop, id)

/** For the page that says when it came in: whoever sent the form holds its key. */
export const readReceivedAt = async (shop: Pick<Shop, 'db'>, key: string): Promise<Date | null> =>
  (await receivedAtOf(shop.db, key))?.receivedAt ?? null

import type { Shop } from '../shop.ts'
import type { Withdrawal } from './withdrawal.ts'
import { withdrawalById, withdrawalByKey } from './withdrawal-table.ts'

export const readWithdrawal = async (shop: Pick<Shop, 'db'>, id: string): Promise<Withdrawal | null> =>
  (await withdrawalById(shop.db, id)) ?? null

/** For the page that says when it came in: whoever sent the form holds its key. */
export const readWithdrawalByKey = async (shop: Pick<Shop, 'db'>, key: string): Promise<Withdrawal | null> =>
  (await withdrawalByKey(shop.db, key)) ?? null

import type { Tx } from '../../kit/db.ts'
import { markUsed } from './discount-table.ts'

/** What an order holds counts as used from now on: it has been paid. Without a code, or a second time, nothing happens. */
export async function useCode(tx: Tx, orderId: string): Promise<void> {
  await markUsed(tx, orderId)
}

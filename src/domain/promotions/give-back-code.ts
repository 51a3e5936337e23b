import type { Tx } from '../../kit/db.ts'
import { returnUse } from './discount-table.ts'

/** An order that came to nothing gives its use of a code back. Without a code, or a second time, nothing happens. */
export async function giveBackCode(tx: Tx, orderId: string): Promise<void> {
  await returnUse(tx, orderId)
}

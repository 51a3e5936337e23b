import { recordFact } from '../../kit/facts.ts'
import { forgetSessionsLater } from '../customers/session.ts'
import type { Shop } from '../shop.ts'
import { deleteKey, deleteRequestsFor, lockAccount, peopleOf, reviewedBy } from './personal-table.ts'

/**
 * Makes what is known of a person unreadable, for good: e-mail, names, phone and addresses of the account, of the orders, of orders
 * that were placed as a guest with its address, and of requests for an account with it. Lines and money of the orders stay. No process keeps a person's key, so all of them know at the
 * commit; names under reviews go with the pages that hear of the products. Answers whether there was a key.
 *
 * A backup from before still holds the key, wrapped: `rotateRingKey` says what ends that.
 */
export async function destroyPersonKey(shop: Pick<Shop, 'db' | 'sessions'>, personId: string): Promise<boolean> {
  return shop.db.transaction(async (tx) => {
    let destroyed = false
    const productIds: number[] = []
    await lockAccount(tx, personId)
    const people = await peopleOf(tx, personId)
    await deleteRequestsFor(tx, personId)
    for (const id of people) {
      if (await deleteKey(tx, id)) destroyed = true
      productIds.push(...(await reviewedBy(tx, id)))
    }
    if (shop.sessions.besideAccounts) await shop.sessions.besideAccounts.endAll(tx, personId, null)
    else await forgetSessionsLater(tx, personId)
    if (productIds.length > 0) await recordFact(tx, { fact: 'product.changed', productIds })
    return destroyed
  })
}

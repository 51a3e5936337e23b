import { recordFact } from '../../kit/facts.ts'
import { sha256 } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'
import { findRequestByToken, useRequest, voidRequests } from './account-request-table.ts'
import { updateEmail } from './account-table.ts'

/** Makes the new address count. The link opens only for the person who asked, signed in. */
export async function changeEmail(
  shop: Pick<Shop, 'db' | 'clock' | 'vault'>,
  personId: string,
  token: string,
): Promise<{ ok: true; email: string } | { ok: false; problem: 'link-over' | 'has-account' }> {
  const now = shop.clock()
  const request = await findRequestByToken(shop, 'change-email', sha256(token), now)
  if (!request || request.key.personId !== personId) return { ok: false, problem: 'link-over' }
  return shop.db.transaction(async (tx) => {
    if (!(await useRequest(tx, request.id, now))) return { ok: false, problem: 'link-over' }
    if (!(await updateEmail(tx, shop.vault, personId, request.email, now))) return { ok: false, problem: 'has-account' }
    await voidRequests(tx, personId, shop.vault.emailIndex(request.email))
    // The new address is proved, so guest orders under it are this person's from now on.
    await recordFact(tx, { fact: 'email.proved', personId })
    return { ok: true, email: request.email }
  })
}

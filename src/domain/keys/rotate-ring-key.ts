import { faultFields, log } from '../../kit/log.ts'
import type { Shop } from '../shop.ts'
import { KeyRingFault } from './key-ring.ts'
import { contextOf, newRingKey, openVault } from './open-vault.ts'
import {
  deleteUnusedRingKeys,
  hasRetired,
  insertRingKey,
  listRingKeys,
  lockRingKeys,
  type OldPersonKey,
  oldPersonKeys,
  retireRingKeys,
  updatePersonKeys,
  updateRingKey,
} from './ring-key-table.ts'
import type { Vault, WrappedKey } from './vault.ts'

type Needs = Pick<Shop, 'db' | 'clock' | 'random' | 'keyRing'>

const batch = 500
const dayMs = 86_400_000
const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * A new ring key wraps from now on, and the keys of all living people are wrapped anew with it; all ring keys are wrapped by the newest
 * master key. What is sealed stays as it is. Data of the erased in an old backup dies with the master key before: its destruction is the
 * operator's. May be stopped and begun again.
 */
export async function rotateRingKey(shop: Needs): Promise<{ people: number }> {
  const { db, keyRing } = shop
  await db.transaction(async (tx) => {
    // The ring is asked while the lock is held: two rotations at once would lose one another's master key.
    await lockRingKeys(tx)
    await keyRing.renew()
    for (const { id, purpose, wrapped } of await listRingKeys(tx))
      await updateRingKey(tx, id, await keyRing.rewrap(wrapped, contextOf(purpose, id)))
    const made = await newRingKey(shop, keyRing, 'person')
    await retireRingKeys(tx, 'person', made.now)
    await insertRingKey(tx, made)
  })
  return rewrapPeople(shop)
}

/** Keys that a process has wrapped with the ring key before, because it had not heard of the new one yet; the worker calls it daily. */
export async function rewrapPeople(shop: Needs): Promise<{ people: number }> {
  const { db, clock, keyRing } = shop
  if (!(await hasRetired(db))) return { people: 0 }
  const vault = await openVault(shop, keyRing)
  let people = 0
  for (let after: string | undefined = nobody; after !== undefined; ) {
    const from: string = after
    const { found: old, done } = await db.transaction(async (tx) => {
      const found = await oldPersonKeys(tx, vault.newestRingKey(), from, batch)
      const anew = (await Promise.all(found.map((row) => rewrapped(vault, row)))).flat()
      await updatePersonKeys(tx, anew)
      return { found, done: anew.length }
    })
    people += done
    after = old.length === batch ? old.at(-1)?.personId : undefined
  }
  await deleteUnusedRingKeys(db, new Date(clock().getTime() - dayMs))
  return { people }
}

/** One key that nobody can open leaves the others to be wrapped. */
async function rewrapped(vault: Vault, row: OldPersonKey): Promise<(WrappedKey & { personId: string })[]> {
  const { personId, ringKey } = row
  try {
    return [{ personId, ...(await vault.rewrap(row)) }]
  } catch (fault) {
    if (fault instanceof KeyRingFault && fault.problem === 'unreachable') throw fault
    log('error', 'keys.unopened', { personId, ringKey, ...faultFields(fault) })
    return []
  }
}

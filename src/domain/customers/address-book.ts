import { newId } from '../../kit/ids.ts'
import type { Shop } from '../shop.ts'
import type { BookAddress, PostalAddress } from './address.ts'
import {
  deleteAddress,
  findAddress,
  hasAddress,
  insertAddress,
  listAddresses,
  lockBook,
  preferAddress,
  preferAny,
  updateAddress,
} from './address-table.ts'

/** A shopper's own addresses. All fields are checked by the country's address rules before they come here. */

export const maxAddresses = 20

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const readAddresses = (shop: Pick<Shop, 'db' | 'vault'>, personId: string): Promise<BookAddress[]> =>
  listAddresses(shop, personId)

/** Undefined for ids that are not this person's. */
export const readAddress = async (
  shop: Pick<Shop, 'db' | 'vault'>,
  personId: string,
  id: string,
): Promise<BookAddress | undefined> => (uuid.test(id) ? findAddress(shop, personId, id) : undefined)

/**
 * Adds an address, or changes the one that `id` names. The first one is preferred of itself. `newAs` is the id that a new
 * address gets: added twice under one, it is one.
 */
export async function saveAddress(
  shop: Pick<Shop, 'db' | 'clock' | 'random' | 'vault'>,
  personId: string,
  input: { id?: string; newAs?: string; fields: PostalAddress; preferred: boolean },
): Promise<{ ok: true; id: string } | { ok: false; problem: 'not-found' | 'too-many' }> {
  const now = shop.clock()
  if (input.id !== undefined && !uuid.test(input.id)) return { ok: false, problem: 'not-found' }
  return shop.db.transaction(async (tx) => {
    const { count, ...keyOfBook } = await lockBook(tx, personId)
    const key = await shop.vault.keyOf(keyOfBook)
    if (!key) return { ok: false, problem: 'not-found' }
    const id = input.id ?? input.newAs ?? newId(shop.random, now)
    if (input.id !== undefined) {
      if ((await updateAddress(tx, id, input.fields, key)) === 0) return { ok: false, problem: 'not-found' }
    } else if (input.newAs === undefined || !(await hasAddress(tx, personId, input.newAs))) {
      if (count >= maxAddresses) return { ok: false, problem: 'too-many' }
      await insertAddress(tx, id, input.fields, key, now)
    }
    if (input.preferred || count === 0) await preferAddress(tx, personId, id)
    return { ok: true, id }
  })
}

export async function removeAddress(
  shop: Pick<Shop, 'db'>,
  personId: string,
  id: string,
): Promise<{ ok: true } | { ok: false; problem: 'not-found' }> {
  if (!uuid.test(id)) return { ok: false, problem: 'not-found' }
  return shop.db.transaction(async (tx) => {
    await lockBook(tx, personId)
    if ((await deleteAddress(tx, personId, id)) === 0) return { ok: false, problem: 'not-found' }
    await preferAny(tx, personId)
    return { ok: true }
  })
}

import type { Db, Tx } from '../../kit/db.ts'
import { newId } from '../../kit/ids.ts'
import { canonicalEmail } from '../customers/email.ts'
import type { PersonKey } from '../keys/vault.ts'
import type { Shop } from '../shop.ts'
import {
  addMissingContacts,
  holdsPlain,
  insertKeys,
  insertPeople,
  keysOf,
  plainAccounts,
  plainAddresses,
  plainContacts,
  plainOrderContacts,
  plainRequests,
  plainWithdrawals,
  programsAtWork,
  writeEmailIndexes,
  writeSealed,
} from './personal-table.ts'

type Needs = Pick<Shop, 'db' | 'vault' | 'clock' | 'random'>

const batch = 500

/** Whether an older version has left personal data in clear. */
export const needsSealing = (db: Db): Promise<boolean> => holdsPlain(db)

/** An older version that still runs reads nothing of what is sealed, and writes in clear beside it. */
export const whoStillWrites = (db: Db): Promise<string[]> => programsAtWork(db)

/**
 * Seals what an older version has kept in clear, and empties the columns. A batch is one transaction: whoever stops it in between begins
 * again where it was stopped. Answers how many rows it has sealed.
 */
export async function sealPlain(shop: Needs): Promise<number> {
  const { db, vault } = shop
  await db.transaction(addMissingContacts)
  let sealed = 0
  const all = async (work: (tx: Tx) => Promise<number>): Promise<void> => {
    for (let done = batch; done === batch; sealed += done) done = await db.transaction(work)
  }

  await all(async (tx) => {
    const rows = await plainContacts(tx, batch)
    return writeSealed(tx, 'contact', await seal(tx, shop, 'contact', rows))
  })
  await all(async (tx) => {
    const rows = await plainAddresses(tx, batch)
    return writeSealed(tx, 'address', await seal(tx, shop, 'address', rows))
  })
  await all(async (tx) => {
    const rows = await plainOrderContacts(tx, batch)
    const indexed = rows.map(({ emailCanonical, ...row }) => ({ ...row, emailIndex: vault.emailIndex(emailCanonical) }))
    return writeSealed(tx, 'order_contact', await seal(tx, shop, 'order_contact', indexed))
  })
  await all(async (tx) => {
    const rows = await withPeople(tx, shop, await plainRequests(tx, batch))
    const indexed = rows.map((row) => ({ ...row, emailIndex: vault.emailIndex(row.value.email) }))
    return writeSealed(tx, 'account_request', await seal(tx, shop, 'account_request', indexed))
  })
  await all(async (tx) => {
    const rows = await withPeople(tx, shop, await plainWithdrawals(tx, batch))
    return writeSealed(tx, 'withdrawal', await seal(tx, shop, 'withdrawal', rows))
  })
  // Last: an account without its address in clear has it in the contact that was sealed before.
  await all(async (tx) => {
    const rows = await plainAccounts(tx, batch)
    return writeEmailIndexes(
      tx,
      rows.map(({ id, email }) => ({ id, emailIndex: vault.emailIndex(canonicalEmail(email) ?? email) })),
    )
  })
  return sealed
}

type Plain = { id: string; personId: string; sealed: Buffer | null; value: object; emailIndex?: Buffer }
type Column = Parameters<PersonKey['seal']>[0]

async function seal(tx: Tx, { vault }: Needs, column: Column, rows: readonly Plain[]) {
  const people = [...new Set(rows.map(({ personId }) => personId))]
  const keys = new Map<string, PersonKey>()
  for (const row of await keysOf(tx, people)) {
    const key = await vault.keyOf(row)
    if (key) keys.set(row.personId, key)
  }
  const unknown = people.filter((personId) => !keys.has(personId))
  const made = await Promise.all(unknown.map((personId) => vault.newPersonKey(personId)))
  await insertKeys(tx, made)
  for (const key of made) keys.set(key.personId, key)
  const isNew = new Set<string>(made.map(({ personId }) => personId))
  return rows.flatMap(({ id, personId, sealed: old, value, emailIndex }) => {
    const key = keys.get(personId)
    if (!key) return []
    const before = isNew.has(personId) ? null : key.open<object>(column, id, old)
    const sealed = key.seal(column, id, { ...value, ...before, ...told(value) })
    return [{ id, personId, sealed, emailIndex: emailIndex ?? null }]
  })
}

/** Null beside a sealed value says nothing: the column was emptied. */
const told = (value: object): object => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null))

/** What belongs to nobody gets a person of its own. */
async function withPeople<T extends object>(
  tx: Tx,
  { clock, random }: Needs,
  rows: readonly (T & { personId: string | null })[],
): Promise<(T & { personId: string })[]> {
  const now = clock()
  const known = rows.map((row) => ({
    ...row,
    personId: row.personId ?? newId(random, now),
    isNew: row.personId === null,
  }))
  await insertPeople(
    tx,
    known.flatMap(({ personId, isNew }) => (isNew ? [personId] : [])),
    now,
  )
  return known
}

import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { type Sql, sql } from '../../kit/db.ts'
import { openBytes, sealBytes } from './seal.ts'

/** The columns that hold personal data, one sealed value a row. */
export type SealedColumn = 'contact' | 'address' | 'account_request' | 'order_contact' | 'withdrawal'

/** A person's key as it lies in `person_key`: wrapped by a ring key. */
export type WrappedKey = { ringKey: string; wrappedKey: Buffer }

/** The same beside a row that may have lost it: then what the row holds cannot be read any more, by nobody. */
export type KeyColumns = { personId: string; ringKey: string | null; wrappedKey: Buffer | null }

/** For statements that join `person_key pk`: a person's key comes with the row that it opens, and is kept nowhere. */
export const keyColumns = sql`pk.ring_key as "ringKey", pk.wrapped as "wrappedKey"`

/** For statements that write a person's key: null, which `person_key` refuses, where the ring key that has wrapped it is gone. */
export const standing = (ringKey: Sql): Sql => sql`(select r.id from ring_key r where r.id = ${ringKey})`

/** One person's key, open for as long as a request needs it. */
export type PersonKey = {
  readonly personId: string
  /** `row`: the id of the row, so that a value that is moved to another one does not open. */
  seal(column: SealedColumn, row: string, value: object): Buffer
  /** Null where nothing is sealed. Throws `SealBroken` for what was changed or stands elsewhere. */
  open<T>(column: SealedColumn, row: string, sealed: Buffer | null): T | null
}

/** Seals and opens personal data. No call leaves the process, but for a ring key that it has not met yet. */
export type Vault = {
  newPersonKey(personId: string): Promise<PersonKey & WrappedKey>
  /** Null: the key was destroyed, and the person is erased. */
  keyOf(row: KeyColumns): Promise<PersonKey | null>
  /** The same address has the same index, here and in every process; without the key nobody makes one. */
  emailIndex(canonicalEmail: string): Buffer
  /** A person's key wrapped by the newest ring key. */
  rewrap(row: KeyColumns & WrappedKey): Promise<WrappedKey>
  newestRingKey(): string
}

/** The ring keys, opened. */
export type RingKeys = {
  /** Wraps the keys of new people. Throws when it may be gone and nobody can be asked. */
  current(): Promise<{ id: string; key: Buffer }>
  newestId(): string
  indexKey(): Buffer
  /** A key that another process has made is fetched and opened. */
  byId(id: string): Promise<Buffer>
}

const wrappedFor = (personId: string, ringKey: string) => `person_key|${personId}|${ringKey}`

export function makeVault(ringKeys: RingKeys): Vault {
  async function wrap(personId: string, key: Buffer): Promise<WrappedKey> {
    const { id, key: ringKey } = await ringKeys.current()
    return { ringKey: id, wrappedKey: sealBytes(ringKey, wrappedFor(personId, id), key) }
  }
  const unwrap = async ({ personId, ringKey, wrappedKey }: KeyColumns): Promise<Buffer | null> =>
    ringKey === null || wrappedKey === null
      ? null
      : openBytes(await ringKeys.byId(ringKey), wrappedFor(personId, ringKey), wrappedKey)

  return {
    newPersonKey: async (personId) => {
      const key = randomBytes(32)
      return { ...personKey(personId, key), ...(await wrap(personId, key)) }
    },
    keyOf: async (row) => {
      const key = await unwrap(row)
      return key && personKey(row.personId, key)
    },
    emailIndex: (canonicalEmail) =>
      createHmac('sha256', createSecretKey(ringKeys.indexKey())).update(canonicalEmail).digest(),
    rewrap: async (row) => wrap(row.personId, (await unwrap(row)) as Buffer),
    newestRingKey: () => ringKeys.newestId(),
  }
}

function personKey(personId: string, key: Buffer): PersonKey {
  const boundTo = (column: SealedColumn, row: string) => `${column}|sealed|${personId}|${row}`
  return {
    personId,
    seal: (column, row, value) => sealBytes(key, boundTo(column, row), JSON.stringify(value)),
    open: (column, row, sealed) => sealed && JSON.parse(openBytes(key, boundTo(column, row), sealed).toString('utf8')),
  }
}

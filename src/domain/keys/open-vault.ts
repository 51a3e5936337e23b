import type { Clock } from '../../kit/clock.ts'
import type { Db } from '../../kit/db.ts'
import { newId, type Random } from '../../kit/ids.ts'
import { faultFields, log } from '../../kit/log.ts'
import type { KeyContext, KeyRing } from './key-ring.ts'
import { insertRingKey, listRingKeys, lockRingKeys, type RingKeyPurpose, type RingKeyRow } from './ring-key-table.ts'
import { makeVault, type RingKeys, type Vault } from './vault.ts'

type Needs = { db: Db; clock: Clock; random: Random }

/** How long a process may wrap with a ring key after another one has retired it. */
export const heardWithinMs = 10 * 60_000
/** Who was idle, or could not read, for this long reads before it wraps: a ring key is deleted a day after it was retired. */
export const goodForMs = 12 * 3_600_000

/**
 * Opens the ring keys, the only time that the key ring is asked: 1 statement and 2 calls. The first start of all makes them. Later the
 * ring may be away: only a ring key of a rotation since then needs it.
 */
export const openVault = async (shop: Needs, ring: KeyRing): Promise<Vault> => makeVault(await openRingKeys(shop, ring))

async function openRingKeys(shop: Needs, ring: KeyRing): Promise<RingKeys> {
  const opened = new Map<string, Buffer>()
  const newest = new Map<RingKeyPurpose, { id: string; key: Buffer }>()
  let readAt = 0
  let askedAt = shop.clock().getTime()

  /** `at`: when the rows were asked for. */
  async function read(rows: readonly RingKeyRow[], at: number): Promise<void> {
    const keys = await Promise.all(
      rows.map(async ({ id, purpose, wrapped, retiredAt }) => {
        // Those that were retired are opened when somebody's key needs them.
        const key = opened.get(id) ?? (retiredAt ? undefined : await ring.open(wrapped, contextOf(purpose, id)))
        return { id, purpose, retiredAt, key }
      }),
    )
    for (const { id, purpose, retiredAt, key } of keys) {
      if (key) opened.set(id, key)
      if (key && !retiredAt) newest.set(purpose, { id, key })
    }
    readAt = Math.max(readAt, at)
  }

  let reading: Promise<void> | undefined
  function readAgain(): Promise<void> {
    const at = shop.clock().getTime()
    askedAt = at
    reading ??= listRingKeys(shop.db)
      .then((rows) => read(rows, at))
      .finally(() => {
        reading = undefined
      })
    return reading
  }

  async function fetch(id: string): Promise<Buffer> {
    const at = shop.clock().getTime()
    const rows = await listRingKeys(shop.db)
    const row = rows.find((one) => one.id === id)
    if (!row) throw new Error(`The ring key ${id} is gone, and a person's key needs it.`)
    opened.set(id, await ring.open(row.wrapped, contextOf(row.purpose, id)))
    await read(rows, at)
    return have(opened.get(id), id)
  }

  const fetching = new Map<string, Promise<Buffer>>()
  function byId(id: string): Promise<Buffer> {
    const known = fetching.get(id) ?? fetch(id).finally(() => fetching.delete(id))
    fetching.set(id, known)
    return known
  }

  const rows = await listRingKeys(shop.db)
  await read(rows.length > 0 ? rows : await makeRingKeys(shop, ring), askedAt)
  return {
    current: async () => {
      const now = shop.clock().getTime()
      if (now - readAt > goodForMs) await readAgain()
      // Nobody waits for it: the key at hand is good for long enough.
      else if (now - askedAt > heardWithinMs)
        readAgain().catch((fault) => log('warn', 'keys.unread', faultFields(fault)))
      return have(newest.get('person'), 'person')
    },
    newestId: () => have(newest.get('person'), 'person').id,
    indexKey: () => have(newest.get('email-index'), 'email-index').key,
    byId: async (id) => opened.get(id) ?? byId(id),
  }
}

export const contextOf = (purpose: RingKeyPurpose, id: string): KeyContext => ({ purpose, ringKey: id })

/** Of two processes that start at once, one keeps what it has made. */
async function makeRingKeys(shop: Needs, ring: KeyRing): Promise<RingKeyRow[]> {
  const made = await Promise.all((['person', 'email-index'] as const).map((purpose) => newRingKey(shop, ring, purpose)))
  return shop.db.transaction(async (tx) => {
    await lockRingKeys(tx)
    const found = await listRingKeys(tx)
    if (found.length > 0) return found
    for (const row of made) await insertRingKey(tx, row)
    return listRingKeys(tx)
  })
}

export async function newRingKey(
  { clock, random }: Pick<Needs, 'clock' | 'random'>,
  ring: KeyRing,
  purpose: RingKeyPurpose,
): Promise<{ id: string; purpose: RingKeyPurpose; wrapped: Buffer; now: Date }> {
  const now = clock()
  const id = newId(random, now)
  const { wrapped } = await ring.newKey(contextOf(purpose, id))
  return { id, purpose, wrapped, now }
}

function have<T>(found: T | undefined, name: string): T {
  if (found === undefined) throw new Error(`There is no ring key '${name}'.`)
  return found
}

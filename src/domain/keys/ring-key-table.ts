import { type Queries, sql, type Tx } from '../../kit/db.ts'
import { type KeyColumns, standing, type WrappedKey } from './vault.ts'

/** All SQL on ring keys, and on the keys of people as a whole. Who makes or retires a ring key holds the lock. */

export type RingKeyPurpose = 'person' | 'email-index'
export type RingKeyRow = { id: string; purpose: RingKeyPurpose; wrapped: Buffer; retiredAt: Date | null }

const lock = 7_214_004

export const lockRingKeys = (tx: Tx) => tx.row(sql`select pg_advisory_xact_lock(${lock})`)

export const listRingKeys = (db: Queries): Promise<RingKeyRow[]> =>
  db.rows(sql`select id, purpose, wrapped, retired_at as "retiredAt" from ring_key order by created_at, id`)

export const insertRingKey = (
  tx: Tx,
  { id, purpose, wrapped, now }: Omit<RingKeyRow, 'retiredAt'> & { now: Date },
): Promise<number> =>
  tx.change(sql`insert into ring_key (id, purpose, wrapped, created_at) values (${id}, ${purpose}, ${wrapped}, ${now})`)

export const retireRingKeys = (tx: Tx, purpose: RingKeyPurpose, now: Date): Promise<number> =>
  tx.change(sql`update ring_key set retired_at = ${now} where purpose = ${purpose} and retired_at is null`)

export const updateRingKey = (tx: Tx, id: string, wrapped: Buffer): Promise<number> =>
  tx.change(sql`update ring_key set wrapped = ${wrapped} where id = ${id}`)

export type OldPersonKey = KeyColumns & WrappedKey

/** Keys of people that another ring key than the newest has wrapped, in the order of people after one of them. */
export const oldPersonKeys = (tx: Tx, newest: string, after: string, limit: number): Promise<OldPersonKey[]> =>
  tx.rows(sql`select person_id as "personId", ring_key as "ringKey", wrapped as "wrappedKey" from person_key
    where ring_key <> ${newest} and person_id > ${after}::uuid order by person_id limit ${limit} for no key update`)

export const updatePersonKeys = (tx: Tx, keys: readonly (WrappedKey & { personId: string })[]): Promise<number> =>
  tx.change(sql`update person_key pk set ring_key = ${standing(sql`g.ring_key`)}, wrapped = g.wrapped
    from unnest(${keys.map((k) => k.personId)}::uuid[], ${keys.map((k) => k.ringKey)}::uuid[],
      ${keys.map((k) => k.wrappedKey)}::bytea[]) as g (person_id, ring_key, wrapped)
    where pk.person_id = g.person_id`)

/** Whether a rotation may have left something to do. */
export const hasRetired = async (db: Queries): Promise<boolean> =>
  (await db.row(sql`select 1 from ring_key where purpose = 'person' and retired_at is not null limit 1`)) !== undefined

/** Those that wrap nothing any more. A process that has not heard of the rotation yet may wrap with one for a while. */
export const deleteUnusedRingKeys = (db: Queries, retiredBefore: Date): Promise<number> =>
  db.change(sql`delete from ring_key r where r.purpose = 'person' and r.retired_at < ${retiredBefore}
    and not exists (select from person_key pk where pk.ring_key = r.id)`)

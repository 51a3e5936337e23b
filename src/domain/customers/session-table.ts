import { type Queries, sql } from '../../kit/db.ts'

/** All SQL on sessions. */

export type SessionRow = { personId: string; email: string; firstName: string; lastName: string; seenAt: Date }

export const insertSession = (
  db: Queries,
  s: { tokenHash: Buffer; personId: string; device: string; now: Date; expiresAt: Date },
): Promise<number> =>
  db.change(sql`insert into session (token_hash, person_id, created_at, seen_at, expires_at, device)
    values (${s.tokenHash}, ${s.personId}, ${s.now}, ${s.now}, ${s.expiresAt}, ${s.device})`)

export const findSession = (
  db: Queries,
  tokenHash: Buffer,
  now: Date,
  seenAfter: Date,
): Promise<SessionRow | undefined> =>
  db.row(sql`select s.person_id as "personId", a.email, s.seen_at as "seenAt",
      coalesce(c.first_name, '') as "firstName", coalesce(c.last_name, '') as "lastName"
    from session s join account a on a.person_id = s.person_id left join contact c on c.person_id = s.person_id
    where s.token_hash = ${tokenHash} and s.expires_at > ${now} and s.seen_at > ${seenAfter}`)

export const touchSession = (db: Queries, tokenHash: Buffer, now: Date): Promise<number> =>
  db.change(sql`update session set seen_at = ${now} where token_hash = ${tokenHash}`)

export const deleteSession = (db: Queries, tokenHash: Buffer): Promise<number> =>
  db.change(sql`delete from session where token_hash = ${tokenHash}`)

/** Ends all sessions of a person, or all but the one that is kept. */
export const deleteSessions = (db: Queries, personId: string, kept: Buffer | null): Promise<number> =>
  db.change(sql`delete from session where person_id = ${personId} and token_hash is distinct from ${kept}::bytea`)

export const listSessions = (
  db: Queries,
  personId: string,
  now: Date,
  seenAfter: Date,
): Promise<{ tokenHash: Buffer; device: string; createdAt: Date; seenAt: Date }[]> =>
  db.rows(sql`select token_hash as "tokenHash", device, created_at as "createdAt", seen_at as "seenAt" from session
    where person_id = ${personId} and expires_at > ${now} and seen_at > ${seenAfter} order by seen_at desc limit 50`)

export const deleteOldSessions = (db: Queries, now: Date, seenBefore: Date): Promise<number> =>
  db.change(sql`delete from session where expires_at < ${now} or seen_at < ${seenBefore}`)

import { contactColumns, type SealedContact } from '../../domain/customers/contact.ts'
import {
  type FoundSession,
  type KnownSession,
  maxListed,
  type SessionStore,
} from '../../domain/customers/session-store.ts'
import { type Queries, sql } from '../../kit/db.ts'

type Row = SealedContact & { seenAt: Date }

/** Sessions as rows beside the accounts: each call is one statement, and `find` joins what the account says of the person. */
export function openPostgresSessions(db: Queries): SessionStore {
  return {
    besideAccounts: {
      endAll: (within, personId, kept) =>
        within.change(
          sql`delete from session where person_id = ${personId} and token_hash is distinct from ${kept}::bytea`,
        ),
    },
    start: async ({ tokenHash, personId, device, now, expiresAt, epoch }) => {
      // The account is locked: a password that is being changed ends this session, or keeps it from beginning.
      await db.change(sql`insert into session (token_hash, person_id, created_at, seen_at, expires_at, device)
        select ${tokenHash}::bytea, person_id, ${now}::timestamptz, ${now}::timestamptz, ${expiresAt}::timestamptz, ${device}::text
        from account where person_id = ${personId} and session_epoch = ${epoch} for share`)
    },
    find: async (tokenHash, now, seenAfter): Promise<FoundSession | undefined> => {
      const row = await db.row<Row>(sql`select s.person_id as "personId", s.seen_at as "seenAt", ${contactColumns}
        from session s join account a on a.person_id = s.person_id left join contact c on c.person_id = s.person_id
        left join person_key pk on pk.person_id = s.person_id
        where s.token_hash = ${tokenHash} and s.expires_at > ${now} and s.seen_at > ${seenAfter}`)
      if (!row) return undefined
      const { seenAt, ...person } = row
      return { personId: person.personId, seenAt, person }
    },
    touch: async (tokenHash, now) => {
      await db.change(sql`update session set seen_at = ${now} where token_hash = ${tokenHash}`)
    },
    end: async (tokenHash) => {
      await db.change(sql`delete from session where token_hash = ${tokenHash}`)
    },
    list: (personId, now, seenAfter) =>
      db.rows<KnownSession>(sql`select token_hash as "tokenHash", device, created_at as "createdAt", seen_at as "seenAt",
          null as epoch from session
        where person_id = ${personId} and expires_at > ${now} and seen_at > ${seenAfter}
        order by seen_at desc limit ${maxListed}`),
    removeOver: (now, seenBefore) =>
      db.change(sql`delete from session where expires_at < ${now} or seen_at < ${seenBefore}`),
  }
}

import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { Locale } from '../settings/market.ts'
import type { SessionPerson } from './session-store.ts'

/** All SQL on people, their accounts and what they ask of them. Accounts are locked by person id. */

export type AccountRow = { personId: string; email: string; passwordHash: string }

export const findAccount = (db: Queries, email: string): Promise<(AccountRow & { sessionEpoch: number }) | undefined> =>
  db.row(sql`select person_id as "personId", email, password_hash as "passwordHash", session_epoch as "sessionEpoch"
    from account where email = ${email}`)

export const accountOf = (db: Queries, personId: string): Promise<AccountRow | undefined> =>
  db.row(sql`select person_id as "personId", email, password_hash as "passwordHash" from account
    where person_id = ${personId}`)

export async function insertAccount(
  tx: Tx,
  account: AccountRow & { firstName: string; lastName: string; locale: Locale; now: Date },
): Promise<boolean> {
  const { personId, email, passwordHash, firstName, lastName, locale, now } = account
  await tx.change(sql`insert into person (id, created_at) values (${personId}, ${now})`)
  await tx.change(sql`insert into contact (person_id, email, first_name, last_name, locale, updated_at)
    values (${personId}, ${email}, ${firstName}, ${lastName}, ${locale}, ${now})`)
  const made = await tx.change(sql`insert into account (person_id, email, password_hash, created_at)
    values (${personId}, ${email}, ${passwordHash}, ${now}) on conflict (email) do nothing`)
  return made === 1
}

export const updatePassword = (db: Queries, personId: string, passwordHash: string): Promise<number> =>
  db.change(sql`update account set password_hash = ${passwordHash} where person_id = ${personId}`)

/** False when another account has the address. */
export async function updateEmail(tx: Tx, personId: string, email: string, now: Date): Promise<boolean> {
  if (await tx.row(sql`select 1 from account where email = ${email} and person_id <> ${personId} for update`))
    return false
  await tx.change(sql`update account set email = ${email} where person_id = ${personId}`)
  await tx.change(sql`update contact set email = ${email}, updated_at = ${now} where person_id = ${personId}`)
  return true
}

export type Profile = { firstName: string; lastName: string; phone: string; locale: Locale; email: string; since: Date }

export const readProfileRow = (db: Queries, personId: string): Promise<Profile | undefined> =>
  db.row(sql`select a.email, a.created_at as since, coalesce(c.first_name, '') as "firstName",
      coalesce(c.last_name, '') as "lastName", coalesce(c.phone, '') as phone, c.locale
    from account a join contact c on c.person_id = a.person_id where a.person_id = ${personId}`)

export const updateProfile = (
  db: Queries,
  personId: string,
  p: { firstName: string; lastName: string; phone: string; locale: Locale },
  now: Date,
): Promise<number> =>
  db.change(sql`update contact set first_name = ${p.firstName}, last_name = ${p.lastName}, phone = ${p.phone},
    locale = ${p.locale}, updated_at = ${now} where person_id = ${personId}`)

/** Which sessions count: those of this epoch, and the one that was kept when it began. */
export type AccountEpoch = { epoch: number; kept: Buffer | null }

export const sessionEpoch = (db: Queries, personId: string): Promise<AccountEpoch | undefined> =>
  db.row(sql`select session_epoch as epoch, kept_session as kept from account where person_id = ${personId}`)

/** From now on no session counts but the one that is kept. */
export const raiseSessionEpoch = (tx: Tx, personId: string, kept: Buffer | null): Promise<number> =>
  tx.change(sql`update account set session_epoch = session_epoch + 1, kept_session = ${kept}::bytea
    where person_id = ${personId}`)

/** Who holds a session that stands elsewhere. Undefined: the account is closed, or has ended the session. */
export const sessionPerson = (
  db: Queries,
  personId: string,
  tokenHash: Buffer,
  epoch: number,
): Promise<SessionPerson | undefined> =>
  db.row(sql`select a.email, coalesce(c.first_name, '') as "firstName", coalesce(c.last_name, '') as "lastName"
    from account a left join contact c on c.person_id = a.person_id
    where a.person_id = ${personId} and (a.session_epoch = ${epoch} or a.kept_session = ${tokenHash})`)

/** Removes the account and all that is only the account's. Orders keep their own contact rows; the id stays for them. */
export async function deleteAccount(tx: Tx, personId: string): Promise<void> {
  await tx.change(sql`delete from session where person_id = ${personId}`)
  await tx.change(sql`delete from account_request where person_id = ${personId}`)
  await tx.change(sql`delete from address where person_id = ${personId}`)
  await tx.change(sql`delete from account where person_id = ${personId}`)
  await tx.change(sql`update contact set email = null, first_name = null, last_name = null, phone = null
    where person_id = ${personId}`)
}

export type AccountPurpose = 'register' | 'reset-password' | 'change-email'

export type AccountRequest = {
  id: string
  purpose: AccountPurpose
  email: string
  personId: string | null
  passwordHash: string | null
  firstName: string
  lastName: string
  market: string
  locale: Locale
}

export async function insertRequest(tx: Tx, r: AccountRequest & { now: Date; expiresAt: Date }): Promise<void> {
  await tx.change(sql`insert into account_request
    (id, purpose, email, person_id, password_hash, first_name, last_name, market, locale, created_at, expires_at)
    values (${r.id}, ${r.purpose}, ${r.email}, ${r.personId}, ${r.passwordHash}, ${r.firstName}, ${r.lastName},
      ${r.market}, ${r.locale}, ${r.now}, ${r.expiresAt})`)
}

const requestColumns = sql`id, purpose, email, person_id as "personId", password_hash as "passwordHash",
  first_name as "firstName", last_name as "lastName", market, locale`

export const findOpenRequest = (db: Queries, id: string, now: Date): Promise<AccountRequest | undefined> =>
  db.row(
    sql`select ${requestColumns} from account_request where id = ${id} and used_at is null and expires_at > ${now}`,
  )

export const setRequestToken = (db: Queries, id: string, tokenHash: Buffer): Promise<number> =>
  db.change(sql`update account_request set token_hash = ${tokenHash} where id = ${id} and used_at is null`)

export const findRequestByToken = (
  db: Queries,
  purpose: AccountPurpose,
  tokenHash: Buffer,
  now: Date,
): Promise<AccountRequest | undefined> =>
  db.row(sql`select ${requestColumns} from account_request
    where token_hash = ${tokenHash} and purpose = ${purpose} and used_at is null and expires_at > ${now}`)

/** Of two that use one link at the same moment, one gets true. */
export const useRequest = async (tx: Tx, id: string, now: Date): Promise<boolean> =>
  (await tx.change(sql`update account_request set used_at = ${now}, password_hash = null
    where id = ${id} and used_at is null and expires_at > ${now}`)) === 1

/** What was asked before a password or an address changed is void. */
export const voidRequests = (tx: Tx, personId: string, email: string): Promise<number> =>
  tx.change(sql`delete from account_request where used_at is null and purpose <> 'register'
    and (person_id = ${personId} or email = ${email})`)

export const deleteOldRequests = (db: Queries, before: Date): Promise<number> =>
  db.change(sql`delete from account_request where expires_at < ${before}`)

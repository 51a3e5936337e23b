import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { PersonKey, Vault } from '../keys/vault.ts'
import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'
import { type Contact, contactColumns, noContact, openContact, type SealedContact } from './contact.ts'

/** All SQL on people and their accounts. Accounts are locked by person id. */

export type AccountRow = { personId: string; passwordHash: string }

type Reads = { db: Queries } & Pick<Shop, 'vault'>

export const findAccount = (
  db: Queries,
  emailIndex: Buffer,
): Promise<(AccountRow & { sessionEpoch: number }) | undefined> =>
  db.row(sql`select person_id as "personId", password_hash as "passwordHash", session_epoch as "sessionEpoch"
    from account where email_index = ${emailIndex}`)

/** The e-mail address of an account stands in its contact, sealed, and nowhere else. */
export async function accountOf(
  { db, vault }: Reads,
  personId: string,
): Promise<(AccountRow & { email: string; key: PersonKey }) | undefined> {
  const row = await db.row<AccountRow & SealedContact>(sql`
    select a.person_id as "personId", a.password_hash as "passwordHash", ${contactColumns}
    from account a join contact c on c.person_id = a.person_id left join person_key pk on pk.person_id = a.person_id
    where a.person_id = ${personId}`)
  if (!row) return undefined
  const opened = await openContact(vault, row)
  if (!opened?.contact.email) return undefined
  return { personId, passwordHash: row.passwordHash, email: opened.contact.email, key: opened.key }
}

/** The person is there already: who asked for the account. False when another account has the address. */
export async function insertAccount(
  tx: Tx,
  account: { key: PersonKey; contact: Contact; emailIndex: Buffer; passwordHash: string; locale: Locale; now: Date },
): Promise<boolean> {
  const { key, contact, emailIndex, passwordHash, locale, now } = account
  const { personId } = key
  await tx.change(sql`insert into contact (person_id, sealed, locale, updated_at)
    values (${personId}, ${key.seal('contact', personId, contact)}, ${locale}, ${now})`)
  const made = await tx.change(sql`insert into account (person_id, email_index, password_hash, created_at)
    values (${personId}, ${emailIndex}, ${passwordHash}, ${now}) on conflict (email_index) do nothing`)
  return made === 1
}

export const updatePassword = (db: Queries, personId: string, passwordHash: string): Promise<number> =>
  db.change(sql`update account set password_hash = ${passwordHash} where person_id = ${personId}`)

/** The same password, hashed anew. One that was changed meanwhile stays. */
export const rehashPassword = (db: Queries, { personId, passwordHash }: AccountRow, anew: string): Promise<number> =>
  db.change(
    sql`update account set password_hash = ${anew} where person_id = ${personId} and password_hash = ${passwordHash}`,
  )

/** False when another account has the address. */
export async function updateEmail(tx: Tx, vault: Vault, personId: string, email: string, now: Date): Promise<boolean> {
  const emailIndex = vault.emailIndex(email)
  if (
    await tx.row(sql`select 1 from account where email_index = ${emailIndex} and person_id <> ${personId} for update`)
  )
    return false
  await tx.change(sql`update account set email_index = ${emailIndex} where person_id = ${personId}`)
  await changeContact(tx, vault, personId, { email }, now)
  return true
}

/** Changes some of what is known of a person. The row is locked in between: two changes at once are both kept. */
async function changeContact(
  tx: Tx,
  vault: Vault,
  personId: string,
  change: Partial<Contact>,
  now: Date,
): Promise<void> {
  const row = await tx.row<SealedContact>(sql`select c.person_id as "personId", ${contactColumns}
    from contact c left join person_key pk on pk.person_id = c.person_id where c.person_id = ${personId} for update of c`)
  const key = row && (await vault.keyOf(row))
  if (!key) return
  const contact = { ...noContact, ...key.open<Contact>('contact', personId, row.contact), ...change }
  const isEmpty = Object.values(contact).every((value) => value === null)
  await tx.change(sql`update contact set sealed = ${isEmpty ? null : key.seal('contact', personId, contact)}::bytea,
    updated_at = ${now} where person_id = ${personId}`)
}

export type Profile = { firstName: string; lastName: string; phone: string; locale: Locale; email: string; since: Date }

export async function readProfileRow({ db, vault }: Reads, personId: string): Promise<Profile | undefined> {
  const row = await db.row<SealedContact & { since: Date; locale: Locale }>(sql`
    select a.person_id as "personId", a.created_at as since, c.locale, ${contactColumns}
    from account a join contact c on c.person_id = a.person_id left join person_key pk on pk.person_id = a.person_id
    where a.person_id = ${personId}`)
  if (!row) return undefined
  const opened = await openContact(vault, row)
  if (!opened?.contact.email) return undefined
  const { email, firstName, lastName, phone } = opened.contact
  const { since, locale } = row
  return { email, firstName: firstName ?? '', lastName: lastName ?? '', phone: phone ?? '', since, locale }
}

export async function updateProfile(
  tx: Tx,
  vault: Vault,
  personId: string,
  { locale, ...names }: { firstName: string; lastName: string; phone: string; locale: Locale },
  now: Date,
): Promise<void> {
  await tx.change(sql`update contact set locale = ${locale} where person_id = ${personId}`)
  await changeContact(tx, vault, personId, names, now)
}

/** Which sessions count: those of this epoch, and the one that was kept when it began. */
export type AccountEpoch = { epoch: number; kept: Buffer | null }

export const sessionEpoch = (db: Queries, personId: string): Promise<AccountEpoch | undefined> =>
  db.row(sql`select session_epoch as epoch, kept_session as kept from account where person_id = ${personId}`)

/** From now on no session counts but the one that is kept. */
export const raiseSessionEpoch = (db: Queries, personId: string, kept: Buffer | null): Promise<number> =>
  db.change(sql`update account set session_epoch = session_epoch + 1, kept_session = ${kept}::bytea
    where person_id = ${personId}`)

/** Who holds a session that stands elsewhere. Undefined: the account is closed, or has ended the session. */
export const sessionPerson = (
  db: Queries,
  personId: string,
  tokenHash: Buffer,
  epoch: number,
): Promise<SealedContact | undefined> =>
  db.row(sql`select a.person_id as "personId", ${contactColumns}
    from account a join contact c on c.person_id = a.person_id left join person_key pk on pk.person_id = a.person_id
    where a.person_id = ${personId} and (a.session_epoch = ${epoch} or a.kept_session = ${tokenHash})`)

/** Removes the account and all that is only the account's. Orders keep their own contact rows; the id stays for them. */
export async function deleteAccount(tx: Tx, vault: Vault, personId: string, now: Date): Promise<void> {
  await tx.change(sql`delete from session where person_id = ${personId}`)
  await tx.change(sql`delete from account_request where person_id = ${personId}`)
  await tx.change(sql`delete from address where person_id = ${personId}`)
  await tx.change(sql`delete from account where person_id = ${personId}`)
  const { displayName, ...gone } = noContact
  await changeContact(tx, vault, personId, gone, now)
}

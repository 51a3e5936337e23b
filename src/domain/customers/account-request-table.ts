import { type Queries, sql, type Tx } from '../../kit/db.ts'
import { type KeyColumns, keyColumns, type PersonKey, standing, type WrappedKey } from '../keys/vault.ts'
import type { Locale } from '../settings/market.ts'
import type { Shop } from '../shop.ts'

/** All SQL on what people ask of accounts by mail. */

export type AccountPurpose = 'register' | 'reset-password' | 'change-email'

/** The address that the link proves, and how to address its owner. */
type Asker = { email: string; firstName: string; lastName: string }

export type AccountRequest = Asker & {
  id: string
  purpose: AccountPurpose
  passwordHash: string | null
  market: string
  locale: Locale
}

/** Of an account, or of somebody whom nobody knows yet: the first request makes the person. */
export type AskingPerson = PersonKey & Partial<WrappedKey>

export async function insertRequest(
  tx: Tx,
  r: AccountRequest & { emailIndex: Buffer; now: Date; expiresAt: Date },
  person: AskingPerson,
): Promise<void> {
  const { email, firstName, lastName } = r
  const asker: Asker = { email, firstName, lastName }
  const isNew = person.wrappedKey !== undefined
  await tx.change(sql`
    with p as (insert into person (id, created_at) select ${person.personId}::uuid, ${r.now} where ${isNew}::boolean),
    pk as (
      insert into person_key (person_id, ring_key, wrapped)
      select ${person.personId}::uuid, ${standing(sql`${person.ringKey ?? null}::uuid`)}, ${person.wrappedKey ?? null}::bytea
      where ${isNew}::boolean)
    insert into account_request
      (id, purpose, person_id, sealed, email_index, password_hash, market, locale, created_at, expires_at)
    values (${r.id}, ${r.purpose}, ${person.personId}, ${person.seal('account_request', r.id, asker)}, ${r.emailIndex},
      ${r.passwordHash}, ${r.market}, ${r.locale}, ${r.now}, ${r.expiresAt})`)
}

export type FoundRequest = AccountRequest & { key: PersonKey }

type Row = Omit<AccountRequest, keyof Asker> & KeyColumns & { sealed: Buffer | null }

const whole = sql`select r.id, r.purpose, r.password_hash as "passwordHash", r.market, r.locale, r.sealed,
    r.person_id as "personId", ${keyColumns}
  from account_request r join person_key pk on pk.person_id = r.person_id`

async function opened({ vault }: Pick<Shop, 'vault'>, row: Row | undefined): Promise<FoundRequest | undefined> {
  if (!row) return undefined
  const key = await vault.keyOf(row)
  const asker = key?.open<Asker>('account_request', row.id, row.sealed)
  if (!key || !asker) return undefined
  const { id, purpose, passwordHash, market, locale } = row
  return { id, purpose, passwordHash, market, locale, ...asker, key }
}

type Reads = Pick<Shop, 'db' | 'vault'>

export const findOpenRequest = async (shop: Reads, id: string, now: Date): Promise<FoundRequest | undefined> =>
  opened(shop, await shop.db.row(sql`${whole} where r.id = ${id} and r.used_at is null and r.expires_at > ${now}`))

export const setRequestToken = (db: Queries, id: string, tokenHash: Buffer): Promise<number> =>
  db.change(sql`update account_request set token_hash = ${tokenHash} where id = ${id} and used_at is null`)

export const findRequestByToken = async (
  shop: Reads,
  purpose: AccountPurpose,
  tokenHash: Buffer,
  now: Date,
): Promise<FoundRequest | undefined> =>
  opened(
    shop,
    await shop.db.row(sql`${whole}
      where r.token_hash = ${tokenHash} and r.purpose = ${purpose} and r.used_at is null and r.expires_at > ${now}`),
  )

/** Of two that use one link at the same moment, one gets true. */
export const useRequest = async (tx: Tx, id: string, now: Date): Promise<boolean> =>
  (await tx.change(sql`update account_request set used_at = ${now}, password_hash = null
    where id = ${id} and used_at is null and expires_at > ${now}`)) === 1

// Who has asked for an account and never opened it, and who is known by no more than a request, goes with the request.
const nobodyElse = sql`not exists (select from contact c where c.person_id = p.id)`

/** What was asked before a password or an address changed is void. */
export const voidRequests = (tx: Tx, personId: string, emailIndex: Buffer): Promise<number> =>
  tx.change(sql`
    with gone as (
      delete from account_request where used_at is null and purpose <> 'register'
        and (person_id = ${personId} or email_index = ${emailIndex}) returning person_id)
    delete from person p using gone where p.id = gone.person_id and ${nobodyElse}`)

export const deleteOldRequests = (db: Queries, before: Date): Promise<number> =>
  db.change(sql`
    with gone as (delete from account_request where expires_at < ${before} returning person_id)
    delete from person p using gone where p.id = gone.person_id and ${nobodyElse}`)

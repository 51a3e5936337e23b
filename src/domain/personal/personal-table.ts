import { type Queries, Sql, sql, type Tx } from '../../kit/db.ts'
import type { Contact } from '../customers/contact.ts'
import { type KeyColumns, keyColumns, type SealedColumn, standing, type WrappedKey } from '../keys/vault.ts'

/** SQL on all tables with personal data at once: what is sealed at an upgrade, and what goes with a person's key. */

// The columns in clear of older versions; migration 0008 takes them away.
const isPlain = {
  contact: sql`num_nonnulls(c.email, c.first_name, c.last_name, c.phone, c.display_name) > 0`,
  address: sql`a.line1 is not null`,
  account: sql`a.email is not null`,
  account_request: sql`r.email is not null`,
  order_contact: sql`c.email is not null`,
  withdrawal: sql`w.email is not null`,
}

export const holdsPlain = async (db: Queries): Promise<boolean> =>
  (
    await db.row<{ holds: boolean }>(sql`
    select exists (select from contact c where ${isPlain.contact}) or exists (select from address a where ${isPlain.address})
      or exists (select from account a where ${isPlain.account})
      or exists (select from account_request r where ${isPlain.account_request})
      or exists (select from order_contact c where ${isPlain.order_contact})
      or exists (select from withdrawal w where ${isPlain.withdrawal}) as holds`)
  )?.holds ?? false

/** Programs that serve this database now: their names to the server. */
export const programsAtWork = async (db: Queries): Promise<string[]> =>
  (
    await db.rows<{ name: string }>(sql`select distinct application_name as name from pg_stat_activity
      where datname = current_database() and application_name in ('tradewind-web', 'tradewind-worker', 'tradewind-listen')
      order by name`)
  ).map(({ name }) => name)

/** From now on the address of an account stands in its contact alone, also where that was sealed before. */
export async function addMissingContacts(tx: Tx): Promise<void> {
  await tx.change(sql`insert into contact (person_id) select person_id from account on conflict do nothing`)
  await tx.change(sql`update contact c set email = a.email from account a
    where a.person_id = c.person_id and a.email is not null and c.email is distinct from a.email`)
}

/** `sealed`: from a run before; then an older version that still ran has written beside it. */
type Row<Value> = { id: string; personId: string; sealed: Buffer | null; value: Value }

export const plainContacts = (tx: Tx, limit: number): Promise<Row<Contact>[]> =>
  tx.rows(sql`select c.person_id as id, c.person_id as "personId", c.sealed, json_build_object('email', c.email,
      'firstName', c.first_name, 'lastName', c.last_name, 'phone', c.phone, 'displayName', c.display_name) as value
    from contact c where ${isPlain.contact} limit ${limit} for update`)

export const plainAddresses = (tx: Tx, limit: number): Promise<Row<object>[]> =>
  tx.rows(sql`select a.id, a.person_id as "personId", a.sealed, json_build_object('firstName', a.first_name, 'lastName', a.last_name,
      'company', a.company, 'line1', a.line1, 'line2', a.line2, 'postcode', a.postcode, 'city', a.city,
      'region', a.region, 'country', a.country, 'phone', a.phone) as value
    from address a where ${isPlain.address} limit ${limit} for update`)

export const plainOrderContacts = (tx: Tx, limit: number): Promise<(Row<object> & { emailCanonical: string })[]> =>
  tx.rows(sql`select c.order_id as id, c.person_id as "personId", c.email_canonical as "emailCanonical", c.sealed,
      json_build_object('email', c.email, 'shipping', c.shipping, 'billing', c.billing) as value
    from order_contact c where ${isPlain.order_contact} limit ${limit} for update`)

type Unowned<Value> = Omit<Row<Value>, 'personId'> & { personId: string | null }

export const plainRequests = (tx: Tx, limit: number): Promise<Unowned<{ email: string }>[]> =>
  tx.rows(sql`select r.id, r.person_id as "personId", r.sealed,
      json_build_object('email', r.email, 'firstName', r.first_name, 'lastName', r.last_name) as value
    from account_request r where ${isPlain.account_request} limit ${limit} for update`)

export const plainWithdrawals = (tx: Tx, limit: number): Promise<Unowned<object>[]> =>
  tx.rows(sql`select w.id, w.sealed,
      coalesce(w.person_id, (select c.person_id from order_contact c where c.order_id = w.order_id)) as "personId",
      json_build_object('name', w.name, 'contract', w.contract, 'email', w.email, 'articles', w.articles) as value
    from withdrawal w where ${isPlain.withdrawal} limit ${limit} for update`)

export const plainAccounts = (tx: Tx, limit: number): Promise<{ id: string; email: string }[]> =>
  tx.rows(sql`select a.person_id as id, a.email from account a where ${isPlain.account} limit ${limit} for update`)

type SealedRow = { id: string; personId: string; sealed: Buffer; emailIndex: Buffer | null }

const emptied: Record<SealedColumn, Sql> = {
  contact: sql`email = null, first_name = null, last_name = null, phone = null, display_name = null`,
  address: sql`first_name = null, last_name = null, company = null, line1 = null, line2 = null, postcode = null, city = null,
    region = null, country = null, phone = null`,
  order_contact: sql`email_index = g.email_index, email = null, email_canonical = null, shipping = null, billing = null`,
  account_request: sql`person_id = g.person_id, email_index = g.email_index, email = null, first_name = null, last_name = null`,
  withdrawal: sql`person_id = g.person_id, name = null, contract = null, email = null, articles = null`,
}

const idColumns: Record<SealedColumn, Sql> = {
  contact: sql`person_id`,
  address: sql`id`,
  order_contact: sql`order_id`,
  account_request: sql`id`,
  withdrawal: sql`id`,
}

export const writeSealed = (tx: Tx, table: SealedColumn, rows: readonly SealedRow[]): Promise<number> =>
  tx.change(sql`update ${new Sql(table, [])} t set sealed = g.sealed, ${emptied[table]}
    from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.personId)}::uuid[], ${rows.map((r) => r.sealed)}::bytea[],
      ${rows.map((r) => r.emailIndex)}::bytea[]) as g (id, person_id, sealed, email_index)
    where t.${idColumns[table]} = g.id`)

export const writeEmailIndexes = (tx: Tx, rows: readonly { id: string; emailIndex: Buffer }[]): Promise<number> =>
  tx.change(sql`update account a set email_index = g.email_index, email = null
    from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.emailIndex)}::bytea[]) as g (id, email_index)
    where a.person_id = g.id`)

export const insertPeople = (tx: Tx, ids: readonly string[], now: Date): Promise<number> =>
  tx.change(sql`insert into person (id, created_at) select id, ${now} from unnest(${ids}::uuid[]) as g (id)`)

export const keysOf = (tx: Tx, personIds: readonly string[]): Promise<KeyColumns[]> =>
  tx.rows(
    sql`select pk.person_id as "personId", ${keyColumns} from person_key pk where pk.person_id = any(${personIds}::uuid[])`,
  )

export const insertKeys = (tx: Tx, keys: readonly (WrappedKey & { personId: string })[]): Promise<number> =>
  tx.change(sql`insert into person_key (person_id, ring_key, wrapped)
    select g.person_id, ${standing(sql`g.ring_key`)}, g.wrapped
    from unnest(${keys.map((k) => k.personId)}::uuid[], ${keys.map((k) => k.ringKey)}::uuid[],
      ${keys.map((k) => k.wrappedKey)}::bytea[]) as g (person_id, ring_key, wrapped)`)

/** The key, and the hashes by which the person could still be found. What is sealed stays, for nobody to read. */
export async function deleteKey(tx: Tx, personId: string): Promise<boolean> {
  const gone = await tx.change(sql`delete from person_key where person_id = ${personId}`)
  await tx.change(sql`delete from account where person_id = ${personId}`)
  await tx.change(sql`update order_contact set email_index = null where person_id = ${personId}`)
  await tx.change(sql`delete from account_request where person_id = ${personId}`)
  // Made of the address, so that a code is used once by one person.
  await tx.change(sql`update discount_use u set person_id = gen_random_uuid() from orders o
    where o.id = u.order_id and o.person_id = ${personId}`)
  return gone > 0
}

/** The products that show the person's name under a review. */
export const reviewedBy = async (tx: Tx, personId: string): Promise<number[]> =>
  (await tx.rows<{ id: number }>(sql`select distinct product_id as id from review where person_id = ${personId}`)).map(
    ({ id }) => id,
  )

/** The account takes no more orders until the transaction ends. */
export const lockAccount = (tx: Tx, personId: string) =>
  tx.row(sql`select from account where person_id = ${personId} for update`)

/**
 * The person, the guests whose orders belong to the person's account or name its address, and who has asked for an account with it.
 * Somebody with another account is somebody else, whatever addresses they have had or have asked for.
 */
export const peopleOf = async (tx: Tx, personId: string): Promise<string[]> =>
  (
    await tx.rows<{ id: string }>(sql`
      with own as (select email_index from account where person_id = ${personId})
      select ${personId}::uuid as id
      union select person_id from orders where account_id = ${personId}
      union select c.person_id from order_contact c join own on own.email_index = c.email_index
        where not exists (select from account a where a.person_id = c.person_id)
      union select r.person_id from account_request r join own on own.email_index = r.email_index
        where not exists (select from account a where a.person_id = r.person_id)`)
  ).map(({ id }) => id)

/** What others have asked for with the address of the person's account. */
export const deleteRequestsFor = (tx: Tx, personId: string): Promise<number> =>
  tx.change(
    sql`delete from account_request r using account a where a.person_id = ${personId} and r.email_index = a.email_index`,
  )

import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { BookAddress, PostalAddress } from './address.ts'

/** All SQL on address books. */

const columns = sql`id, first_name as "firstName", last_name as "lastName", company, line1, line2, postcode, city, region,
  country, phone, preferred`

export const listAddresses = (db: Queries, personId: string): Promise<BookAddress[]> =>
  db.rows(sql`select ${columns} from address where person_id = ${personId} and kind = 'book'
    order by preferred desc, created_at desc limit 50`)

export const findAddress = (db: Queries, personId: string, id: string): Promise<BookAddress | undefined> =>
  db.row(sql`select ${columns} from address where person_id = ${personId} and kind = 'book' and id = ${id}`)

/** The person's own row is the lock: two that add at once see each other. Returns how many addresses there are. */
export async function lockBook(tx: Tx, personId: string): Promise<number> {
  await tx.row(sql`select 1 from person where id = ${personId} for update`)
  const found = await tx.row<{ count: number }>(
    sql`select count(*)::int as count from address where person_id = ${personId} and kind = 'book'`,
  )
  return found?.count ?? 0
}

export const insertAddress = (tx: Tx, personId: string, id: string, a: PostalAddress, now: Date): Promise<number> =>
  tx.change(sql`insert into address
    (id, person_id, kind, first_name, last_name, company, line1, line2, postcode, city, region, country, phone, created_at)
    values (${id}, ${personId}, 'book', ${a.firstName}, ${a.lastName}, ${a.company}, ${a.line1}, ${a.line2}, ${a.postcode},
      ${a.city}, ${a.region}, ${a.country}, ${a.phone}, ${now})`)

export const updateAddress = (tx: Tx, personId: string, id: string, a: PostalAddress): Promise<number> =>
  tx.change(sql`update address set first_name = ${a.firstName}, last_name = ${a.lastName}, company = ${a.company},
      line1 = ${a.line1}, line2 = ${a.line2}, postcode = ${a.postcode}, city = ${a.city}, region = ${a.region},
      country = ${a.country}, phone = ${a.phone}
    where id = ${id} and person_id = ${personId} and kind = 'book'`)

export const preferAddress = (tx: Tx, personId: string, id: string): Promise<number> =>
  tx.change(sql`update address set preferred = (id = ${id}) where person_id = ${personId} and kind = 'book'`)

export const deleteAddress = (tx: Tx, personId: string, id: string): Promise<number> =>
  tx.change(sql`delete from address where id = ${id} and person_id = ${personId} and kind = 'book'`)

/** After the preferred one went, the newest takes its place. */
export const preferAny = (tx: Tx, personId: string): Promise<number> =>
  tx.change(sql`update address set preferred = true where id = (
      select id from address where person_id = ${personId} and kind = 'book' order by created_at desc limit 1)
    and not exists (select 1 from address where person_id = ${personId} and kind = 'book' and preferred)`)

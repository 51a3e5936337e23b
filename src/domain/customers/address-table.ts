import { type Queries, sql, type Tx } from '../../kit/db.ts'
import { type KeyColumns, keyColumns, type PersonKey } from '../keys/vault.ts'
import type { Shop } from '../shop.ts'
import type { BookAddress, PostalAddress } from './address.ts'

/** All SQL on address books. */

const columns = sql`a.id, a.preferred, a.sealed, a.person_id as "personId", ${keyColumns}`
const withKeys = sql`address a join person_key pk on pk.person_id = a.person_id`

type Row = KeyColumns & { id: string; preferred: boolean; sealed: Buffer | null }
type Reads = { db: Queries } & Pick<Shop, 'vault'>

async function opened({ vault }: Reads, rows: readonly Row[]): Promise<BookAddress[]> {
  // All of one person, whose key is opened once.
  const key = rows[0] ? await vault.keyOf(rows[0]) : null
  return rows.flatMap(({ id, preferred, sealed }) => {
    const address = key?.open<PostalAddress>('address', id, sealed)
    return address ? [{ ...address, id, preferred }] : []
  })
}

export const listAddresses = async (shop: Reads, personId: string): Promise<BookAddress[]> =>
  opened(
    shop,
    await shop.db.rows(sql`select ${columns} from ${withKeys} where a.person_id = ${personId} and a.kind = 'book'
      order by a.preferred desc, a.created_at desc limit 50`),
  )

export const findAddress = async (shop: Reads, personId: string, id: string): Promise<BookAddress | undefined> =>
  (
    await opened(
      shop,
      await shop.db.rows(
        sql`select ${columns} from ${withKeys} where a.person_id = ${personId} and a.kind = 'book' and a.id = ${id}`,
      ),
    )
  )[0]

export const hasAddress = async (tx: Tx, personId: string, id: string): Promise<boolean> =>
  (await tx.row(sql`select 1 from address where person_id = ${personId} and kind = 'book' and id = ${id}`)) !==
  undefined

/** The person's own row is the lock: two that add at once see each other. Tells how many addresses there are, and the key for more. */
export async function lockBook(tx: Tx, personId: string): Promise<{ count: number } & KeyColumns> {
  const found = await tx.row<KeyColumns>(sql`select p.id as "personId", ${keyColumns}
    from person p left join person_key pk on pk.person_id = p.id where p.id = ${personId} for update of p`)
  const counted = await tx.row<{ count: number }>(
    sql`select count(*)::int as count from address where person_id = ${personId} and kind = 'book'`,
  )
  return { count: counted?.count ?? 0, ...(found ?? { personId, ringKey: null, wrappedKey: null }) }
}

export const insertAddress = (tx: Tx, id: string, address: PostalAddress, key: PersonKey, now: Date): Promise<number> =>
  tx.change(sql`insert into address (id, person_id, kind, sealed, created_at)
    values (${id}, ${key.personId}, 'book', ${key.seal('address', id, address)}, ${now})`)

export const updateAddress = (tx: Tx, id: string, address: PostalAddress, key: PersonKey): Promise<number> =>
  tx.change(sql`update address set sealed = ${key.seal('address', id, address)}
    where id = ${id} and person_id = ${key.personId} and kind = 'book'`)

export const preferAddress = (tx: Tx, personId: string, id: string): Promise<number> =>
  tx.change(sql`update address set preferred = (id = ${id}) where person_id = ${personId} and kind = 'book'`)

export const deleteAddress = (tx: Tx, personId: string, id: string): Promise<number> =>
  tx.change(sql`delete from address where id = ${id} and person_id = ${personId} and kind = 'book'`)

/** After the preferred one went, the newest takes its place. */
export const preferAny = (tx: Tx, personId: string): Promise<number> =>
  tx.change(sql`update address set preferred = true where id = (
      select id from address where person_id = ${personId} and kind = 'book' order by created_at desc limit 1)
    and not exists (select 1 from address where person_id = ${personId} and kind = 'book' and preferred)`)

import { type Queries, sql, type Tx } from '../../kit/db.ts'
import { type KeyColumns, keyColumns, type PersonKey, standing, type WrappedKey } from '../keys/vault.ts'
import type { Shop } from '../shop.ts'
import type { Declared, Withdrawal } from './withdrawal.ts'

/** All SQL on withdrawals. */

/** Whether it is new: the same key is the same declaration. Who is not known yet becomes a person with it. */
export async function insertWithdrawal(
  tx: Tx,
  w: Withdrawal & { idempotencyKey: string },
  person: PersonKey & Partial<WrappedKey>,
): Promise<boolean> {
  const { id, orderId, market, locale, idempotencyKey, receivedAt, name, contract, email, articles } = w
  const declared: Declared = { name, contract, email, articles }
  const isNew = person.wrappedKey !== undefined
  const row = await tx.row(sql`
    with w as (
      insert into withdrawal (id, order_id, person_id, market, locale, sealed, idempotency_key, received_at)
      values (${id}, ${orderId}, ${person.personId}, ${market}, ${locale}, ${person.seal('withdrawal', id, declared)},
        ${idempotencyKey}, ${receivedAt})
      on conflict (idempotency_key) do nothing returning id),
    p as (
      insert into person (id, created_at) select ${person.personId}::uuid, ${receivedAt} from w where ${isNew}::boolean),
    pk as (
      insert into person_key (person_id, ring_key, wrapped)
      select ${person.personId}::uuid, ${standing(sql`${person.ringKey ?? null}::uuid`)}, ${person.wrappedKey ?? null}::bytea
      from w where ${isNew}::boolean)
    select from w`)
  return row !== undefined
}

type Row = Omit<Withdrawal, keyof Declared> & KeyColumns & { sealed: Buffer | null }

const whole = sql`select w.id, w.order_id as "orderId", w.market, w.locale, w.received_at as "receivedAt", w.sealed,
    w.person_id as "personId", ${keyColumns}
  from withdrawal w left join person_key pk on pk.person_id = w.person_id`

/** Null once the key of the person is destroyed. */
async function asWithdrawal({ vault }: Reads, row: Row | undefined): Promise<Withdrawal | null> {
  if (!row) return null
  const { personId, ringKey, wrappedKey, sealed, ...withdrawal } = row
  const key = await vault.keyOf({ personId, ringKey, wrappedKey })
  const declared = key?.open<Declared>('withdrawal', row.id, sealed)
  return declared ? { ...withdrawal, ...declared } : null
}

type Reads = Pick<Shop, 'db' | 'vault'>

export const withdrawalById = async (shop: Reads, id: string): Promise<Withdrawal | null> =>
  asWithdrawal(shop, await shop.db.row<Row>(sql`${whole} where w.id = ${id}`))

export const withdrawalByKey = async (shop: Reads, idempotencyKey: string): Promise<Withdrawal | null> =>
  asWithdrawal(shop, await shop.db.row<Row>(sql`${whole} where w.idempotency_key = ${idempotencyKey}`))

export const receivedAtOf = (db: Queries, idempotencyKey: string): Promise<{ receivedAt: Date } | undefined> =>
  db.row(sql`select received_at as "receivedAt" from withdrawal where idempotency_key = ${idempotencyKey}`)

import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { Withdrawal } from './withdrawal.ts'

/** All SQL on withdrawals. */

/** The row's id, and whether it is new: the same key is the same declaration. */
export const insertWithdrawal = async (tx: Tx, w: Withdrawal & { idempotencyKey: string }): Promise<boolean> =>
  (await tx.change(sql`insert into withdrawal
    (id, order_id, market, locale, name, contract, email, articles, idempotency_key, received_at)
    values (${w.id}, ${w.orderId}, ${w.market}, ${w.locale}, ${w.name}, ${w.contract}, ${w.email}, ${w.articles},
      ${w.idempotencyKey}, ${w.receivedAt})
    on conflict (idempotency_key) do nothing`)) === 1

const columns = sql`id, order_id as "orderId", market, locale, name, contract, email, articles, received_at as "receivedAt"`

export const withdrawalById = (db: Queries, id: string): Promise<Withdrawal | undefined> =>
  db.row(sql`select ${columns} from withdrawal where id = ${id}`)

export const withdrawalByKey = (db: Queries, idempotencyKey: string): Promise<Withdrawal | undefined> =>
  db.row(sql`select ${columns} from withdrawal where idempotency_key = ${idempotencyKey}`)

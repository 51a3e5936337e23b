import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { DiscountCode } from './discount.ts'

const columns = sql`c.id, c.code, c.kind, c.basis_points as "basisPoints", c.amount_minor as "amountMinor", c.market,
  c.minimum_minor as "minimumMinor", c.starts_at as "startsAt", c.ends_at as "endsAt", c.limit_total as "limitTotal",
  c.limit_per_person as "limitPerPerson", c.used, c.active`

/** Orders of a person that hold or have used the code. */
const usesBy = (personId: string | null) => sql`(
  select count(*)::int from discount_use u
  where u.code_id = c.id and u.person_id = ${personId}::uuid and u.state in ('held', 'used'))`

/** The code as it stands without the uses of some orders. */
export const findCode = (db: Queries, code: string, personId: string | null, without: readonly string[]) =>
  db.row<DiscountCode & { usedByPerson: number }>(sql`
    select ${columns}, c.used - own.uses as used, ${usesBy(personId)} - own.by_person as "usedByPerson"
    from discount_code c cross join lateral (
      select count(*)::int as uses, (count(*) filter (where u.person_id = ${personId}::uuid))::int as by_person
      from discount_use u
      where u.code_id = c.id and u.order_id = any(${without}::uuid[]) and u.state in ('held', 'used')) own
    where c.code = ${code}`)

/** Makes orders with the same code wait for each other, so that the next statement sees all of their uses. */
export const lockCode = (tx: Tx, code: string) =>
  tx.row<DiscountCode>(sql`select ${columns} from discount_code c where c.code = ${code} for update`)

export type Use = { codeId: number; orderId: string; personId: string }

/** One more use, if the limits allow one: both rows or neither. A use that was given back may be held again. */
export const insertUse = (tx: Tx, { codeId, orderId, personId }: Use) =>
  tx.change(sql`
    with counted as (
      update discount_code c set used = c.used + 1
      where c.id = ${codeId} and (c.limit_total is null or c.used < c.limit_total)
        and (c.limit_per_person is null or ${usesBy(personId)} < c.limit_per_person)
        and not exists (select from discount_use u
          where u.code_id = c.id and u.order_id = ${orderId} and u.state <> 'given-back')
      returning c.id)
    insert into discount_use (code_id, order_id, person_id, state)
    select id, ${orderId}, ${personId}, 'held' from counted
    on conflict (code_id, order_id) do update set state = 'held'`)

export const hasUse = (tx: Tx, codeId: number, orderId: string) =>
  tx.row(sql`select from discount_use where code_id = ${codeId} and order_id = ${orderId} and state <> 'given-back'`)

export const markUsed = (tx: Tx, orderId: string) =>
  tx.change(sql`update discount_use set state = 'used' where order_id = ${orderId} and state = 'held'`)

export const returnUse = (tx: Tx, orderId: string) =>
  tx.change(sql`
    with returned as (
      update discount_use set state = 'given-back' where order_id = ${orderId} and state in ('held', 'used')
      returning code_id)
    update discount_code c set used = c.used - 1 from returned where c.id = returned.code_id`)

export const insertCode = (db: Queries, row: Omit<DiscountCode, 'id' | 'used' | 'active'>) =>
  db.change(sql`
    insert into discount_code (code, kind, basis_points, amount_minor, market, minimum_minor, starts_at, ends_at,
      limit_total, limit_per_person)
    values (${row.code}, ${row.kind}, ${row.basisPoints}, ${row.amountMinor}, ${row.market}, ${row.minimumMinor},
      ${row.startsAt}, ${row.endsAt}, ${row.limitTotal}, ${row.limitPerPerson})
    on conflict (code) do nothing`)

export const allCodes = (db: Queries) =>
  db.rows<DiscountCode>(sql`select ${columns} from discount_code c order by c.active desc, c.code`)

export const deactivateCode = (db: Queries, code: string) =>
  db.change(sql`update discount_code set active = false where code = ${code} and active`)

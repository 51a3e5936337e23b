import { type Queries, sql, type Tx } from '../../kit/db.ts'
import type { Allocation, StockDrift, StockLine, StockPlace } from './stock.ts'

type Reserved = {
  variantId: number
  /** Null: there is not enough of this variant, `quantity` pieces are left, and nothing was reserved at all. */
  locationId: number | null
  quantity: number
  /** What can still be sold at the location. */
  left: number | null
}

/**
 * One statement that locks, decides and reserves. Rows are locked by variant, then location, as in all statements here,
 * so orders with the same wares in another order wait for each other instead of deadlocking. A line takes from the
 * locations in the order given; when one line is short, no row changes. The update neither asks nor adds to `available`
 * itself, but writes what follows from the locked row: it looks at the statement's snapshot first, which may be older, and
 * a check constraint would see an amount below zero that never was.
 */
export const reserveRows = (tx: Tx, orderId: string, locationIds: readonly number[], lines: readonly StockLine[]) =>
  tx.rows<Reserved>(sql`
    with wanted as (
      select * from unnest(${lines.map((line) => line.variantId)}::int[], ${lines.map((line) => line.quantity)}::int[])
        as w (variant_id, quantity)),
    locked as materialized (
      select s.variant_id, s.location_id, s.available, s.reserved
      from stock s join wanted using (variant_id)
      where s.location_id = any(${locationIds}::int[])
      order by s.variant_id, s.location_id
      for update of s),
    short as materialized (
      select w.variant_id, coalesce(sum(l.available), 0)::int as left_over
      from wanted w left join locked l using (variant_id)
      group by w.variant_id, w.quantity
      having coalesce(sum(l.available), 0) < w.quantity),
    taken as (
      select variant_id, location_id, available, reserved,
        greatest(0, least(available, quantity - before))::int as pieces
      from (
        select l.*, w.quantity, coalesce(sum(l.available) over (
          partition by l.variant_id order by array_position(${locationIds}::int[], l.location_id)
          rows between unbounded preceding and 1 preceding), 0) as before
        from locked l join wanted w using (variant_id)) as by_priority
      where not exists (select from short)),
    changed as (
      update stock s set available = t.available - t.pieces, reserved = t.reserved + t.pieces
      from taken t
      where s.variant_id = t.variant_id and s.location_id = t.location_id and t.pieces > 0
      returning s.variant_id, s.location_id, t.pieces, s.available),
    moved as (
      insert into stock_movement (variant_id, location_id, kind, available_change, reserved_change, order_id)
      select variant_id, location_id, 'reserve', -pieces, pieces, ${orderId}::uuid from changed)
    select variant_id as "variantId", location_id as "locationId", pieces as quantity, available as "left"
    from changed
    union all
    select variant_id, null, left_over, null from short
    order by 1, 2`)

type Move = { orderId: string | null; reason: string | null }

/** How a piece moves: its change of what is available and of what is reserved. */
const directions: Record<'release' | 'sell' | 'return', [available: number, reserved: number]> = {
  release: [1, -1],
  sell: [0, -1],
  return: [1, 0],
}

const asRows = (pieces: readonly Allocation[]) => sql`unnest(
  ${pieces.map((piece) => piece.variantId)}::int[], ${pieces.map((piece) => piece.locationId)}::int[],
  ${pieces.map((piece) => piece.quantity)}::int[])`

/** Moves pieces that an order holds or has sold. Answers the rows that had enough of them, and whether there was nothing to sell. */
export const moveRows = async (
  tx: Tx,
  kind: keyof typeof directions,
  pieces: readonly Allocation[],
  { orderId, reason }: Move,
): Promise<{ variantId: number; wasEmpty: boolean }[]> => {
  const [available, reserved] = directions[kind]
  return tx.rows(sql`
    with given as (
      select variant_id, location_id, sum(quantity)::int as pieces
      from ${asRows(pieces)} as g (variant_id, location_id, quantity) group by 1, 2),
    locked as materialized (
      select s.variant_id, s.location_id, s.available, s.reserved, g.pieces
      from stock s join given g using (variant_id, location_id)
      order by s.variant_id, s.location_id for update of s),
    changed as (
      update stock s set available = l.available + l.pieces * ${available}::int,
        reserved = l.reserved + l.pieces * ${reserved}::int
      from locked l
      where s.variant_id = l.variant_id and s.location_id = l.location_id
        and l.reserved + l.pieces * ${reserved}::int >= 0
      returning s.variant_id, s.location_id, l.pieces, l.available),
    moved as (
      insert into stock_movement (variant_id, location_id, kind, available_change, reserved_change, order_id, reason)
      select variant_id, location_id, ${kind}, pieces * ${available}::int, pieces * ${reserved}::int,
        ${orderId}::uuid, ${reason}::text
      from changed)
    select variant_id as "variantId", available = 0 as "wasEmpty" from changed`)
}

/** Adds pieces, also where the variant has never been. */
export const addRows = (tx: Tx, pieces: readonly Allocation[], { orderId, reason }: Move) =>
  tx.change(sql`
    with changed as (
      insert into stock as s (variant_id, location_id, available)
      select variant_id, location_id, sum(quantity)::int
      from ${asRows(pieces)} as g (variant_id, location_id, quantity) group by 1, 2 order by 1, 2
      on conflict (variant_id, location_id) do update set available = s.available + excluded.available
      returning s.variant_id, s.location_id)
    insert into stock_movement (variant_id, location_id, kind, available_change, reserved_change, order_id, reason)
    select c.variant_id, c.location_id, 'receive', sum(g.quantity)::int, 0, ${orderId}::uuid, ${reason}::text
    from changed c join ${asRows(pieces)} as g (variant_id, location_id, quantity) using (variant_id, location_id)
    group by 1, 2`)

/** The pieces that can be sold at one place, locked; 0 where the variant has never been. */
export const lockAvailable = async (tx: Tx, variantId: number, locationId: number): Promise<number> => {
  await tx.change(sql`
    insert into stock (variant_id, location_id) values (${variantId}, ${locationId}) on conflict do nothing`)
  const row = await tx.row<{ available: number }>(sql`
    select available from stock where variant_id = ${variantId} and location_id = ${locationId} for update`)
  return row?.available ?? 0
}

export const correctRow = (tx: Tx, at: { variantId: number; locationId: number }, change: number, reason: string) =>
  tx.change(sql`
    with changed as (
      update stock set available = available + ${change}
      where variant_id = ${at.variantId} and location_id = ${at.locationId}
      returning variant_id, location_id)
    insert into stock_movement (variant_id, location_id, kind, available_change, reserved_change, reason)
    select variant_id, location_id, 'count', ${change}, 0, ${reason} from changed`)

/** Places whose stock is not the sum of its movements. */
export const driftingRows = (db: Queries) =>
  db.rows<StockDrift>(sql`
    select variant_id as "variantId", location_id as "locationId", coalesce(s.available, 0) as available,
      coalesce(s.reserved, 0) as reserved, coalesce(m.available, 0)::int as "availableMoved",
      coalesce(m.reserved, 0)::int as "reservedMoved"
    from stock s full join (
      select variant_id, location_id, sum(available_change) as available, sum(reserved_change) as reserved
      from stock_movement group by 1, 2) m using (variant_id, location_id)
    where (coalesce(s.available, 0), coalesce(s.reserved, 0)) is distinct from
      (coalesce(m.available, 0), coalesce(m.reserved, 0))
    order by 1, 2`)

/** Every location, with what lies there of one variant. Empty when there is no such SKU. */
export const placesOf = (db: Queries, sku: string) =>
  db.rows<StockPlace>(sql`
    select v.id as "variantId", l.id as "locationId", v.sku, l.code as location,
      coalesce(s.available, 0) as available, coalesce(s.reserved, 0) as reserved
    from variant v cross join location l
    left join stock s on s.variant_id = v.id and s.location_id = l.id
    where v.sku = ${sku} order by l.code`)

/** Sets what can be sold at many places, locked in the order of all statements here; answers the variants that differ now. */
export async function countRows(
  tx: Tx,
  counts: readonly { variantId: number; locationId: number; available: number }[],
  reason: string,
): Promise<number[]> {
  const given = sql`unnest(${counts.map(({ variantId }) => variantId)}::int[],
    ${counts.map(({ locationId }) => locationId)}::int[], ${counts.map(({ available }) => available)}::int[])
    as g (variant_id, location_id, wanted)`
  await tx.change(sql`
    insert into stock (variant_id, location_id) select variant_id, location_id from ${given}
    where wanted > 0 order by 1, 2 on conflict do nothing`)
  const rows = await tx.rows<{ variantId: number }>(sql`
    with locked as materialized (
      select s.variant_id, s.location_id, s.available, g.wanted
      from stock s join ${given} using (variant_id, location_id)
      order by s.variant_id, s.location_id for update of s),
    changed as (
      update stock s set available = l.wanted from locked l
      where s.variant_id = l.variant_id and s.location_id = l.location_id and l.available <> l.wanted
      returning s.variant_id, s.location_id, l.wanted - l.available as change),
    moved as (
      insert into stock_movement (variant_id, location_id, kind, available_change, reserved_change, reason)
      select variant_id, location_id, 'count', change, 0, ${reason} from changed)
    select distinct variant_id as "variantId" from changed order by 1`)
  return rows.map(({ variantId }) => variantId)
}

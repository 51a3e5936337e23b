import {
  type Cart,
  type CartChange,
  type CartLine,
  type CartStore,
  cartDays,
  keptKeys,
  maxLines,
  maxQuantity,
} from '../../domain/carts/cart-store.ts'
import { type Db, type Sql, sql } from '../../kit/db.ts'

const columns = sql`id, market, person_id as "personId", code, version, lines,
  done_keys as "doneKeys", updated_at as "updatedAt"`
const expiry = sql`now() + make_interval(days => ${cartDays})`

// A cart that has expired but was not yet cleaned up starts anew.
const keptLines = sql`case when cart.expires_at > now() then cart.lines else '[]' end`
const kept = (column: Sql) => sql`case when cart.expires_at > now() then ${column} end`

/**
 * Carts as rows with their lines as JSON. Each change is one statement, `insert … on conflict do update`: it waits for the
 * row and works on what stands there then, so changes that meet are all kept.
 */
export function openPostgresCarts(db: Db): CartStore {
  async function write(cartId: string, market: string, change: CartChange): Promise<Cart> {
    const { personId, code, lines, after } = effectOf(change)
    const key = change.kind === 'add' ? change.key : undefined
    const cart = await db.row<Cart>(sql`
      insert into cart (id, market, person_id, code, lines, done_keys, expires_at)
      values (${cartId}, ${market}, ${personId}::uuid, ${code}::text, ${JSON.stringify(lines)}::jsonb,
        ${key === undefined ? [] : [key]}::text[], ${expiry})
      on conflict (id) do update set ${after}${key === undefined ? sql`` : onceUnder(key)}
      returning ${columns}`)
    // Without a row it has been done under this key before.
    const found = cart ?? (await read(cartId))
    if (!found) throw new Error(`Cart ${cartId} was not written.`)
    return found
  }

  const read = (cartId: string) =>
    db.row<Cart>(sql`select ${columns} from cart where id = ${cartId} and expires_at > now()`)

  return {
    read: async (cartId) => (await read(cartId)) ?? null,
    change: write,
    ofPerson: async (personId, market) =>
      (await db.row<Cart>(sql`
        select ${columns} from cart where person_id = ${personId} and market = ${market} and expires_at > now()
        order by updated_at desc, id limit 1`)) ?? null,
    async merge(fromCartId, intoCartId) {
      const merged = await db.row<Cart>(sql`
        with gone as (delete from cart where id = ${fromCartId} and id <> ${intoCartId} returning *)
        insert into cart (id, market, person_id, code, lines, expires_at)
        select ${intoCartId}, market, person_id, code, lines, ${expiry} from gone where expires_at > now()
        on conflict (id) do update set
          lines = ${linesWith(sql`excluded.lines`, sum)},
          code = coalesce(${kept(sql`cart.code`)}, excluded.code),
          person_id = coalesce(${kept(sql`cart.person_id`)}, excluded.person_id),
          version = cart.version + 1, updated_at = now(), expires_at = excluded.expires_at
        returning ${columns}`)
      const cart = merged ?? (await read(intoCartId))
      if (!cart) throw new Error('Neither of the carts to be merged is there.')
      return cart
    },
    remove: async (cartId) => {
      await db.change(sql`delete from cart where id = ${cartId}`)
    },
    takeBought: async (cartId, { version, lines }) => {
      const less = JSON.stringify(lines.map(({ variantId, quantity }) => ({ variantId, quantity: -quantity })))
      await db.change(sql`
        update cart set
          lines = case when version = ${version} then '[]' else ${linesWith(sql`${less}::jsonb`, sum)} end,
          code = case when version = ${version} then null else code end, version = version + 1, updated_at = now()
        where id = ${cartId}`)
    },
    removeExpired: () => db.change(sql`delete from cart where expires_at <= now()`),
  }
}

const onceUnder = (key: string) => sql`, done_keys = (excluded.done_keys || cart.done_keys)[1:${keptKeys}::int]
  where not cart.done_keys @> array[${key}::text]`

const byVariant = sql`over (partition by line->'variantId' order by n rows between unbounded preceding and unbounded following)`
const quantityOf = sql`(line->>'quantity')::int`
const sum = sql`sum(${quantityOf}) ${byVariant}`
const last = sql`last_value(${quantityOf}) ${byVariant}`

/**
 * The row's lines with others laid over them: one line per variant at its first place, what was seen as it was first
 * noted, the quantity as `quantity` says. Lines of 0 go; what is beyond the limits stays out.
 */
const linesWith = (others: Sql, quantity: Sql) => sql`(
  select coalesce(jsonb_agg(line || jsonb_build_object('quantity', least(total, ${maxQuantity}::int)) order by n), '[]')
  from (
    select * from (
      select distinct on (line->'variantId') line, n, ${quantity} as total
      from jsonb_array_elements((${keptLines}) || ${others}) with ordinality as l (line, n)
      order by line->'variantId', n) as merged
    where total > 0 order by n limit ${maxLines}) as within)`

type Effect = {
  /** What a new cart begins with. */
  personId: string | null
  code: string | null
  lines: CartLine[]
  /** What happens to one that is there. */
  after: Sql
}

function effectOf(change: CartChange): Effect {
  const start = { personId: null, code: null, lines: [] }
  const touched = sql`updated_at = now(), expires_at = excluded.expires_at`
  const revived = sql`code = ${kept(sql`cart.code`)}, person_id = ${kept(sql`cart.person_id`)}`
  switch (change.kind) {
    case 'add':
    case 'set': {
      const line: CartLine = {
        variantId: change.variantId,
        quantity: Math.min(change.quantity, maxQuantity),
        seenPriceMinor: change.kind === 'add' ? change.seenPriceMinor : null,
        addedAt: new Date().toISOString(),
      }
      const given = sql`${JSON.stringify([line])}::jsonb`
      return {
        ...start,
        lines: line.quantity > 0 ? [line] : [],
        after: sql`lines = ${linesWith(given, change.kind === 'add' ? sum : last)}, ${revived}, version = cart.version + 1, ${touched}`,
      }
    }
    case 'code':
      return {
        ...start,
        code: change.code,
        after: sql`lines = ${keptLines}, person_id = ${kept(sql`cart.person_id`)}, code = excluded.code,
          version = cart.version + 1, ${touched}`,
      }
    case 'person':
      return {
        ...start,
        personId: change.personId,
        after: sql`lines = ${keptLines}, code = ${kept(sql`cart.code`)}, person_id = excluded.person_id, ${touched}`,
      }
    case 'seen': {
      const prices = Object.fromEntries(change.prices.map(({ variantId, priceMinor }) => [variantId, priceMinor]))
      const seen = sql`${JSON.stringify(prices)}::jsonb`
      return {
        ...start,
        after: sql`lines = (
          select coalesce(jsonb_agg(line || jsonb_build_object('seenPriceMinor',
            coalesce(${seen}->(line->>'variantId'), line->'seenPriceMinor')) order by n), '[]')
          from jsonb_array_elements(cart.lines) with ordinality as l (line, n))`,
      }
    }
  }
}

import { type Db, join, type Queries, type Sql, sql } from '../../../kit/db.ts'

/** A row as it is written; `words` holds word and weight in turn. */
export type NewRow = {
  market: string
  locale: string
  productId: number
  revision: number
  name: string
  priceMinor: number
  reduced: boolean
  inStock: boolean
  rating: number
  ratingCount: number
  popularity: number
  createdAt: string
  audience: number
  tags: string[]
  categoryNames: string[]
  skus: string[]
  words: string
}

/** A row as it is read: lists stand in one text each, which is many times quicker to read than arrays. */
export type StoredRow = Omit<NewRow, 'createdAt' | 'skus' | 'tags' | 'categoryNames'> & {
  createdAt: number
  change: number
  removed: boolean
  /** With a space between. */
  tags: string
  /** With a line feed between. */
  categoryNames: string
}

const columns = sql`market, locale, product_id as "productId", revision, change, removed, name, price_minor as "priceMinor", reduced,
  in_stock as "inStock", rating, rating_count as "ratingCount", popularity, extract(epoch from created_at)::bigint as "createdAt",
  audience, array_to_string(tags, ' ') as tags, array_to_string(category_names, E'\\n') as "categoryNames", words`

// One writer at a time: so changes are numbered in the order in which they become visible, and none is overlooked.
const oneWriter = sql`select pg_advisory_xact_lock(hashtext('search_change'))`

/** Tells all processes that the search knows better. */
export const announce = sql`select pg_notify('facts', '{"fact":"search.changed"}')`

export function writeRows(db: Db, rows: readonly NewRow[]): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.row(oneWriter)
    const changed = await tx.rows(sql`
      insert into search_document as old (market, locale, product_id, revision, change, name, price_minor, reduced, in_stock,
        rating, rating_count, popularity, created_at, audience, tags, category_names, skus, words)
      select market, locale, "productId", revision, nextval('search_change'), name, "priceMinor", reduced, "inStock",
        rating, "ratingCount", popularity, "createdAt", audience, tags, "categoryNames", skus, words
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (market text, locale text, "productId" int, revision bigint,
        name text, "priceMinor" bigint, reduced boolean, "inStock" boolean, rating real, "ratingCount" int, popularity int,
        "createdAt" timestamptz, audience int, tags text[], "categoryNames" text[], skus text[], words text)
      on conflict (market, locale, product_id) do update set revision = excluded.revision, change = excluded.change, removed = false,
        name = excluded.name, price_minor = excluded.price_minor, reduced = excluded.reduced, in_stock = excluded.in_stock,
        rating = excluded.rating, rating_count = excluded.rating_count, popularity = excluded.popularity,
        created_at = excluded.created_at, audience = excluded.audience, tags = excluded.tags,
        category_names = excluded.category_names, skus = excluded.skus, words = excluded.words
      where excluded.revision > old.revision or (excluded.revision = old.revision and (old.removed,
        old.name, old.price_minor, old.reduced, old.in_stock, old.rating, old.rating_count, old.popularity, old.created_at,
        old.audience, old.tags, old.category_names, old.skus, old.words) is distinct from (false,
        excluded.name, excluded.price_minor, excluded.reduced, excluded.in_stock, excluded.rating, excluded.rating_count,
        excluded.popularity, excluded.created_at, excluded.audience, excluded.tags, excluded.category_names, excluded.skus, excluded.words))
      returning 1`)
    if (changed.length > 0) await tx.row(announce)
  })
}

export function markRemoved(db: Db, products: readonly { productId: number; market: string }[]): Promise<void> {
  return db.transaction(async (tx) => {
    await tx.row(oneWriter)
    const changed = await tx.change(sql`
      update search_document d set removed = true, change = nextval('search_change')
      from jsonb_to_recordset(${JSON.stringify(products)}::jsonb) as x ("productId" int, market text)
      where d.market = x.market and d.product_id = x."productId" and not d.removed`)
    if (changed > 0) await tx.row(announce)
  })
}

/** True when something was otherwise. Most orders empty no shelf, so it looks before it takes the writers' turn. */
export async function writeStock(
  db: Db,
  products: readonly { productId: number; market: string; inStock: boolean }[],
): Promise<boolean> {
  const marks = sql`jsonb_to_recordset(${JSON.stringify(products)}::jsonb) as x ("productId" int, market text, "inStock" boolean)`
  const otherwise = sql`d.product_id = x."productId" and d.market = x.market and d.in_stock <> x."inStock"`
  const found = await db.row(sql`select from ${marks} join search_document d on ${otherwise} limit 1`)
  if (!found) return false
  return db.transaction(async (tx) => {
    await tx.row(oneWriter)
    const changed = await tx.change(sql`
      update search_document d set in_stock = x."inStock", change = nextval('search_change') from ${marks} where ${otherwise}`)
    if (changed > 0) await tx.row(announce)
    return changed > 0
  })
}

export async function lastChange(queries: Queries): Promise<number> {
  const row = await queries.row<{ change: number }>(sql`select coalesce(max(change), 0) as change from search_document`)
  return row?.change ?? 0
}

/** Shelves that there are: a market in a language. */
export const readShelfNames = (queries: Queries) =>
  queries.rows<{ market: string; locale: 'en' | 'de' }>(sql`select distinct market, locale from search_document`)

/** Reads a shelf in the order of its products, a page at a time, so that memory stays small; the next is on its way meanwhile. */
export async function* readShelf(queries: Queries, market: string, locale: string): AsyncGenerator<StoredRow[]> {
  const pageSize = 2_000
  const pageAfter = (product: number) => {
    const page = readWhere(
      queries,
      sql`market = ${market} and locale = ${locale} and product_id > ${product} and not removed order by product_id limit ${pageSize}`,
    )
    // Whoever has stopped reading need not hear that it failed.
    page.catch(() => {})
    return page
  }
  for (let next: Promise<StoredRow[]> | null = pageAfter(0); next; ) {
    const rows: StoredRow[] = await next
    next = rows.length < pageSize ? null : pageAfter(rows.at(-1)?.productId ?? 0)
    if (rows.length > 0) yield rows
  }
}

/** What has changed after `change`, oldest first, at most `limit` rows. */
export const readChanges = (queries: Queries, change: number, limit: number): Promise<StoredRow[]> =>
  readWhere(queries, sql`change > ${change} order by change limit ${limit}`)

/** A row with all that another index needs of it. */
export type FullRow = StoredRow & { skus: string[] }

/** The same with the SKUs. */
export const readFullChanges = (queries: Queries, change: number, limit: number): Promise<FullRow[]> =>
  queries.rows<FullRow>(
    sql`select ${columns}, skus from search_document where change > ${change} order by change limit ${limit}`,
  )

export const countRows = async (queries: Queries): Promise<number> =>
  (await queries.row<{ count: number }>(sql`select count(*) as count from search_document`))?.count ?? 0

/** Whether any row of these markets was written up to this change. */
export const holdsUpTo = async (queries: Queries, markets: readonly string[], change: number): Promise<boolean> =>
  (await queries.row(
    sql`select from search_document where market = any(${markets}) and change <= ${change} limit 1`,
  )) !== undefined

/**
 * Runs work that only one process may do at a time; null where another does it. The lock goes with its connection, so it outlives
 * nobody.
 */
export async function alone<T>({ pool }: Pick<Db, 'pool'>, name: string, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect()
  let isFree = false
  try {
    const { rows } = await client.query<{ free: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 7216)) as free',
      [name],
    )
    isFree = rows[0]?.free === true
    return isFree ? await work() : null
  } finally {
    if (isFree)
      await client.query('select pg_advisory_unlock(hashtextextended($1, 7216))', [name]).then(
        () => client.release(),
        () => client.release(true),
      )
    else client.release()
  }
}

export type HeldRow = { productId: number; market: string; locale: 'en' | 'de'; revision: number; change: number }

/** What stands in the table of the products from `after` (without it) to `upTo`. */
export const readHeld = (queries: Queries, after: number, upTo: number): Promise<HeldRow[]> =>
  queries.rows<HeldRow>(sql`select product_id as "productId", market, locale, revision, change from search_document
    where product_id > ${after} and product_id <= ${Math.min(upTo, 2_147_483_647)} and not removed order by 1, 2, 3`)

const readWhere = (queries: Queries, condition: Sql) =>
  queries.rows<StoredRow>(join([sql`select ${columns} from search_document`, condition], sql` where `))

export const readIdsOfSku = async (
  queries: Queries,
  market: string,
  locale: string,
  sku: string,
): Promise<number[]> => {
  const rows = await queries.rows<{ id: number }>(sql`select product_id as id from search_document
    where skus @> array[${sku}] and market = ${market} and locale = ${locale} and not removed order by 1 limit 100`)
  return rows.map(({ id }) => id)
}

import { Pool, type PoolClient, types } from 'pg'

// Whole numbers of the database (ids, minor units, counts) stay far below 2^53; numeric stays text.
types.setTypeParser(types.builtins.INT8, Number)
types.setTypeParser(types.builtins.DATE, (text) => text)

/** A statement with its bound values. Text comes from templates only, so values never become SQL. */
export class Sql {
  readonly text: string
  readonly values: unknown[]
  constructor(text: string, values: unknown[]) {
    this.text = text
    this.values = values
  }
}

/** Builds a statement: `` sql`select * from product where id = ${id}` ``. A nested `sql` is inlined, all else is bound. */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): Sql {
  let text = strings[0] ?? ''
  const values: unknown[] = []
  parts.forEach((part, i) => {
    if (part instanceof Sql) {
      const shift = values.length
      text += part.text.replace(/\$(\d+)/g, (_, n) => `$${Number(n) + shift}`)
      values.push(...part.values)
    } else {
      values.push(part)
      text += `$${values.length}`
    }
    text += strings[i + 1] ?? ''
  })
  return new Sql(text, values)
}

/** Joins fragments with a separator that is itself a fragment: `join(conditions, sql` and `)`. */
export function join(fragments: readonly Sql[], separator: Sql): Sql {
  return fragments.reduce((all, next, i) => (i === 0 ? next : sql`${all}${separator}${next}`), sql``)
}

export interface Queries {
  rows<Row>(statement: Sql): Promise<Row[]>
  row<Row>(statement: Sql): Promise<Row | undefined>
  /** Runs a change and returns how many rows it touched. */
  change(statement: Sql): Promise<number>
}

/** Inside a transaction. */
export interface Tx extends Queries {
  readonly inTransaction: true
}

export interface Db extends Queries {
  /** Commits what `work` did, or rolls all of it back when it throws. Repeated once after a deadlock or a serialization failure. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Statements sent so far, for tests that hold a page to its number. */
  readonly statements: () => number
  readonly pool: Pool
  close(): Promise<void>
}

const names = new Map<string, string>()

// Named statements are prepared once per connection; the cap keeps ad-hoc shapes from filling the server's memory.
function nameOf(text: string): string | undefined {
  let name = names.get(text)
  if (!name && names.size < 500) {
    name = `s${names.size + 1}`
    names.set(text, name)
  }
  return name
}

const mayRepeat = (fault: unknown) => ['40001', '40P01'].includes((fault as { code?: string }).code ?? '')

export function openDb(options: { url: string; poolSize?: number; name?: string }): Db {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize ?? 10,
    application_name: options.name ?? 'tradewind',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
  })
  // A connection that dies while idle is replaced by the pool; the next query tells whether the database is back.
  pool.on('error', () => {})
  let count = 0

  const queriesOn = (client: Pool | PoolClient): Queries => {
    const run = (statement: Sql) => {
      count++
      return client.query({ name: nameOf(statement.text), text: statement.text, values: statement.values })
    }
    return {
      rows: async <Row>(statement: Sql) => (await run(statement)).rows as Row[],
      row: async <Row>(statement: Sql) => (await run(statement)).rows[0] as Row | undefined,
      change: async (statement) => (await run(statement)).rowCount ?? 0,
    }
  }

  async function once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query('begin')
      const result = await work({ ...queriesOn(client), inTransaction: true })
      await client.query('commit')
      return result
    } catch (fault) {
      await client.query('rollback').catch((e: Error) => {
        broken = e
      })
      throw fault
    } finally {
      client.release(broken)
    }
  }

  return {
    ...queriesOn(pool),
    transaction: async (work) => {
      try {
        return await once(work)
      } catch (fault) {
        if (!mayRepeat(fault)) throw fault
        return once(work)
      }
    },
    statements: () => count,
    pool,
    close: () => pool.end(),
  }
}

import { Pool, type PoolClient, types } from 'pg'
import { clientsWith, renewPassword } from './database-password.ts'
import { type Lane, type Lanes, openLanes } from './lanes.ts'
import { currentMeter } from './meter.ts'
import type { Secret } from './secret.ts'
import { isTracing, span, statementSummary } from './trace.ts'
import { DatabaseDown, meaningOf } from './unavailable.ts'

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
  /** Tells those in this process who hear committed facts, at the commit and not without it. */
  announce(fact: object): void
}

export interface Transactions extends Queries {
  /** Commits what `work` did, or rolls all of it back when it throws. Repeated once after a deadlock or a serialization failure. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/**
 * All connections are shared by two lanes. Where none comes free in time, or the database is gone, faults are `Unavailable`.
 */
export interface Db extends Transactions {
  /** The same database by the lane that has places of its own: for those who buy. */
  readonly first: Db
  readonly lanes: Pick<Lanes, 'counts'>
  /** Who changes something sees it at once: facts of this process need no way through the server. */
  hearCommitted(listener: (fact: object) => void): void
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

const ofDatabase = { 'db.system.name': 'postgresql' }

const mayRepeat = (fault: unknown) => ['40001', '40P01'].includes((fault as { code?: string }).code ?? '')

export type DbOptions = {
  url: string
  /** In the place of the one in the URL; asked for at each new connection. */
  password?: Secret
  poolSize?: number
  name?: string
  /** Connections that only `first` may use; as many are opened at once and stay open when nothing is to do. */
  keptForFirst?: number
  /** How long one waits for a connection. */
  waitMs?: { first: number; common: number }
  /** How long a statement may run, its wait for locks included. */
  statementMs?: number
  lockMs?: number
  idleInTransactionMs?: number
}

/** So that they are there when the crowd comes. A database that is not there is told to whoever asks it something. */
function openAhead(pool: Pool, count: number): void {
  for (let i = 0; i < count; i++)
    pool.connect().then(
      (client) => client.release(),
      () => {},
    )
}

export function openDb(options: DbOptions): Db {
  const { poolSize = 10, keptForFirst = 0, statementMs = 30_000 } = options
  const waitMs = options.waitMs ?? { first: 30_000, common: 30_000 }
  const pool = new Pool({
    connectionString: options.url,
    max: poolSize,
    min: keptForFirst,
    application_name: options.name ?? 'tradewind',
    // To connect takes several turns of the event loop, and turns are long when there is much to do.
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementMs,
    // The server keeps the time; this is for one that has vanished without a word.
    query_timeout: statementMs + 2_000,
    lock_timeout: options.lockMs ?? 10_000,
    idle_in_transaction_session_timeout: options.idleInTransactionMs ?? 30_000,
    // Each statement looks up what stands under keys: to plan it anew for its values costs more than to run it.
    options: '-c plan_cache_mode=force_generic_plan -c jit=off -c random_page_cost=1.1',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(options.password ? { Client: clientsWith(options.password) } : {}),
  })
  if (options.password) renewPassword(pool, options.password)
  // A connection that dies while idle is replaced by the pool; the next query tells whether the database is back.
  pool.on('error', () => {})
  // One that dies in somebody's hands fails their next statement, and not the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  openAhead(pool, keptForFirst)
  const lanes = openLanes({ places: poolSize, keptForFirst, waitMs, maxWaiting: poolSize * 60 })
  let count = 0
  const listeners: ((fact: object) => void)[] = []

  const send = (client: Pool | PoolClient, statement: Sql) => {
    count++
    const { text, values } = statement
    const query = { name: nameOf(text), text, values }
    const sent = isTracing()
      ? span('client', statementSummary(text), ofDatabase, () => client.query(query))
      : client.query(query)
    const meter = currentMeter()
    return meter ? meter.watch(sent) : sent
  }

  const queries = (run: (statement: Sql) => ReturnType<typeof send>): Queries => ({
    rows: async <Row>(statement: Sql) => (await run(statement)).rows as Row[],
    row: async <Row>(statement: Sql) => (await run(statement)).rows[0] as Row | undefined,
    change: async (statement) => (await run(statement)).rowCount ?? 0,
  })

  async function once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await pool.connect()
    let broken: Error | undefined
    const facts: object[] = []
    try {
      await client.query('begin')
      const result = await work({
        ...queries((statement) => send(client, statement)),
        inTransaction: true,
        announce: (fact) => void facts.push(fact),
      })
      await client.query('commit')
      for (const fact of facts) for (const hear of listeners) hear(fact)
      return result
    } catch (fault) {
      const meaning = meaningOf(fault)
      // Its last statement may still be running: the server rolls back when the connection goes.
      if (meaning instanceof DatabaseDown) broken = meaning
      else
        await client.query('rollback').catch((e: Error) => {
          broken = e
        })
      throw fault
    } finally {
      client.release(broken)
    }
  }

  function openTransactions(lane: Lane): Transactions {
    async function within<T>(work: () => Promise<T>): Promise<T> {
      const turn = lane.enter()
      if (turn) await turn
      try {
        return await work()
      } catch (fault) {
        throw meaningOf(fault)
      } finally {
        lane.leave()
      }
    }
    return {
      ...queries((statement) => within(() => send(pool, statement))),
      transaction: (work) =>
        within(async () => {
          try {
            return await once(work)
          } catch (fault) {
            if (!mayRepeat(fault)) throw fault
            return once(work)
          }
        }),
    }
  }

  const shared = {
    lanes,
    hearCommitted: (listener: (fact: object) => void) => void listeners.push(listener),
    statements: () => count,
    pool,
    close: () => pool.end(),
  }
  const first: Db = {
    ...shared,
    ...openTransactions(lanes.first),
    get first() {
      return first
    },
  }
  return { ...shared, ...openTransactions(lanes.common), first }
}

import type { SearchIndex } from '../../domain/search/search-index.ts'
import { faultFields, log } from '../../kit/log.ts'
import { counter } from '../../kit/metrics.ts'
import { openCircuit } from './circuit.ts'
import { TooSlow, WrongAnswer } from './opensearch/answer.ts'
import type { OpenSearch } from './opensearch.ts'
import type { PostgresSearch } from './postgres.ts'

const fallbacks = counter({
  name: 'tradewind_search_fallback_total',
  help: 'Searches that PostgreSQL answered in the place of OpenSearch, by what was wrong there',
  labels: ['why'],
})

/** The search of a process, and the keeping of the index beside it. */
export type KeptSearch = PostgresSearch & {
  /** For the worker: looks every few seconds whether the index has all that the table has. */
  startFollowing(): void
  close(): Promise<void>
}

type Asked = Pick<Parameters<SearchIndex['suggest']>[0], 'market' | 'locale' | 'text'>

// With the table's answer it stays below 300 ms.
const usualBudgetMs = 200
// A job waits so long for the index; what takes longer is caught up with.
const followPatienceMs = 2_000
const followEveryMs = 4_000
const followLatestMs = 30_000

/**
 * OpenSearch answers; where it is down, slow or wrong the table's search does, which every process that searches keeps in memory
 * (docs/adr/0010), and nobody notices. Whatever is written goes to the table, and from there to the index: the index may be behind,
 * never the table.
 */
export function openWithFallback(
  engine: OpenSearch,
  table: PostgresSearch,
  { budgetMs = usualBudgetMs, tell = log }: { budgetMs?: number; tell?: typeof log } = {},
): KeptSearch {
  let since = 0
  const circuit = openCircuit({
    look: () => within(budgetMs, engine.look()),
    onOpen: (fault) => {
      since = performance.now()
      tell('warn', 'search.fallback', describe(fault))
    },
    onClosed: () => tell('warn', 'search.recovered', { seconds: Math.round((performance.now() - since) / 1000) }),
  })

  async function ask<T>(
    { market, locale, text }: Asked,
    fromEngine: () => Promise<T>,
    fromTable: () => Promise<T>,
  ): Promise<T> {
    // The words of the shop, which either needs; at first they are loaded, and that is no slowness of the engine.
    if (text.trim() !== '') await table.open(market, locale)
    if (circuit.mayAsk())
      try {
        return await within(budgetMs, fromEngine())
      } catch (fault) {
        fallbacks.of(whyOf(fault)).add()
        // A question that it does not take is no sign that it is unwell.
        if (statusOf(fault) === 400) tell('error', 'search.refused', describe(fault))
        else circuit.failed(fault)
      }
    else fallbacks.of('open').add()
    return fromTable()
  }

  let isBehind = false
  let isClosed = false
  async function follow(): Promise<void> {
    try {
      await engine.follow()
      if (isBehind) tell('warn', 'search.caught-up')
      isBehind = false
    } catch (fault) {
      if (isClosed) return
      if (!isBehind) tell('warn', 'search.behind', describe(fault))
      isBehind = true
    }
  }
  /** While the index is known to be behind, jobs do not wait for it: who follows comes by. */
  const followSoon = () => (isBehind ? undefined : Promise.race([follow(), wait(followPatienceMs)]))

  let timer: NodeJS.Timeout | undefined
  function followLater(waitMs: number): void {
    timer = setTimeout(
      async () => {
        await follow()
        if (!isClosed) followLater(isBehind ? Math.min(waitMs * 2, followLatestMs) : followEveryMs)
      },
      waitMs * (0.75 + Math.random() / 2),
    )
    timer.unref()
  }

  return {
    find: (query) =>
      ask(
        query,
        () => engine.find(query),
        () => table.find(query),
      ),
    suggest: (asked) =>
      ask(
        asked,
        () => engine.suggest(asked),
        () => table.suggest(asked),
      ),
    async put(documents) {
      await table.put(documents)
      await followSoon()
    },
    async markStock(products) {
      await table.markStock(products)
      await followSoon()
    },
    async remove(products) {
      await table.remove(products)
      await followSoon()
    },
    places: [...table.places, 'opensearch'],
    async held(after, upTo) {
      return [...(await table.held(after, upTo)), ...(await engine.held(after, upTo))]
    },
    rebuild: (onProgress) => engine.rebuild(onProgress),
    async refresh() {
      await table.refresh()
      engine.forget()
    },
    open: (market, locale) => table.open(market, locale),
    startFollowing: () => followLater(100),
    async close() {
      isClosed = true
      clearTimeout(timer)
      circuit.close()
      await engine.close()
    },
  }
}

const wait = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms).unref()
  })

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  // Whoever comes second fails unheard.
  work.catch(() => {})
  try {
    return await Promise.race([
      work,
      new Promise<never>((_, reject) => {
        // An answer that came while this process was busy is read first.
        timer = setTimeout(() => setImmediate(() => reject(new TooSlow(ms))), ms)
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}

const statusOf = (fault: unknown): number | undefined => {
  const { statusCode } = fault as { statusCode?: unknown }
  return typeof statusCode === 'number' ? statusCode : undefined
}

function whyOf(fault: unknown): 'slow' | 'down' | 'refused' | 'wrong' {
  const { name } = fault as Error
  if (fault instanceof TooSlow || name === 'TimeoutError') return 'slow'
  if (name === 'ConnectionError' || name === 'NoLivingConnectionsError') return 'down'
  return statusOf(fault) === undefined ? 'wrong' : 'refused'
}

/** The engine quotes questions in its messages, so those stay out of the log. */
function describe(fault: unknown): Record<string, unknown> {
  const why = whyOf(fault)
  if (why === 'refused') return { why, status: statusOf(fault) }
  if (why === 'wrong' && !(fault instanceof WrongAnswer)) return { why, ...faultFields(fault) }
  const { name, message } = fault as Error
  return { why, fault: name, ...(fault instanceof WrongAnswer ? { message } : {}) }
}

import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Db } from './db.ts'
import { counter, gauge, histogram } from './metrics.ts'

/** What every web process counts. The names are told in docs/reference/metrics.md. */

export const requestSeconds = histogram({
  name: 'tradewind_http_request_duration_seconds',
  help: 'Time from the request to the end of the answer, by pattern of the route and class of the status.',
  labels: ['route', 'status'],
})

let inFlight = 0
export const entered = (): void => {
  inFlight++
}
export const left = (): void => {
  inFlight--
}
gauge({ name: 'tradewind_http_requests_in_flight', help: 'Requests being answered now.' }, 'sum', () => inFlight)

export const refusedRequests = counter({
  name: 'tradewind_http_refused_total',
  help: 'Requests answered 503 because the process, the pool or the database had too much to do.',
  labels: ['why'],
})

export const wireRefusals = counter({
  name: 'tradewind_http_wire_refused_total',
  help: 'Connections and requests refused on the wire: broken, too large, too slow or too many at once, by status.',
  labels: ['status'],
})

export const limitedRequests = counter({
  name: 'tradewind_rate_limited_total',
  help: 'Requests stopped by a rate limit, by its name; closed: it could not be counted.',
  labels: ['limit', 'how'],
})

export const pageCache = counter({
  name: 'tradewind_page_cache_total',
  help: 'Answers of pages that may be kept: hit (out of memory) or miss (made).',
  labels: ['result'],
})

export const searchSeconds = histogram({
  name: 'tradewind_search_duration_seconds',
  help: 'Time of the search itself, without the page around it.',
  labels: ['what'],
})

/** Watches the event loop and the memory of this process. Called once, by programs that are asked for metrics. */
export function watchProcess(): void {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  const seconds = (nanoseconds: number) => (Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0)
  gauge(
    {
      name: 'tradewind_event_loop_delay_seconds',
      help: 'How late the event loop was since the last look; the worst process counts.',
      labels: ['quantile'],
    },
    'max',
    () => {
      const seen: [string[], number][] = [
        [['0.5'], seconds(delay.percentile(50))],
        [['0.99'], seconds(delay.percentile(99))],
        [['1'], seconds(delay.max)],
      ]
      delay.reset()
      return seen
    },
  )
  const { memoryUsage } = process
  gauge({ name: 'tradewind_memory_rss_bytes', help: 'Resident memory.' }, 'sum', () => memoryUsage.rss())
  gauge(
    { name: 'tradewind_memory_heap_bytes', help: 'Used memory of the JavaScript heap.' },
    'sum',
    () => memoryUsage().heapUsed,
  )
  gauge({ name: 'tradewind_processor_seconds', help: 'Processor time since the start.' }, 'sum', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge({ name: 'tradewind_processes', help: 'Processes in these sums.' }, 'sum', () => 1)
}

/** The connections to the database, and who waits for one. */
export function watchDatabase(db: Pick<Db, 'pool' | 'lanes' | 'statements'>): void {
  gauge(
    { name: 'tradewind_database_connections', help: 'Connections to the database.', labels: ['state'] },
    'sum',
    () => [
      [['used'], db.pool.totalCount - db.pool.idleCount],
      [['idle'], db.pool.idleCount],
    ],
  )
  gauge(
    {
      name: 'tradewind_database_waiting',
      help: 'Who waits for a connection: first those who buy, then all others.',
      labels: ['lane'],
    },
    'sum',
    () => {
      const { first, common } = db.lanes.counts()
      return [
        [['first'], first.waiting],
        [['common'], common.waiting],
      ]
    },
  )
  gauge({ name: 'tradewind_database_statements', help: 'Statements sent since the start.' }, 'sum', db.statements)
}

import { faultFields, log } from '../../kit/log.ts'
import type { Shop } from '../shop.ts'
import { countJobs, type JobCounts } from './jobs-table.ts'
import { addCounts, listCounts, type TallyRow } from './tally-table.ts'

export type { JobCounts, TallyRow }

/**
 * What workers have done, for the operator's metrics: they have no address of their own at which they could be asked, so
 * they add it up in the database every few seconds. Names: 'job-done', 'job-failed', 'job-given-up' and 'job-ms' by job,
 * 'fact' by fact, 'mail' sent, 'order' by paid or free, 'order-minor' by currency.
 */
export type Tally = {
  add(name: string, what: string, count?: number): void
  /** What this process has added since it began. */
  totals(): TallyRow[]
  /** Writes down what was added. */
  close(): Promise<void>
}

const everyMs = 5_000

export function openTally(shop: Pick<Shop, 'db'>): Tally {
  let counts = new Map<string, TallyRow>()
  const totals = new Map<string, TallyRow>()

  async function write(): Promise<void> {
    if (counts.size === 0) return
    const written = counts
    counts = new Map()
    try {
      await addCounts(shop.db, [...written.values()])
    } catch (fault) {
      log('warn', 'tally.not-written', faultFields(fault))
      for (const { name, what, count } of written.values()) addTo(counts, name, what, count)
    }
  }
  function addTo(rows: Map<string, TallyRow>, name: string, what: string, count: number): void {
    const key = `${name} ${what}`
    const row = rows.get(key)
    if (row) row.count += count
    else rows.set(key, { name, what, count })
  }
  const clock = setInterval(write, everyMs)
  clock.unref()
  return {
    add: (name, what, count = 1) => {
      addTo(counts, name, what, count)
      addTo(totals, name, what, count)
    },
    totals: () => [...totals.values()],
    close: () => {
      clearInterval(clock)
      return write()
    },
  }
}

/** What workers have done so far, and what waits for them. */
export async function readWork(shop: Pick<Shop, 'db'>): Promise<{ done: TallyRow[]; jobs: JobCounts }> {
  const [done, jobs] = await Promise.all([listCounts(shop.db), countJobs(shop.db)])
  return { done, jobs }
}

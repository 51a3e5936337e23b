import type { Shop } from '../shop.ts'
import { dropJobs, listJobs, rescheduleJobs, type WaitingJob } from './jobs-table.ts'

export type { WaitingJob }

/** What waits for the worker, what was set aside after its last attempt first. */
export const readJobs = (shop: Pick<Shop, 'db'>, ask: { onlySetAside: boolean }): Promise<WaitingJob[]> =>
  listJobs(shop.db, ask.onlySetAside, 200)

/** Tries jobs again that were set aside. Says how many. */
export const retryJobs = async (shop: Pick<Shop, 'db'>, ids: readonly number[]): Promise<number> =>
  (await rescheduleJobs(shop.db, ids)).length

/** Takes jobs out for good. Says how many. */
export const removeJobs = async (shop: Pick<Shop, 'db'>, ids: readonly number[]): Promise<number> =>
  (await dropJobs(shop.db, ids)).length

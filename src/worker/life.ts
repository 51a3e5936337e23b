import type { PoolClient } from 'pg'
import type { Db } from '../kit/db.ts'

export type Life = {
  /** Shows that the pool of this process lives, as long as its connection stands. */
  hold(poolId: string): Promise<void>
  /** Hands the jobs of dead pools out again. */
  takeOver(): Promise<number>
  /** Hands out again what this process still holds. */
  handBack(): Promise<void>
  close(): Promise<void>
}

/**
 * The queue gives the jobs of a killed worker out again after four hours; a shopper cannot wait for that. So every pool
 * holds an advisory lock of the database, which goes with its connection, and whoever gets another pool's lock knows that it is dead.
 */
export async function openLife(db: Pick<Db, 'pool'>): Promise<Life> {
  const held = new Set<string>()
  let client: PoolClient | undefined

  async function connection(): Promise<PoolClient> {
    if (client) return client
    const next = await db.pool.connect()
    next.on('error', () => {
      if (client === next) client = undefined
      next.release(true)
    })
    for (const poolId of held) await next.query('select pg_advisory_lock(hashtextextended($1, 7214))', [poolId])
    client = next
    return next
  }

  return {
    hold: async (poolId) => {
      const on = await connection()
      await on.query('select pg_advisory_lock(hashtextextended($1, 7214))', [poolId])
      held.add(poolId)
    },
    takeOver: async () => {
      const on = await connection()
      const { rows } = await on.query<{ poolId: string }>(`
        select locked_by as "poolId" from graphile_worker._private_jobs where locked_by is not null
        union select locked_by from graphile_worker._private_job_queues where locked_by is not null`)
      const dead: string[] = []
      for (const { poolId } of rows) {
        if (held.has(poolId)) continue
        const { rows: got } = await on.query<{ free: boolean }>(
          'select pg_try_advisory_lock(hashtextextended($1, 7214)) as free',
          [poolId],
        )
        if (got[0]?.free) dead.push(poolId)
      }
      if (dead.length === 0) return 0
      await on.query('select graphile_worker.force_unlock_workers($1::text[])', [dead])
      for (const poolId of dead) await on.query('select pg_advisory_unlock(hashtextextended($1, 7214))', [poolId])
      return dead.length
    },
    handBack: async () => {
      await (await connection()).query('select graphile_worker.force_unlock_workers($1::text[])', [[...held]])
    },
    close: async () => {
      client?.release(true)
      client = undefined
    },
  }
}

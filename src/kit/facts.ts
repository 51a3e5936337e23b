import { sql, type Tx } from './db.ts'
import { withTrace } from './trace.ts'

/** What happened. Facts carry ids only; who listens reads the present state. */
export type Fact =
  | { fact: 'product.changed'; productIds: number[] }
  | { fact: 'stock.changed'; variantIds: number[] }
  | { fact: 'catalogue.changed' }
  /** Announced by the search to all processes, never a job: products stand otherwise in its table. */
  | { fact: 'search.changed' }
  | { fact: 'order.placed'; orderId: string }
  | { fact: 'order.shipped'; orderId: string; shipmentId: string }
  | { fact: 'order.cancelled'; orderId: string }
  | { fact: 'order.flagged'; orderId: string }
  | { fact: 'refund.done'; orderId: string; refundId: string }
  | { fact: 'email.proved'; personId: string }

export type FactName = Fact['fact']

/**
 * Jobs of one queue run one after the other, so facts of one thing keep their order. A few queues that many things share: the
 * worker looks at every queue there is whenever it takes a job.
 */
function queueOf(fact: Fact): string | null {
  if ('orderId' in fact) return `orders-${fact.orderId.at(-1)}`
  // Each reads the present state and writes it to the search: two at once could write the older state last.
  if (fact.fact === 'product.changed' || fact.fact === 'stock.changed' || fact.fact === 'catalogue.changed')
    return 'catalogue'
  return null
}

/** Writes the fact with the change that caused it: both or neither. The worker hears of it as a job, every process by NOTIFY. */
export async function recordFact(tx: Tx, fact: Fact): Promise<void> {
  const text = JSON.stringify(fact)
  await tx.row(
    sql`select graphile_worker.add_job('fact', ${JSON.stringify(withTrace(fact))}::json, queue_name => ${queueOf(fact)}::text, max_attempts => 25), pg_notify('facts', ${text})`,
  )
  tx.announce(fact)
}

export type JobOptions = {
  /** A job with the same key that has not run yet is replaced, not doubled. */
  key?: string
  runAt?: Date
  /** Smaller runs earlier; 0 is usual. */
  priority?: number
  maxAttempts?: number
  queue?: string
}

/** Orders later work in the transaction that causes it. */
export async function addJob(tx: Tx, name: string, payload: object, options: JobOptions = {}): Promise<void> {
  await tx.row(
    sql`select graphile_worker.add_job(${name}, ${JSON.stringify(withTrace(payload))}::json, queue_name => ${options.queue ?? null}::text,
      run_at => ${options.runAt ?? null}::timestamptz, max_attempts => ${options.maxAttempts ?? 25}::int,
      job_key => ${options.key ?? null}::text, priority => ${options.priority ?? 0}::int)`,
  )
}

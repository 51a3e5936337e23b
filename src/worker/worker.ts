import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, parseCrontab, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import { countOrder } from '../domain/reports/count-order.ts'
import { openTally, readWork } from '../domain/reports/tally.ts'
import { workMetrics } from '../domain/reports/work-metrics.ts'
import type { Shop } from '../domain/shop.ts'
import { addJob, type Fact } from '../kit/facts.ts'
import { faultFields, log } from '../kit/log.ts'
import type { Told } from '../kit/metrics.ts'
import { span, takeTrace } from '../kit/trace.ts'
import { jobs, schedule } from './jobs.ts'
import { openLife } from './life.ts'

export type RunningWorker = {
  /** Takes no new job, lets those that run come to their end, and hands back what does not end in time. */
  stop(): Promise<void>
  /** What this worker has done since it began, and what waits for all of them. */
  tell(): Promise<Told[]>
}

const concurrency = 4
// A stop ends within 30 seconds (main.ts): jobs that run have this long, then they are handed back.
const patienceMs = 20_000
// Between the minutes of the schedule: what a crash left is repaired within a minute.
const reconcileEveryMs = 20_000

/** Works off what was ordered for later. Several workers share the work; what a dead one held is taken over. */
export async function startWorker(
  shop: Shop,
  options: { pollMs?: number; crontab?: string; patienceMs?: number } = {},
): Promise<RunningWorker> {
  const life = await openLife(shop.db)
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => {
    life.hold(workerPool.id).catch((fault) => log('error', 'worker.life', faultFields(fault)))
  })
  const tally = openTally(shop)
  const begun = new Map<string, number>()
  events.on('job:start', ({ job }) => void begun.set(job.id, performance.now()))
  events.on('job:success', ({ job }) => {
    const name = job.task_identifier
    const ms = performance.now() - (begun.get(job.id) ?? performance.now())
    const fact = name === 'fact' ? (job.payload as { fact: string }).fact : undefined
    log('info', 'job', { job: name, id: job.id, fact, attempt: job.attempts, ms: Math.round(ms) })
    tally.add('job-done', name)
    tally.add('job-ms', name, ms)
    if (fact) tally.add('fact', fact)
  })
  events.on('job:complete', ({ job }) => void begun.delete(job.id))
  events.on('job:error', ({ job, error }) => {
    const isLast = job.attempts >= job.max_attempts
    log(isLast ? 'error' : 'warn', isLast ? 'job.given-up' : 'job.failed', {
      job: job.task_identifier,
      id: job.id,
      attempt: job.attempts,
      ...faultFields(error),
    })
    tally.add(isLast ? 'job-given-up' : 'job-failed', job.task_identifier)
  })

  const counting: Shop = {
    ...shop,
    mailer: {
      send: async (mail) => {
        await shop.mailer.send(mail)
        tally.add('mail', 'sent')
      },
    },
  }
  async function done(work: (typeof jobs)[string], name: string, payload: unknown): Promise<void> {
    await work(counting, payload as never)
    const fact = payload as Fact
    if (name === 'fact' && fact.fact === 'order.placed') await countOrder(shop, tally, fact.orderId)
  }
  const taskList: TaskList = Object.fromEntries(
    Object.entries(jobs).map(([name, work]) => [
      name,
      (sent: unknown, { job }) => {
        const { payload, parent } = takeTrace(sent)
        const fields = { 'job.id': job.id, 'job.attempt': job.attempts }
        return span('worker', `job ${name}`, fields, () => done(work, name, payload), parent)
      },
    ]),
  )
  await life.takeOver()
  // A connection that dies in a job's hands fails that job, not the process.
  shop.db.pool.on('connect', (client) => client.on('error', () => {}))
  const runner = await run({
    pgPool: shop.db.pool,
    concurrency,
    pollInterval: options.pollMs ?? 1_000,
    noHandleSignals: true,
    taskList,
    parsedCronItems: parseCrontab(options.crontab ?? schedule),
    events,
    logger: new Logger(() => (level, message) => {
      // Failed jobs are told of above, with their attempts.
      if (level === 'error' && !message.startsWith('Failed task'))
        log('error', 'worker.says', { message: message.split('\n')[0]?.slice(0, 200) })
    }),
  })
  const clock = setInterval(() => {
    const work = async () => {
      await life.takeOver()
      await shop.db.transaction((tx) =>
        addJob(tx, 'reconcile-payments', {}, { key: 'reconcile-payments', maxAttempts: 1 }),
      )
    }
    work().catch((fault) => log('warn', 'worker.clock', faultFields(fault)))
  }, reconcileEveryMs)
  log('info', 'worker.open', { jobs: Object.keys(jobs).length })
  return {
    tell: async () => workMetrics({ done: tally.totals(), jobs: (await readWork(shop)).jobs }),
    stop: async () => {
      const done = runner.stop().then(() => true)
      const inTime = await Promise.race([done, sleep(options.patienceMs ?? patienceMs, false, { ref: false })])
      if (!inTime) {
        log('warn', 'worker.impatient', { jobs: [...begun.keys()] })
        done.catch(() => {})
        await life.handBack()
      }
      clearInterval(clock)
      await life.close()
      await tally.close()
    },
  }
}

import { readWork } from '../domain/reports/tally.ts'
import type { Shop } from '../domain/shop.ts'
import { metricsText, metricsType, sumMetrics, type Told, tellMetrics } from '../kit/metrics.ts'

/** The numbers of every web process; of this one alone where there is no other. */
export type ReadProcesses = () => Promise<Told[][]>

const own: ReadProcesses = async () => [tellMetrics()]

/** The operator's metrics; the router lets nobody else in. Their names are told in docs/reference/metrics.md. */
export const operatorMetrics =
  (processes: ReadProcesses = own) =>
  async (shop: Pick<Shop, 'db'>): Promise<Response> => {
    const [web, work] = await Promise.all([processes(), workOf(shop)])
    return new Response(metricsText([...sumMetrics(web), ...work]), {
      headers: { 'content-type': metricsType, 'cache-control': 'private, no-store' },
    })
  }

/** What the database knows of the workers. With the database down, that it is. */
async function workOf(shop: Pick<Shop, 'db'>): Promise<Told[]> {
  const work = await readWork(shop).catch(() => null)
  const up = told('gauge', 'database_up', 'Whether the database answers.', [], [[[], work ? 1 : 0]])
  if (!work) return [up]
  const { done, jobs } = work
  const counted = (name: string, share = 1): [string[], number][] =>
    done.filter((row) => row.name === name).map((row) => [[row.what], row.count * share])
  const runs = (['done', 'failed', 'given-up'] as const).flatMap((outcome): [string[], number][] =>
    counted(`job-${outcome}`).map(([[job = ''], count]) => [[job, outcome], count]),
  )
  const mails = done.find((row) => row.name === 'mail')?.count ?? 0
  return [
    up,
    told(
      'gauge',
      'jobs',
      'Jobs by state.',
      ['state'],
      [
        [['due'], jobs.due],
        [['running'], jobs.running],
        [['later'], jobs.later],
        [['set-aside'], jobs.setAside],
      ],
    ),
    told(
      'gauge',
      'jobs_oldest_seconds',
      'How long the oldest job that is due has waited.',
      [],
      [[[], jobs.oldestSeconds]],
    ),
    told(
      'counter',
      'job_runs_total',
      'Runs of jobs by their end; given-up: the last attempt failed.',
      ['job', 'outcome'],
      runs,
    ),
    told('counter', 'job_seconds_total', 'Time of the jobs that were done.', ['job'], counted('job-ms', 1 / 1000)),
    told('counter', 'facts_total', 'What happened, such as order.placed and refund.done.', ['fact'], counted('fact')),
    told('counter', 'mails_sent_total', 'Mails that the mail server has taken.', [], [[[], mails]]),
  ]
}

const told = (
  kind: Told['kind'],
  name: string,
  help: string,
  labels: readonly string[],
  series: Told['series'],
): Told => ({ name: `tradewind_${name}`, help, kind, labels, over: 'max', series })

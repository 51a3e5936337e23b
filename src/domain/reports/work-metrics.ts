import type { Told } from '../../kit/metrics.ts'
import type { JobCounts, TallyRow } from './tally.ts'

/** What workers have done and what waits for them, as metrics; docs/reference/metrics.md tells their names. */
export function workMetrics({ done, jobs }: { done: readonly TallyRow[]; jobs: JobCounts }): Told[] {
  const counted = (name: string, share = 1): [string[], number][] =>
    done.filter((row) => row.name === name).map((row) => [[row.what], row.count * share])
  const runs = (['done', 'failed', 'given-up'] as const).flatMap((outcome): [string[], number][] =>
    counted(`job-${outcome}`).map(([[job = ''], count]) => [[job, outcome], count]),
  )
  const mails = done.find((row) => row.name === 'mail')?.count ?? 0
  return [
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
    told(
      'counter',
      'orders_total',
      'Orders that were placed: paid, or free where nothing was to be paid.',
      ['pay'],
      counted('order'),
    ),
    told(
      'counter',
      'order_minor_total',
      'Sums of the orders that were placed, in minor units of their currency.',
      ['currency'],
      counted('order-minor'),
    ),
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

import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib'
import { graph, number, type Section, search, table } from './dashboards.ts'
import { logMetric, programMetric, programNamespace } from './metrics.ts'
import { type QueriedLogs, queryLines } from './queries.ts'

type About = {
  readonly shop: string
  readonly logs: QueriedLogs
  readonly canary: { readonly successPercent: cloudwatch.IMetric; readonly duration: cloudwatch.IMetric }
  readonly hasSearch: boolean
}

/** What is bought, how shoppers get there, and what stands in their way. */
export function shopSections({ shop, logs, canary, hasSearch }: About): Section[] {
  const hourly = { statistic: 'Sum', minutes: 60 } as const
  const orders = (pay: string, label: string) => programMetric('worker', 'orders_total', { pay }, { ...hourly, label })
  const fact = (name: string, label: string) =>
    programMetric('worker', 'facts_total', { fact: name }, { ...hourly, label })
  const step = (count: Parameters<typeof logMetric>[2], label: string) =>
    logMetric(shop, 'web', count, { ...hourly, label })
  const searchTime = (what: string, statistic: 'p50' | 'p95') =>
    programMetric('web', 'search_duration_seconds', { what }, { statistic, minutes: 5, label: `${what} ${statistic}` })
  const searches = (what: string) =>
    programMetric('web', 'search_duration_seconds_count', { what }, { ...hourly, label: what })
  const fallback = (why: string) =>
    programMetric('web', 'search_fallback_total', { why }, { statistic: 'Sum', minutes: 5, label: why })

  return [
    {
      title: 'Orders',
      rows: [
        [
          number('Orders in this time', [orders('paid', 'paid'), orders('free', 'free (the canary among them)')]),
          graph('Orders an hour', { metrics: [orders('paid', 'paid')], right: [orders('free', 'free')] }),
          graph('Sum of orders an hour, in minor units by currency', {
            metrics: [search(programNamespace, ['service', 'currency'], 'order_minor_total', 'Sum', 1)],
          }),
        ],
        [
          graph('From cart to order, an hour (the canary among them)', {
            metrics: [
              step('carts-filled', 'put into a cart'),
              step('checkouts-begun', 'told their address'),
              step('order-buttons', 'pressed the order button'),
              fact('order.placed', 'ordered'),
            ],
            width: 12,
          }),
          graph('After the order, an hour', {
            metrics: [
              fact('order.shipped', 'sent'),
              fact('order.cancelled', 'cancelled'),
              fact('refund.done', 'refunded'),
              fact('order.flagged', 'to be looked at'),
            ],
            width: 12,
          }),
        ],
        [
          graph('The canary buys', { metrics: [canary.successPercent], right: [canary.duration], unit: '%' }),
          graph('Order button without success', {
            metrics: [step('orders-not-placed', 'no payment page')],
            right: [
              logMetric(shop, 'worker', 'failed-payment-jobs', { ...hourly, label: 'jobs about payments that failed' }),
            ],
          }),
          graph('Mails', {
            metrics: [programMetric('worker', 'mails_sent_total', {}, { ...hourly, label: 'sent' })],
            right: [logMetric(shop, 'worker', 'failed-mails', { ...hourly, label: 'failed' })],
          }),
        ],
      ],
    },
    {
      title: 'Search',
      rows: [
        [
          graph('Searches an hour', { metrics: [searches('find'), searches('suggest')] }),
          graph('Time of a search', {
            metrics: [
              searchTime('find', 'p50'),
              searchTime('find', 'p95'),
              searchTime('suggest', 'p50'),
              searchTime('suggest', 'p95'),
            ],
            unit: 'seconds',
          }),
          hasSearch
            ? graph('Answered by PostgreSQL instead of OpenSearch', {
                metrics: ['down', 'slow', 'refused', 'wrong', 'open'].map(fallback),
                stacked: true,
              })
            : graph('Requests answered, an hour', {
                metrics: [
                  programMetric(
                    'web',
                    'page_cache_total',
                    { result: 'hit' },
                    { ...hourly, label: 'pages out of memory' },
                  ),
                  programMetric('web', 'page_cache_total', { result: 'miss' }, { ...hourly, label: 'pages made' }),
                ],
                stacked: true,
              }),
        ],
      ],
    },
    {
      title: 'What fails',
      rows: [
        [
          table(
            'Faults of the program',
            [logs.web.logGroupName, logs.worker.logGroupName],
            queryLines('faults by kind'),
          ),
          table('Failed answers', [logs.web.logGroupName], queryLines('failed answers by route')),
        ],
      ],
    },
  ]
}

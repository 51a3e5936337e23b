import { type aws_cloudwatch as cloudwatch, Duration, aws_elasticloadbalancingv2 as elb } from 'aws-cdk-lib'
import type { Balancer } from './balancer.ts'
import { graph, type Section, states } from './dashboards.ts'
import { tableOperations } from './data-alarms.ts'
import type { Server } from './database.ts'
import type { Fleet } from './fleet.ts'
import { groupMetric, machineMetric } from './machine-alarms.ts'
import { awsMetric, programMetric } from './metrics.ts'
import { availability, failedShare } from './objective.ts'
import type { Search } from './search.ts'
import type { ShopTable } from './shop-table.ts'
import { answersOf } from './symptom-alarms.ts'

/** CloudFront and WAF, whose metrics live in one region. */
export type Edge = { readonly distributionId: string; readonly firewall: string; readonly region: string }

type About = {
  readonly alarms: readonly cloudwatch.IAlarm[]
  readonly balancer: Balancer
  readonly fleets: Readonly<Record<'web' | 'worker', Fleet>>
  readonly database: Server
  readonly table: ShopTable
  readonly search: Search
  readonly edge: Edge
}

export const edgeMetric = (
  { distributionId }: Pick<Edge, 'distributionId'>,
  name: string,
  statistic: 'Sum' | 'Average',
  minutes = 5,
): cloudwatch.Metric =>
  awsMetric('AWS/CloudFront', name, { DistributionId: distributionId, Region: 'Global' }, { statistic, minutes })

/** All rules together. */
export const firewallMetric = (
  WebACL: string,
  name: 'BlockedRequests' | 'AllowedRequests' | 'CountedRequests',
  minutes = 5,
) => awsMetric('AWS/WAFV2', name, { WebACL, Rule: 'ALL' }, { statistic: 'Sum', minutes })

/** What is slow, what fails, and what is full. */
export function operationSections(about: About): Section[] {
  const { alarms, balancer, fleets, database, table, search, edge } = about
  return [
    { title: 'Alarms', rows: [[states('Alarms of this region', alarms)]] },
    answers(balancer, edge),
    machines(fleets),
    program(),
    databaseSection(database),
    stores(table, search),
  ]
}

function answers(balancer: Balancer, edge: Edge): Section {
  const { loadBalancer, targetGroup } = balancer
  const period = Duration.minutes(1)
  const time = (statistic: string) => targetGroup.metrics.targetResponseTime({ period, statistic, label: statistic })
  return {
    title: 'Answers',
    rows: [
      [
        graph('Failed answers in an hour', {
          metrics: [failedShare(answersOf(balancer), 60)],
          unit: '%',
          limit: { value: 100 - availability, label: `${availability} %` },
        }),
        graph('Time of an answer', {
          metrics: [time('p50'), time('p95'), time('p99')],
          unit: 'seconds',
          limit: { value: 1, label: 'p95 at most' },
        }),
        graph('Answers a minute', {
          metrics: [
            targetGroup.metrics.requestCount({ period, label: 'of machines' }),
            loadBalancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_4XX_COUNT, { period, label: '4xx of the balancer' }),
          ],
          right: [
            targetGroup.metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, {
              period,
              label: '5xx of machines',
            }),
            loadBalancer.metrics.httpCodeElb(elb.HttpCodeElb.ELB_5XX_COUNT, { period, label: '5xx of the balancer' }),
          ],
        }),
      ],
      [
        graph('CloudFront: requests', { metrics: [edgeMetric(edge, 'Requests', 'Sum')], region: edge.region }),
        graph('CloudFront: failed answers', {
          metrics: [edgeMetric(edge, '5xxErrorRate', 'Average'), edgeMetric(edge, '4xxErrorRate', 'Average')],
          unit: '%',
          region: edge.region,
        }),
        graph('WAF', {
          metrics: [firewallMetric(edge.firewall, 'AllowedRequests')],
          right: [firewallMetric(edge.firewall, 'BlockedRequests'), firewallMetric(edge.firewall, 'CountedRequests')],
          region: edge.region,
        }),
      ],
    ],
  }
}

function machines({ web, worker }: About['fleets']): Section {
  const of = (fleet: Fleet) =>
    [
      groupMetric(fleet, 'GroupInServiceInstances', 'Average'),
      groupMetric(fleet, 'GroupDesiredCapacity', 'Average'),
      groupMetric(fleet, 'GroupMaxSize', 'Average'),
    ] as const
  const processor = ({ group }: Fleet, label: string) =>
    awsMetric(
      'AWS/EC2',
      'CPUUtilization',
      { AutoScalingGroupName: group.autoScalingGroupName },
      { statistic: 'Average', label },
    )
  return {
    title: 'Machines',
    rows: [
      [
        graph('web: machines', { metrics: of(web) }),
        graph('worker: machines', { metrics: of(worker) }),
        graph('Processor', {
          metrics: [processor(web, 'web'), processor(worker, 'worker')],
          unit: '%',
          limit: { value: 55, label: 'more machines' },
        }),
      ],
      [
        graph('Memory of the fullest machine', {
          metrics: [machineMetric(web, 'mem_used_percent'), machineMetric(worker, 'mem_used_percent')],
          unit: '%',
          width: 12,
        }),
        graph('Disk of the fullest machine', {
          metrics: [machineMetric(web, 'disk_used_percent'), machineMetric(worker, 'disk_used_percent')],
          unit: '%',
          width: 12,
        }),
      ],
    ],
  }
}

function program(): Section {
  const web = (name: string, labels: Record<string, string>, statistic: 'Sum' | 'Maximum' | 'p95', label: string) =>
    programMetric('web', name, labels, { statistic, label })
  const worker = (name: string, labels: Record<string, string>, statistic: 'Sum' | 'Maximum', label: string) =>
    programMetric('worker', name, labels, { statistic, label })
  return {
    title: 'Program',
    rows: [
      [
        graph('Event loop, how late', {
          metrics: [
            web('event_loop_delay_seconds', { quantile: '0.99' }, 'Maximum', 'web p99'),
            worker('event_loop_delay_seconds', { quantile: '0.99' }, 'Maximum', 'worker p99'),
          ],
          unit: 'seconds',
        }),
        graph('Requests being answered', { metrics: [web('http_requests_in_flight', {}, 'Sum', 'in flight')] }),
        graph('Turned away', {
          metrics: ['Overloaded', 'DatabaseBusy', 'DatabaseDown', 'StoreAway'].map((why) =>
            web('http_refused_total', { why }, 'Sum', why),
          ),
          right: ['refused', 'closed'].map((how) => web('rate_limited_total', { how }, 'Sum', `rate limit ${how}`)),
          stacked: true,
        }),
      ],
      [
        graph('Pages out of memory', {
          metrics: [
            web('page_cache_total', { result: 'hit' }, 'Sum', 'kept'),
            web('page_cache_total', { result: 'miss' }, 'Sum', 'made'),
          ],
          stacked: true,
        }),
        graph('Jobs', {
          metrics: ['due', 'running', 'later', 'set-aside'].map((state) => worker('jobs', { state }, 'Maximum', state)),
          right: [worker('jobs_oldest_seconds', {}, 'Maximum', 'oldest due, seconds')],
        }),
        graph('Runs of jobs', {
          metrics: ['done', 'failed', 'given-up'].map((outcome) =>
            worker('job_runs_total', { outcome }, 'Sum', outcome),
          ),
          stacked: true,
        }),
      ],
    ],
  }
}

function databaseSection({ dimensions }: Server): Section {
  const of = (name: string, statistic: 'Average' | 'Maximum' | 'Minimum' = 'Average') =>
    awsMetric('AWS/RDS', name, dimensions, { statistic })
  const connections = (state: string) =>
    programMetric('web', 'database_connections', { state }, { statistic: 'Sum', label: `web ${state}` })
  const waiting = (lane: string) =>
    programMetric('web', 'database_waiting', { lane }, { statistic: 'Sum', label: `waits, ${lane}` })
  return {
    title: 'Database',
    rows: [
      [
        graph('Processor and memory', {
          metrics: [of('CPUUtilization')],
          right: [of('FreeableMemory', 'Minimum')],
          unit: '%',
        }),
        graph('Connections', {
          metrics: [of('DatabaseConnections', 'Maximum'), connections('used'), connections('idle')],
          right: [waiting('first'), waiting('common')],
        }),
        graph('Time of reads and writes', {
          metrics: [of('ReadLatency'), of('WriteLatency')],
          right: [programMetric('web', 'database_statements', {}, { statistic: 'Sum', label: 'statements of web' })],
          unit: 'seconds',
        }),
      ],
    ],
  }
}

function stores({ table }: ShopTable, { domain }: Search): Section {
  const period = Duration.minutes(5)
  const { tableName: TableName } = table
  const units = (name: string) => awsMetric('AWS/DynamoDB', name, { TableName }, { statistic: 'Sum' })
  const latency = (Operation: string) =>
    awsMetric(
      'AWS/DynamoDB',
      'SuccessfulRequestLatency',
      { TableName, Operation },
      { statistic: 'Average', label: Operation },
    )
  return {
    title: 'Carts, sessions and search',
    rows: [
      [
        graph('DynamoDB: units', {
          metrics: [units('ConsumedReadCapacityUnits'), units('ConsumedWriteCapacityUnits')],
        }),
        graph('DynamoDB: time', { metrics: ['GetItem', 'UpdateItem', 'Query'].map(latency), unit: 'ms' }),
        graph('DynamoDB: refused and failed', {
          metrics: [
            units('ReadThrottleEvents'),
            units('WriteThrottleEvents'),
            table.metricSystemErrorsForOperations({ operations: tableOperations, period, label: 'faults of DynamoDB' }),
          ],
        }),
      ],
      ...(domain
        ? [
            [
              graph('OpenSearch: time', {
                metrics: [domain.metricSearchLatency({ period }), domain.metricIndexingLatency({ period })],
                unit: 'ms',
              }),
              graph('OpenSearch: processor and memory', {
                metrics: [domain.metricCPUUtilization({ period }), domain.metricJVMMemoryPressure({ period })],
                unit: '%',
              }),
              graph('OpenSearch: disk left', { metrics: [domain.metricFreeStorageSpace({ period })], unit: 'MB' }),
            ],
          ]
        : []),
    ],
  }
}

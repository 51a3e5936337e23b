import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib'
import { graph, type Section } from './dashboards.ts'
import { copyMetric, globalLag, replicaLag, tableLag } from './data-alarms.ts'
import type { Server } from './database.ts'
import type { Media } from './media.ts'
import { awsMetric } from './metrics.ts'
import type { ShopTable } from './shop-table.ts'

type About = {
  readonly database: Server
  readonly table: ShopTable
  readonly media: Media
  readonly mediaCopy: Media
  /** The second shop; none: copies of the data alone lie in the second region. */
  readonly standby: { readonly database: Server } | null
  readonly standbyRegion: string
  readonly healthCheckIds: readonly string[]
  readonly edgeRegion: string
}

/** How far copies are behind, whether backups are made, and what Route 53 believes. */
export function recoverySections(about: About): Section[] {
  const { database, table, media, mediaCopy, standby, standbyRegion, healthCheckIds, edgeRegion } = about
  return [
    {
      title: 'Copies',
      rows: [
        [
          graph('Pictures on their way to the second region', {
            metrics: [copyMetric(media, mediaCopy, 'OperationsPendingReplication', 'Maximum')],
            right: [copyMetric(media, mediaCopy, 'OperationsFailedReplication', 'Sum')],
          }),
          graph('Pictures: how late', {
            metrics: [copyMetric(media, mediaCopy, 'ReplicationLatency', 'Maximum')],
            unit: 'seconds',
            limit: { value: 900, label: 'promise of S3' },
          }),
          ...database.replicas.map(({ instanceIdentifier }) =>
            graph('Replica of the database in this region: how late', {
              metrics: [replicaLag(instanceIdentifier)],
              unit: 'seconds',
            }),
          ),
        ],
        ...(standby
          ? [
              [
                graph('Database of the second region: how late', {
                  metrics: [globalLag(standby.database)],
                  unit: 'ms',
                  region: standbyRegion,
                  width: 12,
                }),
                graph('Carts and sessions in the second region: how late', {
                  metrics: [tableLag(table, standbyRegion)],
                  unit: 'ms',
                  width: 12,
                }),
              ],
            ]
          : []),
      ],
    },
    {
      title: 'Backups and health checks',
      rows: [
        [
          graph('Backups a day', {
            metrics: ['Completed', 'Failed', 'Expired'].map((end) => backups(`NumberOfBackupJobs${end}`)),
          }),
          graph('Copies of backups a day', {
            metrics: ['Completed', 'Failed'].map((end) => backups(`NumberOfCopyJobs${end}`)),
          }),
          graph('Health checks of Route 53 (1: well)', {
            metrics: healthCheckIds.map((HealthCheckId) =>
              awsMetric('AWS/Route53', 'HealthCheckStatus', { HealthCheckId }, { statistic: 'Minimum', minutes: 1 }),
            ),
            region: edgeRegion,
          }),
        ],
      ],
    },
  ]
}

/** Of all kinds of data: AWS Backup tells each one apart. */
const backups = (metricName: string) =>
  new cloudwatch.MathExpression({
    expression: `SEARCH('Namespace="AWS/Backup" MetricName="${metricName}"', 'Sum', 86400)`,
    usingMetrics: {},
    label: metricName.replace(/^NumberOf/, ''),
    period: Duration.days(1),
  })

import { aws_cloudwatch as cloudwatch, Duration, aws_dynamodb as dynamodb } from 'aws-cdk-lib'
import type { DatabaseProfile, SearchProfile } from '../environments.ts'
import type { Alarms } from './alarms.ts'
import type { Server } from './database.ts'
import type { Media } from './media.ts'
import { awsMetric } from './metrics.ts'
import type { OpenSearch } from './search.ts'
import type { ShopTable } from './shop-table.ts'

const gibibyte = 2 ** 30

/** GiB of memory of a large instance of the family; the other sizes are halves and doubles of it. */
const memoryOfLarge: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16, x: 32 }
const larges: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2, large: 1, xlarge: 2 }

/** The connections that RDS and Aurora allow, by the memory of the instance: LEAST(DBInstanceClassMemory / 9531392, 5000). */
export function maxConnections(instanceType: string): number {
  const [family = '', size = ''] = instanceType.split('.')
  const times = /^(\d+)xlarge$/.exec(size)?.[1]
  const memory =
    (memoryOfLarge[family[0] ?? ''] ?? Number.NaN) * (times ? Number(times) * 2 : (larges[size] ?? Number.NaN))
  if (Number.isNaN(memory)) throw new Error(`How much memory an instance '${instanceType}' has is not known here.`)
  return Math.min(5_000, Math.floor((memory * gibibyte) / 9_531_392))
}

/** A server of PostgreSQL: full, busy, or behind. */
export function watchDatabase(alarms: Alarms, { dimensions, replicas }: Server, profile: DatabaseProfile): void {
  const metric = (name: string, statistic: 'Average' | 'Maximum' | 'Minimum') =>
    awsMetric('AWS/RDS', name, dimensions, { statistic })
  alarms.tell('database-busy', {
    means: 'The database uses more than 80 % of its processor. Performance Insights shows the statements.',
    metric: metric('CPUUtilization', 'Average'),
    above: 80,
    times: [3, 3],
  })
  const connections = maxConnections(profile.instanceType)
  alarms.tell('database-connections', {
    means: `More than 80 % of the ${connections} connections of the database are in use.`,
    metric: metric('DatabaseConnections', 'Maximum'),
    above: Math.floor(connections * 0.8),
    times: [2, 3],
  })
  alarms.tell('database-memory', {
    means: 'The database has less than 100 MB of memory left.',
    metric: metric('FreeableMemory', 'Minimum'),
    below: 100 * 2 ** 20,
    times: [3, 3],
  })
  alarms.tell('database-transactions', {
    means:
      'A table has not been vacuumed for half of all transaction numbers. At two billion PostgreSQL stops writing.',
    metric: metric('MaximumUsedTransactionIDs', 'Maximum'),
    above: 1_000_000_000,
  })
  if (profile.engine === 'postgres') {
    const tellFull = (name: string, whose: string, server: Server['dimensions']) =>
      alarms.tell(name, {
        means: `Less than a tenth of the disk of ${whose} is free. It grows by itself up to five times its first size.`,
        metric: awsMetric('AWS/RDS', 'FreeStorageSpace', server, { statistic: 'Minimum' }),
        below: (profile.gigabytes * gibibyte) / 10,
      })
    tellFull('database-full', 'the database', dimensions)
    for (const [i, { instanceIdentifier }] of replicas.entries())
      tellFull(`database-replica-${i + 1}-full`, 'the replica of the database', {
        DBInstanceIdentifier: instanceIdentifier,
      })
  } else
    alarms.tell('database-readers-behind', {
      means: 'A reader of the cluster is more than two seconds behind.',
      metric: metric('AuroraReplicaLagMaximum', 'Maximum'),
      above: 2_000,
      times: [3, 3],
    })
  for (const [i, { instanceIdentifier }] of replicas.entries())
    alarms.tell(`database-replica-${i + 1}-behind`, {
      means: 'The replica of the database is more than a minute behind.',
      metric: replicaLag(instanceIdentifier),
      above: 60,
      times: [3, 3],
    })
}

/** Seconds. */
export const replicaLag = (DBInstanceIdentifier: string): cloudwatch.Metric =>
  awsMetric('AWS/RDS', 'ReplicaLag', { DBInstanceIdentifier }, { statistic: 'Maximum' })

/** Milliseconds; told in the region that follows. */
export const globalLag = ({ dimensions }: Server): cloudwatch.Metric =>
  awsMetric('AWS/RDS', 'AuroraGlobalDBReplicationLag', dimensions, { statistic: 'Maximum', minutes: 1 })

/** The second region's cluster, which follows the one of the home region. */
export function watchGlobalLag(alarms: Alarms, server: Server): void {
  alarms.tell('standby-database-behind', {
    means:
      'The database of the second region is more than five seconds behind: so much would be lost if it took over now.',
    metric: globalLag(server),
    above: 5_000,
    times: [3, 5],
    silence: 'bad',
  })
}

/** What the adapters ask of the table. */
export const tableOperations = [
  dynamodb.Operation.GET_ITEM,
  dynamodb.Operation.PUT_ITEM,
  dynamodb.Operation.UPDATE_ITEM,
  dynamodb.Operation.DELETE_ITEM,
  dynamodb.Operation.QUERY,
]

export function watchTable(alarms: Alarms, { table }: ShopTable): void {
  const period = Duration.minutes(5)
  const refused = (what: 'Read' | 'Write') =>
    awsMetric('AWS/DynamoDB', `${what}ThrottleEvents`, { TableName: table.tableName }, { statistic: 'Sum' })
  alarms.tell('table-throttled', {
    means: 'DynamoDB refuses reads or writes of carts and sessions: more than the limit of the table.',
    metric: new cloudwatch.MathExpression({
      expression: 'FILL(reads, 0) + FILL(writes, 0)',
      usingMetrics: { reads: refused('Read'), writes: refused('Write') },
      period,
    }),
    above: 10,
    times: [2, 3],
  })
  alarms.tell('table-fails', {
    means: 'DynamoDB answers with faults of its own. Carts and accounts are away, the shelf stays open.',
    metric: table.metricSystemErrorsForOperations({ operations: tableOperations, period }),
    above: 5,
    times: [2, 3],
  })
}

/** Milliseconds until a write is in the other region; told in the region that writes. */
export const tableLag = ({ table }: ShopTable, receivingRegion: string): cloudwatch.Metric =>
  awsMetric(
    'AWS/DynamoDB',
    'ReplicationLatency',
    { TableName: table.tableName, ReceivingRegion: receivingRegion },
    { statistic: 'Average' },
  )

export function watchTableLag(alarms: Alarms, table: ShopTable, receivingRegion: string): void {
  alarms.tell('table-copy-behind', {
    means: 'Carts and sessions reach the second region more than ten seconds late.',
    metric: tableLag(table, receivingRegion),
    above: 10_000,
    times: [3, 3],
  })
}

export function watchSearch(
  alarms: Alarms,
  domain: NonNullable<OpenSearch['domain']>,
  { gigabytes }: SearchProfile,
): void {
  const period = Duration.minutes(5)
  const away = 'PostgreSQL answers searches meanwhile, and the worker builds the index anew.'
  alarms.tell('search-red', {
    means: `OpenSearch has lost a shard of an index. ${away}`,
    metric: domain.metricClusterStatusRed({ period: Duration.minutes(1) }),
    above: 0,
    times: [2, 3],
  })
  alarms.tell('search-yellow', {
    means: 'OpenSearch has had shards without a copy for 15 minutes: a node is away.',
    metric: domain.metricClusterStatusYellow({ period }),
    above: 0,
    times: [3, 3],
  })
  alarms.tell('search-memory', {
    means: 'OpenSearch uses more than 85 % of its heap.',
    metric: domain.metricJVMMemoryPressure({ period }),
    above: 85,
    times: [3, 3],
  })
  alarms.tell('search-full', {
    means: 'A node of OpenSearch has less than a fifth of its disk left.',
    metric: domain.metricFreeStorageSpace({ period }),
    below: (gigabytes * 1_024) / 5,
  })
  alarms.tell('search-takes-no-writes', {
    means: 'OpenSearch takes no changes: its disk or its memory is full.',
    metric: domain.metricClusterIndexWritesBlocked({ period }),
    above: 0,
  })
  alarms.tell('search-key', {
    means:
      'OpenSearch cannot use its key. With the key gone, the domain is lost; the worker builds the index anew in a new one.',
    metric: domain.metricKMSKeyError({ period }),
    above: 0,
  })
  alarms.tell('search-faults', {
    means: `OpenSearch answers with faults. ${away}`,
    metric: domain.metric('5xx', { period, statistic: 'Sum' }),
    above: 10,
    times: [2, 3],
  })
}

/** From a bucket to its copy in the second region; the dimensions are those of its rule. */
export const copyMetric = (from: Media, to: Media, name: string, statistic: 'Sum' | 'Maximum'): cloudwatch.Metric =>
  awsMetric(
    'AWS/S3',
    name,
    { SourceBucket: from.bucket.bucketName, DestinationBucket: to.bucket.bucketName, RuleId: 'copy' },
    { statistic },
  )

export function watchMediaCopy(alarms: Alarms, from: Media, to: Media): void {
  alarms.tell('pictures-not-copied', {
    means: 'S3 could not copy a picture to the second region.',
    metric: copyMetric(from, to, 'OperationsFailedReplication', 'Sum'),
    above: 0,
  })
  alarms.tell('pictures-copied-late', {
    means: 'Pictures reach the second region more than 15 minutes late.',
    metric: copyMetric(from, to, 'ReplicationLatency', 'Maximum'),
    above: 900,
    times: [2, 3],
  })
}

import { at, type Found, listAt, numberAt, textAt } from './found.ts'
import { daysOfMonth, type Ground, hours, type Line, line, ofType, type Pricer } from './line.ts'
import { runsOf } from './watching.ts'

const classOf = (found: Found, path: string) =>
  textAt(found, path)
    .replace(/^db\./, '')
    .replace(/\.search$/, '')

/** Assumption: so many I/Os of Aurora for an order with its visits. */
const auroraPerOrder = 1_500
/** Units of DynamoDB for a request that no CDN answers: a session is read, a cart read and written. bench/cart-stores.ts, ADR 80. */
const tableReads = 2
const tableWrites = 0.5

function instance(database: Found, ground: Ground): Line[] {
  const type = classOf(database, 'DBInstanceClass')
  if (String(at(database.properties, 'Engine')).startsWith('aurora'))
    return [line(database, 'database', hours, `Aurora ${type}`, `Aurora ${type}`), ...insights(database)]
  const isReplica = at(database.properties, 'SourceDBInstanceIdentifier') !== undefined
  const copies = at(database.properties, 'MultiAZ') === true ? 2 : 1
  const gigabytes = isReplica ? sizeOfPrimary(ground) : numberAt(database, 'AllocatedStorage')
  const zones = copies === 2 ? ', in two zones' : ''
  return [
    line(
      database,
      'database',
      hours * copies,
      `PostgreSQL ${type}`,
      `PostgreSQL ${type}${isReplica ? ', replica' : zones}`,
    ),
    line(database, 'database', gigabytes * copies, 'PostgreSQL, gp3', `its disk, ${gigabytes} GB${zones}`),
    // What takes it back to any second, in both regions; as much as the disk is free in the first.
    ...(at(database.properties, 'AutomaticBackupReplicationRegion') !== undefined
      ? [
          line(
            database,
            'backup',
            ground.traffic.database,
            'PostgreSQL, backup beyond the size of the disk',
            'its backup in the second region',
          ),
          line(
            database,
            'backup',
            ground.traffic.database * 0.3,
            'traffic between regions',
            'its changes on their way there',
          ),
        ]
      : []),
    ...insights(database),
  ]
}

const sizeOfPrimary = (ground: Ground): number =>
  Math.max(
    0,
    ...ofType(ground, 'AWS::RDS::DBInstance').map((one) => Number(at(one.properties, 'AllocatedStorage') ?? 0)),
  )

/** Of a server of the database, by its class. */
export function vcpusOf(database: Found): number {
  const [family = '', size = ''] = classOf(database, 'DBInstanceClass').split('.')
  const [isLarger, times] = /^(\d*)xlarge$/.exec(size) ?? []
  if (isLarger) return 4 * Number(times || 1)
  return size === 'medium' && !family.startsWith('t') ? 1 : 2
}

/** Database Insights in its advanced form costs by vCPU; the standard one is free. */
function insights(database: Found): Line[] {
  if (at(database.properties, 'DatabaseInsightsMode') !== 'advanced') return []
  return [line(database, 'database', hours * vcpusOf(database), 'database insights, vCPU')]
}

/** What CloudTrail tells of the account in a month, GB. Assumption. */
export const accountEvents = 0.3
/** Of the requests at CloudFront, so many ask the bucket of the pictures. Assumption. */
const pictureReads = 0.02
/** Bytes that a run of the canary leaves: pictures of its pages, their requests and a log. Assumption. */
const canaryRun = 500_000
/** Calls of KMS for the personal data of an order: its key is made once, and opened by each process that reads of it. Assumption. */
const keyCallsPerOrder = 10

/** GB that a month writes into a bucket of logs. */
function writtenInto(bucket: Found, ground: Ground): number {
  const { volumes } = ground
  const name = bucket.id.toLowerCase()
  if (name.includes('artifacts'))
    return ofType(ground, 'AWS::Synthetics::Canary', bucket.stack).reduce(
      (sum, canary) => sum + (runsOf(canary, 'Schedule.Expression') * canaryRun) / 1e9,
      0,
    )
  // Packed to a tenth.
  if (name.includes('trailbucket')) return accountEvents / 10
  // A line of the balancer has 400 bytes, packed 120; one of S3 has 500, as they are. Elsewhere AWS alone asks.
  return bucket.stack === 'data'
    ? (volumes.originRequests * 120 + volumes.edgeRequests * pictureReads * 500) / 1e9
    : accountEvents / 10
}

/** How long a bucket keeps, by the rule that is the last to delete. */
function monthsKept(bucket: Found): number {
  const rules = listAt(bucket.properties, 'LifecycleConfiguration.Rules')
  const days = rules.map((rule) => Number(at(rule, 'ExpirationInDays') ?? 0))
  return Math.max(0, ...days) / daysOfMonth
}

export const state: Readonly<Record<string, Pricer>> = {
  'AWS::RDS::DBInstance': instance,
  'AWS::RDS::DBCluster': (cluster, ground) => {
    const { traffic } = ground
    const isSecondary = cluster.stack.startsWith('standby')
    const ios = (traffic.orders * auroraPerOrder) / 1e6
    const isOptimized = at(cluster.properties, 'StorageType') === 'aurora-iopt1'
    return [
      line(cluster, 'database', traffic.database, 'Aurora, storage'),
      ...(isSecondary
        ? [line(cluster, 'database', ios / 3, 'Aurora, replicated writes')]
        : isOptimized
          ? []
          : [line(cluster, 'database', ios, 'Aurora, I/O')]),
      ...(isSecondary ? [] : [line(cluster, 'backup', traffic.database * 0.5, 'Aurora, backup')]),
    ]
  },
  'AWS::OpenSearchService::Domain': (domain) => {
    const cluster = (name: string) => at(domain.properties, `ClusterConfig.${name}`)
    const nodes = Number(cluster('InstanceCount') ?? 1)
    const masters = cluster('DedicatedMasterEnabled') === true ? Number(cluster('DedicatedMasterCount')) : 0
    const type = classOf(domain, 'ClusterConfig.InstanceType')
    const gigabytes = numberAt(domain, 'EBSOptions.VolumeSize')
    return [
      line(domain, 'search', nodes * hours, `OpenSearch ${type}`, `${nodes} × ${type}`),
      line(domain, 'search', nodes * gigabytes, 'OpenSearch, gp3', `their disks, ${gigabytes} GB each`),
      ...(masters
        ? [
            line(
              domain,
              'search',
              masters * hours,
              `OpenSearch ${classOf(domain, 'ClusterConfig.DedicatedMasterType')}`,
              `${masters} × ${classOf(domain, 'ClusterConfig.DedicatedMasterType')} that lead`,
            ),
          ]
        : []),
    ]
  },
  'AWS::DynamoDB::GlobalTable': (table, { volumes }) => {
    const replicas = listAt(table.properties, 'Replicas').length
    const gigabytes = volumes.visits * 2e-6
    return [
      line(table, 'tables and buckets', (volumes.originRequests * tableReads) / 1e6, 'DynamoDB, read'),
      line(table, 'tables and buckets', (volumes.originRequests * tableWrites * replicas) / 1e6, 'DynamoDB, write'),
      line(table, 'tables and buckets', gigabytes * replicas, 'DynamoDB, storage'),
      line(table, 'tables and buckets', gigabytes * replicas, 'DynamoDB, point in time'),
    ]
  },
  'AWS::S3::Bucket': (bucket, ground) => {
    const { traffic, volumes } = ground
    if (!bucket.id.toLowerCase().includes('media')) {
      const gigabytes = writtenInto(bucket, ground) * monthsKept(bucket)
      return [line(bucket, 'tables and buckets', gigabytes, 'S3, storage', `S3, ${bucket.id}`)]
    }
    const destinations = listAt(bucket.properties, 'ReplicationConfiguration.Rules').length
    return [
      line(bucket, 'tables and buckets', traffic.media, 'S3, storage', 'S3, pictures'),
      line(bucket, 'tables and buckets', (volumes.edgeRequests * pictureReads) / 1e3, 'S3, reads'),
      line(bucket, 'tables and buckets', traffic.media * 0.1, 'S3, writes'),
      ...(destinations
        ? [
            line(bucket, 'tables and buckets', traffic.media * 0.05, 'S3, replication time control'),
            line(bucket, 'tables and buckets', traffic.media * 0.05, 'traffic between regions'),
          ]
        : []),
    ]
  },
  'AWS::KMS::Key': (key, { traffic }) => [
    line(key, 'keys and secrets', 1, 'key'),
    ...(key.id.toLowerCase().startsWith('personal')
      ? [
          line(
            key,
            'keys and secrets',
            (traffic.orders * keyCallsPerOrder) / 1e4,
            'key, calls',
            'keys of personal data',
          ),
        ]
      : []),
  ],
  'AWS::KMS::ReplicaKey': (key) => [line(key, 'keys and secrets', 1, 'key', 'key, replica')],
  'AWS::SecretsManager::Secret': (secret) => {
    const replicas = listAt(secret.properties, 'ReplicaRegions').length
    return [line(secret, 'keys and secrets', 1 + replicas, 'secret', replicas ? 'secret with its replica' : 'secret')]
  },
}

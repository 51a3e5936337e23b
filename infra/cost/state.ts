import { at, type Found, listAt, numberAt, textAt } from './found.ts'
import { type Ground, hours, type Line, line, ofType, type Pricer } from './line.ts'

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
    return [line(database, 'database', hours, `Aurora ${type}`, `Aurora ${type}`), ...insights(database, type)]
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
    ...insights(database, type),
  ]
}

const sizeOfPrimary = (ground: Ground): number =>
  Math.max(
    0,
    ...ofType(ground, 'AWS::RDS::DBInstance').map((one) => Number(at(one.properties, 'AllocatedStorage') ?? 0)),
  )

/** Database Insights in its advanced form costs by vCPU; the standard one is free. */
function insights(database: Found, type: string): Line[] {
  if (at(database.properties, 'DatabaseInsightsMode') !== 'advanced') return []
  return [line(database, 'database', hours * (type.endsWith('.medium') ? 1 : 2), 'database insights, vCPU')]
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
  'AWS::S3::Bucket': (bucket, { traffic, volumes }) => {
    const name = bucket.id.toLowerCase()
    // Logs of CloudFront, the balancer and the trail: 400 bytes a request, kept a quarter.
    if (!name.includes('media')) {
      const gigabytes = (volumes.edgeRequests * 120 * 3) / 1e9 + 0.5
      return [line(bucket, 'tables and buckets', gigabytes, 'S3, storage', `S3, ${bucket.id}`)]
    }
    const destinations = listAt(bucket.properties, 'ReplicationConfiguration.Rules').length
    return [
      line(bucket, 'tables and buckets', traffic.media, 'S3, storage', 'S3, pictures'),
      line(bucket, 'tables and buckets', volumes.edgeRequests * 0.02 * 1e-3, 'S3, reads'),
      line(bucket, 'tables and buckets', traffic.media * 0.1, 'S3, writes'),
      ...(destinations
        ? [
            line(bucket, 'tables and buckets', traffic.media * 0.05, 'S3, replication time control'),
            line(bucket, 'tables and buckets', traffic.media * 0.05, 'traffic between regions'),
          ]
        : []),
    ]
  },
  'AWS::KMS::Key': (key) => [line(key, 'keys and secrets', 1, 'key')],
  'AWS::KMS::ReplicaKey': (key) => [line(key, 'keys and secrets', 1, 'key', 'key, replica')],
  'AWS::SecretsManager::Secret': (secret) => {
    const replicas = listAt(secret.properties, 'ReplicaRegions').length
    return [line(secret, 'keys and secrets', 1 + replicas, 'secret', replicas ? 'secret with its replica' : 'secret')]
  },
}

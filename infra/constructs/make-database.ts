import {
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
  aws_rds as rds,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { DatabaseProfile, Profile } from '../environments.ts'
import { Database, databaseName, masterUser, type Server } from './database.ts'
import type { Keys } from './keys.ts'
import { type Network, ports } from './network.ts'
import { inPacks, waive } from './waive.ts'

const instanceEngine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_18_3 })
const auroraVersion = rds.AuroraPostgresEngineVersion.VER_18_3
const clusterEngine = rds.DatabaseClusterEngine.auroraPostgres({ version: auroraVersion })

/** TLS alone, and logs that tell what is slow, waits or changes tables, with no value of a statement in them. */
const parameters = {
  'rds.force_ssl': '1',
  ssl_min_protocol_version: 'TLSv1.2',
  log_connections: '1',
  log_disconnections: '1',
  log_lock_waits: '1',
  log_statement: 'ddl',
  log_min_duration_statement: '500',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_error_verbosity: 'terse',
  idle_in_transaction_session_timeout: '60000',
}

const windows = { backup: '01:00-02:00', maintenance: 'sun:03:00-sun:04:00' }

/** Where copies go, with the keys there. */
export type Copies = { readonly region: string; readonly keys: Keys }

export type DatabaseProps = {
  readonly shop: string
  readonly profile: Profile
  readonly network: Network
  readonly keys: Keys
}

/** The server of the home region. `copies`: where the master's password and what restores the server are copied to. */
export function makeDatabase(scope: Construct, props: DatabaseProps, copies: Copies): Database {
  const place = new Construct(scope, 'Database')
  const { shop, profile, keys } = props
  const credentials = rds.Credentials.fromSecret(makeMasterSecret(place, props, copies), masterUser)
  const { database } = profile
  const server =
    database.engine === 'aurora'
      ? makeCluster(place, props, database, credentials)
      : makeInstance(place, props, database, credentials, copies)
  return new Database(place, server, masterSecretNameOf(shop), keys.secrets)
}

/** The second region's server, which reads after the one of the home region until somebody promotes it. */
export function followDatabase(scope: Construct, props: DatabaseProps, { server: primary }: Database): Database {
  const place = new Construct(scope, 'Database')
  const { shop, profile, keys } = props
  if (profile.database.engine !== 'aurora' || !primary.globalCluster)
    throw new Error('A standby needs the engine aurora: other servers have no follower in a second region.')
  const server = followCluster(place, props, profile.database, primary.globalCluster)
  return new Database(place, server, masterSecretNameOf(shop), keys.secrets)
}

const masterSecretNameOf = (shop: string) => `${shop}/database-master`

function makeMasterSecret(scope: Construct, { shop, keys }: DatabaseProps, copies: Copies): secretsmanager.Secret {
  const secret = new secretsmanager.Secret(scope, 'Master', {
    secretName: masterSecretNameOf(shop),
    description: 'The master of the database, as whom the migration alone signs in',
    encryptionKey: keys.secrets,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: masterUser }),
      generateStringKey: 'password',
      passwordLength: 48,
      excludePunctuation: true,
    },
    replicaRegions: [{ region: copies.region, encryptionKey: copies.keys.secrets }],
    removalPolicy: RemovalPolicy.RETAIN,
  })
  waive(
    secret,
    'Only the migration signs in by it, once a deploy; the program signs in by IAM. RDS itself rotates no password of a server with replicas, and a function that does would have to reach into the data tier: the guide changes it by one command.',
    'AwsSolutions-SMG4',
    ...inPacks('SecretsManagerRotationEnabled'),
  )
  return secret
}

type Postgres = Extract<DatabaseProfile, { engine: 'postgres' }>
type Aurora = Extract<DatabaseProfile, { engine: 'aurora' }>

function makeInstance(
  scope: Construct,
  props: DatabaseProps,
  { instanceType, isMultiAz, gigabytes, hasReplica, backupDays }: Postgres,
  credentials: rds.Credentials,
  copies: Copies,
): Server {
  const { shop, network, keys } = props
  const name = `${shop}-database`
  const common = {
    instanceType: new ec2.InstanceType(instanceType),
    vpc: network.vpc,
    subnetGroup: subnetGroup(scope, props),
    securityGroups: [network.groups.database],
    port: ports.database,
    parameterGroup: new rds.ParameterGroup(scope, 'Parameters', {
      engine: instanceEngine,
      description: `${name}: TLS alone, logs without values`,
      parameters,
    }),
    storageType: rds.StorageType.GP3,
    storageEncrypted: true,
    iamAuthentication: true,
    cloudwatchLogsExports: ['postgresql', 'upgrade', 'iam-db-auth-error'],
    preferredMaintenanceWindow: windows.maintenance,
    deletionProtection: true,
    deleteAutomatedBackups: false,
    removalPolicy: RemovalPolicy.RETAIN,
    monitoringInterval: Duration.minutes(1),
    monitoringRole: monitoringRole(scope),
    ...observed(keys.data),
    ...kept,
  }
  const instance = new rds.DatabaseInstance(scope, 'Instance', {
    ...common,
    engine: instanceEngine,
    instanceIdentifier: name,
    databaseName,
    credentials,
    multiAz: isMultiAz,
    allocatedStorage: gigabytes,
    maxAllocatedStorage: gigabytes * 5,
    storageEncryptionKey: keys.data,
    backupRetention: Duration.days(backupDays),
    preferredBackupWindow: windows.backup,
  })
  instance.node.addDependency(...logGroups(scope, props, `/aws/rds/instance/${name}`, common.cloudwatchLogsExports))
  // What restores the server to any second lies in the other region too, some minutes behind.
  const cfnInstance = instance.node.defaultChild as rds.CfnDBInstance
  cfnInstance.automaticBackupReplicationRegion = copies.region
  cfnInstance.automaticBackupReplicationKmsKeyId = copies.keys.data.keyArn
  cfnInstance.automaticBackupReplicationRetentionPeriod = backupDays
  const replicas = hasReplica ? [makeReplica()] : []
  if (!isMultiAz)
    waive(
      instance,
      'The profile small has one zone for the database: the guide tells that a lost zone costs a restore, and `isMultiAz` is one word in the deployment.',
      'AwsSolutions-RDS3',
      ...inPacks('RDSMultiAZSupport'),
    )
  return {
    host: instance.dbInstanceEndpointAddress,
    resourceId: cfnInstance.attrDbiResourceId,
    arn: instance.instanceArn,
    kind: 'RDS',
    subnetGroupName: name,
    dimensions: { DBInstanceIdentifier: name },
    replicas,
    isFollower: false,
    globalCluster: null,
  }

  function makeReplica(): rds.DatabaseInstanceReadReplica {
    const replicaName = `${name}-replica`
    const replica = new rds.DatabaseInstanceReadReplica(scope, 'Replica', {
      ...common,
      sourceDatabaseInstance: instance,
      instanceIdentifier: replicaName,
    })
    replica.node.addDependency(
      ...logGroups(scope, props, `/aws/rds/instance/${replicaName}`, common.cloudwatchLogsExports),
    )
    waive(
      replica,
      'It follows a server that stands in two zones, and nobody writes to it: another one is made of that server in minutes.',
      'AwsSolutions-RDS3',
      ...inPacks('RDSMultiAZSupport'),
    )
    return replica
  }
}

function makeCluster(
  scope: Construct,
  props: DatabaseProps,
  { instanceType, readers, backupDays }: Aurora,
  credentials: rds.Credentials,
): Server {
  const globalCluster = new rds.CfnGlobalCluster(scope, 'Global', {
    globalClusterIdentifier: `${props.shop}-database`,
    engine: clusterEngine.engineType,
    engineVersion: auroraVersion.auroraPostgresFullVersion,
    storageEncrypted: true,
    deletionProtection: true,
  })
  globalCluster.applyRemovalPolicy(RemovalPolicy.RETAIN)
  const cluster = new rds.DatabaseCluster(scope, 'Cluster', {
    ...clusterProps(scope, props, instanceType, readers, backupDays),
    defaultDatabaseName: databaseName,
    credentials,
  })
  cfnClusterOf(cluster).globalClusterIdentifier = globalCluster.ref
  return { ...clusterServer(props, cluster), host: cluster.clusterEndpoint.hostname, isFollower: false, globalCluster }
}

function followCluster(
  scope: Construct,
  props: DatabaseProps,
  { instanceType, backupDays }: Aurora,
  globalCluster: rds.CfnGlobalCluster,
): Server {
  const cluster = new rds.DatabaseCluster(scope, 'Cluster', {
    ...clusterProps(scope, props, instanceType, 0, backupDays),
    // By this the construct sets no master; what is followed says the global cluster instead.
    replicationSourceIdentifier: 'the global cluster',
  })
  cluster.node.tryRemoveChild('Secret')
  const cfnCluster = cfnClusterOf(cluster)
  cfnCluster.replicationSourceIdentifier = undefined
  cfnCluster.globalClusterIdentifier = globalCluster.ref
  waive(
    cluster,
    'One server, which follows the home region: it takes over when that is lost, and the runbook adds a second one then.',
    ...inPacks('RDSMultiAZSupport'),
  )
  // The endpoint of a cluster that follows is asleep until the cluster is promoted; its one server answers before and after.
  const host = cluster.instanceEndpoints[0]?.hostname ?? cluster.clusterEndpoint.hostname
  return { ...clusterServer(props, cluster), host, isFollower: true, globalCluster }
}

function clusterProps(
  scope: Construct,
  props: DatabaseProps,
  type: string,
  readers: number,
  backupDays: number,
): rds.DatabaseClusterProps & { readonly cloudwatchLogsExports: string[] } {
  const { shop, network, keys } = props
  const name = `${shop}-database`
  const instance = (role: string) =>
    rds.ClusterInstance.provisioned(role, {
      instanceIdentifier: `${name}-${role}`,
      instanceType: new ec2.InstanceType(type),
      publiclyAccessible: false,
      ...observed(keys.data),
      ...kept,
    })
  return {
    engine: clusterEngine,
    clusterIdentifier: name,
    writer: instance('server-1'),
    readers: Array.from({ length: readers }, (_, index) => instance(`server-${index + 2}`)),
    vpc: network.vpc,
    subnetGroup: subnetGroup(scope, props),
    securityGroups: [network.groups.database],
    port: ports.database,
    parameterGroup: new rds.ParameterGroup(scope, 'Parameters', {
      engine: clusterEngine,
      description: `${name}: TLS alone, logs without values`,
      parameters,
    }),
    storageEncrypted: true,
    storageEncryptionKey: keys.data,
    iamAuthentication: true,
    cloudwatchLogsExports: ['postgresql', 'iam-db-auth-error'],
    backup: { retention: Duration.days(backupDays), preferredWindow: windows.backup },
    preferredMaintenanceWindow: windows.maintenance,
    copyTagsToSnapshot: true,
    deletionProtection: true,
    deleteAutomatedBackups: false,
    removalPolicy: RemovalPolicy.RETAIN,
    monitoringInterval: Duration.minutes(1),
    monitoringRole: monitoringRole(scope),
    ...observed(keys.data),
    autoMinorVersionUpgrade: true,
  }
}

function clusterServer({ shop }: DatabaseProps, cluster: rds.DatabaseCluster) {
  return {
    resourceId: cfnClusterOf(cluster).attrDbClusterResourceId,
    arn: cluster.clusterArn,
    kind: 'Aurora' as const,
    subnetGroupName: `${shop}-database`,
    dimensions: { DBClusterIdentifier: `${shop}-database` },
    replicas: [],
  }
}

const cfnClusterOf = (cluster: rds.DatabaseCluster) => cluster.node.defaultChild as rds.CfnDBCluster

const kept = { autoMinorVersionUpgrade: true, caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1 }

const observed = (key: kms.IKey) => ({
  enablePerformanceInsights: true,
  performanceInsightEncryptionKey: key,
  performanceInsightRetention: rds.PerformanceInsightRetention.DEFAULT,
  databaseInsightsMode: rds.DatabaseInsightsMode.STANDARD,
})

function subnetGroup(scope: Construct, { shop, network }: DatabaseProps): rds.SubnetGroup {
  return new rds.SubnetGroup(scope, 'Subnets', {
    subnetGroupName: `${shop}-database`,
    description: 'The data tier',
    vpc: network.vpc,
    vpcSubnets: network.subnets('data'),
    removalPolicy: RemovalPolicy.RETAIN,
  })
}

/** RDS makes these groups itself when they are not there, and then keeps their lines for ever. */
function logGroups(scope: Construct, { profile, keys }: DatabaseProps, prefix: string, kinds: readonly string[]) {
  return kinds.map(
    (kind) =>
      new logs.LogGroup(scope, `Log ${prefix} ${kind}`.replaceAll('/', ' '), {
        logGroupName: `${prefix}/${kind}`,
        retention: profile.logDays,
        encryptionKey: keys.logs,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
  )
}

function monitoringRole(scope: Construct): iam.Role {
  const policy = 'service-role/AmazonRDSEnhancedMonitoringRole'
  const role = new iam.Role(scope, 'Monitoring', {
    assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(policy)],
  })
  waive(
    role,
    'RDS writes its own measurements by this policy of AWS, which names the log group RDSOSMetrics alone.',
    `AwsSolutions-IAM4[Policy::arn:aws:iam::aws:policy/${policy}]`,
  )
  return role
}

import { Duration, aws_ec2 as ec2, RemovalPolicy, aws_rds as rds } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { DatabaseProfile } from '../environments.ts'
import { databaseName, type Server } from './database.ts'
import { ports } from './network.ts'
import {
  type Copies,
  type DatabaseProps,
  kept,
  logGroups,
  monitoringRole,
  observed,
  parameters,
  subnetGroup,
  subnetGroupNameOf,
  windows,
} from './server-parts.ts'
import { inNistAndHipaa, inPacks, waive } from './waive.ts'

const instanceEngine = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_18_3 })

type Postgres = Extract<DatabaseProfile, { engine: 'postgres' }>

/** PostgreSQL of RDS, in two zones where the profile says so, with a replica where it says so. */
export function makeInstance(
  scope: Construct,
  props: DatabaseProps,
  { instanceType, isMultiAz, gigabytes, hasReplica, backupDays }: Postgres,
  credentials: rds.Credentials,
  copies: Copies,
): Server {
  const { shop, keys } = props
  const common = instanceProps(scope, props, instanceType)
  const instance = new rds.DatabaseInstance(scope, 'Instance', {
    ...common,
    engine: instanceEngine,
    instanceIdentifier: shop,
    databaseName,
    credentials,
    multiAz: isMultiAz,
    allocatedStorage: gigabytes,
    maxAllocatedStorage: gigabytes * 5,
    storageEncryptionKey: keys.data,
    backupRetention: Duration.days(backupDays),
    preferredBackupWindow: windows.backup,
  })
  instance.node.addDependency(...logGroups(scope, props, `/aws/rds/instance/${shop}`, common.cloudwatchLogsExports))
  // What restores the server to any second lies in the other region too, some minutes behind.
  const cfnInstance = instance.node.defaultChild as rds.CfnDBInstance
  cfnInstance.automaticBackupReplicationRegion = copies.region
  cfnInstance.automaticBackupReplicationKmsKeyId = copies.keys.data.keyArn
  cfnInstance.automaticBackupReplicationRetentionPeriod = backupDays
  const replicas = hasReplica ? [makeReplica()] : []
  waive(
    instance,
    'The stack recover names this server in a plan by day, week and month, and restores it by a plan; the rule looks in this stack alone.',
    ...inNistAndHipaa('RDSInBackupPlan'),
  )
  if (!isMultiAz)
    waive(
      instance,
      'The profile small has one zone for the database: the guide tells that a lost zone costs a restore, and `isMultiAz` is one word in the deployment.',
      'AwsSolutions-RDS3',
      ...inNistAndHipaa('RDSMultiAZSupport'),
    )
  return serverOf(shop, instance, cfnInstance, replicas)

  function makeReplica(): rds.DatabaseInstanceReadReplica {
    const replicaName = `${shop}-replica`
    const replica = new rds.DatabaseInstanceReadReplica(scope, 'Replica', {
      ...common,
      sourceDatabaseInstance: instance,
      instanceIdentifier: replicaName,
      maxAllocatedStorage: gigabytes * 5,
    })
    replica.node.addDependency(
      ...logGroups(scope, props, `/aws/rds/instance/${replicaName}`, common.cloudwatchLogsExports),
    )
    const cfnReplica = replica.node.defaultChild as rds.CfnDBInstance
    cfnReplica.port = String(ports.database)
    // It is encrypted as the server it follows, with the same key: CloudFormation lets nobody say so again.
    cfnReplica.storageEncrypted = undefined
    cfnReplica.kmsKeyId = undefined
    waive(
      replica,
      'A replica is encrypted with the key of the server it follows, and CloudFormation takes no word about it.',
      'AwsSolutions-RDS2',
      ...inPacks('RDSStorageEncrypted'),
    )
    waive(
      replica,
      `Its port is ${ports.database}; the rule knows the usual port by the engine, which a replica takes from the server it follows.`,
      'AwsSolutions-RDS11',
    )
    waive(replica, 'What it holds is in the backups of the server it follows.', ...inNistAndHipaa('RDSInBackupPlan'))
    waive(
      replica,
      'It follows a server that stands in two zones, and nobody writes to it: another one is made of that server in minutes.',
      'AwsSolutions-RDS3',
      ...inNistAndHipaa('RDSMultiAZSupport'),
    )
    return replica
  }
}

/** Of a snapshot, with the master and the key that it has. */
export function restoreInstance(
  scope: Construct,
  props: DatabaseProps,
  { instanceType, isMultiAz, gigabytes, backupDays }: Postgres,
  snapshot: string,
): Server {
  const { shop } = props
  const common = instanceProps(scope, props, instanceType)
  const instance = new rds.DatabaseInstanceFromSnapshot(scope, 'Instance', {
    ...common,
    engine: instanceEngine,
    instanceIdentifier: shop,
    snapshotIdentifier: snapshot,
    multiAz: isMultiAz,
    maxAllocatedStorage: gigabytes * 5,
    backupRetention: Duration.days(backupDays),
    preferredBackupWindow: windows.backup,
  })
  instance.node.addDependency(...logGroups(scope, props, `/aws/rds/instance/${shop}`, common.cloudwatchLogsExports))
  const cfnInstance = instance.node.defaultChild as rds.CfnDBInstance
  // Both are in the snapshot. A server that has grown or upgraded itself would be asked to go back, which RDS refuses.
  cfnInstance.allocatedStorage = undefined
  cfnInstance.engineVersion = undefined
  return serverOf(shop, instance, cfnInstance, [])
}

function serverOf(
  shop: string,
  instance: rds.IDatabaseInstance,
  { attrDbiResourceId }: rds.CfnDBInstance,
  replicas: Server['replicas'],
): Server {
  return {
    host: instance.dbInstanceEndpointAddress,
    resourceId: attrDbiResourceId,
    arn: instance.instanceArn,
    kind: 'RDS',
    subnetGroupName: subnetGroupNameOf(shop),
    dimensions: { DBInstanceIdentifier: shop },
    replicas,
    isFollower: false,
    globalCluster: null,
  }
}

/** What all servers of RDS are alike in. */
function instanceProps(scope: Construct, props: DatabaseProps, instanceType: string) {
  const { shop, network, keys } = props
  return {
    instanceType: new ec2.InstanceType(instanceType),
    vpc: network.vpc,
    subnetGroup: subnetGroup(scope, props),
    securityGroups: [network.groups.database],
    port: ports.database,
    publiclyAccessible: false,
    parameterGroup: new rds.ParameterGroup(scope, 'Parameters', {
      engine: instanceEngine,
      description: `${shop}: TLS alone, logs without values`,
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
}

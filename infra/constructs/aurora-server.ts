import { Duration, aws_ec2 as ec2, RemovalPolicy, aws_rds as rds } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { DatabaseProfile } from '../environments.ts'
import { databaseName, type Server } from './database.ts'
import { ports } from './network.ts'
import {
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
import { inNistAndHipaa, waive } from './waive.ts'

const auroraVersion = rds.AuroraPostgresEngineVersion.VER_18_3
const clusterEngine = rds.DatabaseClusterEngine.auroraPostgres({ version: auroraVersion })
const logKinds = ['postgresql', 'iam-db-auth-error']

type Aurora = Extract<DatabaseProfile, { engine: 'aurora' }>

/** Aurora in the home region, as the first member of a global cluster. */
export function makeCluster(
  scope: Construct,
  props: DatabaseProps,
  { instanceType, readers, backupDays }: Aurora,
  credentials: rds.Credentials,
): Server {
  const globalCluster = new rds.CfnGlobalCluster(scope, 'Global', {
    globalClusterIdentifier: props.shop,
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
  logBefore(scope, props, cluster)
  waive(
    cluster,
    'The stack recover names the cluster in a plan by day, week and month, and restores it once a month; the rule looks for single servers.',
    ...inNistAndHipaa('RDSInBackupPlan'),
  )
  return { ...clusterServer(props, cluster), host: cluster.clusterEndpoint.hostname, isFollower: false, globalCluster }
}

/** Aurora in the second region: one server that reads what the home region writes. */
export function followCluster(
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
  logBefore(scope, props, cluster)
  waive(
    cluster,
    'It holds what the cluster of the home region holds, which is backed up there with copies here; of itself it can be taken back to any second.',
    ...inNistAndHipaa('RDSInBackupPlan'),
  )
  // The endpoint of a cluster that follows is asleep until the cluster is promoted; its one server answers before and after. It has to stay
  // the only one: beside a reader Aurora would fail over to that, and the program would stay on a server that only reads.
  const host = cluster.instanceEndpoints[0]?.hostname ?? cluster.clusterEndpoint.hostname
  return { ...clusterServer(props, cluster), host, isFollower: true, globalCluster }
}

function clusterProps(
  scope: Construct,
  props: DatabaseProps,
  type: string,
  readers: number,
  backupDays: number,
): rds.DatabaseClusterProps {
  const { shop, network, keys } = props
  const instance = (role: string) =>
    rds.ClusterInstance.provisioned(role, {
      instanceIdentifier: `${shop}-${role}`,
      instanceType: new ec2.InstanceType(type),
      publiclyAccessible: false,
      ...observed(keys.data),
      ...kept,
    })
  return {
    engine: clusterEngine,
    clusterIdentifier: shop,
    writer: instance('1'),
    readers: Array.from({ length: readers }, (_, index) => instance(String(index + 2))),
    vpc: network.vpc,
    subnetGroup: subnetGroup(scope, props),
    securityGroups: [network.groups.database],
    port: ports.database,
    parameterGroup: new rds.ParameterGroup(scope, 'Parameters', {
      engine: clusterEngine,
      description: `${shop}: TLS alone, logs without values`,
      parameters,
    }),
    storageEncrypted: true,
    storageEncryptionKey: keys.data,
    iamAuthentication: true,
    cloudwatchLogsExports: [...logKinds],
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

function logBefore(scope: Construct, props: DatabaseProps, cluster: rds.DatabaseCluster): void {
  cluster.node.addDependency(...logGroups(scope, props, `/aws/rds/cluster/${props.shop}`, logKinds))
}

function clusterServer({ shop }: DatabaseProps, cluster: rds.DatabaseCluster) {
  return {
    resourceId: cfnClusterOf(cluster).attrDbClusterResourceId,
    arn: cluster.clusterArn,
    kind: 'Aurora' as const,
    subnetGroupName: subnetGroupNameOf(shop),
    dimensions: { DBClusterIdentifier: shop },
    replicas: [],
  }
}

const cfnClusterOf = (cluster: rds.DatabaseCluster) => cluster.node.defaultChild as rds.CfnDBCluster

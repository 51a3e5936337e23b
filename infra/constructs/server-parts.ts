import { aws_iam as iam, type aws_kms as kms, aws_logs as logs, RemovalPolicy, aws_rds as rds } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Profile } from '../environments.ts'
import type { Keys } from './keys.ts'
import type { Network } from './network.ts'
import { waive } from './waive.ts'

/** Where copies go, with the keys there. */
export type Copies = { readonly region: string; readonly keys: Keys }

export type DatabaseProps = {
  readonly shop: string
  readonly profile: Profile
  readonly network: Network
  readonly keys: Keys
}

/** TLS alone, and logs that tell what is slow, waits or changes tables, with no value of a statement in them. */
export const parameters = {
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

export const windows = { backup: '01:00-02:00', maintenance: 'sun:03:00-sun:04:00' }

export const kept = { autoMinorVersionUpgrade: true, caCertificate: rds.CaCertificate.RDS_CA_RSA2048_G1 }

export const observed = (key: kms.IKey) => ({
  enablePerformanceInsights: true,
  performanceInsightEncryptionKey: key,
  performanceInsightRetention: rds.PerformanceInsightRetention.DEFAULT,
  databaseInsightsMode: rds.DatabaseInsightsMode.STANDARD,
})

export const subnetGroupNameOf = (shop: string) => `${shop}-database`

export function subnetGroup(scope: Construct, { shop, network }: DatabaseProps): rds.SubnetGroup {
  return new rds.SubnetGroup(scope, 'Subnets', {
    subnetGroupName: subnetGroupNameOf(shop),
    description: 'The data tier',
    vpc: network.vpc,
    vpcSubnets: network.subnets('data'),
    removalPolicy: RemovalPolicy.RETAIN,
  })
}

/** RDS makes these groups itself when they are not there, and then keeps their lines for ever. */
export function logGroups(
  scope: Construct,
  { profile, keys }: DatabaseProps,
  prefix: string,
  kinds: readonly string[],
) {
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

export function monitoringRole(scope: Construct): iam.Role {
  const policy = 'service-role/AmazonRDSEnhancedMonitoringRole'
  const role = new iam.Role(scope, 'Monitoring', {
    assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(policy)],
  })
  waive(
    role,
    'RDS writes its own measurements by this policy of AWS, which names the log group RDSOSMetrics alone.',
    `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
  )
  return role
}

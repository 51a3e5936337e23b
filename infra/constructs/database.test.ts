import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Match } from 'aws-cdk-lib/assertions'
import { statementsOf, templateOf } from '../proof/templates.ts'

const instance = 'AWS::RDS::DBInstance'
const cluster = 'AWS::RDS::DBCluster'

test('the database of standard stands in two zones, is encrypted, protected and watched, and has its backups in two regions', () => {
  templateOf('standard', 'data').hasResource(instance, {
    DeletionPolicy: 'Retain',
    Properties: {
      DBInstanceIdentifier: 'tradewind',
      Port: '5433',
      MultiAZ: true,
      StorageType: 'gp3',
      StorageEncrypted: true,
      KmsKeyId: Match.anyValue(),
      DeletionProtection: true,
      DeleteAutomatedBackups: false,
      BackupRetentionPeriod: 35,
      AutomaticBackupReplicationRegion: 'eu-west-1',
      AutomaticBackupReplicationKmsKeyId: Match.anyValue(),
      AutomaticBackupReplicationRetentionPeriod: 35,
      EnableIAMDatabaseAuthentication: true,
      EnablePerformanceInsights: true,
      PerformanceInsightsKMSKeyId: Match.anyValue(),
      MonitoringInterval: 60,
      AutoMinorVersionUpgrade: true,
      EnableCloudwatchLogsExports: ['postgresql', 'upgrade', 'iam-db-auth-error'],
    },
  })
})

test('a replica follows the database of standard; small has one server, in one zone, with 14 days of backups', () => {
  const standard = templateOf('standard', 'data')
  standard.resourceCountIs(instance, 2)
  standard.hasResourceProperties(instance, {
    SourceDBInstanceIdentifier: Match.anyValue(),
    DeletionProtection: true,
    MaxAllocatedStorage: 500,
  })
  const small = templateOf('small', 'data')
  small.resourceCountIs(instance, 1)
  small.hasResourceProperties(instance, { MultiAZ: false, BackupRetentionPeriod: 14, DeletionProtection: true })
})

test('no server takes a connection without TLS, and no log holds the values of a statement', () => {
  for (const [profile, kind] of [
    ['small', 'AWS::RDS::DBParameterGroup'],
    ['standard', 'AWS::RDS::DBParameterGroup'],
    ['global', 'AWS::RDS::DBClusterParameterGroup'],
  ] as const)
    templateOf(profile, 'data').hasResourceProperties(kind, {
      Parameters: Match.objectLike({
        'rds.force_ssl': '1',
        log_parameter_max_length: '0',
        log_parameter_max_length_on_error: '0',
        log_error_verbosity: 'terse',
      }),
    })
})

test('the logs of the database are kept encrypted and for a while only', () => {
  for (const [profile, stack, name] of [
    ['small', 'data', 'instance/tradewind/postgresql'],
    ['standard', 'data', 'instance/tradewind-replica/upgrade'],
    ['global', 'data', 'cluster/tradewind/postgresql'],
    ['global', 'standby-data', 'cluster/tradewind/iam-db-auth-error'],
  ] as const)
    templateOf(profile, stack).hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: `/aws/rds/${name}`,
      RetentionInDays: profile === 'small' ? 30 : 90,
      KmsKeyId: Match.anyValue(),
    })
})

test('the cluster of the second region joins the global one, and has no master of its own', () => {
  const home = templateOf('global', 'data')
  home.hasResource('AWS::RDS::GlobalCluster', {
    DeletionPolicy: 'Retain',
    Properties: { StorageEncrypted: true, DeletionProtection: true },
  })
  home.hasResourceProperties(cluster, { GlobalClusterIdentifier: Match.anyValue(), MasterUsername: Match.anyValue() })
  home.resourceCountIs(instance, 2)
  const standby = templateOf('global', 'standby-data')
  standby.hasResourceProperties(cluster, {
    GlobalClusterIdentifier: Match.anyValue(),
    MasterUsername: Match.absent(),
    MasterUserPassword: Match.absent(),
    ManageMasterUserPassword: Match.absent(),
    ReplicationSourceIdentifier: Match.absent(),
    StorageEncrypted: true,
    DeletionProtection: true,
    EnableIAMDatabaseAuthentication: true,
  })
  standby.resourceCountIs(instance, 1)
})

test('the program signs in to the database as shop, and may not read the password of the master', () => {
  for (const process of ['Web', 'Worker']) {
    const statements = statementsOf(templateOf('standard', 'program'), process)
    const connects = statements.filter(({ Action }) => Action === 'rds-db:connect')
    assert.equal(connects.length, 1)
    assert.match(JSON.stringify(connects[0]?.Resource), /dbuser:.*\/shop"/)
    assert.doesNotMatch(JSON.stringify(statements), /secret:tradewind.database/)
  }
})

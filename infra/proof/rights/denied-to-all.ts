import type { Deployed } from './deployed.ts'

export type Denied = readonly [actions: readonly string[], resource: string]

/** What no role may do, on what stands in the templates. A star in a question asks for any resource that it takes in. */
export function deniedToAll({ templates, roles }: Deployed): Denied[] {
  const arnsOf = (type: string) => templates.find(`AWS::${type}`).map((found) => templates.arnOf(found))
  const asMaster = (type: string, resourceId: string) =>
    templates.find(`AWS::RDS::${type}`).map(({ stack, id, region, account }): Denied => {
      const database = templates.answer(stack, { 'Fn::GetAtt': [id, resourceId] })
      return [['rds-db:connect'], `arn:aws:rds-db:${region}:${account}:dbuser:${database}/postgres`]
    })
  return [
    ...Object.entries(byType).flatMap(([type, actions]) => arnsOf(type).map((arn): Denied => [actions, arn])),
    ...arnsOf('S3::Bucket').map((arn): Denied => [['s3:DeleteObjectVersion', 's3:PutObjectAcl'], `${arn}/*`]),
    ...arnsOf('SecretsManager::Secret').map(
      (arn): Denied => [['secretsmanager:PutSecretValue', 'secretsmanager:DeleteSecret'], `${arn}-AbCdEf`],
    ),
    ...asMaster('DBInstance', 'DbiResourceId'),
    ...asMaster('DBCluster', 'DBClusterResourceId'),
    ...templates
      .find('AWS::Route53::HostedZone')
      .map(
        ({ stack, id }): Denied => [
          ['route53:ChangeResourceRecordSets', 'route53:DeleteHostedZone'],
          `arn:aws:route53:::hostedzone/${templates.answer(stack, { Ref: id })}`,
        ],
      ),
    ...roles.map(
      ({ arn }): Denied => [['iam:PassRole', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:DeleteRole'], arn],
    ),
    [['iam:CreateUser', 'iam:CreateAccessKey'], 'arn:aws:iam::*:user/*'],
    [['ec2:RunInstances', 'ec2:TerminateInstances'], 'arn:aws:ec2:*:*:instance/*'],
  ]
}

const ofKeys = ['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy', 'kms:CreateGrant']

const byType: Readonly<Record<string, readonly string[]>> = {
  'KMS::Key': ofKeys,
  'KMS::ReplicaKey': ofKeys,
  'DynamoDB::GlobalTable': [
    'dynamodb:DeleteTable',
    'dynamodb:UpdateTable',
    'dynamodb:Scan',
    'dynamodb:UpdateContinuousBackups',
  ],
  'S3::Bucket': [
    's3:DeleteBucket',
    's3:PutBucketPolicy',
    's3:PutLifecycleConfiguration',
    's3:PutReplicationConfiguration',
  ],
  'SES::EmailIdentity': ['ses:DeleteEmailIdentity', 'ses:PutEmailIdentityMailFromAttributes'],
  'OpenSearchService::Domain': ['es:DeleteDomain', 'es:UpdateDomainConfig'],
  'RDS::DBInstance': ['rds:DeleteDBInstance', 'rds:ModifyDBInstance'],
  'RDS::DBCluster': ['rds:DeleteDBCluster', 'rds:ModifyDBCluster'],
  'RDS::GlobalCluster': ['rds:DeleteGlobalCluster', 'rds:ModifyGlobalCluster'],
  'CloudTrail::Trail': ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail', 'cloudtrail:UpdateTrail'],
  'Backup::BackupVault': ['backup:DeleteBackupVault', 'backup:PutBackupVaultAccessPolicy'],
  'Logs::LogGroup': ['logs:DeleteLogGroup', 'logs:PutRetentionPolicy'],
}

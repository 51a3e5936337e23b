import { aws_cloudwatch as cloudwatch, Duration, aws_logs as logs } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Alarms } from './alarms.ts'

const oneOf = (...names: readonly string[]) => `(${names.map((name) => `$.eventName = "${name}"`).join(' || ')})`

// CloudFormation changes rights with every deploy, and the trail of the deploy tells who started it.
const byHand = '$.sourceIPAddress != "cloudformation.amazonaws.com"'

/** What the trail of the account tells that nobody does in a usual week; after the CIS benchmark of AWS. */
export const deeds: Readonly<Record<string, { readonly means: string; readonly pattern: string }>> = {
  'root-used': {
    means: 'Somebody used the root user of the account.',
    pattern:
      '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }',
  },
  'sign-in-without-mfa': {
    means: 'Somebody signed in to the console by a password alone.',
    pattern:
      '{ $.eventName = "ConsoleLogin" && $.userIdentity.type = "IAMUser" && $.responseElements.ConsoleLogin = "Success" && $.additionalEventData.MFAUsed != "Yes" }',
  },
  'rights-changed': {
    means: 'Somebody changed roles, users or policies by hand.',
    pattern: `{ $.eventSource = "iam.amazonaws.com" && ${byHand} && ${oneOf(
      'CreateUser',
      'CreateAccessKey',
      'CreateLoginProfile',
      'CreateRole',
      'UpdateAssumeRolePolicy',
      'AttachUserPolicy',
      'AttachRolePolicy',
      'AttachGroupPolicy',
      'PutUserPolicy',
      'PutRolePolicy',
      'PutGroupPolicy',
      'CreatePolicyVersion',
      'DeleteRolePermissionsBoundary',
    )} }`,
  },
  'key-going': {
    means:
      'Somebody disabled a key or let it be deleted. What it has encrypted is lost with it: `aws kms cancel-key-deletion` keeps it.',
    pattern: `{ $.eventSource = "kms.amazonaws.com" && ${oneOf('DisableKey', 'ScheduleKeyDeletion')} }`,
  },
  'trail-changed': {
    means: 'Somebody stopped or changed the trail of the account.',
    pattern: `{ $.eventSource = "cloudtrail.amazonaws.com" && ${byHand} && ${oneOf(
      'StopLogging',
      'DeleteTrail',
      'UpdateTrail',
      'PutEventSelectors',
    )} }`,
  },
  'backups-removed': {
    means: 'Somebody removed backups, or changed who may.',
    pattern: `{ $.eventSource = "backup.amazonaws.com" && ${byHand} && ${oneOf(
      'DeleteRecoveryPoint',
      'DeleteBackupVault',
      'DeleteBackupVaultLockConfiguration',
      'PutBackupVaultAccessPolicy',
      'DeleteBackupVaultAccessPolicy',
    )} }`,
  },
  'network-opened': {
    means: 'Somebody changed security groups by hand.',
    pattern: `{ $.eventSource = "ec2.amazonaws.com" && ${byHand} && ${oneOf(
      'AuthorizeSecurityGroupIngress',
      'AuthorizeSecurityGroupEgress',
      'ModifySecurityGroupRules',
    )} }`,
  },
}

export const trailNamespace = (shop: string) => `${shop}/trail`

/** Each deed is told once within five minutes; the query "who did it" names who and from where. */
export function watchAccount(scope: Construct, alarms: Alarms, shop: string, trail: logs.ILogGroup): void {
  for (const [name, { means, pattern }] of Object.entries(deeds)) {
    new logs.MetricFilter(scope, `Deed-${name}`, {
      logGroup: trail,
      filterName: name,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: trailNamespace(shop),
      metricName: name,
      metricValue: '1',
      defaultValue: 0,
    })
    alarms.tell(name, {
      means,
      metric: new cloudwatch.Metric({
        namespace: trailNamespace(shop),
        metricName: name,
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      above: 0,
    })
  }
}

import { aws_backup as backup, Duration, aws_events as events, aws_iam as iam } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { waive } from './waive.ts'

/** One thing that is backed up and, once a month, restored to see that it can be. */
export type Kept = {
  readonly id: string
  /** As AWS Backup calls it: RDS, Aurora, DynamoDB, S3. */
  readonly kind: string
  readonly arn: string
  /** What the restored one needs that AWS Backup cannot know. */
  readonly restoreWith: Readonly<Record<string, string>>
}

export type BackupsProps = {
  readonly deployment: Deployment
  /** A year. */
  readonly restoreTests: 4 | 12
  readonly vault: backup.BackupVault
  /** In the second region. */
  readonly copies: backup.IBackupVault
  /** Snapshots by the day, week and month. */
  readonly kept: readonly Kept[]
  /** ARNs of what AWS Backup itself can take back to any second. PostgreSQL and DynamoDB keep such backups of their own. */
  readonly continuous: readonly string[]
}

/** At 5 o'clock, when the database's own windows have passed. */
const rules = [
  { name: 'daily', schedule: { hour: '5', minute: '0' }, days: 35 },
  { name: 'weekly', schedule: { weekDay: 'SUN', hour: '6', minute: '0' }, days: 90 },
  { name: 'monthly', schedule: { day: '1', hour: '7', minute: '0' }, days: 400 },
]

/** Plans that back up into a locked vault and copy to the second region, and a plan that restores what they made. */
export class Backups extends Construct {
  constructor(scope: Construct, id: string, props: BackupsProps) {
    super(scope, id)
    this.#snapshots(props)
    this.#continuous(props)
    this.#restoreTests(props)
  }

  #snapshots({ deployment, vault, copies, kept }: BackupsProps): void {
    const plan = new backup.BackupPlan(this, 'Snapshots', {
      backupPlanName: `${deployment.name}-snapshots`,
      backupVault: vault,
      backupPlanRules: rules.map(
        ({ name, schedule, days }) =>
          new backup.BackupPlanRule({
            ruleName: name,
            scheduleExpression: events.Schedule.cron(schedule),
            startWindow: Duration.hours(1),
            completionWindow: Duration.hours(8),
            deleteAfter: Duration.days(days),
            copyActions: [{ destinationBackupVault: copies, deleteAfter: Duration.days(days) }],
          }),
      ),
    })
    this.#select(
      plan,
      `${deployment.name}-data`,
      kept.map(({ arn }) => arn),
    )
  }

  #continuous({ deployment, vault, continuous }: BackupsProps): void {
    const plan = new backup.BackupPlan(this, 'Continuous', {
      backupPlanName: `${deployment.name}-continuous`,
      backupVault: vault,
      backupPlanRules: [
        new backup.BackupPlanRule({
          ruleName: 'continuous',
          scheduleExpression: events.Schedule.cron({ hour: '4', minute: '0' }),
          enableContinuousBackup: true,
          deleteAfter: Duration.days(35),
        }),
      ],
    })
    this.#select(plan, `${deployment.name}-pictures`, continuous)
  }

  #select(plan: backup.BackupPlan, name: string, arns: readonly string[]): void {
    plan.addSelection(name, {
      backupSelectionName: name,
      resources: arns.map((arn) => backup.BackupResource.fromArn(arn)),
      role: this.#backupRole,
      disableDefaultBackupPolicy: true,
    })
  }

  /** In the first night of a month or a quarter the newest snapshot of each is restored, and deleted again four hours later. */
  #restoreTests({ deployment, restoreTests, vault, kept }: BackupsProps): void {
    const name = `${deployment.name.replaceAll('-', '_')}_restores`
    const plan = new backup.CfnRestoreTestingPlan(this, 'RestoreTests', {
      restoreTestingPlanName: name,
      scheduleExpression: `cron(0 20 1 ${restoreTests === 12 ? '*' : '1/3'} ? *)`,
      startWindowHours: 2,
      recoveryPointSelection: {
        algorithm: 'LATEST_WITHIN_WINDOW',
        includeVaults: [vault.backupVaultArn],
        recoveryPointTypes: ['SNAPSHOT'],
        selectionWindowDays: 2,
      },
    })
    for (const { id, kind, arn, restoreWith } of kept) {
      const selection = new backup.CfnRestoreTestingSelection(this, `RestoreTest ${id}`, {
        restoreTestingPlanName: name,
        restoreTestingSelectionName: `${name}_${id}`,
        iamRoleArn: this.#restoreRole.roleArn,
        protectedResourceType: kind,
        protectedResourceArns: [arn],
        restoreMetadataOverrides: { ...restoreWith },
        validationWindowHours: 4,
      })
      selection.addResourceDependency(plan)
    }
  }

  readonly #backupRole = this.#role('BackupRole', [
    'service-role/AWSBackupServiceRolePolicyForBackup',
    'AWSBackupServiceRolePolicyForS3Backup',
  ])

  readonly #restoreRole = this.#role('RestoreRole', [
    'service-role/AWSBackupServiceRolePolicyForRestores',
    'AWSBackupServiceRolePolicyForS3Restore',
  ])

  #role(id: string, policies: readonly string[]): iam.Role {
    const role = new iam.Role(this, id, {
      assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: policies.map((name) => iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
    })
    waive(
      role,
      'AWS Backup works by these policies of AWS, which follow what the service needs; only backup.amazonaws.com takes the role.',
      ...policies.map((name) => `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`),
    )
    return role
  }
}

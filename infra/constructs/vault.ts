import {
  aws_backup as backup,
  Duration,
  aws_iam as iam,
  RemovalPolicy,
  aws_sns as sns,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import type { Keys } from './keys.ts'

export type VaultProps = { readonly deployment: Deployment; readonly keys: Keys }

/** Backups that nobody deletes before their time: the lock holds for all users, the account's root too once it is in compliance mode. */
export class Vault extends Construct {
  readonly vault: backup.BackupVault
  /** What becomes of jobs, as AWS Backup tells it; whoever listens chooses by the attribute `State`. */
  readonly events: sns.Topic

  constructor(scope: Construct, id: string, { deployment, keys }: VaultProps) {
    super(scope, id)
    const { name, backupLock, alarmMail } = deployment
    this.events = new sns.Topic(this, 'Events', {
      topicName: `${name}-backup-events`,
      masterKey: keys.logs,
      enforceSSL: true,
    })
    this.events.addSubscription(
      new subscriptions.EmailSubscription(alarmMail, {
        filterPolicy: {
          State: sns.SubscriptionFilter.stringFilter({ allowlist: ['FAILED', 'EXPIRED', 'ABORTED', 'PARTIAL'] }),
        },
      }),
    )
    this.vault = new backup.BackupVault(this, 'Vault', {
      backupVaultName: `${name}-backups`,
      encryptionKey: keys.backup,
      lockConfiguration: {
        minRetention: Duration.days(7),
        maxRetention: Duration.days(400),
        // Three days to take it back, then nobody can any more.
        ...(backupLock === 'compliance' && { changeableFor: Duration.days(3) }),
      },
      accessPolicy: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            sid: 'NoDeletion',
            effect: iam.Effect.DENY,
            principals: [new iam.AnyPrincipal()],
            // Not the changes of this policy: it could never be changed again. An alarm tells of them, and the lock holds without it.
            actions: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
            resources: ['*'],
          }),
        ],
      }),
      notificationTopic: this.events,
      // AWS Backup sends the events of failed jobs alone no more: a job that completed says in `State` how.
      notificationEvents: [
        backup.BackupVaultEvents.BACKUP_JOB_COMPLETED,
        backup.BackupVaultEvents.COPY_JOB_FAILED,
        backup.BackupVaultEvents.RESTORE_JOB_COMPLETED,
        backup.BackupVaultEvents.S3_BACKUP_OBJECT_FAILED,
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }
}

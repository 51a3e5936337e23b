import assert from 'node:assert/strict'
import { test } from 'node:test'
import { App, Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { example as deployment } from '../proof/example.ts'
import { context } from '../proof/synth.ts'
import { templateOf } from '../proof/templates.ts'
import { makeKeys } from './keys.ts'
import { Vault } from './vault.ts'

test('the vaults of both regions are locked, have a key of ours, and let nobody delete a backup', () => {
  for (const stack of ['recover', 'copies'])
    templateOf('small', stack).hasResource('AWS::Backup::BackupVault', {
      DeletionPolicy: 'Retain',
      Properties: {
        BackupVaultName: 'tradewind-backups',
        EncryptionKeyArn: Match.anyValue(),
        // Without ChangeableForDays: governance mode.
        LockConfiguration: { MinRetentionDays: 7, MaxRetentionDays: 400 },
        AccessPolicy: {
          Statement: [Match.objectLike({ Effect: 'Deny', Action: Match.arrayWith(['backup:DeleteRecoveryPoint']) })],
          Version: '2012-10-17',
        },
        Notifications: Match.objectLike({
          BackupVaultEvents: Match.arrayWith(['BACKUP_JOB_COMPLETED', 'COPY_JOB_FAILED', 'RESTORE_JOB_COMPLETED']),
        }),
      },
    })
})

test('database, table and pictures are backed up by day, week and month, each with a copy in the second region', () => {
  const recover = templateOf('standard', 'recover')
  const rules = Object.values(
    recover.findResources('AWS::Backup::BackupPlan', {
      Properties: { BackupPlan: { BackupPlanName: 'tradewind-snapshots' } },
    }),
  ).flatMap(({ Properties }) => Properties.BackupPlan.BackupPlanRule)
  assert.deepEqual(
    rules.map(({ Lifecycle, CopyActions }) => [Lifecycle.DeleteAfterDays, CopyActions[0].Lifecycle.DeleteAfterDays]),
    [
      [35, 35],
      [90, 90],
      [400, 400],
    ],
  )
  recover.hasResourceProperties('AWS::Backup::BackupSelection', {
    BackupSelection: {
      SelectionName: 'tradewind-data',
      Resources: [Match.anyValue(), Match.anyValue(), Match.anyValue()],
    },
  })
})

test('pictures can be taken back to any second of 35 days', () => {
  templateOf('small', 'recover').hasResourceProperties('AWS::Backup::BackupPlan', {
    BackupPlan: {
      BackupPlanName: 'tradewind-continuous',
      BackupPlanRule: [Match.objectLike({ EnableContinuousBackup: true, Lifecycle: { DeleteAfterDays: 35 } })],
    },
  })
})

test('each month, of a small shop each quarter, the newest backup of each is restored, the database in the data tier', () => {
  for (const [profile, kind, months] of [
    ['small', 'RDS', '1/3'],
    ['global', 'Aurora', '*'],
  ] as const) {
    const recover = templateOf(profile, 'recover')
    recover.hasResourceProperties('AWS::Backup::RestoreTestingPlan', {
      ScheduleExpression: `cron(0 20 1 ${months} ? *)`,
      RecoveryPointSelection: Match.objectLike({ Algorithm: 'LATEST_WITHIN_WINDOW' }),
    })
    recover.hasResourceProperties('AWS::Backup::RestoreTestingSelection', {
      ProtectedResourceType: kind,
      RestoreMetadataOverrides: Match.objectLike({ dbSubnetGroupName: 'tradewind-database' }),
    })
    for (const other of ['DynamoDB', 'S3'])
      recover.hasResourceProperties('AWS::Backup::RestoreTestingSelection', { ProtectedResourceType: other })
  }
})

test('compliance mode is chosen in the deployment: then nobody shortens a backup after three days', () => {
  const stack = new Stack(new App({ context }), 'Test', {
    env: { account: deployment.account, region: deployment.region },
  })
  new Vault(stack, 'Vault', {
    deployment: { ...deployment, backupLock: 'compliance' },
    keys: makeKeys(stack, deployment.name),
  })
  Template.fromStack(stack).hasResourceProperties('AWS::Backup::BackupVault', {
    LockConfiguration: { MinRetentionDays: 7, MaxRetentionDays: 400, ChangeableForDays: 3 },
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Match } from 'aws-cdk-lib/assertions'
import { statementsOf, templateOf } from '../proof/templates.ts'

const table = 'AWS::DynamoDB::GlobalTable'

test('the table has the keys, the time to live and the billing that the program expects', () => {
  templateOf('small', 'data').hasResource(table, {
    DeletionPolicy: 'Retain',
    Properties: {
      TableName: 'tradewind-shop',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    },
  })
})

test('every replica is protected, can be taken back to any second, and has a key of its region', () => {
  for (const [profile, regions] of [
    ['small', ['eu-central-1']],
    ['standard', ['eu-central-1']],
    ['global', ['eu-central-1', 'eu-west-1']],
  ] as const) {
    const found = Object.values(templateOf(profile, 'data').findResources(table)).flatMap(
      ({ Properties }) => Properties.Replicas,
    )
    assert.deepEqual(found.map(({ Region }) => Region).sort(), regions)
    for (const replica of found) {
      assert.equal(replica.DeletionProtectionEnabled, true)
      assert.equal(replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, true)
      assert.ok(replica.SSESpecification.KMSMasterKeyId)
    }
  }
})

test('a standby makes no table: it uses the replica of its region, under the same name', () => {
  templateOf('global', 'standby-data').resourceCountIs(table, 0)
  const rights = JSON.stringify(statementsOf(templateOf('global', 'standby-program'), 'Web'))
  assert.match(rights, /dynamodb:eu-west-1:\d+:table\/tradewind-shop/)
})

test('the key of the table opens through DynamoDB alone', () => {
  const viaDynamo = statementsOf(templateOf('small', 'program'), 'Web').filter(
    ({ Condition }) => Condition?.StringEquals?.['kms:ViaService'] === 'dynamodb.eu-central-1.amazonaws.com',
  )
  assert.equal(viaDynamo.length, 1)
  assert.ok(Match.arrayWith(['kms:Decrypt']).test([...(viaDynamo[0]?.Action ?? [])]).isSuccess)
})

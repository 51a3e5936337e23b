import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Match } from 'aws-cdk-lib/assertions'
import { statementsOf, templateOf } from '../proof/templates.ts'

test('each domain of data has a key that rotates, outlives its stack and waits 30 days for its deletion', () => {
  const keys = templateOf('small', 'keys')
  keys.resourceCountIs('AWS::KMS::Key', 6)
  keys.allResources('AWS::KMS::Key', {
    DeletionPolicy: 'Retain',
    Properties: Match.objectLike({ EnableKeyRotation: true, PendingWindowInDays: 30 }),
  })
})

test('what the second region must open has a replica there; the rest has keys of its own', () => {
  const keys = templateOf('small', 'keys')
  keys.resourcePropertiesCountIs('AWS::KMS::Key', { MultiRegion: true }, 2)
  const copies = templateOf('small', 'copies')
  copies.resourceCountIs('AWS::KMS::ReplicaKey', 2)
  copies.allResources('AWS::KMS::ReplicaKey', { DeletionPolicy: 'Retain' })
  copies.resourceCountIs('AWS::KMS::Key', 4)
  for (const domain of ['personal', 'data', 'media', 'logs', 'secrets', 'backup'])
    copies.hasResourceProperties('AWS::KMS::Alias', { AliasName: `alias/tradewind-${domain}` })
})

test('CloudFront opens pictures of distributions of this account and nothing else', () => {
  const media = Object.values(templateOf('small', 'keys').findResources('AWS::KMS::Key')).filter(({ Properties }) =>
    JSON.stringify(Properties.KeyPolicy).includes('cloudfront.amazonaws.com'),
  )
  assert.equal(media.length, 1)
  const statement = media[0]?.Properties.KeyPolicy.Statement.find(({ Sid }: { Sid: string }) => Sid === 'CloudFront')
  assert.equal(statement.Action, 'kms:Decrypt')
  assert.match(JSON.stringify(statement.Condition.ArnLike['aws:SourceArn']), /:cloudfront::.*distribution\/\*/)
})

test('a key lets in services that use it alone: EventBridge, budgets and warnings about costs publish to no topic', () => {
  for (const stack of ['keys', 'copies'])
    for (const type of ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'])
      for (const { Properties } of Object.values(templateOf('small', stack).findResources(type)))
        assert.doesNotMatch(JSON.stringify(Properties.KeyPolicy), /"(events|budgets|costalerts)\.amazonaws/)
})

test('a process wraps keys of personal data for their two purposes only; the worker alone wraps anew', () => {
  const template = templateOf('small', 'program')
  const wraps = (process: string) =>
    statementsOf(template, process).filter(
      ({ Condition }) => Condition?.StringEquals?.['kms:EncryptionContext:purpose'],
    )
  for (const process of ['Web', 'Worker'])
    for (const { Condition } of wraps(process))
      assert.deepEqual(Condition?.StringEquals?.['kms:EncryptionContext:purpose'], ['person', 'email-index'])
  assert.doesNotMatch(JSON.stringify(wraps('Web')), /kms:Encrypt"/)
  assert.match(JSON.stringify(wraps('Worker')), /kms:Encrypt"/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionsOf, actionsOfBody, httpAction } from '../test/helpers/aws-actions.ts'
import { canBeWhole, differences } from './aws-calls.ts'

const signedFor = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`

for (const [service, method, path, target, actions] of [
  ['dynamodb', 'POST', '/', 'DynamoDB_20120810.GetItem', ['dynamodb:GetItem']],
  ['kms', 'POST', '/', 'TrentService.GenerateDataKey', ['kms:GenerateDataKey']],
  ['secretsmanager', 'POST', '/', 'secretsmanager.GetSecretValue', ['secretsmanager:GetSecretValue']],
  ['ssm', 'POST', '/', 'AmazonSSM.GetParameter', ['ssm:GetParameter']],
  ['s3', 'HEAD', '/media', undefined, ['s3:ListBucket']],
  ['s3', 'GET', '/media?list-type=2&prefix=a', undefined, ['s3:ListBucket']],
  ['s3', 'HEAD', '/media/a.jpg', undefined, ['s3:GetObject']],
  ['s3', 'GET', '/media/a.jpg?x-id=GetObject', undefined, ['s3:GetObject']],
  ['s3', 'PUT', '/media/a.jpg?x-id=PutObject', undefined, ['s3:PutObject']],
  ['s3', 'POST', '/media/a.jpg?uploads', undefined, ['s3:PutObject']],
  ['s3', 'PUT', '/media/a.jpg?partNumber=1&uploadId=u', undefined, ['s3:PutObject']],
  ['s3', 'DELETE', '/media/a.jpg?uploadId=u', undefined, ['s3:AbortMultipartUpload']],
  ['s3', 'DELETE', '/media/a.jpg', undefined, ['s3:DeleteObject']],
  ['s3', 'POST', '/media?delete', undefined, ['s3:DeleteObject']],
  ['es', 'DELETE', '/index', undefined, ['es:ESHttpDelete']],
  ['s3', 'PUT', '/media', undefined, ['unknown:s3 PUT']],
  ['sns', 'POST', '/topic?x', undefined, ['unknown:sns POST /topic']],
] as const)
  test(`${service} ${method} ${target ?? path} needs ${actions}`, () => {
    assert.deepEqual(actionsOf({ method, path, target, authorization: signedFor(service) }), actions)
  })

test('what a transaction or a mail needs stands in its body', () => {
  const target = 'DynamoDB_20120810.TransactWriteItems'
  assert.equal(actionsOf({ method: 'POST', path: '/', target, authorization: signedFor('dynamodb') }), undefined)
  const parts = JSON.stringify({ TransactItems: [{ Put: {} }, { Delete: {} }, { ConditionCheck: {} }, { Other: {} }] })
  assert.deepEqual(actionsOfBody(parts), [
    'dynamodb:PutItem',
    'dynamodb:DeleteItem',
    'dynamodb:ConditionCheckItem',
    'unknown:Other',
  ])
  const path = '/v2/email/outbound-emails'
  assert.equal(actionsOf({ method: 'POST', path, target: undefined, authorization: signedFor('ses') }), undefined)
  assert.deepEqual(actionsOfBody(JSON.stringify({ Content: { Raw: { Data: '' } } })), [
    'ses:SendEmail',
    'ses:SendRawEmail',
  ])
  assert.deepEqual(actionsOfBody(JSON.stringify({ Content: { Simple: {} } })), ['ses:SendEmail'])
})

test('OpenSearch is asked by methods', () => {
  assert.equal(httpAction('POST'), 'es:ESHttpPost')
  assert.equal(httpAction('HEAD'), 'es:ESHttpHead')
})

test('a call that the file lacks is always told, one that it says in vain only after a whole run', () => {
  const recorded = { 'a.ts': ['kms:Decrypt', 'kms:Encrypt'] }
  const seen = { 'a.ts': ['kms:Decrypt', 'kms:Sign'], 'b.ts': ['s3:GetObject'] }
  assert.deepEqual(differences(recorded, recorded, true), [])
  const news = [/a\.ts made a call that needs kms:Sign/, /b\.ts made a call that needs s3:GetObject/]
  const told = differences(recorded, seen, false)
  assert.equal(told.length, 2)
  for (const [index, words] of news.entries()) assert.match(told[index] ?? '', words)
  const all = differences(recorded, seen, true)
  assert.equal(all.length, 3)
  assert.match(all[2] ?? '', /a\.ts made no call that needs kms:Encrypt/)
})

test('a run is whole when every engine runs and every contract is among its files', () => {
  const env = { TEST_OPENSEARCH_URL: 'a', TEST_DYNAMODB_URL: 'b', TEST_S3_URL: 'c', TEST_MINISTACK_URL: 'd' }
  assert.equal(canBeWhole(['x', 'y', 'z'], ['x', 'y'], env), true)
  assert.equal(canBeWhole(['x', 'z'], ['x', 'y'], env), false)
  assert.equal(canBeWhole(['x', 'y'], ['x', 'y'], { ...env, TEST_S3_URL: '' }), false)
})

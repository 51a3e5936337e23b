import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Match } from 'aws-cdk-lib/assertions'
import { statementsOf, templateOf } from '../proof/templates.ts'

const bucket = 'AWS::S3::Bucket'
const homeName = 'tradewind-media-111111111111-eu-central-1'
const copyName = 'tradewind-media-111111111111-eu-west-1'

test('both buckets of pictures are private, have versions, a key of ours and a log, and forget uploads after a day', () => {
  for (const [stack, BucketName] of [
    ['data', homeName],
    ['copies', copyName],
  ] as const)
    templateOf('small', stack).hasResource(bucket, {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketName,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            Match.objectLike({
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }),
            }),
          ],
        },
        LoggingConfiguration: Match.objectLike({ LogFilePrefix: 'media/' }),
        LifecycleConfiguration: {
          Rules: Match.arrayWith([
            Match.objectLike({ Prefix: 'media/upload-', ExpirationInDays: 1, Status: 'Enabled' }),
            Match.objectLike({
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            }),
          ]),
        },
        CorsConfiguration: {
          CorsRules: [Match.objectLike({ AllowedMethods: ['POST'], AllowedOrigins: ['https://shop.example'] })],
        },
      },
    })
})

test('every picture and every deletion goes to the second region within 15 minutes, under the key there', () => {
  templateOf('small', 'data').hasResourceProperties(bucket, {
    BucketName: homeName,
    ReplicationConfiguration: {
      Role: Match.anyValue(),
      Rules: [
        Match.objectLike({
          Status: 'Enabled',
          Filter: { Prefix: '' },
          DeleteMarkerReplication: { Status: 'Enabled' },
          SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
          Destination: Match.objectLike({
            EncryptionConfiguration: { ReplicaKmsKeyID: Match.anyValue() },
            ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } },
            Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
          }),
        }),
      ],
    },
  })
})

test('CloudFront of this account may read sizes of pictures, and no master or upload; nobody may ask without TLS', () => {
  const policies = templateOf('small', 'data').findResources('AWS::S3::BucketPolicy')
  const statements = Object.entries(policies)
    .filter(([id]) => id.startsWith('Media'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
  const cloudFront = statements.filter(({ Principal }) => Principal?.Service === 'cloudfront.amazonaws.com')
  assert.deepEqual(
    cloudFront.map(({ Effect, Action }) => [Effect, Action]),
    [['Allow', 's3:GetObject']],
  )
  assert.match(JSON.stringify(cloudFront[0].Condition.ArnLike), /:cloudfront::.*distribution\/\*/)
  const resources = JSON.stringify(cloudFront[0].Resource)
  assert.match(resources, /\/media\/\?{32}\/640\.\*/)
  assert.doesNotMatch(resources, /\/media\/\*|upload|master/)
  assert.ok(statements.some(({ Effect, Condition }) => Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport']))
})

test('a standby keeps its pictures in the copy', () => {
  const rights = JSON.stringify(statementsOf(templateOf('global', 'standby-program'), 'Web'))
  assert.match(rights, /s3:PutObject/)
  templateOf('global', 'standby-data').resourcePropertiesCountIs(bucket, { BucketName: copyName }, 0)
})

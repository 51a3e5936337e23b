import { Duration, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { inPacks, waive } from './waive.ts'

/** A bucket for logs that services of AWS write: private, TLS only, gone after some days. */
export function makeLogBucket(scope: Construct, id: string, bucketName: string, days: number): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    bucketName,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    lifecycleRules: [
      {
        id: 'days',
        expiration: Duration.days(days),
        noncurrentVersionExpiration: Duration.days(7),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  })
  waive(
    bucket,
    'Balancers and the S3 log delivery write to no bucket whose default encryption is a key of ours: the bucket has SSE-S3.',
    ...inPacks('S3DefaultEncryptionKMS'),
  )
  waive(
    bucket,
    `Access logs are deleted after ${days} days, and nothing is restored from them: they have no copy in the second region.`,
    ...inPacks('S3BucketReplicationEnabled'),
  )
  return bucket
}

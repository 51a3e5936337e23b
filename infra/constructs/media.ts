import { Aws, Duration, aws_iam as iam, type aws_kms as kms, RemovalPolicy, Stack, aws_s3 as s3 } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { allowKeyVia } from './keys.ts'
import type { Service } from './service.ts'
import { inPacks, waive } from './waive.ts'

/** All pictures lie below it, as their addresses do. */
export const mediaPrefix = 'media'

/** 32 digits of a hash, as CloudFront and policies can say it: under one no other picture ever lies. */
export const hashed = '?'.repeat(32)

/** Objects below the prefix that CloudFront may read: sizes of pictures, with a ground or without; no master, no upload, no name. */
export const shownPictures = [hashed, `${hashed}-h??`].flatMap((folder) =>
  [160, 320, 640, 1024, 1600].map((width) => `${folder}/${width}.*`),
)

/** Told by name, not by the bucket: CloudFront's stack names the bucket, and the bucket's policy names CloudFront. */
export const mediaBucketNameOf = ({ name, account }: Deployment, region: string) => `${name}-media-${account}-${region}`

/** Pictures of products in a bucket that the program and CloudFront read. */
export class Media {
  readonly bucket: s3.IBucket
  readonly key: kms.IKey

  constructor(bucket: s3.IBucket, key: kms.IKey) {
    this.bucket = bucket
    this.key = key
  }

  grantUse(service: Service): void {
    service.allow(['s3:ListBucket'], [this.bucket.bucketArn])
    service.allow(
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      [this.bucket.arnForObjects(`${mediaPrefix}/*`)],
    )
    allowKeyVia(service, this.key, 's3', ['kms:GenerateDataKey', 'kms:Decrypt'])
    const { region } = Stack.of(service)
    service.set({ MEDIA_URL: `s3://${this.bucket.bucketName}/${mediaPrefix}?region=${region}` })
  }
}

export type MediaProps = {
  readonly deployment: Deployment
  readonly key: kms.IKey
  readonly accessLogs: s3.IBucket
  /** Where each picture goes at once; null: this is the copy. */
  readonly copy: Media | null
}

export function makeMedia(scope: Construct, { deployment, key, accessLogs, copy }: MediaProps): Media {
  const bucketName = mediaBucketNameOf(deployment, Stack.of(scope).region)
  const bucket = new s3.Bucket(scope, 'Media', {
    bucketName,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'media/',
    cors: [
      {
        id: 'uploads',
        allowedMethods: [s3.HttpMethods.POST],
        allowedOrigins: [`https://${deployment.domain}`],
        allowedHeaders: ['*'],
        maxAge: 3_600,
      },
    ],
    lifecycleRules: [
      { id: 'uploads', prefix: `${mediaPrefix}/upload-`, expiration: Duration.days(1) },
      {
        id: 'versions',
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
      { id: 'markers', expiredObjectDeleteMarker: true },
    ],
    ...(copy && replication(scope, bucketName, mediaBucketNameOf(deployment, copy.bucket.env.region), key, copy)),
    removalPolicy: RemovalPolicy.RETAIN,
  })
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'CloudFront',
      principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: shownPictures.map((picture) => bucket.arnForObjects(`${mediaPrefix}/${picture}`)),
      conditions: {
        ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:cloudfront::${Aws.ACCOUNT_ID}:distribution/*` },
      },
    }),
  )
  // AWS Backup follows what changes in a bucket by its events.
  const cfnBucket = bucket.node.defaultChild as s3.CfnBucket
  cfnBucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
  if (!copy)
    waive(
      bucket,
      'It is itself the copy that the bucket of the home region is replicated to.',
      ...inPacks('S3BucketReplicationEnabled'),
    )
  return new Media(bucket, key)
}

/** Everything goes to the copy, deletions too, within 15 minutes by the promise of S3, and a metric tells when it does not. */
function replication(scope: Construct, bucketName: string, copyName: string, key: kms.IKey, copy: Media) {
  const { region } = Stack.of(scope)
  const source = `arn:${Aws.PARTITION}:s3:::${bucketName}`
  const copyArn = `arn:${Aws.PARTITION}:s3:::${copyName}`
  const role = new iam.Role(scope, 'MediaReplication', { assumedBy: new iam.ServicePrincipal('s3.amazonaws.com') })
  const policy = new iam.ManagedPolicy(scope, 'MediaReplicationRights', {
    roles: [role],
    statements: [
      new iam.PolicyStatement({ actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], resources: [source] }),
      new iam.PolicyStatement({
        actions: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'],
        resources: [`${source}/*`],
      }),
      new iam.PolicyStatement({
        actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
        resources: [`${copyArn}/*`],
      }),
      new iam.PolicyStatement({
        actions: ['kms:Decrypt'],
        resources: [key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } },
      }),
      new iam.PolicyStatement({
        actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
        resources: [copy.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${copy.bucket.env.region}.amazonaws.com` } },
      }),
    ],
  })
  waive(
    policy,
    'S3 copies whatever lies in the bucket: the right holds for all objects of this bucket and of its copy, and for nothing else.',
    ...[bucketName, copyName].map((name) => `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${name}/*]`),
  )
  return {
    replicationRole: role,
    replicationRules: [
      {
        id: 'copy',
        priority: 0,
        destination: copy.bucket,
        kmsKey: copy.key,
        sseKmsEncryptedObjects: true,
        deleteMarkerReplication: true,
        replicationTimeControl: s3.ReplicationTimeValue.FIFTEEN_MINUTES,
        metrics: s3.ReplicationTimeValue.FIFTEEN_MINUTES,
      },
    ],
  }
}

import {
  aws_cloudtrail as cloudtrail,
  Duration,
  aws_iam as iam,
  type aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
  Stack,
  aws_s3 as s3,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { makeLogBucket } from './log-bucket.ts'
import { inPacks, waive } from './waive.ts'

export type TrailProps = {
  readonly shop: string
  readonly key: kms.IKey
  readonly logDays: logs.RetentionDays
  /** Writes to its objects are noted one by one. */
  readonly watchedBucketArn: string
}

/**
 * Who did what in the account, in all regions, with digests that show a changed file. Reads of objects and all of the table stay
 * out: a shop writes carts by the hundred a second, and each would be an event to pay for.
 */
export class Trail extends Construct {
  readonly bucket: s3.Bucket
  readonly log: logs.LogGroup

  constructor(scope: Construct, id: string, { shop, key, logDays, watchedBucketArn }: TrailProps) {
    super(scope, id)
    const { account, region } = Stack.of(this)
    const arn = Stack.of(this).formatArn({ service: 'cloudtrail', resource: 'trail', resourceName: shop })
    this.bucket = new s3.Bucket(this, 'Bucket', {
      bucketName: `${shop}-trail-${account}-${region}`,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      // Nobody removes his traces within the time in which they are looked for.
      objectLockDefaultRetention: s3.ObjectLockRetention.governance(Duration.days(90)),
      serverAccessLogsBucket: makeLogBucket(this, 'AccessLogs', `${shop}-trail-access-${account}-${region}`, 90),
      lifecycleRules: [
        {
          expiration: Duration.days(400),
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    })
    waive(
      this.bucket,
      'Who did what is lost with the region, here and in the log group of the trail: no shop is restored from it.',
      ...inPacks('S3BucketReplicationEnabled'),
    )
    const conditions = { StringEquals: { 'aws:SourceArn': arn } }
    const principals = [new iam.ServicePrincipal('cloudtrail.amazonaws.com')]
    for (const [actions, resources] of [
      ['s3:GetBucketAcl', this.bucket.bucketArn],
      ['s3:PutObject', this.bucket.arnForObjects(`AWSLogs/${account}/*`)],
    ] as const)
      this.bucket.addToResourcePolicy(
        new iam.PolicyStatement({ principals, actions: [actions], resources: [resources], conditions }),
      )
    this.log = new logs.LogGroup(this, 'Log', {
      logGroupName: `${shop}-trail`,
      retention: logDays,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const writer = this.#makeWriter()
    const trail = new cloudtrail.CfnTrail(this, 'Trail', {
      trailName: shop,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      s3BucketName: this.bucket.bucketName,
      kmsKeyId: key.keyArn,
      cloudWatchLogsLogGroupArn: this.log.logGroupArn,
      cloudWatchLogsRoleArn: writer.role.roleArn,
      advancedEventSelectors: [
        { name: 'Management', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
        {
          name: 'Pictures that are written and removed',
          fieldSelectors: [
            { field: 'eventCategory', equalTo: ['Data'] },
            { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
            { field: 'resources.ARN', startsWith: [`${watchedBucketArn}/`] },
            { field: 'readOnly', equalTo: ['false'] },
          ],
        },
      ],
    })
    // CloudTrail tries bucket and role when the trail is made.
    trail.node.addDependency(this.bucket.policy ?? this.bucket, writer.rights)
  }

  #makeWriter(): { role: iam.Role; rights: iam.ManagedPolicy } {
    const role = new iam.Role(this, 'Writer', { assumedBy: new iam.ServicePrincipal('cloudtrail.amazonaws.com') })
    const rights = new iam.ManagedPolicy(this, 'WriterRights', {
      roles: [role],
      statements: [
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [this.log.logGroupArn],
        }),
      ],
    })
    return { role, rights }
  }
}

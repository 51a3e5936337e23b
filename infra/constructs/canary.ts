import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ArnFormat,
  type aws_cloudwatch as cloudwatch,
  Duration,
  aws_iam as iam,
  type aws_kms as kms,
  aws_logs as logs,
  RemovalPolicy,
  Size,
  Stack,
  aws_s3 as s3,
  aws_synthetics as synthetics,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { canaryScript } from '../canary/script.ts'
import type { Deployment, Profile } from '../environments.ts'
import type { Alarms } from './alarms.ts'
import type { Keys } from './keys.ts'
import { secretNameOf } from './secrets.ts'
import { inPacks, waive } from './waive.ts'

export type CanaryProps = {
  readonly deployment: Deployment
  readonly profile: Profile
  readonly keys: Pick<Keys, 'logs' | 'secrets'>
  readonly accessLogs: s3.IBucket
}

/**
 * Buys the test article every few minutes, in a real browser and through the shop's own address. The runtime with Playwright traces
 * nothing itself: its requests are traced from the program on.
 */
export class BuyingCanary extends Construct {
  readonly canary: synthetics.Canary
  readonly #everyMinutes: number

  constructor(scope: Construct, id: string, { deployment, profile, keys, accessLogs }: CanaryProps) {
    super(scope, id)
    const { name, domain, canary } = deployment
    this.#everyMinutes = profile.canaryMinutes
    const canaryName = `${name}-buy`
    const artifacts = this.#artifacts(deployment, keys.logs, accessLogs)
    const folder = scriptFolder()
    this.canary = new synthetics.Canary(this, 'Canary', {
      canaryName,
      runtime: synthetics.Runtime.SYNTHETICS_NODEJS_PLAYWRIGHT_6_0,
      test: synthetics.Test.custom({ code: synthetics.Code.fromAsset(folder), handler: 'buy.handler' }),
      environmentVariables: {
        PUBLIC_URL: `https://${domain}`,
        ARTICLE: canary.article,
        ADDRESS: JSON.stringify(canary.address),
        // Amazon SES takes whatever is sent there, and counts it nowhere.
        EMAIL: 'success@simulator.amazonses.com',
        CODE_SECRET: secretNameOf(name, 'canary'),
      },
      schedule: synthetics.Schedule.rate(Duration.minutes(profile.canaryMinutes)),
      timeout: Duration.minutes(2),
      // A page that was replaced during a release is no outage.
      maxRetries: 1,
      memory: Size.mebibytes(1_536),
      // The rights that the construct would add of its own, some with stars, stand in ours.
      role: this.#role(name, canaryName, artifacts, keys).withoutPolicyUpdates(),
      artifactsBucketLocation: { bucket: artifacts },
      artifactS3EncryptionMode: synthetics.ArtifactsEncryptionMode.KMS,
      artifactS3KmsKey: keys.logs,
      successRetentionPeriod: Duration.days(7),
      failureRetentionPeriod: Duration.days(31),
      provisionedResourceCleanup: true,
    })
    rmSync(folder, { recursive: true })
    // Synthetics would make it without an end and without a key; its role may not, so that this one is there first.
    new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/cwsyn-${canaryName}-${this.canary.canaryId}`,
      retention: profile.logDays,
      encryptionKey: keys.logs,
      removalPolicy: RemovalPolicy.DESTROY,
    })
  }

  get metrics() {
    return {
      successPercent: this.canary.metricSuccessPercent({ label: 'bought, %' }),
      duration: this.canary.metricDuration({ label: 'time, ms' }),
    }
  }

  /** In alarm when the last purchase failed twice, or none was tried in the time of two. */
  watch(alarms: Alarms): cloudwatch.Alarm {
    return alarms.part('canary-failed', {
      means: 'A purchase of the canary failed, or it does not run.',
      metric: this.canary.metricSuccessPercent({ period: Duration.minutes(2 * this.#everyMinutes) }),
      below: 100,
      silence: 'bad',
    })
  }

  #artifacts({ name, account }: Deployment, key: kms.IKey, accessLogs: s3.IBucket): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Artifacts', {
      bucketName: `${name}-canary-${account}-${Stack.of(this).region}`,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'canary/',
      lifecycleRules: [
        {
          expiration: Duration.days(31),
          noncurrentVersionExpiration: Duration.days(1),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    })
    waive(
      bucket,
      'It holds pictures of test purchases, which are gone after a month, and nothing is restored from them: they have no copy in the second region.',
      ...inPacks('S3BucketReplicationEnabled'),
    )
    return bucket
  }

  #role(shop: string, canaryName: string, artifacts: s3.Bucket, keys: CanaryProps['keys']): iam.Role {
    const stack = Stack.of(this)
    const role = new iam.Role(this, 'Role', {
      description: 'The canary that buys the test article',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    })
    const via = (service: string) => ({
      StringEquals: { 'kms:ViaService': `${service}.${stack.region}.amazonaws.com` },
    })
    const allow = (actions: string[], resources: string[], conditions: Record<string, Record<string, string>> = {}) =>
      new iam.PolicyStatement({ actions, resources, conditions })
    const log = stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `/aws/lambda/cwsyn-${canaryName}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    const secret = stack.formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${secretNameOf(shop, 'canary')}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    const rights = new iam.ManagedPolicy(this, 'Rights', {
      roles: [role],
      statements: [
        allow(['s3:PutObject'], [artifacts.arnForObjects('*')]),
        allow(['s3:GetBucketLocation'], [artifacts.bucketArn]),
        allow(['kms:GenerateDataKey', 'kms:Decrypt'], [keys.logs.keyArn], via('s3')),
        allow(['secretsmanager:GetSecretValue'], [secret]),
        allow(['kms:Decrypt'], [keys.secrets.keyArn], via('secretsmanager')),
        allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log]),
        allow(['cloudwatch:PutMetricData'], ['*'], {
          StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' },
        }),
        allow(['s3:ListAllMyBuckets'], ['*']),
      ],
    })
    waive(
      rights,
      'The canary writes its own pictures below any name into its own bucket, and lines into its own log, whose name ends in an id that Synthetics gives. PutMetricData and ListAllMyBuckets know no single resources; the first is held to the namespace of Synthetics.',
      'AwsSolutions-IAM5[Resource::*]',
      `AwsSolutions-IAM5[Resource::<${stack.getLogicalId(artifacts.node.defaultChild as s3.CfnBucket)}.Arn>/*]`,
      `AwsSolutions-IAM5[Resource::${log}]`,
    )
    return role
  }
}

function scriptFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-canary-'))
  writeFileSync(join(folder, 'buy.mjs'), canaryScript())
  return folder
}

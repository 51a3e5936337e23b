import { example } from '../example.ts'
import type { Question, Row } from './ask.ts'
import { type Denied, deniedToAll } from './denied-to-all.ts'
import type { Deployed } from './deployed.ts'
import { allowedBy, type Role, type Statement } from './roles.ts'

type Exactly = { readonly StringEquals: Readonly<Record<string, string>> }

/** Actions on resources, as the templates allow them. */
type Right = {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly conditions?: Exactly
  readonly why: string
}

/** A role that runs none of the program: all that it may do. */
type OtherRole = {
  readonly rights?: (role: Role, deployed: Deployed) => Right[]
  /** Policies that AWS keeps, by what stands behind `policy/`, each with the reason. */
  readonly ofAws?: Readonly<Record<string, string>>
  /** Near what it may do, and not allowed. */
  readonly denied?: (role: Role, deployed: Deployed) => Denied[]
  /** What the resources of both say, where they stand in no template. */
  readonly resourcePolicy?: (role: Role) => object
}

/** The construct behind a logical ID, its path without slashes. */
export const constructOf = (name: string): string => name.replace(/^.*\//, '').replace(/[0-9A-F]{8}$/, '')

const rolesIn = ({ roles, services }: Deployed): Role[] =>
  roles.filter(({ name }) => !services.some(({ role }) => role.name === name))

/** What these roles may do and their lists do not say, and the other way round. */
export function otherFindings(deployed: Deployed): string[] {
  return rolesIn(deployed).flatMap((role) => {
    const own = otherRoles[constructOf(role.name)]
    if (!own) return [`${role.name} has no list in infra/proof/rights/other-roles.ts.`]
    const { rights, ofAws = {} } = own
    const does = [...allowedBy(role).flatMap(textsOf), ...role.ofAws.map((arn) => `has ${arn}`)]
    const listed = [
      ...(rights?.(role, deployed) ?? []).flatMap(textsOf),
      ...Object.keys(ofAws).map((name) => `has arn:aws:iam::aws:policy/${name}`),
    ]
    return [
      ...does
        .filter((text) => !listed.includes(text))
        .map((text) => `${role.name} ${text}, which its list does not say.`),
      ...listed
        .filter((text) => !does.includes(text))
        .map((text) => `${role.name} no longer ${text}, as its list says.`),
    ]
  })
}

const textsOf = ({
  actions,
  resources,
  conditions = {},
}: Pick<Statement, 'actions' | 'resources'> & Partial<Statement>) =>
  resources.flatMap((resource) =>
    actions.map((action) =>
      [`may ${action} on ${resource}`, ...Object.entries(conditions).map((pair) => JSON.stringify(pair))].join(' if '),
    ),
  )

/** Each right of a list is allowed in truth, and what is near it is not. */
export function otherRows(deployed: Deployed): Row[] {
  const deniedToEach = deniedToOthers(deployed)
  return rolesIn(deployed).flatMap((role): Row[] => {
    const { rights, denied, resourcePolicy } = otherRoles[constructOf(role.name)] ?? {}
    const listed = rights?.(role, deployed) ?? []
    const near = denied?.(role, deployed) ?? []
    const said = resourcePolicy && { resourcePolicy: resourcePolicy(role) }
    return [
      ...listed.flatMap(({ actions, resources, conditions }) =>
        resources.flatMap((resource) =>
          rowsOf(role, 'allowed', actions, resource, {
            ...said,
            ...(conditions && { context: conditions.StringEquals }),
          }),
        ),
      ),
      ...near.flatMap(([actions, resource]) => rowsOf(role, 'denied', actions, resource, said)),
      ...deniedToEach.flatMap(([actions, resource]) => rowsOf(role, 'denied', actions, resource)),
    ]
  })
}

const rowsOf = (
  role: Role,
  verdict: Row['verdict'],
  actions: readonly string[],
  resource: string,
  more: Partial<Question> = {},
): Row[] => actions.map((action) => ({ role, verdict, action, resource, ...more }))

function deniedToOthers(deployed: Deployed): Denied[] {
  const { templates, roles } = deployed
  const arnsOf = (type: string) => templates.find(`AWS::${type}`).map((found) => templates.arnOf(found))
  return [
    ...deniedToAll(deployed),
    ...roles.map(({ arn }): Denied => [['sts:AssumeRole'], arn]),
    ...arnsOf('KMS::Key').map((arn): Denied => [['kms:Decrypt'], arn]),
    ...arnsOf('DynamoDB::GlobalTable').map((arn): Denied => [['dynamodb:GetItem', 'dynamodb:PutItem'], arn]),
    ...arnsOf('S3::Bucket').map((arn): Denied => [['s3:GetObject', 's3:DeleteObject'], `${arn}/*`]),
    ...arnsOf('SES::EmailIdentity').map((arn): Denied => [['ses:SendEmail'], arn]),
    ...arnsOf('SecretsManager::Secret')
      .filter((arn) => !arn.endsWith('/canary'))
      .map((arn): Denied => [['secretsmanager:GetSecretValue'], `${arn}-AbCdEf`]),
  ]
}

/** ARN of the one resource of a region whose construct has one of these names. */
function arnOf({ templates }: Deployed, region: string, ...constructs: readonly string[]): string {
  const [found, ...more] = templates
    .find()
    .filter((each) => each.region === region && constructs.includes(constructOf(each.id)))
  if (!found || more.length > 0) throw new Error(`${region} has not exactly one ${constructs.join(' or ')}.`)
  return templates.arnOf(found)
}

const via = (service: string, region: string): Exactly => ({
  StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` },
})

const bootstrapRole = (role: string, account: string, region: string) =>
  `arn:aws:iam::${account}:role/cdk-hnb659fds-${role}-${account}-${region}`

/** By the construct of the role. */
export const otherRoles: Readonly<Record<string, OtherRole>> = {
  DeployRole: {
    rights: ({ account }, { templates }) => [
      {
        actions: ['sts:AssumeRole'],
        resources: [...new Set(templates.find().map(({ region }) => region))].flatMap((region) =>
          ['deploy-role', 'file-publishing-role'].map((role) => bootstrapRole(role, account, region)),
        ),
        why: '`cdk deploy` works as these roles of the bootstrap, in each region that has a stack.',
      },
    ],
    denied: ({ account, region }) => [
      ...['cfn-exec-role', 'lookup-role', 'image-publishing-role'].map(
        (role): Denied => [['sts:AssumeRole'], bootstrapRole(role, account, region)],
      ),
      [['cloudformation:DeleteStack'], `arn:aws:cloudformation:${region}:${account}:stack/*`],
    ],
    // The roles of `cdk bootstrap` let in whoever of the account is allowed to take them.
    resourcePolicy: ({ account }) => ({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${account}:root` } },
    }),
  },
  TrailWriter: {
    rights: ({ region }, deployed) => [
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [arnOf(deployed, region, 'TrailLog')],
        why: 'CloudTrail writes its events into the log of the trail, of which alarms are made.',
      },
    ],
  },
  NetworkFlowRole: {
    rights: ({ region }, deployed) => [
      {
        actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        resources: [arnOf(deployed, region, 'NetworkFlowLog')],
        why: 'The VPC notes which packets were let through and which were not.',
      },
    ],
  },
  SearchMaster: {
    rights: ({ region }, deployed) => [
      {
        actions: ['es:ESHttpGet', 'es:ESHttpPut'],
        resources: [`${arnOf(deployed, region, 'SearchDomain')}/_plugins/_security/api/*`],
        why: 'The migration says as this role what the roles of the services may do in OpenSearch.',
      },
    ],
    denied: ({ region }, deployed) => [
      [
        ['es:ESHttpGet', 'es:ESHttpPut', 'es:ESHttpDelete'],
        `${arnOf(deployed, region, 'SearchDomain')}/tradewind.de/_doc/1`,
      ],
    ],
  },
  MediaReplication: {
    rights: ({ region }, deployed) => {
      const source = arnOf(deployed, region, 'Media')
      return [
        {
          actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'],
          resources: [source],
          why: 'S3 looks up what is to be copied.',
        },
        {
          actions: ['s3:GetObjectVersionAcl', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging'],
          resources: [`${source}/*`],
          why: 'It reads each picture.',
        },
        {
          actions: ['s3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateTags'],
          resources: [`${arnOf(deployed, example.standbyRegion, 'Media')}/*`],
          why: 'It writes the copy, or that the picture is gone.',
        },
        {
          actions: ['kms:Decrypt'],
          resources: [arnOf(deployed, region, 'media')],
          conditions: via('s3', region),
          why: 'The pictures lie under the key of their region.',
        },
        {
          actions: ['kms:Encrypt', 'kms:GenerateDataKey'],
          resources: [arnOf(deployed, example.standbyRegion, 'media')],
          conditions: via('s3', example.standbyRegion),
          why: 'The copies lie under the key of the second region.',
        },
      ]
    },
    denied: (_role, deployed) => [
      [['s3:ReplicateObject'], 'arn:aws:s3:::a-foreign-bucket/media/a.jpg'],
      [['s3:PutObject'], `${arnOf(deployed, example.standbyRegion, 'Media')}/media/a.jpg`],
    ],
  },
  WatchCanaryRole: {
    rights: ({ region, account }, deployed) => {
      const artifacts = arnOf(deployed, region, 'WatchCanaryArtifacts')
      return [
        {
          actions: ['s3:PutObject'],
          resources: [`${artifacts}/*`],
          why: 'It keeps pictures of its purchases.',
        },
        {
          actions: ['s3:GetBucketLocation'],
          resources: [artifacts],
          why: 'It looks up the region of their bucket.',
        },
        {
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [arnOf(deployed, region, 'logs')],
          conditions: via('s3', region),
          why: 'They lie under the key of logs.',
        },
        {
          actions: ['secretsmanager:GetSecretValue'],
          resources: [`arn:aws:secretsmanager:${region}:${account}:secret:${example.name}/canary-??????`],
          why: 'It shows the shop the code by which it is known as the canary.',
        },
        {
          actions: ['kms:Decrypt'],
          resources: [arnOf(deployed, region, 'secrets', 'secretsReplica')],
          conditions: via('secretsmanager', region),
          why: 'Secrets lie under a key of their own.',
        },
        {
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [`arn:aws:logs:${region}:${account}:log-group:/aws/lambda/cwsyn-${example.name}-buy-*`],
          why: 'Its log is named by an id that Synthetics gives.',
        },
        {
          actions: ['cloudwatch:PutMetricData'],
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' } },
          why: 'It counts its purchases; IAM knows no metric as a resource.',
        },
        {
          actions: ['s3:ListAllMyBuckets'],
          resources: ['*'],
          why: 'Synthetics looks for the bucket; IAM knows no resource for it.',
        },
      ]
    },
    denied: ({ region }, deployed) =>
      deployed.templates
        .find('AWS::S3::Bucket')
        .map((bucket) => deployed.templates.arnOf(bucket))
        .filter((arn) => arn !== arnOf(deployed, region, 'WatchCanaryArtifacts'))
        .map((arn) => [['s3:PutObject'], `${arn}/*`]),
  },
  // The machine that leads out of the network of a small shop runs nothing of ours.
  NetworkVpcpublicSubnet1NatInstanceInstanceRole: {},
  DatabaseMonitoring: {
    ofAws: {
      'service-role/AmazonRDSEnhancedMonitoringRole':
        'RDS writes its measurements into the log group RDSOSMetrics, and nowhere else.',
    },
  },
  BackupsBackupRole: {
    ofAws: {
      'service-role/AWSBackupServiceRolePolicyForBackup': 'AWS Backup reads database and table; AWS keeps the list.',
      AWSBackupServiceRolePolicyForS3Backup: 'It reads the pictures.',
    },
  },
  BackupsRestoreRole: {
    ofAws: {
      'service-role/AWSBackupServiceRolePolicyForRestores': 'AWS Backup restores them beside the old ones, as a test.',
      AWSBackupServiceRolePolicyForS3Restore: 'It restores the pictures.',
    },
  },
}

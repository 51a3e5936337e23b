import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCopied, needsNoReason } from './copies.ts'
import { type Invariant, invariants } from './invariants.ts'
import { profileNames } from './synth.ts'
import { type Found, find, type Json, type Templates, templatesOf } from './template-set.ts'

const all = profileNames.map(templatesOf)
const of = (profile: string) => all.find(({ deployment }) => deployment.profile === profile) as Templates

for (const templates of all)
  for (const [title, invariant] of Object.entries(invariants))
    test(`${templates.deployment.profile}: ${title}`, () => {
      assert.deepEqual(invariant(templates), [])
    })

test('no reason for a missing copy outlives what it is about', () => {
  assert.deepEqual(needsNoReason(all), [])
})

/** A copy of the templates in which one thing was done wrong; the sentence that must tell of it. */
type Break = {
  title: keyof typeof invariants
  done: string
  profile: string
  how: (copy: Templates) => void
  told: RegExp
}

const breaks: Break[] = []

function breaking(title: keyof typeof invariants, done: string, told: RegExp, how: Break['how'], profile = 'global') {
  breaks.push({ title, done, profile, how, told })
}

/** The first resource of a type, of those whose path matches. */
function the(templates: Templates, type: string, path = /./): Found {
  const found = find(templates, type).find((each) => path.test(each.path))
  assert.ok(found, `there is no ${type}`)
  return found
}

function change(templates: Templates, type: string, changes: { [key: string]: Json }, path = /./): void {
  const { resource } = the(templates, type, path)
  resource.Properties = { ...resource.Properties, ...changes }
}

const add = (templates: Templates, Type: string, Properties: { [key: string]: Json }, stack = 'data') => {
  const its = templates.stacks.find(({ id }) => id === stack)
  assert.ok(its)
  its.template.Resources.Added = { Type: `AWS::${Type}`, Properties }
}

const encryption = 'all that holds state is encrypted at rest'
for (const [type, property] of [
  ['S3::Bucket', 'BucketEncryption'],
  ['RDS::DBCluster', 'KmsKeyId'],
  ['RDS::GlobalCluster', 'StorageEncrypted'],
  ['DynamoDB::GlobalTable', 'SSESpecification'],
  ['OpenSearchService::Domain', 'EncryptionAtRestOptions'],
  ['SNS::Topic', 'KmsMasterKeyId'],
  ['Logs::LogGroup', 'KmsKeyId'],
  ['SecretsManager::Secret', 'KmsKeyId'],
  ['Backup::BackupVault', 'EncryptionKeyArn'],
  ['CloudTrail::Trail', 'KMSKeyId'],
  ['EC2::LaunchTemplate', 'LaunchTemplateData'],
] as const)
  breaking(encryption, `${type} loses its ${property}`, /is not encrypted at rest/, (copy) =>
    change(copy, type, { [property]: null }),
  )
breaking(
  encryption,
  'a database of its own loses its encryption',
  /Instance \(RDS::DBInstance\) is not encrypted/,
  (copy) => change(copy, 'RDS::DBInstance', { StorageEncrypted: false }),
  'small',
)
breaking(encryption, 'a queue is added', /SQS::Queue\) is not encrypted/, (copy) => add(copy, 'SQS::Queue', {}))

breaking('every log group forgets', 'a log group has no retention', /keeps its lines for ever/, (copy) =>
  change(copy, 'Logs::LogGroup', { RetentionInDays: null }),
)

const outlives = 'what holds state outlives its stack'
for (const type of ['S3::Bucket', 'RDS::DBCluster', 'DynamoDB::GlobalTable', 'SecretsManager::Secret', 'KMS::Key'])
  breaking(outlives, `${type} goes with its stack`, /goes when its stack goes/, (copy) => {
    the(copy, type).resource.DeletionPolicy = 'Delete'
  })
breaking(outlives, 'a table is not kept when it is replaced', /GlobalTable\) goes when/, (copy) => {
  the(copy, 'DynamoDB::GlobalTable').resource.UpdateReplacePolicy = 'Delete'
})
for (const [type, property] of [
  ['RDS::DBCluster', 'DeletionProtection'],
  ['RDS::GlobalCluster', 'DeletionProtection'],
  ['S3::Bucket', 'VersioningConfiguration'],
  ['Backup::BackupVault', 'LockConfiguration'],
  ['KMS::Key', 'PendingWindowInDays'],
  ['ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerAttributes'],
] as const)
  breaking(outlives, `${type} loses its ${property}`, /is not protected from deletion/, (copy) =>
    change(copy, type, { [property]: null }),
  )
breaking(outlives, 'the stack of the data may be deleted', /The stack data holds state/, (copy) => {
  const data = copy.stacks.find(({ id }) => id === 'data')
  if (data) data.isProtected = false
})

breaking('no type that keeps something has escaped the proof', 'a file system is added', /EFS::FileSystem/, (copy) =>
  add(copy, 'EFS::FileSystem', {}),
)

const table = 'who talks to whom is what the table of the network says'
breaking(table, 'the balancer may reach the database', /balancer may reach database on 5433/, (copy) => {
  const [database, balancer] = ['database', 'balancer'].map(
    (name) => the(copy, 'EC2::SecurityGroup', new RegExp(`^data/.*/${name}$`)).id,
  )
  add(copy, 'EC2::SecurityGroupIngress', {
    GroupId: { 'Fn::GetAtt': [String(database), 'GroupId'] },
    SourceSecurityGroupId: { 'Fn::GetAtt': [String(balancer), 'GroupId'] },
    IpProtocol: 'tcp',
    FromPort: 5433,
    ToPort: 5433,
  })
})
breaking(table, 'the database may call out', /database may reach anywhere on 443/, (copy) =>
  change(
    copy,
    'EC2::SecurityGroup',
    { SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }] },
    /^data\/.*\/database$/,
  ),
)
breaking(table, 'a rule opens all ports', /on -1 undefined-undefined|on tcp 0-65535/, (copy) =>
  change(copy, 'EC2::SecurityGroupIngress', { FromPort: 0, ToPort: 65_535 }, /^data\//),
)
breaking(table, 'a rule is gone', /cannot reach/, (copy) => {
  const { stack, id } = the(copy, 'EC2::SecurityGroupIngress', /^data\/Network\/web\//)
  delete stack.template.Resources[id]
})
breaking(table, 'another list of addresses may reach the balancer', /the prefix list "pl-other" may reach/, (copy) =>
  change(copy, 'EC2::SecurityGroupIngress', { SourcePrefixListId: 'pl-other' }, /HealthChecks|balancer\/from pl/),
)

const hidden = 'nothing is public'
breaking(hidden, 'a bucket lets the public in', /may become public/, (copy) =>
  change(copy, 'S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
)
breaking(hidden, 'a database may be public', /does not say that it is not public/, (copy) =>
  change(copy, 'RDS::DBInstance', { PubliclyAccessible: true }),
)
breaking(hidden, 'a subnet gives public addresses', /gives public addresses/, (copy) =>
  change(copy, 'EC2::Subnet', { MapPublicIpOnLaunch: true }),
)
breaking(hidden, 'machines get public addresses', /has a public address/, (copy) => {
  const { properties } = the(copy, 'EC2::LaunchTemplate')
  Object.assign(properties.LaunchTemplateData as object, { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] })
})
breaking(hidden, 'a rule lets the internet in', /lets the whole internet in/, (copy) =>
  change(copy, 'EC2::SecurityGroupIngress', { CidrIp: '0.0.0.0/0' }),
)
breaking(hidden, 'the search leaves the network', /is not in the network/, (copy) =>
  change(copy, 'OpenSearchService::Domain', { VPCOptions: null }),
)
breaking(hidden, 'a function has an address', /an address for everybody/, (copy) => add(copy, 'Lambda::Url', {}))
breaking(hidden, 'a policy allows everybody', /allows everybody something/, (copy) =>
  add(copy, 'S3::BucketPolicy', {
    PolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject', Resource: '*' }],
    },
  }),
)

const heard = 'every alarm is heard'
breaking(heard, 'an alarm does nothing', /does nothing/, (copy) =>
  change(copy, 'CloudWatch::Alarm', { AlarmActions: [] }),
)
breaking(heard, 'the actions of an alarm are off', /does nothing/, (copy) =>
  change(copy, 'CloudWatch::Alarm', { ActionsEnabled: false }),
)
breaking(heard, 'nobody subscribes to the alarms', /is heard by nobody/, (copy) => {
  for (const { stack, id } of find(copy, 'SNS::Subscription')) delete stack.template.Resources[id]
})

const copied = 'what holds state has its copy in the second region, or a reason'
breaking(copied, 'pictures are not replicated', /data\/Media \(S3::Bucket\) has no copy/, (copy) =>
  change(copy, 'S3::Bucket', { ReplicationConfiguration: null }, /^data\/Media/),
)
breaking(copied, 'nothing follows the database', /RDS::DBCluster\) has no copy/, (copy) => {
  for (const { stack, id } of find(copy, 'RDS::DBCluster'))
    if (stack.region === copy.deployment.standbyRegion) delete stack.template.Resources[id]
})
breaking(
  copied,
  'what restores the database stays in its region',
  /RDS::DBInstance\) has no copy/,
  (copy) => change(copy, 'RDS::DBInstance', { AutomaticBackupReplicationRegion: null }),
  'small',
)
breaking(copied, 'a secret has no replica', /SecretsManager::Secret\) has no copy/, (copy) =>
  change(copy, 'SecretsManager::Secret', { ReplicaRegions: [] }),
)
breaking(copied, 'a key has no sister', /KMS::Key\) has no copy/, (copy) => {
  const { stack, id } = the(copy, 'KMS::Key', /^copies\//)
  delete stack.template.Resources[id]
})
breaking(
  copied,
  'backups are not copied',
  /DynamoDB::GlobalTable\) has no copy/,
  (copy) => {
    for (const { properties } of find(copy, 'Backup::BackupPlan')) properties.BackupPlan = {}
  },
  'small',
)

const peak = 'with one zone gone, the rest carries the peak'
breaking(peak, 'a machine less', /with one zone gone, \d+ requests a second of 800/, (copy) =>
  change(copy, 'AutoScaling::AutoScalingGroup', { MinSize: '2' }, /^program\/WebFleet/),
)
breaking(peak, 'a zone less', /stands in 2 zones; the profile says 3/, (copy) =>
  change(copy, 'AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: ['a', 'b'] }, /^program\/WebFleet/),
)

const secrets = 'no secret stands in a template'
breaking(secrets, 'a key of the payment provider', /has a secret in its template/, (copy) =>
  add(copy, 'SSM::Parameter', { Value: ['sk', 'live', '51Hx0000000000'].join('_') }),
)
breaking(secrets, 'a password in user data', /has a secret among its settings/, (copy) => {
  const { properties } = the(copy, 'EC2::LaunchTemplate')
  Object.assign(properties.LaunchTemplateData as object, {
    UserData: { 'Fn::Base64': 'export DATABASE_PASSWORD=correct-horse' },
  })
})
breaking(secrets, 'a token among the settings of a function', /has a secret among its settings/, (copy) =>
  change(copy, 'Lambda::Function', { Environment: { Variables: { OPERATOR_TOKEN: 'correct-horse' } } }),
)
breaking(secrets, 'a secret with its value', /says its secret/, (copy) =>
  change(copy, 'SecretsManager::Secret', { SecretString: 'correct-horse' }),
)
breaking(secrets, "the master's password", /says its password/, (copy) =>
  change(copy, 'RDS::DBCluster', { MasterUserPassword: 'correct-horse' }),
)

const tls = 'nothing speaks less than TLS 1.2'
breaking(tls, 'the balancer takes TLS 1.0', /older than TLS 1.2/, (copy) =>
  change(copy, 'ElasticLoadBalancingV2::Listener', { SslPolicy: 'ELBSecurityPolicy-2016-08' }),
)
breaking(tls, 'the balancer answers without TLS', /older than TLS 1.2/, (copy) =>
  change(copy, 'ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP' }),
)
for (const [done, path, value] of [
  ['shoppers may use TLS 1.0', 'ViewerCertificate', { MinimumProtocolVersion: 'TLSv1' }],
  ['shoppers may do without', 'DefaultCacheBehavior', { ViewerProtocolPolicy: 'allow-all' }],
  ['CloudFront may do without', 'Origins', [{ CustomOriginConfig: { OriginProtocolPolicy: 'match-viewer' } }]],
] as const)
  breaking(tls, done, /speaks to someone without TLS 1.2/, (copy) => {
    const { properties } = the(copy, 'CloudFront::Distribution')
    Object.assign(properties.DistributionConfig as object, { [path]: value })
  })
breaking(tls, 'the search takes HTTP', /older than TLS 1.2/, (copy) =>
  change(copy, 'OpenSearchService::Domain', { DomainEndpointOptions: { EnforceHTTPS: false } }),
)
breaking(tls, 'the database lets connections be without', /without TLS/, (copy) =>
  change(copy, 'RDS::DBClusterParameterGroup', { Parameters: { 'rds.force_ssl': '0' } }),
)
breaking(tls, 'a bucket answers without', /answers without TLS/, (copy) => {
  const { stack, id } = the(copy, 'S3::BucketPolicy')
  delete stack.template.Resources[id]
})

const metadata = 'machines ask for tokens before they tell their role'
breaking(metadata, 'tokens are a wish', /no IMDSv2/, (copy) => {
  const { properties } = the(copy, 'EC2::LaunchTemplate')
  Object.assign(properties.LaunchTemplateData as object, { MetadataOptions: { HttpTokens: 'optional' } })
})
breaking(
  metadata,
  'the gateway has no options',
  /no IMDSv2/,
  (copy) => change(copy, 'EC2::Instance', { MetadataOptions: null }),
  'small',
)

const size = 'every template is one that CloudFormation takes'
breaking(size, 'a megabyte of text', /The stack data has \d{7} bytes/, (copy) =>
  add(copy, 'SSM::Parameter', { Value: 'x'.repeat(1_000_000) }),
)
breaking(size, 'five hundred more', /The stack data has \d+ resources. Allowed are 500/, (copy) => {
  const data = copy.stacks.find(({ id }) => id === 'data')
  for (let index = 0; index < 500; index += 1)
    if (data) data.template.Resources[`Added${index}`] = { Type: 'AWS::SNS::Topic' }
})

breaking('every stack is tagged', 'a stack loses its tags', /The stack data is not tagged/, (copy) => {
  const data = copy.stacks.find(({ id }) => id === 'data')
  if (data) delete data.tags.shop
})

for (const { title, done, profile, how, told } of breaks)
  test(`${String(title)}: it is told when ${done}`, () => {
    const copy = structuredClone(of(profile))
    how(copy)
    const said = (invariants[title] as Invariant)(copy)
    assert.match(said.join('\n'), told)
  })

test('every invariant was broken', () => {
  assert.deepEqual(
    Object.keys(invariants).filter((title) => !breaks.some((each) => each.title === title)),
    [],
  )
})

test('a missing copy needs a reason of its own', () => {
  const said = isCopied(of('standard'), {})
  assert.match(said.join('\n'), /data\/Search\/Domain \(OpenSearchService::Domain\) has no copy/)
})

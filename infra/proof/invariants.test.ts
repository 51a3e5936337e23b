import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isCopied, needsNoReason } from './copies.ts'
import { type deletionProtected, type encrypted, type Invariant, invariants } from './invariants.ts'
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
/** Each type that must be encrypted, and the property that says it. */
const encrypting: Record<keyof typeof encrypted, string> = {
  'S3::Bucket': 'BucketEncryption',
  'RDS::DBInstance': 'StorageEncrypted',
  'RDS::DBCluster': 'KmsKeyId',
  'RDS::GlobalCluster': 'StorageEncrypted',
  'DynamoDB::GlobalTable': 'SSESpecification',
  'OpenSearchService::Domain': 'EncryptionAtRestOptions',
  'SNS::Topic': 'KmsMasterKeyId',
  'SQS::Queue': 'SqsManagedSseEnabled',
  'Logs::LogGroup': 'KmsKeyId',
  'SecretsManager::Secret': 'KmsKeyId',
  'Backup::BackupVault': 'EncryptionKeyArn',
  'CloudTrail::Trail': 'KMSKeyId',
  'EC2::LaunchTemplate': 'LaunchTemplateData',
  'EC2::Instance': 'BlockDeviceMappings',
}
/** These stand alone in the small profile only. */
const profileWith = (type: string) => (['RDS::DBInstance', 'EC2::Instance'].includes(type) ? 'small' : 'global')
for (const [type, property] of Object.entries(encrypting))
  breaking(
    encryption,
    `${type} loses its ${property}`,
    new RegExp(`\\(${type}\\) is not encrypted at rest`),
    (copy) => {
      if (type === 'SQS::Queue') add(copy, type, {})
      change(copy, type, { [property]: null })
    },
    profileWith(type),
  )

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
/** Each type that must be protected, and what it is without. */
const unprotected: Record<keyof typeof deletionProtected, { [key: string]: Json }> = {
  'RDS::DBInstance': { DeletionProtection: null },
  'RDS::DBCluster': { DeletionProtection: null },
  'RDS::GlobalCluster': { DeletionProtection: null },
  'DynamoDB::GlobalTable': { Replicas: [{ DeletionProtectionEnabled: true }, { Region: 'eu-west-1' }] },
  'S3::Bucket': { VersioningConfiguration: null },
  'Backup::BackupVault': { LockConfiguration: null },
  'KMS::Key': { PendingWindowInDays: null },
  'KMS::ReplicaKey': { PendingWindowInDays: 7 },
  'ElasticLoadBalancingV2::LoadBalancer': { LoadBalancerAttributes: null },
}
for (const [type, changes] of Object.entries(unprotected))
  breaking(
    outlives,
    `${type} loses its ${Object.keys(changes)}`,
    new RegExp(`\\(${type}\\) is not protected from deletion`),
    (copy) => change(copy, type, changes),
    profileWith(type),
  )
for (const name of ['data', 'account'])
  breaking(outlives, `the stack ${name} may be deleted`, new RegExp(`The stack ${name} holds state`), (copy) => {
    const its = copy.stacks.find(({ id }) => id === name)
    if (its) its.isProtected = false
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
for (const [done, path, told] of [
  ['CloudFront has no way in', /^data\/Network\/balancer/, /CloudFront cannot reach balancer on 443/],
  ['the health checks have no way in', /^program\/Balancer\/HealthChecks/, /health checks cannot reach Balancer/],
] as const)
  breaking(table, done, told, (copy) => {
    for (const { stack, id, properties } of find(copy, 'EC2::SecurityGroup', 'EC2::SecurityGroupIngress'))
      if (properties.SourcePrefixListId && path.test(stack.paths.get(id) ?? '')) delete stack.template.Resources[id]
      else if (path.test(stack.paths.get(id) ?? '')) properties.SecurityGroupIngress = []
  })
breaking(table, 'the worker cannot call out', /worker cannot reach anywhere on 443/, (copy) =>
  change(copy, 'EC2::SecurityGroup', { SecurityGroupEgress: [] }, /^data\/Network\/worker$/),
)
breaking(table, 'the lists of two regions are mixed up', /may reach balancer on 443/, (copy) => {
  const { prefixLists, standbyRegion } = copy.deployment
  for (const { stack, properties } of find(copy, 'EC2::SecurityGroupIngress'))
    if (stack.region !== standbyRegion && properties.SourcePrefixListId)
      properties.SourcePrefixListId = prefixLists[standbyRegion]?.cloudFront ?? ''
})
breaking(table, 'the database is in the group web', /data\/Database\/Cluster wears web, not database/, (copy) => {
  const { id } = the(copy, 'EC2::SecurityGroup', /^data\/Network\/web$/)
  change(copy, 'RDS::DBCluster', { VpcSecurityGroupIds: [{ 'Fn::GetAtt': [id, 'GroupId'] }] }, /^data\//)
})
breaking(table, 'a machine nobody knows is in a group', /data\/Added wears web, not nothing/, (copy) => {
  const { id } = the(copy, 'EC2::SecurityGroup', /^data\/Network\/web$/)
  add(copy, 'EC2::Instance', { SecurityGroupIds: [{ 'Fn::GetAtt': [id, 'GroupId'] }] })
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
breaking(
  hidden,
  'a group lets the internet in by itself',
  /data\/Network\/web \(.*lets the whole internet in/,
  (copy) =>
    change(copy, 'EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIpv6: '::/0' }] }, /^data\/Network\/web$/),
)
breaking(hidden, 'the search leaves the network', /is not in the network/, (copy) =>
  change(copy, 'OpenSearchService::Domain', { VPCOptions: null }),
)
breaking(hidden, 'a function has an address', /an address for everybody/, (copy) => add(copy, 'Lambda::Url', {}))
for (const [done, changes] of [
  ['a policy allows everybody', { Principal: { AWS: '*' } }],
  ['a condition is empty', { Principal: '*', Condition: {} }],
  ['a condition asks for TLS alone', { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  ['a condition shuts one out', { Principal: '*', Condition: { StringNotEquals: { 'aws:SourceAccount': '1' } } }],
  ['a policy allows all but one', { NotPrincipal: { AWS: 'arn:aws:iam::111111111111:root' } }],
] as const)
  breaking(hidden, done, /data\/Added .* allows everybody something/, (copy) =>
    add(copy, 'S3::BucketPolicy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...changes }] },
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

breaking(heard, "an alarm is named as another's beginning", /watch\/Added .* is heard by nobody/, (copy) => {
  change(copy, 'CloudWatch::CompositeAlarm', { AlarmRule: 'ALARM("tradewind-slow-answers")' }, /^watch\/.*\/slow$/)
  add(copy, 'CloudWatch::Alarm', { AlarmName: 'tradewind-slow', AlarmActions: ['nobody'] }, 'watch')
})

const copied = 'what holds state has its copy in the second region, or a reason'
breaking(copied, 'pictures are not replicated', /data\/Media \(S3::Bucket\) has no copy/, (copy) =>
  change(copy, 'S3::Bucket', { ReplicationConfiguration: null }, /^data\/Media/),
)
breaking(copied, 'what follows is of another cluster', /RDS::GlobalCluster\) has no copy/, (copy) =>
  change(copy, 'RDS::DBCluster', { GlobalClusterIdentifier: 'other' }, /^standby-data\//),
)
breaking(copied, 'a replica is of another key', /keys\/personal \(KMS::Key\) has no copy/, (copy) =>
  change(copy, 'KMS::ReplicaKey', { PrimaryKeyArn: 'other' }, /personal/),
)
breaking(copied, 'a second zone is added in the region of CloudFront', /HostedZone\) has no copy/, (copy) =>
  add(copy, 'Route53::HostedZone', {}, 'zone'),
)
breaking(copied, 'logs are kept for ever', /because it is deleted after 90 days/, (copy) =>
  change(copy, 'S3::Bucket', { LifecycleConfiguration: null }, /^data\/AccessLogs/),
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
breaking(peak, 'the second region cannot grow', /standby-program\/WebFleet.* with one zone gone/, (copy) =>
  change(copy, 'AutoScaling::AutoScalingGroup', { MaxSize: '2' }, /^standby-program\/WebFleet/),
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

const heardOf: string[] = []
for (const { title, done, profile, how, told } of breaks)
  test(`${String(title)}: it is told when ${done}`, () => {
    const copy = structuredClone(of(profile))
    how(copy)
    const said = (invariants[title] as Invariant)(copy)
    assert.match(said.join('\n'), told)
    heardOf.push(...said)
  })

test('every sentence of the invariants was told', () => {
  const source = readFileSync(join(import.meta.dirname, 'invariants.ts'), 'utf8')
  const sentences = [...source.matchAll(/'([a-z][^'\n]* [^'\n]*\.)'/g)].map(([, sentence = '']) => sentence)
  assert.ok(sentences.length > 20, String(sentences.length))
  assert.deepEqual(
    sentences.filter((sentence) => !heardOf.some((said) => said.endsWith(sentence))),
    [],
  )
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

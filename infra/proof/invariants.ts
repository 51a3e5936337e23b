import { profileOf } from '../environments.ts'
import { isCopied, knowsAllState, stateful } from './copies.ts'
import { talksByTheTable } from './talk.ts'
import { at, type Found, find, type Json, listOf, resolve, type Templates, textsIn } from './template-set.ts'

/*
 * What holds for the templates of every profile. Each is a pure function from templates to sentences about what is wrong; none, if
 * nothing is.
 */

export type Invariant = (templates: Templates) => string[]

const faults = (found: readonly Found[], isRight: (found: Found) => boolean, said: string): string[] =>
  found.filter((each) => !isRight(each)).map(({ path, type }) => `${path} (${type}) ${said}`)

const isSet = (value: Json | undefined) => value !== undefined && value !== null && value !== '' && value !== false

const disks = ({ properties }: Found): Json[] =>
  listOf(at(properties, 'LaunchTemplateData.BlockDeviceMappings') ?? properties.BlockDeviceMappings)

export const encrypted = {
  'S3::Bucket': ({ properties }) =>
    isSet(
      at(properties, 'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm'),
    ),
  // A server of a cluster, and a replica in the same region, is encrypted as what it belongs to.
  'RDS::DBInstance': ({ properties }) =>
    properties.StorageEncrypted === true ||
    isSet(properties.DBClusterIdentifier) ||
    isSet(properties.SourceDBInstanceIdentifier),
  'RDS::DBCluster': ({ properties }) => properties.StorageEncrypted === true && isSet(properties.KmsKeyId),
  'RDS::GlobalCluster': ({ properties }) => properties.StorageEncrypted === true,
  'DynamoDB::GlobalTable': ({ properties }) =>
    at(properties, 'SSESpecification.SSEEnabled') === true &&
    listOf(properties.Replicas).every((replica) => isSet(at(replica, 'SSESpecification.KMSMasterKeyId'))),
  'OpenSearchService::Domain': ({ properties }) =>
    at(properties, 'EncryptionAtRestOptions.Enabled') === true &&
    at(properties, 'NodeToNodeEncryptionOptions.Enabled') === true,
  'SNS::Topic': ({ properties }) => isSet(properties.KmsMasterKeyId),
  'SQS::Queue': ({ properties }) => isSet(properties.KmsMasterKeyId) || properties.SqsManagedSseEnabled === true,
  'Logs::LogGroup': ({ properties }) => isSet(properties.KmsKeyId),
  'SecretsManager::Secret': ({ properties }) => isSet(properties.KmsKeyId),
  'Backup::BackupVault': ({ properties }) => isSet(properties.EncryptionKeyArn),
  'CloudTrail::Trail': ({ properties }) => isSet(properties.KMSKeyId),
  'EC2::LaunchTemplate': (found) =>
    disks(found).length > 0 && disks(found).every((disk) => at(disk, 'Ebs.Encrypted') === true),
  'EC2::Instance': (found) =>
    disks(found).length > 0 && disks(found).every((disk) => at(disk, 'Ebs.Encrypted') === true),
} satisfies Readonly<Record<string, (found: Found) => boolean>>

export const isEncrypted: Invariant = (templates) =>
  Object.entries(encrypted).flatMap(([type, isRight]) =>
    faults(find(templates, type), isRight, 'is not encrypted at rest.'),
  )

export const forgetsLogs: Invariant = (templates) =>
  faults(
    find(templates, 'Logs::LogGroup'),
    ({ properties }) => Number(properties.RetentionInDays) > 0,
    'keeps its lines for ever.',
  )

export const deletionProtected = {
  'RDS::DBInstance': ({ properties }) =>
    properties.DeletionProtection === true || isSet(properties.DBClusterIdentifier),
  'RDS::DBCluster': ({ properties }) => properties.DeletionProtection === true,
  'RDS::GlobalCluster': ({ properties }) => properties.DeletionProtection === true,
  'DynamoDB::GlobalTable': ({ properties }) =>
    listOf(properties.Replicas).every((replica) => at(replica, 'DeletionProtectionEnabled') === true),
  'S3::Bucket': ({ properties }) => at(properties, 'VersioningConfiguration.Status') === 'Enabled',
  'Backup::BackupVault': ({ properties }) => isSet(properties.LockConfiguration),
  'KMS::Key': ({ properties }) => Number(properties.PendingWindowInDays) >= 30,
  'KMS::ReplicaKey': ({ properties }) => Number(properties.PendingWindowInDays) >= 30,
  'ElasticLoadBalancingV2::LoadBalancer': ({ properties }) =>
    listOf(properties.LoadBalancerAttributes).some(
      (each) => at(each, 'Key') === 'deletion_protection.enabled' && at(each, 'Value') === 'true',
    ),
} satisfies Readonly<Record<string, (found: Found) => boolean>>

/** Pictures of test purchases are kept by their bucket itself: its stack may go. */
const goesWithItsStack = ['watch/Watch/Canary/Artifacts', 'standby-watch/Watch/Canary/Artifacts']

/** What holds state outlives its stack, a replacement and a slip of the hand. */
export const outlives: Invariant = (templates) => [
  ...faults(
    find(templates, ...stateful),
    ({ resource, properties }) =>
      // A server of a cluster holds nothing: the cluster does.
      (resource.Type === 'AWS::RDS::DBInstance' && isSet(properties.DBClusterIdentifier)) ||
      [resource.DeletionPolicy, resource.UpdateReplacePolicy].every((policy) =>
        ['Retain', 'Snapshot', 'RetainExceptOnCreate'].includes(policy ?? ''),
      ),
    'goes when its stack goes.',
  ),
  ...Object.entries(deletionProtected).flatMap(([type, isRight]) =>
    faults(find(templates, type), isRight, 'is not protected from deletion.'),
  ),
  ...templates.stacks
    .filter((stack) => !stack.isProtected)
    .filter((stack) =>
      find({ ...templates, stacks: [stack] }, ...stateful).some(({ path }) => !goesWithItsStack.includes(path)),
    )
    .map(({ id }) => `The stack ${id} holds state and may be deleted.`),
]

/** The one machine with an address of its own: it passes on what the program asks, and no rule lets anyone in from outside. */
const hasAddress = /\/Network\/Vpc\/publicSubnet\d\/NatInstance$/

export const isPrivate: Invariant = (templates) => [
  ...faults(
    find(templates, 'S3::Bucket'),
    ({ properties }) =>
      ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
        (name) => at(properties, `PublicAccessBlockConfiguration.${name}`) === true,
      ),
    'may become public.',
  ),
  ...faults(
    find(templates, 'RDS::DBInstance'),
    ({ properties }) => properties.PubliclyAccessible === false,
    'does not say that it is not public.',
  ),
  ...faults(
    find(templates, 'EC2::Subnet'),
    ({ properties }) => properties.MapPublicIpOnLaunch !== true,
    'gives public addresses.',
  ),
  ...faults(
    find(templates, 'EC2::Instance', 'EC2::LaunchTemplate').filter(({ path }) => !hasAddress.test(path)),
    ({ properties }) =>
      listOf(properties.NetworkInterfaces ?? at(properties, 'LaunchTemplateData.NetworkInterfaces')).every(
        (each) => at(each, 'AssociatePublicIpAddress') !== true,
      ),
    'has a public address.',
  ),
  ...faults(
    find(templates, 'EC2::SecurityGroupIngress', 'EC2::SecurityGroup'),
    ({ properties }) =>
      [properties, ...listOf(properties.SecurityGroupIngress)].every(
        (rule) => at(rule, 'CidrIp') !== '0.0.0.0/0' && at(rule, 'CidrIpv6') !== '::/0',
      ),
    'lets the whole internet in.',
  ),
  ...faults(
    find(templates, 'OpenSearchService::Domain'),
    ({ properties }) => isSet(at(properties, 'VPCOptions.SubnetIds')),
    'is not in the network.',
  ),
  ...faults(find(templates, 'Lambda::Url'), () => false, 'is an address for everybody.'),
  ...faults(find(templates), (found) => !hasWildcardPrincipal(found.properties), 'allows everybody something.'),
]

/** Keys of a condition that say who asks. */
const whoAsks = /^(aws:(SourceArn|SourceAccount|SourceOwner|PrincipalOrgID|PrincipalAccount)|kms:CallerAccount)$/i

const narrows = (condition: Json | undefined): boolean =>
  Object.entries(condition ?? {}).some(
    ([operator, keys]) =>
      /^(String|Arn)(Equals|Like)$/.test(operator) && Object.keys(keys ?? {}).some((key) => whoAsks.test(key)),
  )

/** A statement that allows everybody something, or all but some, anywhere in a resource. */
function hasWildcardPrincipal(value: Json): boolean {
  if (value === null || typeof value !== 'object') return false
  if (Array.isArray(value)) return value.some(hasWildcardPrincipal)
  const { Effect, Principal, NotPrincipal, Condition } = value
  const isEverybody = Principal === '*' || listOf(at(Principal, 'AWS')).includes('*')
  return (
    (Effect === 'Allow' && (NotPrincipal !== undefined || (isEverybody && !narrows(Condition)))) ||
    Object.values(value).some(hasWildcardPrincipal)
  )
}

/** The alarms that a rule asks about: by name, or `→ID` where it refers to one of its stack. */
const partsOf = (rule: Json | undefined): string[] => {
  const text = listOf(at(rule, 'Fn::Join.1') ?? rule).map((each) =>
    typeof each === 'string' ? each : `→${at(each, 'Fn::GetAtt.0')}`,
  )
  return [...text.join('').matchAll(/ALARM\("([^"]+)"\)/g)].map(([, part = '']) => part)
}

/** Every alarm acts, and what it acts on reaches somebody, or is the part of an alarm that does. */
export const isHeard: Invariant = (templates) => {
  const alarms = find(templates, 'CloudWatch::Alarm', 'CloudWatch::CompositeAlarm')
  const mailed = find(templates, 'SNS::Subscription').map(({ stack, properties }) => {
    const topic = resolve(templates, stack, properties.TopicArn)
    return topic && `${topic.stack.id} ${topic.id}`
  })
  const rules = find(templates, 'CloudWatch::CompositeAlarm').map(({ stack, properties }) => ({
    stack,
    parts: partsOf(properties.AlarmRule),
  }))
  const isPart = ({ stack, id, properties }: Found) =>
    rules.some(
      (rule) =>
        rule.stack === stack && (rule.parts.includes(`→${id}`) || rule.parts.includes(String(properties.AlarmName))),
    )
  const stopsRelease = find(templates, 'AutoScaling::AutoScalingGroup').map(({ resource }) => JSON.stringify(resource))
  const takesBack = ({ id }: Found) => stopsRelease.some((group) => group.includes(`"${id}"`))
  return [
    ...faults(
      alarms,
      ({ properties }) => listOf(properties.AlarmActions).length > 0 && properties.ActionsEnabled !== false,
      'does nothing.',
    ),
    ...faults(
      alarms,
      (found) =>
        listOf(found.properties.AlarmActions).some((action) => {
          const topic = resolve(templates, found.stack, action)
          return topic && mailed.includes(`${topic.stack.id} ${topic.id}`)
        }) ||
        isPart(found) ||
        takesBack(found),
      'is heard by nobody.',
    ),
  ]
}

/** With one zone gone, and before anything is scaled, the rest carries the peak of the profile. */
export const carriesPeak: Invariant = (templates) => {
  const { zones, requestsPerMachine, peakRequests } = profileOf(templates.deployment)
  return find(templates, 'AutoScaling::AutoScalingGroup')
    .filter(({ path }) => /(^|\/)WebFleet\//.test(path))
    .flatMap(({ stack, path, properties }) => {
      const spread = listOf(properties.VPCZoneIdentifier).length
      if (spread < zones) return [`${path} stands in ${spread} zones; the profile says ${zones}.`]
      // The second region stands ready with less, and is grown before or while it takes over.
      const isHome = stack.region === templates.deployment.region
      const machines = Number(isHome ? properties.MinSize : properties.MaxSize)
      const left = Math.floor((machines * (zones - 1)) / zones) * requestsPerMachine
      return left >= peakRequests
        ? []
        : [`${path}: with one zone gone, ${left} requests a second of ${peakRequests} are carried.`]
    })
}

const secretsThemselves =
  /AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|sk_(live|test)_\w+|rk_(live|test)_\w+|whsec_\w+|gh[pousr]_\w{20,}|xox[abprs]-/
/** `PASSWORD=value`, where the value is no variable of the shell. */
const secretSetting = /\b\w*(?:PASSWORD|SECRET|TOKEN|API_?KEY|PAYMENTS_KEY)\w*['"]?\s*[=:]\s*['"]?([\w/+.:#-]{8,})/gi
/** `secretsmanager:NAME`, or the name of a secret of the shop: where it lies, not what it is. */
const isPlace = (value: string, shop: string) => /^[a-z][a-z-]*:/.test(value) || value.startsWith(`${shop}/`)

export const keepsSecrets: Invariant = (templates) => [
  ...faults(
    find(templates),
    ({ properties }) => textsIn(properties).every((text) => !secretsThemselves.test(text)),
    'has a secret in its template.',
  ),
  ...faults(
    find(templates, 'EC2::LaunchTemplate', 'EC2::Instance', 'Lambda::Function', 'Synthetics::Canary'),
    ({ properties }) =>
      [...textsIn(at(properties, 'LaunchTemplateData.UserData') ?? properties.UserData), ...settingsIn(properties)]
        .flatMap((text) => [...text.matchAll(secretSetting)])
        .every(([, value = '']) => isPlace(value, templates.deployment.name)),
    'has a secret among its settings.',
  ),
  ...faults(
    find(templates, 'SecretsManager::Secret'),
    ({ properties }) => properties.SecretString === undefined,
    'says its secret.',
  ),
  ...faults(
    find(templates, 'RDS::DBInstance', 'RDS::DBCluster'),
    ({ properties: { MasterUserPassword: password } }) =>
      password === undefined || textsIn(password).join('').startsWith('{{resolve:secretsmanager:'),
    'says its password.',
  ),
]

const settingsIn = (properties: { [key: string]: Json }): string[] =>
  Object.entries(at(properties, 'Environment.Variables') ?? at(properties, 'RunConfig.EnvironmentVariables') ?? {})
    .filter(([, value]) => typeof value === 'string')
    .map(([name, value]) => `${name}=${value}`)

export const speaksTls: Invariant = (templates) => [
  ...faults(
    find(templates, 'ElasticLoadBalancingV2::Listener'),
    ({ properties }) =>
      properties.Protocol === 'HTTPS'
        ? String(properties.SslPolicy).startsWith('ELBSecurityPolicy-TLS13-')
        : listOf(properties.DefaultActions).every((action) => at(action, 'Type') === 'redirect'),
    'takes connections older than TLS 1.2.',
  ),
  ...faults(
    find(templates, 'CloudFront::Distribution'),
    ({ properties }) =>
      /^TLSv1\.[23]_20(2[1-9]|[3-9]\d)$/.test(
        String(at(properties, 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion')),
      ) &&
      [
        at(properties, 'DistributionConfig.DefaultCacheBehavior'),
        ...listOf(at(properties, 'DistributionConfig.CacheBehaviors')),
      ].every((each) => ['redirect-to-https', 'https-only'].includes(String(at(each, 'ViewerProtocolPolicy')))) &&
      listOf(at(properties, 'DistributionConfig.Origins')).every(
        (origin) =>
          at(origin, 'CustomOriginConfig') === undefined ||
          (at(origin, 'CustomOriginConfig.OriginProtocolPolicy') === 'https-only' &&
            listOf(at(origin, 'CustomOriginConfig.OriginSSLProtocols')).join() === 'TLSv1.2'),
      ),
    'speaks to someone without TLS 1.2.',
  ),
  ...faults(
    find(templates, 'OpenSearchService::Domain'),
    ({ properties }) =>
      at(properties, 'DomainEndpointOptions.EnforceHTTPS') === true &&
      String(at(properties, 'DomainEndpointOptions.TLSSecurityPolicy')).startsWith('Policy-Min-TLS-1-2'),
    'takes connections older than TLS 1.2.',
  ),
  ...faults(
    find(templates, 'RDS::DBParameterGroup', 'RDS::DBClusterParameterGroup').filter(({ properties }) =>
      isSet(properties.Parameters),
    ),
    ({ properties }) => String((properties.Parameters as { [key: string]: Json })['rds.force_ssl']) === '1',
    'lets connections be without TLS.',
  ),
  ...faults(
    find(templates, 'S3::Bucket'),
    (bucket) =>
      find(templates, 'S3::BucketPolicy').some(
        ({ stack, properties }) =>
          stack.id === bucket.stack.id &&
          resolve(templates, stack, properties.Bucket)?.id === bucket.id &&
          listOf(at(properties, 'PolicyDocument.Statement')).some(
            (statement) =>
              at(statement, 'Effect') === 'Deny' && at(statement, 'Condition.Bool.aws:SecureTransport') === 'false',
          ),
      ),
    'answers without TLS.',
  ),
]

/** Who asks a machine for its role must be on that machine, and know how to ask. */
export const guardsMetadata: Invariant = (templates) =>
  faults(
    find(templates, 'EC2::LaunchTemplate', 'EC2::Instance'),
    ({ properties }) => {
      const options = at(properties, 'LaunchTemplateData.MetadataOptions') ?? properties.MetadataOptions
      return at(options, 'HttpTokens') === 'required' && at(options, 'HttpPutResponseHopLimit') === 1
    },
    'gives its role to whoever asks (no IMDSv2).',
  )

/** Limits of CloudFormation: a megabyte and 500 resources for a template. */
export const fits: Invariant = ({ stacks }) =>
  stacks.flatMap(({ id, template }) => {
    const count = Object.keys(template.Resources).length
    const size = JSON.stringify(template).length
    return [
      ...(count < 500 ? [] : [`The stack ${id} has ${count} resources. Allowed are 500.`]),
      ...(size < 1_000_000 ? [] : [`The stack ${id} has ${size} bytes. Allowed is a megabyte.`]),
    ]
  })

/** CloudFormation gives the tags of a stack to all its resources that can have tags. */
export const isTagged: Invariant = ({ stacks, deployment }) =>
  stacks
    .filter(({ tags }) => tags.shop !== deployment.name || tags.profile !== deployment.profile)
    .map(({ id }) => `The stack ${id} is not tagged with shop and profile.`)

export const invariants: Readonly<Record<string, Invariant>> = {
  'all that holds state is encrypted at rest': isEncrypted,
  'every log group forgets': forgetsLogs,
  'what holds state outlives its stack': outlives,
  'no type that keeps something has escaped the proof': knowsAllState,
  'who talks to whom is what the table of the network says': talksByTheTable,
  'nothing is public': isPrivate,
  'every alarm is heard': isHeard,
  'what holds state has its copy in the second region, or a reason': isCopied,
  'with one zone gone, the rest carries the peak': carriesPeak,
  'no secret stands in a template': keepsSecrets,
  'nothing speaks less than TLS 1.2': speaksTls,
  'machines ask for tokens before they tell their role': guardsMetadata,
  'every template is one that CloudFormation takes': fits,
  'every stack is tagged': isTagged,
}

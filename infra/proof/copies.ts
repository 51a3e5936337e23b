import { at, type Found, find, type Json, listOf, resolve, type Templates, textsIn } from './template-set.ts'

/*
 * What holds state outside of the second region has its copy there, or a reason here why it has none. How the copy is made is read from the
 * templates: replication, a replica, a follower, or backups that are copied.
 */

export type Reason = {
  readonly why: string
  /** Of a bucket: days after which its objects are deleted, as its rules have it. */
  readonly days?: number
}

/** By the path of the construct. */
export const withoutCopy: Readonly<Record<string, Reason>> = {
  'data/AccessLogs': { why: 'Logs of requests: nothing is restored from them.', days: 90 },
  'watch/Watch/Canary/Artifacts': { why: 'Pictures of test purchases: nothing is restored from them.', days: 31 },
  'data/Search/Domain': {
    why: 'The index is made of the tables of the database, and a worker that finds none builds it: docs/reference/degradation.md tells how long that takes.',
  },
  'account/Trail/AccessLogs': { why: 'Logs of requests for the trail: nothing is restored from them.', days: 90 },
  'account/Trail/Bucket': {
    why: 'Who did what is lost with the region, in the bucket and in the log group of the trail: no shop is restored from it.',
    days: 400,
  },
  'zone/Zone': {
    why: 'Route 53 answers from its places all over the world, and only changes of records need us-east-1. The records are in the templates.',
  },
  'zone/SigningKey': {
    why: 'Route 53 takes keys that sign a zone from us-east-1 alone. It encrypts nothing: a new one needs a new DS record at the registrar.',
  },
  'zone/LogKey': {
    why: 'It encrypts logs and alarms that lie in us-east-1 themselves and go with it: nothing is restored from them.',
  },
}

/** Types whose loss loses something that the shop cannot make anew by itself. */
export const stateful = [
  'S3::Bucket',
  'RDS::DBInstance',
  'RDS::DBCluster',
  'RDS::GlobalCluster',
  'DynamoDB::GlobalTable',
  'OpenSearchService::Domain',
  'SecretsManager::Secret',
  'KMS::Key',
  'KMS::ReplicaKey',
  'Backup::BackupVault',
  'Route53::HostedZone',
]

/** Types that sound as if they kept something: each is either above or here. */
const sounding =
  /::(\w*(Bucket|Table|Database|DBCluster|DBInstance|Domain|FileSystem|Volume|Stream|Cache|Cluster|Repository|Secret|Vault|Graph|Collection|Store|Ledger|Key|Zone))$/
/** What they are instead. */
const soundingOnly: Readonly<Record<string, string>> = {
  'Route53::KeySigningKey': 'a use of a key that KMS keeps',
  'EC2::RouteTable': 'routes, which the template says',
}

/** No type that keeps something has escaped the proof. */
export const knowsAllState = (templates: Templates): string[] =>
  [...new Set(find(templates).map(({ type }) => type))]
    .filter((type) => sounding.test(`::${type.split('::')[1]}`))
    .filter((type) => !stateful.includes(type) && !(type in soundingOnly))
    .map((type) => `${type} sounds as if it kept something, and the proof does not know it.`)

/** @param waived What has no copy, and why. */
export function isCopied(templates: Templates, waived: Readonly<Record<string, Reason>> = withoutCopy): string[] {
  const { standbyRegion } = templates.deployment
  const found = find(templates, ...stateful).filter(({ stack }) => stack.region !== standbyRegion)
  return [
    ...found
      .filter(({ path }) => !(path in waived))
      .filter((each) => !hasCopy(templates, each))
      .map(({ path, type }) => `${path} (${type}) has no copy in the second region and no reason why.`),
    ...found.flatMap(({ path, properties }) => {
      const days = waived[path]?.days
      const rules = listOf(at(properties, 'LifecycleConfiguration.Rules'))
      return days === undefined || rules.some((rule) => at(rule, 'ExpirationInDays') === days)
        ? []
        : [`${path} has no copy because it is deleted after ${days} days, and no rule of it says so.`]
    }),
  ]
}

/** Reasons that nobody needs any more: what they were about is gone, or has a copy. */
export function needsNoReason(all: readonly Templates[]): string[] {
  const needed = all.flatMap((templates) =>
    find(templates, ...stateful)
      .filter((found) => !hasCopy(templates, found))
      .map(({ path }) => path),
  )
  return Object.keys(withoutCopy)
    .filter((path) => !needed.includes(path))
    .map((path) => `${path} needs no reason: it is gone or has its copy.`)
}

function hasCopy(templates: Templates, found: Found): boolean {
  const { type, properties } = found
  const { standbyRegion } = templates.deployment
  const inStandby = (...types: string[]) =>
    find(templates, ...types).filter(({ stack }) => stack.region === standbyRegion)
  switch (type) {
    case 'S3::Bucket':
      return listOf(at(properties, 'ReplicationConfiguration.Rules')).some(
        (rule) => at(rule, 'Status') === 'Enabled' && isBucketOf(at(rule, 'Destination.Bucket')),
      )
    case 'RDS::DBInstance':
      return (
        properties.DBClusterIdentifier !== undefined ||
        properties.SourceDBInstanceIdentifier !== undefined ||
        properties.AutomaticBackupReplicationRegion === standbyRegion
      )
    case 'RDS::DBCluster': {
      const own = resolve(templates, found.stack, properties.GlobalClusterIdentifier)
      return own !== null && hasFollower(own)
    }
    case 'RDS::GlobalCluster':
      return hasFollower(found)
    case 'DynamoDB::GlobalTable':
      return (
        listOf(properties.Replicas).some((replica) => at(replica, 'Region') === standbyRegion) ||
        isBackedUpBeyond(templates, found)
      )
    case 'SecretsManager::Secret':
      return listOf(properties.ReplicaRegions).some((replica) => at(replica, 'Region') === standbyRegion)
    case 'KMS::Key':
      // A regional key has a sister of the same name: what it protects is encrypted anew on the way.
      return properties.MultiRegion === true
        ? inStandby('KMS::ReplicaKey').some((other) =>
            isSame(found, resolve(templates, other.stack, other.properties.PrimaryKeyArn)),
          )
        : inStandby('KMS::Key').some((other) => other.path === found.path.replace(/^keys\//, 'copies/'))
    case 'Backup::BackupVault':
      return (
        inStandby('Backup::BackupVault').length > 0 && backupRules(templates).some((rule) => isCopying(templates, rule))
      )
    default:
      return false
  }

  function hasFollower(cluster: Found): boolean {
    return inStandby('RDS::DBCluster').some((other) =>
      isSame(cluster, resolve(templates, other.stack, other.properties.GlobalClusterIdentifier)),
    )
  }

  function isBucketOf(destination: Json | undefined): boolean {
    const target = resolve(templates, found.stack, destination)
    if (target) return target.stack.region === standbyRegion
    const names = inStandby('S3::Bucket').map((bucket) => String(bucket.properties.BucketName))
    return textsIn(destination).some((text) => names.some((name) => text.endsWith(name)))
  }
}

const isSame = (one: Found, other: Found | null) => one.stack === other?.stack && one.id === other.id

type Rule = { readonly stack: Found['stack']; readonly plan: string; readonly rule: Json }

const backupRules = (templates: Templates): Rule[] =>
  find(templates, 'Backup::BackupPlan').flatMap(({ stack, id, properties }) =>
    listOf(at(properties, 'BackupPlan.BackupPlanRule')).map((rule) => ({ stack, plan: id, rule })),
  )

const isCopying = (templates: Templates, { stack, rule }: Rule): boolean =>
  listOf(at(rule, 'CopyActions')).some(
    (copy) =>
      resolve(templates, stack, at(copy, 'DestinationBackupVaultArn'))?.stack.region ===
      templates.deployment.standbyRegion,
  )

/** A plan whose backups go to the second region has chosen it. */
function isBackedUpBeyond(templates: Templates, { stack, id }: Found): boolean {
  const copying = backupRules(templates).filter((rule) => isCopying(templates, rule))
  return find(templates, 'Backup::BackupSelection').some(
    (selection) =>
      copying.some(({ plan }) => resolve(templates, selection.stack, selection.properties.BackupPlanId)?.id === plan) &&
      listOf(at(selection.properties, 'BackupSelection.Resources')).some((chosen) => {
        const target = resolve(templates, selection.stack, chosen)
        return target?.stack.id === stack.id && target.id === id
      }),
  )
}

import { at, type Found, find, type Json, listOf, resolve, type Templates, textsIn } from './template-set.ts'

/*
 * What holds state in the home region has its copy in the second one, or a reason here why it has none. How the copy is made is read from the
 * templates: replication, a replica, a follower, or backups that are copied.
 */

/** By the path of the construct. */
export const withoutCopy: Readonly<Record<string, string>> = {
  'data/AccessLogs': 'Logs of requests, deleted after 90 days: nothing is restored from them.',
  'watch/Watch/Canary/Artifacts': 'Pictures of test purchases, deleted after a month: nothing is restored from them.',
  'data/Search/Domain':
    'The index is made of the tables of the database, and a worker that finds none builds it: docs/reference/degradation.md tells how long that takes.',
  'account/Trail/AccessLogs':
    'Logs of requests for the trail, deleted after some weeks: nothing is restored from them.',
  'account/Trail/Bucket':
    'CloudTrail itself keeps the events of 90 days in each region, and no shop is restored from them.',
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
export function isCopied(templates: Templates, waived: Readonly<Record<string, string>> = withoutCopy): string[] {
  const { region: home } = templates.deployment
  return find(templates, ...stateful)
    .filter(({ stack }) => stack.region === home)
    .filter(({ path }) => !(path in waived))
    .filter((found) => !hasCopy(templates, found))
    .map(({ path, type }) => `${path} (${type}) has no copy in the second region and no reason why.`)
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
  const { type, properties, path } = found
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
    case 'RDS::DBCluster':
    case 'RDS::GlobalCluster':
      return inStandby('RDS::DBCluster').some((other) => other.properties.GlobalClusterIdentifier !== undefined)
    case 'DynamoDB::GlobalTable':
      return (
        listOf(properties.Replicas).some((replica) => at(replica, 'Region') === standbyRegion) ||
        isBackedUpBeyond(templates, found)
      )
    case 'SecretsManager::Secret':
      return listOf(properties.ReplicaRegions).some((replica) => at(replica, 'Region') === standbyRegion)
    case 'KMS::Key':
      // A regional key has a sister of the same name: what it protects is encrypted anew on the way.
      return inStandby('KMS::Key', 'KMS::ReplicaKey').some(
        (other) => lastOf(other.path).replace(/Replica$/, '') === lastOf(path),
      )
    case 'Backup::BackupVault':
      return (
        inStandby('Backup::BackupVault').length > 0 && backupRules(templates).some((rule) => isCopying(templates, rule))
      )
    default:
      return false
  }

  function isBucketOf(destination: Json | undefined): boolean {
    const target = resolve(templates, found.stack, destination)
    if (target) return target.stack.region === standbyRegion
    const names = inStandby('S3::Bucket').map((bucket) => String(bucket.properties.BucketName))
    return textsIn(destination).some((text) => names.some((name) => text.endsWith(name)))
  }
}

const lastOf = (path: string) => path.split('/').at(-1) ?? ''

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

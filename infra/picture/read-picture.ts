import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { at, type Found, findResources, listAt, namedBy } from '../cost/found.ts'
import type { Box } from './svg.ts'

/** What stands over all zones, and below it rows with a place for each zone. */
export type Tier = { readonly wide: readonly Box[]; readonly rows: readonly (readonly (Box | null)[])[] }

export type Region = {
  readonly name: string
  readonly role: string
  /** None: copies alone lie here. */
  readonly network: {
    readonly cidr: string
    readonly zones: number
    readonly tiers: Readonly<Record<'public' | 'program' | 'data', Tier>>
  } | null
  readonly services: readonly Box[]
}

/** What the templates create, in the words of the picture: what is not in them is not in it. */
export type Picture = { readonly edge: readonly Box[]; readonly home: Region; readonly second: Region }

/** Copies first. */
const copied = ['S3', 'DynamoDB', 'KMS', 'Secrets Manager', 'AWS Backup']
export const isCopied = (name: string): boolean => copied.includes(name)
const placeOf = ({ name }: Box): number => copied.indexOf(name) + 1 || 99

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** Which band of the picture shows what a stack makes. */
const bandOf: Readonly<Record<string, 'edge' | 'home' | 'second' | 'none'>> = {
  zone: 'edge',
  edge: 'edge',
  'edge-watch': 'none',
  keys: 'home',
  data: 'home',
  program: 'home',
  account: 'home',
  recover: 'home',
  watch: 'home',
  copies: 'second',
  'standby-data': 'second',
  'standby-program': 'second',
  'standby-watch': 'second',
}

export function readPicture(assembly: CloudAssembly): Picture {
  const all = findResources(assembly)
  for (const { stack } of all)
    if (!(stack in bandOf)) throw new Error(`The picture has no place for the stack ${stack}.`)
  const of = (band: string) => all.filter(({ stack }) => bandOf[stack] === band)
  const home = of('home')
  const second = of('second')
  const isAwake = second.some(({ type }) => type === 'AWS::AutoScaling::AutoScalingGroup')
  return {
    edge: edgeBoxes(of('edge')),
    home: { name: home[0]?.region ?? '', role: 'the shop', network: readNetwork(home), services: serviceBoxes(home) },
    second: {
      name: second[0]?.region ?? '',
      role: isAwake ? 'a smaller shop, awake' : 'copies',
      network: readNetwork(second),
      services: [...serviceBoxes(second, true), ...replicaBoxes(home, second[0]?.region ?? '')].toSorted(
        (a, b) => placeOf(a) - placeOf(b),
      ),
    },
  }
}

/** A box for a type, when the templates have it. */
function box(found: readonly Found[], type: string, draw: (found: readonly Found[]) => Box): Box[] {
  const some = found.filter((one) => one.type === type)
  return some.length ? [draw(some)] : []
}

function edgeBoxes(edge: readonly Found[]): Box[] {
  return [
    ...box(edge, 'AWS::Route53::HostedZone', () => {
      const checks = edge.filter(({ type }) => type === 'AWS::Route53::HealthCheck').length
      return { icon: 'globe', name: 'Route 53', what: checks ? plural(checks, 'health check') : 'names', tone: 'edge' }
    }),
    ...box(edge, 'AWS::CloudFront::Distribution', ([distribution]) => {
      const isShielded = JSON.stringify(distribution?.properties).includes('"OriginShield":{"Enabled":true')
      return { icon: 'edge', name: 'CloudFront', what: isShielded ? 'cache, origin shield' : 'cache', tone: 'edge' }
    }),
    ...box(edge, 'AWS::WAFv2::WebACL', ([acl]) => ({
      icon: 'shield',
      name: 'WAF',
      what: plural(listAt(acl?.properties, 'Rules').length, 'rule'),
      tone: 'edge',
    })),
    ...box(edge, 'AWS::CertificateManager::Certificate', () => ({
      icon: 'certificate',
      name: 'ACM',
      what: 'certificate',
      tone: 'edge',
    })),
  ]
}

function readNetwork(region: readonly Found[]): Region['network'] {
  const vpc = region.find(({ type }) => type === 'AWS::EC2::VPC')
  if (!vpc) return null
  const subnets = region.filter(({ type }) => type === 'AWS::EC2::Subnet')
  const zones = new Set(subnets.map(({ properties }) => JSON.stringify(at(properties, 'AvailabilityZone')))).size
  /** One after the other over the zones, in as many rows as that takes. */
  const rowsOf = (boxes: readonly Box[]): (Box | null)[][] =>
    Array.from({ length: Math.ceil(boxes.length / zones) }, (_, row) =>
      Array.from({ length: zones }, (_, zone) => boxes[row * zones + zone] ?? null),
    )
  /** Each kind in rows of its own, or all in one row where that is enough. */
  const inRows = (kinds: readonly (readonly Box[])[]): (Box | null)[][] =>
    kinds.flat().length <= zones ? rowsOf(kinds.flat()) : kinds.flatMap(rowsOf)
  const gate = (what: string): Box => ({ icon: 'way', name: 'NAT', what, tone: 'public' })
  const gates = region.flatMap(({ type, properties }): Box[] => {
    if (type === 'AWS::EC2::Instance') return [gate('instance')]
    if (type !== 'AWS::EC2::NatGateway') return []
    // A regional one stands in each zone.
    const count = at(properties, 'AvailabilityMode') === 'regional' ? zones : 1
    return Array.from({ length: count }, () => gate('gateway'))
  })
  return {
    cidr: String(at(vpc.properties, 'CidrBlock')),
    zones,
    tiers: {
      public: {
        wide: box(region, 'AWS::ElasticLoadBalancingV2::LoadBalancer', () => ({
          icon: 'balancer',
          name: 'Application Load Balancer',
          what: 'only from CloudFront and health checks',
          tone: 'public',
        })),
        rows: rowsOf(gates),
      },
      program: { wide: [], rows: inRows(fleets(region)) },
      data: { wide: [], rows: inRows([databaseBoxes(region), searchBoxes(region)]) },
    },
  }
}

/** The machines that each group never goes below. */
function fleets(region: readonly Found[]): Box[][] {
  return region
    .filter(({ type }) => type === 'AWS::AutoScaling::AutoScalingGroup')
    .map((group) => {
      const isWorker = group.id.toLowerCase().includes('worker')
      const what = String(at(group.properties, 'MixedInstancesPolicy.LaunchTemplate.Overrides.0.InstanceType'))
      const drawn: Box = isWorker
        ? { icon: 'gears', name: 'worker', what, tone: 'program' }
        : { icon: 'machine', name: 'web', what, tone: 'program' }
      return Array.from({ length: Number(at(group.properties, 'MinSize')) }, () => drawn)
    })
    .toSorted(([a], [b]) => (a?.name ?? '').localeCompare(b?.name ?? ''))
}

function databaseBoxes(region: readonly Found[]): Box[] {
  const instances = region.filter(({ type }) => type === 'AWS::RDS::DBInstance')
  const isSecondary = region.some(({ stack }) => stack === 'standby-data' || stack === 'copies')
  const aurora = instances.filter(({ properties }) => namedBy(at(properties, 'DBClusterIdentifier')))
  const single = instances.filter((one) => !aurora.includes(one))
  const draw = (name: string, what: string): Box => ({ icon: 'database', name, what, tone: 'data' })
  const roles = aurora.map((_, index) => (isSecondary ? 'follows' : index === 0 ? 'writer' : 'reader'))
  return [
    ...single.flatMap(({ properties }) =>
      at(properties, 'SourceDBInstanceIdentifier') !== undefined
        ? [draw('PostgreSQL', 'replica')]
        : [
            draw('PostgreSQL', 'primary'),
            ...(at(properties, 'MultiAZ') === true ? [draw('PostgreSQL', 'standby')] : []),
          ],
    ),
    ...roles.map((role) => draw('Aurora', role)),
  ]
}

function searchBoxes(region: readonly Found[]): Box[] {
  const [domain] = region.filter(({ type }) => type === 'AWS::OpenSearchService::Domain')
  if (!domain) return []
  const cluster = (name: string) => at(domain.properties, `ClusterConfig.${name}`)
  const nodes = Number(cluster('InstanceCount') ?? 1)
  const leaders = cluster('DedicatedMasterEnabled') === true ? Number(cluster('DedicatedMasterCount')) : 0
  return Array.from(
    { length: nodes },
    (_, index): Box => ({
      icon: 'search',
      name: 'OpenSearch',
      what: index < leaders ? 'data, and a leader' : 'data',
      tone: 'data',
    }),
  )
}

function serviceBoxes(region: readonly Found[], isSecond = false): Box[] {
  const service = (box: Omit<Box, 'tone'>): Box => ({ ...box, tone: 'service' })
  const count = (type: string) => region.filter((one) => one.type === type).length
  return [
    ...box(
      region.filter(({ id }) => id.toLowerCase().includes('media') || id.toLowerCase().includes('pictures')),
      'AWS::S3::Bucket',
      () => service({ icon: 'bucket', name: 'S3', what: isSecond ? 'copy of pictures' : 'pictures' }),
    ),
    ...box(region, 'AWS::DynamoDB::GlobalTable', ([table]) =>
      service({
        icon: 'table',
        name: 'DynamoDB',
        what: listAt(table?.properties, 'Replicas').length > 1 ? 'table in both regions' : 'carts and sessions',
      }),
    ),
    ...keyBoxes(count('AWS::KMS::Key'), count('AWS::KMS::ReplicaKey')),
    ...box(region, 'AWS::SecretsManager::Secret', (secrets) =>
      service({ icon: 'secret', name: 'Secrets Manager', what: plural(secrets.length, 'secret') }),
    ),
    ...box(region, 'AWS::Backup::BackupVault', () =>
      service({ icon: 'backup', name: 'AWS Backup', what: isSecond ? 'vault of copies' : 'plans, locked vault' }),
    ),
    ...box(region, 'AWS::CloudWatch::Alarm', (alarms) =>
      service({
        icon: 'chart',
        name: 'CloudWatch',
        what: `${plural(alarms.length, 'alarm')}${count('AWS::CloudWatch::Dashboard') ? `, ${plural(count('AWS::CloudWatch::Dashboard'), 'dashboard')}` : ''}`,
      }),
    ),
    ...box(region, 'AWS::XRay::Group', () => service({ icon: 'trace', name: 'X-Ray', what: 'traces' })),
    ...box(region, 'AWS::Synthetics::Canary', () =>
      service({ icon: 'robot', name: 'Canary', what: 'buys an article' }),
    ),
    ...box(region, 'AWS::SES::EmailIdentity', () => service({ icon: 'mail', name: 'SES', what: 'mails' })),
    ...box(region, 'AWS::CloudTrail::Trail', () => service({ icon: 'log', name: 'CloudTrail', what: 'who did what' })),
  ]
}

function keyBoxes(keys: number, replicas: number): Box[] {
  const what = [keys && plural(keys, 'key'), replicas && plural(replicas, 'replica')].filter(Boolean).join(', ')
  return what ? [{ icon: 'key', name: 'KMS', what, tone: 'service' }] : []
}

/** What the home region makes in another one by itself: replicas of tables and secrets. */
function replicaBoxes(home: readonly Found[], region: string): Box[] {
  const inRegion = (type: string, path: string) =>
    home.filter(
      (found) =>
        found.type === type && listAt(found.properties, path).some((replica) => at(replica, 'Region') === region),
    ).length
  const tables = inRegion('AWS::DynamoDB::GlobalTable', 'Replicas')
  const secrets = inRegion('AWS::SecretsManager::Secret', 'ReplicaRegions')
  return [
    ...(tables ? [{ icon: 'table', name: 'DynamoDB', what: 'replica', tone: 'service' } as const] : []),
    ...(secrets
      ? [{ icon: 'secret', name: 'Secrets Manager', what: plural(secrets, 'replica'), tone: 'service' } as const]
      : []),
  ]
}

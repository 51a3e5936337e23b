import { callers, edges, ports } from '../constructs/network.ts'
import { type PrefixLists, type Profile, profileOf } from '../environments.ts'
import { at, find, type Json, listOf, resolve, type StackTemplate, type Templates } from './template-set.ts'

/** One rule of a security group: who may open a connection to whom. */
type Edge = {
  readonly kind: 'ingress' | 'egress'
  readonly from: string
  readonly to: string
  readonly ports: string
  readonly region: string
}

type Rule = Omit<Edge, 'region'>

const anywhere = 'anywhere'
const gateway = 'Network/Vpc/NatSecurityGroup'
const healthChecks = 'Balancer/HealthChecks'
/** By the name of the list in the deployment. */
const lists: Readonly<Record<keyof PrefixLists, string>> = {
  cloudFront: 'CloudFront',
  healthChecks: 'the health checks',
}

/** Beside `edges` of the network: the way in from CloudFront and the health checks, and the way out to services. */
const rulesOf = ({ egress }: Profile): Rule[] => [
  ...edges.flatMap(({ from, to, port }) =>
    (['ingress', 'egress'] as const).map((kind) => ({ kind, from, to, ports: String(port) })),
  ),
  ...callers.map((from) => ({ kind: 'egress' as const, from, to: anywhere, ports: '443' })),
  ...(egress === 'instance'
    ? [
        ...callers.map((from) => ({ kind: 'ingress' as const, from, to: gateway, ports: '443' })),
        { kind: 'egress' as const, from: gateway, to: anywhere, ports: '443' },
      ]
    : []),
  { kind: 'ingress', from: lists.cloudFront, to: 'balancer', ports: String(ports.balancer) },
  { kind: 'ingress', from: lists.healthChecks, to: healthChecks, ports: String(ports.balancer) },
]

/** Who wears which groups: the type, where it stands, the property that names them. What is not here wears none. */
const wearers: readonly { type: string; path: RegExp; property: string; groups: readonly string[] }[] = [
  {
    type: 'RDS::DBInstance',
    path: /Database\/(Instance|Replica)$/,
    property: 'VPCSecurityGroups',
    groups: ['database'],
  },
  { type: 'RDS::DBCluster', path: /./, property: 'VpcSecurityGroupIds', groups: ['database'] },
  { type: 'OpenSearchService::Domain', path: /./, property: 'VPCOptions.SecurityGroupIds', groups: ['search'] },
  {
    type: 'EC2::LaunchTemplate',
    path: /\/WebFleet\//,
    property: 'LaunchTemplateData.SecurityGroupIds',
    groups: ['web'],
  },
  {
    type: 'EC2::LaunchTemplate',
    path: /\/WorkerFleet\//,
    property: 'LaunchTemplateData.SecurityGroupIds',
    groups: ['worker'],
  },
  { type: 'EC2::Instance', path: /\/NatInstance$/, property: 'NetworkInterfaces.0.GroupSet', groups: [gateway] },
  {
    type: 'Lambda::Function',
    path: /\/Migration\/Function$/,
    property: 'VpcConfig.SecurityGroupIds',
    groups: ['migration'],
  },
  {
    type: 'ElasticLoadBalancingV2::LoadBalancer',
    path: /./,
    property: 'SecurityGroups',
    groups: [healthChecks, 'balancer'],
  },
]

const isSame = (one: Rule, other: Rule) =>
  one.kind === other.kind && one.from === other.from && one.to === other.to && one.ports === other.ports

/** Who may talk to whom is what `edges` says: no more, and no less; and each is in the group of its name. */
export function talksByTheTable(templates: Templates): string[] {
  const found = edgesOf(templates)
  const rules = rulesOf(profileOf(templates.deployment))
  const more = found
    .filter((edge) => !rules.some((rule) => isSame(rule, edge)))
    .map(({ kind, from, to, ports: its, region }) => `${region}: ${from} may reach ${to} on ${its} (${kind}).`)
  const regions = [...new Set(find(templates, 'EC2::SecurityGroup').map(({ stack }) => stack.region))]
  const less = regions.flatMap((region) =>
    rules
      .filter((rule) => !found.some((edge) => edge.region === region && isSame(rule, edge)))
      .map(({ kind, from, to, ports: its }) => `${region}: ${from} cannot reach ${to} on ${its} (${kind}).`),
  )
  return [...more, ...less, ...wearing(templates)]
}

function wearing(templates: Templates): string[] {
  return find(templates, ...wearers.map(({ type }) => type)).flatMap(({ stack, path, type, properties }) => {
    const properOf = wearers.filter((each) => each.type === type).map(({ property }) => property)
    const worn = [...new Set([...properOf, 'SecurityGroupIds'])]
      .flatMap((property) => listOf(at(properties, property)))
      .map((group) => nameOf(templates, stack, group))
      .sort()
      .join(' and ')
    const { groups = [] } = wearers.find((each) => each.type === type && each.path.test(path)) ?? {}
    const right = groups.join(' and ')
    return worn === right ? [] : [`${path} wears ${worn || 'nothing'}, not ${right || 'nothing'}.`]
  })
}

function edgesOf(templates: Templates): Edge[] {
  const inline = find(templates, 'EC2::SecurityGroup').flatMap(({ stack, path, properties }) =>
    (['ingress', 'egress'] as const).flatMap((kind) =>
      listOf(properties[kind === 'ingress' ? 'SecurityGroupIngress' : 'SecurityGroupEgress']).map((rule) =>
        edgeOf(templates, stack, kind, memberOf(path), rule),
      ),
    ),
  )
  const alone = find(templates, 'EC2::SecurityGroupIngress', 'EC2::SecurityGroupEgress').map(
    ({ stack, type, properties }) =>
      edgeOf(
        templates,
        stack,
        type.endsWith('Ingress') ? 'ingress' : 'egress',
        nameOf(templates, stack, properties.GroupId),
        properties,
      ),
  )
  return [...inline, ...alone].filter((edge) => edge !== null)
}

function edgeOf(templates: Templates, stack: StackTemplate, kind: Edge['kind'], self: string, rule: Json): Edge | null {
  const other = otherOf(templates, stack, kind, rule)
  // What the CDK writes where nothing may go out: an address that nobody has.
  if (other === '255.255.255.255/32') return null
  const { IpProtocol, FromPort, ToPort } = rule as Record<string, Json>
  const its = IpProtocol === 'tcp' && FromPort === ToPort ? String(FromPort) : `${IpProtocol} ${FromPort}-${ToPort}`
  const [from, to] = kind === 'ingress' ? [other, self] : [self, other]
  return { kind, from, to, ports: its, region: stack.region }
}

function otherOf(templates: Templates, stack: StackTemplate, kind: Edge['kind'], rule: Json): string {
  const cidr = at(rule, 'CidrIp') ?? at(rule, 'CidrIpv6')
  if (cidr === '0.0.0.0/0' || cidr === '::/0') return anywhere
  if (cidr !== undefined) return String(cidr)
  const list = at(rule, kind === 'ingress' ? 'SourcePrefixListId' : 'DestinationPrefixListId')
  if (list !== undefined) {
    const its = templates.deployment.prefixLists[stack.region]
    const known = (Object.keys(lists) as (keyof PrefixLists)[]).find((name) => its?.[name] === list)
    return known ? lists[known] : `the prefix list ${JSON.stringify(list)}`
  }
  return nameOf(templates, stack, at(rule, kind === 'ingress' ? 'SourceSecurityGroupId' : 'DestinationSecurityGroupId'))
}

function nameOf(templates: Templates, stack: StackTemplate, value: Json | undefined): string {
  const group = resolve(templates, stack, value)
  return group ? memberOf(group.path) : `an unknown group ${JSON.stringify(value)}`
}

/** `data/Network/web` is the member `web`; others go by the path in their stack. */
function memberOf(path: string): string {
  const [, ...rest] = path.split('/')
  return /^Network\/\w+$/.test(rest.join('/')) ? (rest[1] ?? '') : rest.join('/').replace(/\d+$/, '')
}

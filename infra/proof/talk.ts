import { callers, edges, ports } from '../constructs/network.ts'
import { at, find, type Json, listOf, resolve, type StackTemplate, type Templates } from './template-set.ts'

/** One rule of a security group: who may open a connection to whom. */
type Edge = {
  readonly kind: 'ingress' | 'egress'
  readonly from: string
  readonly to: string
  readonly ports: string
  readonly region: string
}

const anywhere = 'anywhere'
const edgeOfAws = 'a prefix list of AWS'
const gateway = 'Network/Vpc/NatSecurityGroup'
const healthChecks = 'Balancer/HealthChecks'

/** Beside `edges` of the network: the way in from CloudFront and the health checks, and the way out to services. */
const allowed: readonly Omit<Edge, 'region'>[] = [
  ...edges.flatMap(({ from, to, port }) =>
    (['ingress', 'egress'] as const).map((kind) => ({ kind, from, to, ports: String(port) })),
  ),
  ...callers.map((from) => ({ kind: 'egress' as const, from, to: anywhere, ports: '443' })),
  ...callers.map((from) => ({ kind: 'ingress' as const, from, to: gateway, ports: '443' })),
  { kind: 'egress', from: gateway, to: anywhere, ports: '443' },
  { kind: 'ingress', from: edgeOfAws, to: 'balancer', ports: String(ports.balancer) },
  { kind: 'ingress', from: edgeOfAws, to: healthChecks, ports: String(ports.balancer) },
]

/** Who may talk to whom is what `edges` says: no more, and no less. */
export function talksByTheTable(templates: Templates): string[] {
  const found = edgesOf(templates)
  const isAllowed = (edge: Edge) =>
    allowed.some(
      (each) => each.kind === edge.kind && each.from === edge.from && each.to === edge.to && each.ports === edge.ports,
    )
  const more = found
    .filter((edge) => !isAllowed(edge))
    .map(({ kind, from, to, ports: its, region }) => `${region}: ${from} may reach ${to} on ${its} (${kind}).`)
  const regions = [...new Set(found.map(({ region }) => region))]
  const less = regions.flatMap((region) =>
    edges.flatMap(({ from, to, port }) =>
      (['ingress', 'egress'] as const)
        .filter(
          (kind) =>
            !found.some(
              (edge) =>
                edge.region === region &&
                edge.kind === kind &&
                edge.from === from &&
                edge.to === to &&
                edge.ports === String(port),
            ),
        )
        .map((kind) => `${region}: ${from} cannot reach ${to} on ${port} (${kind}).`),
    ),
  )
  return [...more, ...less]
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
  const { prefixLists } = templates.deployment
  const known = Object.values(prefixLists).flatMap((each) => Object.values(each))
  if (list !== undefined) return known.includes(String(list)) ? edgeOfAws : `the prefix list ${JSON.stringify(list)}`
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

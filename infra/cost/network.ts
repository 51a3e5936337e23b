import { at, listAt } from './found.ts'
import { type Ground, hours, line, ofType, type Pricer, writtenLog } from './line.ts'
import { secondsOfMonth } from './traffic.ts'

/** GB a month that a gateway carries: packages at the start of machines, Stripe, mails, logs, metrics. Assumption. */
const outward = 20
/** Of an answer that CloudFront does not keep, compressed with headers; bench/results/speed.md has pages of 17 to 42 kB plain. */
const originBytes = 12_000

/** Who gets a mail asks for DKIM, SPF, DMARC and where to answer; what shoppers ask is an alias of AWS, and free. Assumption. */
const queriesPerMail = 4

const zonesOf = (ground: Ground, stack: string): number =>
  new Set(
    ofType(ground, 'AWS::EC2::Subnet', stack).map(({ properties }) =>
      JSON.stringify(at(properties, 'AvailabilityZone')),
    ),
  ).size

export const network: Readonly<Record<string, Pricer>> = {
  'AWS::EC2::NatGateway': (gateway, ground) => {
    // A regional one stands, and is paid for, in each zone that uses it, with an address of its own.
    const isRegional = at(gateway.properties, 'AvailabilityMode') === 'regional'
    const zones = isRegional ? zonesOf(ground, gateway.stack) : 1
    const gateways = ofType(ground, 'AWS::EC2::NatGateway', gateway.stack).length
    return [
      line(gateway, 'network', hours * zones, 'NAT gateway', zones > 1 ? `NAT gateway, ${zones} zones` : 'NAT gateway'),
      line(gateway, 'network', outward / gateways, 'NAT gateway, data'),
      ...(isRegional ? [line(gateway, 'network', hours * zones, 'public IPv4 address')] : []),
    ]
  },
  'AWS::EC2::VPCEndpoint': (endpoint) =>
    at(endpoint.properties, 'VpcEndpointType') === 'Interface'
      ? [line(endpoint, 'network', hours * listAt(endpoint.properties, 'SubnetIds').length, 'interface endpoint')]
      : [],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (balancer, { volumes }) => {
    const isFacing = at(balancer.properties, 'Scheme') === 'internet-facing'
    const zones = listAt(balancer.properties, 'Subnets').length
    const requests = balancer.stack.startsWith('standby') ? 0 : volumes.originRequests
    // A unit carries 25 new connections a second, or 1 GB an hour; health checks of Route 53 alone are about one connection a second.
    const units = Math.max(0.1, requests / secondsOfMonth / 25, (requests * originBytes) / 1e9 / hours)
    return [
      line(balancer, 'network', hours, 'load balancer'),
      line(balancer, 'network', hours * units, 'load balancer, LCU'),
      ...(isFacing
        ? [line(balancer, 'network', hours * zones, 'public IPv4 address', `public IPv4 addresses, ${zones} zones`)]
        : []),
      line(balancer, 'network', ((requests * originBytes) / 1e9) * 2, 'traffic between zones'),
    ]
  },
  'AWS::EC2::FlowLog': (log, ground) => writtenLog(log, ground, 0.5, 'log of refused connections'),
  'AWS::Route53::HostedZone': (zone, { volumes }) => [
    line(zone, 'edge', 1, 'hosted zone'),
    line(zone, 'edge', (volumes.mails * queriesPerMail) / 1e6, 'DNS queries'),
  ],
  'AWS::Route53::HealthCheck': (check) => {
    const config = (name: string) => at(check.properties, `HealthCheckConfig.${name}`)
    const type = String(config('Type'))
    const options = [
      type.startsWith('HTTPS'),
      type.includes('STR_MATCH'),
      Number(config('RequestInterval')) === 10,
      config('MeasureLatency') === true,
    ]
    const count = options.filter(Boolean).length
    return [
      line(check, 'edge', 1, 'health check'),
      ...(count ? [line(check, 'edge', count, 'health check, option', 'its options: TLS, each 10 seconds …')] : []),
    ]
  },
  'AWS::CloudFront::Distribution': (distribution, { volumes }) => {
    const isShielded = listAt(distribution.properties, 'DistributionConfig.Origins').some(
      (origin) => at(origin, 'OriginShield.Enabled') === true,
    )
    const functions = JSON.stringify(distribution.properties).includes('FunctionARN')
    return [
      line(distribution, 'edge', volumes.edgeGigabytes, 'CloudFront, bytes'),
      line(distribution, 'edge', volumes.edgeRequests / 1e4, 'CloudFront, requests'),
      ...(isShielded ? [line(distribution, 'edge', volumes.originRequests / 1e4, 'CloudFront, origin shield')] : []),
      ...(functions ? [line(distribution, 'edge', volumes.edgeRequests / 1e6, 'CloudFront, function')] : []),
    ]
  },
  'AWS::WAFv2::WebACL': (acl, { volumes }) => {
    const rules = listAt(acl.properties, 'Rules').length
    return [
      line(acl, 'edge', 1, 'WAF, ACL'),
      line(acl, 'edge', rules, 'WAF, rule', `WAF, ${rules} rules`),
      line(acl, 'edge', volumes.edgeRequests / 1e6, 'WAF, requests'),
    ]
  },
  // Only what a rule stopped or counted is written; assumption: one request in a hundred, 1.5 kB each.
  'AWS::WAFv2::LoggingConfiguration': (log, ground) =>
    writtenLog(log, ground, (ground.volumes.edgeRequests * 0.01 * 1_500) / 1e9, 'log of the WAF'),
}

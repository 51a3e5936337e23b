import {
  aws_certificatemanager as acm,
  Duration,
  aws_ec2 as ec2,
  aws_elasticloadbalancingv2 as elb,
  type aws_route53 as route53,
  type SecretValue,
  type aws_s3 as s3,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { PrefixLists } from '../environments.ts'
import { type Network, ports } from './network.ts'
import { inPacks, waive } from './waive.ts'

/** CloudFront says by it that a request came through it: its value is the secret. */
export const originHeader = 'x-origin-key'

/** Under which CloudFront and the health checks of Route 53 know the program. */
export const originDomain = (domain: string) => `origin.${domain}`

export type BalancerProps = {
  readonly name: string
  readonly domain: string
  readonly zone: route53.IPublicHostedZone
  readonly network: Network
  readonly prefixLists: PrefixLists
  /** A request with any of them is one of CloudFront. */
  readonly originKeys: readonly SecretValue[]
  readonly accessLogs: s3.IBucket
}

/** The load balancer before `web`. CloudFront reaches it with the secret, and the health checks of Route 53 reach `/readyz`. */
export class Balancer extends Construct {
  readonly loadBalancer: elb.ApplicationLoadBalancer
  readonly targetGroup: elb.ApplicationTargetGroup
  readonly certificate: acm.Certificate

  constructor(
    scope: Construct,
    id: string,
    { name, domain, zone, network, prefixLists, originKeys, accessLogs }: BalancerProps,
  ) {
    super(scope, id)
    const { vpc, groups } = network
    // A group holds 60 rules; the lists count as 55 and 25, so that each has a group of its own.
    const healthChecks = new ec2.SecurityGroup(this, 'HealthChecks', {
      vpc,
      description: 'Health checks of Route 53 to the load balancer',
      allowAllOutbound: false,
    })
    for (const [group, list, from] of [
      [groups.balancer, prefixLists.cloudFront, 'CloudFront'],
      [healthChecks, prefixLists.healthChecks, 'health checks of Route 53'],
    ] as const)
      group.addIngressRule(ec2.Peer.prefixList(list), ec2.Port.tcp(ports.balancer), from)

    this.loadBalancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      vpcSubnets: network.subnets('public'),
      internetFacing: true,
      securityGroup: groups.balancer,
      deletionProtection: true,
      dropInvalidHeaderFields: true,
      // Shorter than the program keeps an idle connection (65 s).
      idleTimeout: Duration.seconds(60),
    })
    this.loadBalancer.addSecurityGroup(healthChecks)
    waive(
      this.loadBalancer,
      'The WAF stands before CloudFront, and nothing but CloudFront with the secret of its header gets past the balancer.',
      ...inPacks('ALBWAFEnabled'),
    )
    this.loadBalancer.logAccessLogs(accessLogs, 'balancer')

    this.targetGroup = new elb.ApplicationTargetGroup(this, 'Web', {
      vpc,
      port: ports.web,
      protocol: elb.ApplicationProtocol.HTTP,
      targetType: elb.TargetType.INSTANCE,
      loadBalancingAlgorithmType: elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
      deregistrationDelay: Duration.seconds(30),
      healthCheck: {
        path: '/readyz',
        interval: Duration.seconds(5),
        timeout: Duration.seconds(3),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    })
    this.certificate = new acm.Certificate(this, 'Certificate', {
      domainName: originDomain(domain),
      certificateName: `${name}-origin`,
      validation: acm.CertificateValidation.fromDns(zone),
    })
    const listener = this.loadBalancer.addListener('Https', {
      port: ports.balancer,
      protocol: elb.ApplicationProtocol.HTTPS,
      sslPolicy: elb.SslPolicy.TLS13_12_PQ,
      certificates: [this.certificate],
      open: false,
      defaultAction: elb.ListenerAction.fixedResponse(403, {
        contentType: 'text/plain',
        messageBody: 'The shop is reached by its own address.\n',
      }),
    })
    const forward = elb.ListenerAction.forward([this.targetGroup])
    listener.addAction('Ready', {
      priority: 10,
      conditions: [
        elb.ListenerCondition.pathPatterns(['/readyz']),
        elb.ListenerCondition.httpRequestMethods(['GET', 'HEAD']),
      ],
      action: forward,
    })
    listener.addAction('CloudFront', {
      priority: 20,
      conditions: [
        elb.ListenerCondition.httpHeader(
          originHeader,
          originKeys.map((key) => key.unsafeUnwrap()),
        ),
      ],
      action: forward,
    })
  }

  /** As target tracking and predictive scaling name the pair. */
  get resourceLabel(): string {
    return `${this.loadBalancer.loadBalancerFullName}/${this.targetGroup.targetGroupFullName}`
  }
}

import {
  Duration,
  type aws_elasticloadbalancingv2 as elb,
  aws_route53 as route53,
  aws_route53_targets as targets,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { originDomain } from './balancer.ts'

export type OriginNamesProps = {
  readonly shop: string
  readonly zone: route53.IPublicHostedZone
  readonly home: elb.IApplicationLoadBalancer
  /** Null: there is one region, and its health check only tells. */
  readonly standby: elb.IApplicationLoadBalancer | null
}

/**
 * `origin.DOMAIN`. With a standby: the home region while it is healthy, the standby from 30 seconds after it is not, all of it in
 * the part of Route 53 that needs no console. CloudFront asks for the name anew once a minute.
 */
export class OriginNames extends Construct {
  readonly homeCheck: route53.HealthCheck
  readonly standbyCheck: route53.HealthCheck | null
  /** The home region's first. */
  readonly checks: readonly route53.HealthCheck[]

  constructor(scope: Construct, id: string, { shop, zone, home, standby }: OriginNamesProps) {
    super(scope, id)
    const seconds = standby ? 10 : 30
    this.homeCheck = this.#check('HomeCheck', home, `${shop}-home`, seconds)
    this.standbyCheck = standby && this.#check('StandbyCheck', standby, `${shop}-standby`, seconds)
    this.checks = this.standbyCheck ? [this.homeCheck, this.standbyCheck] : [this.homeCheck]
    const name = originDomain(zone.zoneName)
    if (!standby || !this.standbyCheck) {
      new route53.ARecord(this, 'Home', { zone, recordName: name, target: targetOf(home) })
      return
    }
    new route53.ARecord(this, 'Home', {
      zone,
      recordName: name,
      target: targetOf(home),
      setIdentifier: 'home',
      failover: route53.Failover.PRIMARY,
      healthCheck: this.homeCheck,
    })
    new route53.ARecord(this, 'Standby', {
      zone,
      recordName: name,
      target: targetOf(standby),
      setIdentifier: 'standby',
      failover: route53.Failover.SECONDARY,
      healthCheck: this.standbyCheck,
    })
  }

  /** From the program itself, over TLS, from three parts of the world; every ten seconds where a standby waits, which costs more. */
  #check(id: string, balancer: elb.IApplicationLoadBalancer, name: string, seconds: 10 | 30): route53.HealthCheck {
    const check = new route53.HealthCheck(this, id, {
      type: route53.HealthCheckType.HTTPS,
      fqdn: balancer.loadBalancerDnsName,
      port: 443,
      resourcePath: '/readyz',
      enableSNI: true,
      requestInterval: Duration.seconds(seconds),
      failureThreshold: 3,
      regions: ['us-east-1', 'us-west-2', 'eu-west-1'],
    })
    const resource = check.node.defaultChild as route53.CfnHealthCheck
    // The console lists health checks by it.
    resource.addPropertyOverride('HealthCheckTags', [{ Key: 'Name', Value: name }])
    return check
  }
}

const targetOf = (balancer: elb.IApplicationLoadBalancer): route53.RecordTarget =>
  route53.RecordTarget.fromAlias(new targets.LoadBalancerTarget(balancer, { evaluateTargetHealth: true }))

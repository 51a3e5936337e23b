import { RemovalPolicy, aws_route53 as route53 } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'

/** The domain's zone. It is made first and alone: the registrar must name its servers before certificates can be had. */
export class ZoneStack extends ShopStack {
  readonly zone: route53.PublicHostedZone

  constructor(scope: Construct, id: string, deployment: Deployment, region: string) {
    super(scope, id, deployment, region, true)
    this.zone = new route53.PublicHostedZone(this, 'Zone', { zoneName: deployment.domain })
    this.zone.applyRemovalPolicy(RemovalPolicy.RETAIN)
  }
}

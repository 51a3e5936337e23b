import { CfnOutput, aws_route53 as route53, aws_route53_targets as targets } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { AccessLog, allowDelivery } from '../constructs/access-log.ts'
import { Distribution } from '../constructs/distribution.ts'
import { Firewall } from '../constructs/firewall.ts'
import { OriginNames } from '../constructs/origin-names.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { ProgramStack } from './program-stack.ts'
import type { ZoneStack } from './zone-stack.ts'

/** What shoppers reach first: WAF, CloudFront and the names of the domain. */
export class EdgeStack extends ShopStack {
  readonly originNames: OriginNames
  readonly firewall: Firewall
  readonly distribution: Distribution
  readonly accessLog: AccessLog

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    {
      zone: { zone, certificate, logKey },
      data,
      program,
      standby,
    }: {
      readonly zone: ZoneStack
      readonly data: DataStack
      readonly program: ProgramStack
      readonly standby: ProgramStack | null
    },
  ) {
    super(scope, id, deployment, region)
    const { name } = deployment
    const { logDays } = this.profile
    this.originNames = new OriginNames(this, 'OriginNames', {
      shop: name,
      zone,
      home: program.balancer.loadBalancer,
      standby: standby?.balancer.loadBalancer ?? null,
    })
    this.firewall = new Firewall(this, 'Firewall', { deployment, logKey, logDays })
    this.distribution = new Distribution(this, 'Edge', {
      deployment,
      certificate,
      firewall: this.firewall,
      originKey: data.secrets.originKey,
    })
    const { distribution } = this.distribution
    this.accessLog = new AccessLog(this, 'AccessLog', { shop: name, distribution, logKey, logDays })
    allowDelivery(this, 'Delivery', name, [this.firewall.log, this.accessLog.group])
    new CfnOutput(this, 'DistributionId', {
      description: 'For `aws cloudfront create-invalidation`',
      value: distribution.distributionId,
    })
    const target = route53.RecordTarget.fromAlias(new targets.CloudFrontTarget(distribution))
    for (const [host, recordName] of [
      ['Apex', undefined],
      ['Www', 'www'],
    ] as const) {
      new route53.ARecord(this, host, { zone, target, ...(recordName && { recordName }) })
      new route53.AaaaRecord(this, `${host}6`, { zone, target, ...(recordName && { recordName }) })
    }
  }
}

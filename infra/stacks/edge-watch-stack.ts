import type { Construct } from 'constructs'
import { Alarms } from '../constructs/alarms.ts'
import { watchCertificate } from '../constructs/machine-alarms.ts'
import { awsMetric } from '../constructs/metrics.ts'
import { type Answers, watchObjective } from '../constructs/objective.ts'
import { edgeMetric, firewallMetric } from '../constructs/operation-dashboard.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { EdgeStack } from './edge-stack.ts'
import type { ZoneStack } from './zone-stack.ts'

/** Alarms of CloudFront, WAF and Route 53: their metrics live in the region of CloudFront alone. */
export class EdgeWatchStack extends ShopStack {
  readonly alarms: Alarms

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    { zone, edge }: { readonly zone: ZoneStack; readonly edge: EdgeStack },
  ) {
    super(scope, id, deployment, region)
    const { name, alarmMail } = deployment
    const { distributionId } = edge.distribution.distribution
    this.alarms = new Alarms(this, 'Alarms', { name: `${name}-edge`, key: zone.logKey, mail: alarmMail })
    const answers: Answers = (minutes) => ({
      share: 'failed',
      requests: 'FILL(answered, 0)',
      usingMetrics: {
        failed: edgeMetric({ distributionId }, '5xxErrorRate', 'Average', minutes),
        answered: edgeMetric({ distributionId }, 'Requests', 'Sum', minutes),
      },
    })
    watchObjective(this.alarms, { name: 'answers', where: 'of CloudFront', answers })
    this.alarms.tellUnusual('many-blocked', {
      means:
        'WAF stops far more requests than usual: an attack, or a rule that stops shoppers. Its log tells which rule.',
      metric: firewallMetric(edge.firewall.metricName, 'BlockedRequests', 15),
      side: 'above',
    })
    for (const [i, { healthCheckId }] of edge.originNames.checks.entries())
      this.alarms.tell(i === 0 ? 'home-unwell' : 'standby-unwell', {
        means: `Route 53 does not reach the ${i === 0 ? 'shop of the home region' : 'second shop'}.`,
        metric: awsMetric(
          'AWS/Route53',
          'HealthCheckStatus',
          { HealthCheckId: healthCheckId },
          { statistic: 'Minimum', minutes: 1 },
        ),
        below: 1,
        times: [2, 2],
        silence: 'bad',
      })
    const { hostedZoneId: HostedZoneId } = zone.zone
    for (const [alarm, metricName, means] of [
      [
        'dnssec-fails',
        'DNSSECInternalFailure',
        'Route 53 cannot sign the zone. Resolvers that check signatures will soon find the shop no more.',
      ],
      [
        'dnssec-key',
        'DNSSECKeySigningKeysNeedingAction',
        'Route 53 cannot use the key that signs the keys of the zone. Look whether its key of KMS is enabled and lets Route 53 in.',
      ],
    ] as const)
      this.alarms.tell(alarm, {
        means,
        // Route 53 tells both every four hours.
        metric: awsMetric('AWS/Route53', metricName, { HostedZoneId }, { statistic: 'Sum', minutes: 240 }),
        above: 0,
      })
    watchCertificate(this.alarms, 'certificate', zone.certificate.certificateArn)
  }
}

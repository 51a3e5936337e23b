import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib'
import type { Group } from '../environments.ts'
import type { Alarms } from './alarms.ts'
import type { Balancer } from './balancer.ts'
import type { Fleet } from './fleet.ts'
import { awsMetric, type Statistic } from './metrics.ts'

/** Of the group of machines; the group tells it once a minute. */
export const groupMetric = ({ group }: Fleet, name: string, statistic: Statistic): cloudwatch.Metric =>
  awsMetric('AWS/AutoScaling', name, { AutoScalingGroupName: group.autoScalingGroupName }, { statistic, minutes: 1 })

/** What the agent on the machines tells: of all machines of the fleet together. */
export const machineMetric = (fleet: Fleet, metricName: 'mem_used_percent' | 'disk_used_percent'): cloudwatch.Metric =>
  new cloudwatch.Metric({
    namespace: fleet.metricNamespace,
    metricName,
    dimensionsMap: { fleet: fleet.name },
    statistic: 'Maximum',
    period: Duration.minutes(5),
  })

export function watchFleet(alarms: Alarms, process: 'web' | 'worker', fleet: Fleet, { min }: Group): void {
  alarms.tell(`${process}-machines-missing`, {
    means: `Fewer machines of ${process} are in service than the ${min} that there must be at least.`,
    metric: groupMetric(fleet, 'GroupInServiceInstances', 'Minimum'),
    below: min,
    times: [10, 15],
    silence: 'bad',
  })
  alarms.tell(`${process}-memory`, {
    means: `A machine of ${process} uses more than 90 % of its memory.`,
    metric: machineMetric(fleet, 'mem_used_percent'),
    above: 90,
    times: [3, 3],
  })
  alarms.tell(`${process}-disk`, {
    means: `The disk of a machine of ${process} is more than 85 % full.`,
    metric: machineMetric(fleet, 'disk_used_percent'),
    above: 85,
    times: [2, 2],
  })
}

export function watchBalancer(alarms: Alarms, { loadBalancer, targetGroup, certificate }: Balancer): void {
  const period = Duration.minutes(1)
  alarms.tell('machines-unwell', {
    means: 'A machine has not answered the balancer for ten minutes and was not replaced.',
    metric: targetGroup.metrics.unhealthyHostCount({ period, statistic: 'Minimum' }),
    above: 0,
    times: [10, 10],
  })
  alarms.tell('balancer-rejects', {
    means: 'The balancer rejects connections: it has reached the most that it can hold.',
    metric: loadBalancer.metrics.rejectedConnectionCount({ period }),
    above: 0,
    times: [2, 3],
  })
  alarms.tell('machines-refuse', {
    means: 'Machines refuse connections of the balancer.',
    metric: targetGroup.metrics.targetConnectionErrorCount({ period: Duration.minutes(5) }),
    above: 20,
    times: [2, 3],
  })
  watchCertificate(alarms, 'balancer-certificate', certificate.certificateArn)
}

/** ACM renews 60 days before the end, as long as the records of the zone are there. */
export function watchCertificate(alarms: Alarms, name: string, CertificateArn: string): void {
  alarms.tell(name, {
    means:
      'The certificate ends in less than 30 days and was not renewed: a record for its renewal is missing in the zone.',
    metric: awsMetric(
      'AWS/CertificateManager',
      'DaysToExpiry',
      { CertificateArn },
      { statistic: 'Minimum', minutes: 60 },
    ),
    below: 30,
  })
}

import {
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_elasticloadbalancingv2 as elb,
  type aws_sns as sns,
} from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { topicOf } from '../constructs/alarms.ts'
import { Balancer } from '../constructs/balancer.ts'
import { Fleet } from '../constructs/fleet.ts'
import { Migration } from '../constructs/migration.ts'
import { ports } from '../constructs/network.ts'
import { Release } from '../constructs/release.ts'
import { Service } from '../constructs/service.ts'
import type { Deployment, Group, SaleDay } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { Keys } from './keys-stack.ts'
import type { ZoneStack } from './zone-stack.ts'

export type ProgramStackProps = {
  readonly data: DataStack
  readonly keys: Keys
  readonly zone: ZoneStack
  readonly release: string
  readonly groups: { readonly web: Group; readonly worker: Group }
  readonly saleDays: readonly SaleDay[]
}

/** The program in one region: machines, the balancer before them, and the migration that runs before they are changed. */
export class ProgramStack extends ShopStack {
  readonly web: Service
  readonly worker: Service
  readonly balancer: Balancer
  readonly fleets: { readonly web: Fleet; readonly worker: Fleet }
  readonly migration: Migration
  /** Tells of machines that come, go or cannot, and of releases that are taken back. */
  readonly topic: sns.Topic

  constructor(scope: Construct, id: string, deployment: Deployment, region: string, props: ProgramStackProps) {
    super(scope, id, deployment, region)
    const { data, keys, zone, groups } = props
    const { network } = data
    this.web = new Service(this, 'Web', { principal: 'ec2.amazonaws.com', securityGroup: network.groups.web })
    this.worker = new Service(this, 'Worker', { principal: 'ec2.amazonaws.com', securityGroup: network.groups.worker })
    for (const service of [this.web, this.worker]) {
      for (const usable of data.usables) usable.grantUse(service)
      service.set({
        PUBLIC_URL: `https://${deployment.domain}`,
        // CloudFront shows pictures from the bucket at the shop's own address.
        MEDIA_PUBLIC_URL: `https://${deployment.domain}`,
        SHOP_DIR: '/opt/tradewind/current/shop',
        PAYMENTS_URL: 'stripe:',
        METRICS_LOG: this.profile.metrics,
        TRACES_URL: 'otlp+http://127.0.0.1:4318',
      })
    }
    data.mail.grantUse(this.worker)
    data.mail.name(this.web)
    data.personalKeys.grantRotate(this.worker)
    this.web.set({
      HOST: '0.0.0.0',
      PORT: String(ports.web),
      // The balancer looks every five seconds and believes the second refusal.
      DRAIN_SECONDS: '15',
      WEB_PROCESSES: String(groups.web.processes),
      // CloudFront writes the shopper's address and the balancer that of CloudFront.
      TRUSTED_HOPS: '2',
    })

    const prefixLists = deployment.prefixLists[region]
    if (!prefixLists) throw new Error(`deployment.ts: prefixLists has nothing for ${region}.`)
    this.balancer = new Balancer(this, 'Balancer', {
      name: deployment.name,
      domain: deployment.domain,
      zone: zone.zone,
      network,
      prefixLists,
      originKeys: data.secrets.originKeys,
      accessLogs: data.accessLogs,
    })
    this.topic = topicOf(this, 'Topic', `${deployment.name}-machines`, keys.logs)
    const release = new Release(this, 'Release', props.release)
    const common = {
      deployment,
      profile: this.profile,
      network,
      release,
      logKey: keys.logs,
      topic: this.topic,
    }
    const migration = new Service(this, 'MigrationService', {
      principal: 'lambda.amazonaws.com',
      securityGroup: network.groups.migration,
    })
    data.database.grantMigrate(migration)
    data.search.grantMap(migration)
    this.migration = new Migration(this, 'Migration', {
      name: deployment.name,
      service: migration,
      network,
      release,
      logKey: keys.logs,
      logDays: this.profile.logDays,
      environment: data.search.mappingEnvironment,
    })
    const refreshAlarms = this.#refreshAlarms()
    this.fleets = {
      web: new Fleet(this, 'WebFleet', {
        ...common,
        process: 'web',
        service: this.web,
        group: groups.web,
        balancer: this.balancer,
        refreshAlarms,
      }),
      worker: new Fleet(this, 'WorkerFleet', {
        ...common,
        process: 'worker',
        service: this.worker,
        group: groups.worker,
        balancer: null,
        refreshAlarms,
      }),
    }
    for (const { group } of [this.fleets.web, this.fleets.worker]) group.node.addDependency(this.migration)
    this.fleets.web.scaleOnRequests(this.balancer, this.profile.requestsPerMachine)
    this.fleets.web.readyFor(props.saleDays, groups.web)
  }

  /** What takes a release back while it is rolled out. */
  #refreshAlarms(): cloudwatch.Alarm[] {
    const { metrics } = this.balancer.targetGroup
    const period = Duration.minutes(1)
    const alarms = [
      new cloudwatch.Alarm(this, 'Faults', {
        alarmName: `${this.deployment.name}-release-faults`,
        alarmDescription:
          'More than one answer in a hundred is a fault of the program: a release under way is taken back.',
        metric: new cloudwatch.MathExpression({
          expression: '100 * FILL(faults, 0) / IF(requests > 0, requests, 1)',
          usingMetrics: {
            faults: metrics.httpCodeTarget(elb.HttpCodeTarget.TARGET_5XX_COUNT, { period }),
            requests: metrics.requestCount({ period }),
          },
          period,
        }),
        threshold: 1,
        evaluationPeriods: 3,
        datapointsToAlarm: 2,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
      new cloudwatch.Alarm(this, 'Slow', {
        alarmName: `${this.deployment.name}-release-slow`,
        alarmDescription: 'One answer in twenty takes longer than a second: a release under way is taken back.',
        metric: metrics.targetResponseTime({ period, statistic: 'p95' }),
        threshold: 1,
        evaluationPeriods: 5,
        datapointsToAlarm: 3,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }),
    ]
    const tell = new actions.SnsAction(this.topic)
    for (const alarm of alarms) {
      alarm.addAlarmAction(tell)
      alarm.addOkAction(tell)
    }
    return alarms
  }
}

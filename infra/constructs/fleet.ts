import {
  ArnFormat,
  aws_autoscaling as autoscaling,
  type aws_cloudwatch as cloudwatch,
  Duration,
  aws_ec2 as ec2,
  type aws_kms as kms,
  Lazy,
  type aws_logs as logs,
  Stack,
  type aws_sns as sns,
} from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Deployment, Group, Profile, SaleDay } from '../environments.ts'
import type { Balancer } from './balancer.ts'
import { ProgramLog } from './log-groups.ts'
import type { Network } from './network.ts'
import type { Release } from './release.ts'
import type { Service } from './service.ts'
import { userDataOf } from './user-data.ts'
import { inPacks, waive } from './waive.ts'

export type FleetProps = {
  readonly process: 'web' | 'worker'
  readonly deployment: Deployment
  readonly profile: Profile
  readonly service: Service
  readonly group: Group
  readonly network: Network
  readonly release: Release
  readonly logKey: kms.IKey
  /** Hears of every machine that comes, goes or cannot. */
  readonly topic: sns.ITopic
  /** One of them in alarm while machines are replaced takes the release back. */
  readonly refreshAlarms: readonly cloudwatch.IAlarm[]
  /** None: nobody asks the machines from outside. */
  readonly balancer: Balancer | null
}

/** So long a machine may take from its start until its program answers. */
const bootTime = Duration.minutes(15)

/** Machines that run one process of the program. They are replaced one after the other when the release or a setting changes. */
export class Fleet extends Construct {
  readonly group: autoscaling.AutoScalingGroup
  readonly logGroup: logs.LogGroup
  /** Namespace of the memory and disk metrics, whose dimension `fleet` is the name of the group. */
  readonly metricNamespace: string
  readonly name: string

  constructor(scope: Construct, id: string, props: FleetProps) {
    super(scope, id)
    const { process, deployment, profile, service, group, network, release, topic, refreshAlarms, balancer } = props
    this.name = `${deployment.name}-${process}`
    this.metricNamespace = `${deployment.name}/machines`
    this.logGroup = new ProgramLog(this, 'Log', {
      shop: deployment.name,
      process,
      days: profile.logDays,
      key: props.logKey,
    }).group
    release.grantUse(service)
    this.#grantMachine(service)

    const template = new ec2.LaunchTemplate(this, 'Template', {
      launchTemplateName: this.name,
      // The image of the day of the deployment: a release that is taken back gets its own image again.
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      instanceType: new ec2.InstanceType(group.instanceTypes[0] ?? ''),
      securityGroup: service.securityGroup,
      // The group would write a right to signal into the role; who belongs to a stack may signal without one.
      role: service.role.withoutPolicyUpdates(),
      userData: this.#userData(props),
      requireImdsv2: true,
      httpPutResponseHopLimit: 1,
      detailedMonitoring: profile.isWatchedEachMinute,
      ebsOptimized: true,
      // The key that AWS keeps for EBS: the disk holds the program and logs on their way, and the group needs no right on a key of ours.
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(8, {
            encrypted: true,
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            deleteOnTermination: true,
          }),
        },
      ],
    })
    this.group = new autoscaling.AutoScalingGroup(this, 'Group', {
      autoScalingGroupName: this.name,
      vpc: network.vpc,
      vpcSubnets: network.subnets('program'),
      mixedInstancesPolicy: {
        launchTemplate: template,
        launchTemplateOverrides: group.instanceTypes.map((type) => ({ instanceType: new ec2.InstanceType(type) })),
        instancesDistribution: {
          onDemandBaseCapacity: group.onDemand,
          onDemandPercentageAboveBaseCapacity: 0,
          spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
        },
      },
      minCapacity: group.min,
      maxCapacity: group.max,
      capacityRebalance: true,
      azCapacityDistributionStrategy: autoscaling.CapacityDistributionStrategy.BALANCED_BEST_EFFORT,
      healthChecks: balancer
        ? autoscaling.HealthChecks.withAdditionalChecks({
            additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB],
            gracePeriod: Duration.minutes(1),
          })
        : autoscaling.HealthChecks.ec2({ gracePeriod: Duration.minutes(1) }),
      defaultInstanceWarmup: Duration.minutes(1),
      maxInstanceLifetime: Duration.days(14),
      groupMetrics: [autoscaling.GroupMetrics.all()],
      notifications: [{ topic, scalingEvents: autoscaling.ScalingEvents.ALL }],
      signals: autoscaling.Signals.waitForMinCapacity({ timeout: bootTime }),
      updatePolicy: autoscaling.UpdatePolicy.instanceRefresh({
        strategy: autoscaling.InstanceRefreshStrategy.ROLLING,
        minHealthyPercentage: 100,
        maxHealthyPercentage: 150,
        checkpointPercentages: [20, 100],
        checkpointDelay: Duration.minutes(5),
        bakeTime: Duration.minutes(5),
        alarms: [...refreshAlarms],
      }),
    })
    waive(
      this.group,
      'The signals are for the first machines, while the group is made; those of a refresh wait in the lifecycle hook `launch` until their program answers (machine/boot.sh).',
      'Annotation::@aws-cdk/aws-autoscaling:signalsNotUsedByInstanceRefresh',
    )
    waive(
      this.group,
      'The rules look at the template that a group names by itself; this one names it in its mixed instances policy. The template asks for IMDSv2 and encrypts its disk, and program-stack.test.ts holds it to that.',
      'AwsSolutions-EC26',
      ...inPacks('EC2IMDSv2Enabled'),
    )
    const cfnGroup = this.group.node.defaultChild as autoscaling.CfnAutoScalingGroup
    // The balancer's rules to the machines stand in the network already: only the target group is named here.
    if (balancer) {
      cfnGroup.targetGroupArns = [balancer.targetGroup.targetGroupArn]
      // Scaling by requests is refused while no rule leads to the target group, and its listener waits for the certificate.
      this.group.node.addDependency(balancer.targetGroup.loadBalancerAttached)
    }
    // A machine reads the release as soon as it starts.
    this.group.node.addDependency(service)
    cfnGroup.lifecycleHookSpecificationList = [
      {
        lifecycleHookName: 'launch',
        lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        heartbeatTimeout: bootTime.toSeconds(),
        defaultResult: 'ABANDON',
      },
      // machine/drain.sh completes it when the program has stopped.
      {
        lifecycleHookName: 'terminate',
        lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        heartbeatTimeout: 120,
        defaultResult: 'CONTINUE',
      },
    ]
    this.group.scaleOnCpuUtilization('Processor', { targetUtilizationPercent: 55 })
  }

  /** Machines come and go with the requests that the balancer gives each of them, and before them as the past foretells. */
  scaleOnRequests(balancer: Balancer, requestsPerMachine: number): void {
    const perMinute = requestsPerMachine * 60
    new autoscaling.TargetTrackingScalingPolicy(this, 'Requests', {
      autoScalingGroup: this.group,
      predefinedMetric: autoscaling.PredefinedMetric.ALB_REQUEST_COUNT_PER_TARGET,
      resourceLabel: balancer.resourceLabel,
      targetValue: perMinute,
    })
    new autoscaling.CfnScalingPolicy(this, 'Forecast', {
      autoScalingGroupName: this.group.autoScalingGroupName,
      policyType: 'PredictiveScaling',
      predictiveScalingConfiguration: {
        mode: 'ForecastAndScale',
        schedulingBufferTime: 300,
        maxCapacityBreachBehavior: 'HonorMaxCapacity',
        metricSpecifications: [
          {
            targetValue: perMinute,
            predefinedMetricPairSpecification: {
              predefinedMetricType: 'ALBRequestCount',
              resourceLabel: balancer.resourceLabel,
            },
          },
        ],
      },
    })
  }

  /** More machines than usual on the days of a sale. */
  readyFor(saleDays: readonly SaleDay[], group: Group): void {
    for (const { startTime, minSize } of minimaOf(saleDays, group))
      new autoscaling.CfnScheduledAction(this, `Minimum${startTime}`, {
        autoScalingGroupName: this.group.autoScalingGroupName,
        startTime,
        minSize,
      })
  }

  #grantMachine(service: Service): void {
    const stack = Stack.of(this)
    service.allow(['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], [this.logGroup.logGroupArn])
    // By its name: the group names the template, and the template the role.
    service.allow(
      ['autoscaling:CompleteLifecycleAction'],
      [
        stack.formatArn({
          service: 'autoscaling',
          resource: 'autoScalingGroup',
          resourceName: `*:autoScalingGroupName/${this.name}`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    )
    service.allow(['cloudwatch:PutMetricData'], ['*'], {
      StringEquals: { 'cloudwatch:namespace': this.metricNamespace },
    })
    service.allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*'])
    service.allow(
      [
        'ssm:UpdateInstanceInformation',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ],
      ['*'],
    )
    waive(
      service,
      'PutMetricData, PutTraceSegments, UpdateInstanceInformation and the channels of Session Manager have no resources, and the metrics are bound to one namespace; a group has in its ARN an id that AWS gives it, before its name; the other wildcards stand for the objects below one prefix and the indexes of one domain.',
      'AwsSolutions-IAM5',
    )
  }

  /** Rendered when the templates are: by then every construct has set what it has to set. */
  #userData({ process, deployment, release, service }: FleetProps): ec2.UserData {
    const stack = Stack.of(this)
    return ec2.UserData.custom(
      Lazy.string({
        produce: () =>
          userDataOf(
            {
              SERVICE: process,
              FLEET: this.name,
              SHOP: deployment.name,
              LOG_GROUP: this.logGroup.logGroupName,
              AWS_REGION: stack.region,
              RELEASE_URL: release.url,
              VERSION: release.hash,
              STACK: stack.stackName,
              RESOURCE: stack.getLogicalId(this.group.node.defaultChild as autoscaling.CfnAutoScalingGroup),
            },
            service.settings,
          ),
      }),
    )
  }
}

/**
 * The minimum that a group gets when a day of a sale begins, and its own again when that is over. An action that is not repeated has no end:
 * `EndTime` is that of its repetitions.
 */
export function minimaOf(
  saleDays: readonly SaleDay[],
  { min, max }: Pick<Group, 'min' | 'max'>,
): { startTime: string; minSize: number }[] {
  let before = ''
  return saleDays.flatMap(({ from, until, machines }) => {
    const day = `The day of a sale from ${from} until ${until}`
    if (![from, until].every((instant) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(instant)))
      throw new Error(`${day}: allowed are instants as 2026-11-27T05:30:00Z.`)
    if (!(before < from && from < until))
      throw new Error(`${day} has to end after it begins, and to begin after the one before it has ended.`)
    if (machines < min || machines > max)
      throw new Error(`${day} has ${machines} machines. Allowed are ${min} to ${max}, the limits of the group.`)
    before = until
    return [
      { startTime: from, minSize: machines },
      { startTime: until, minSize: min },
    ]
  })
}

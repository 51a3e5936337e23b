import { aws_rds as rds, Stack, aws_sns as sns } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Deployment, Group, Profile, SearchProfile } from '../environments.ts'
import type { DataStack } from '../stacks/data-stack.ts'
import type { ProgramStack } from '../stacks/program-stack.ts'
import { Alarms } from './alarms.ts'
import { BuyingCanary } from './canary.ts'
import { watchDatabase, watchSearch, watchTable } from './data-alarms.ts'
import type { Keys } from './keys.ts'
import { watchBalancer, watchFleet } from './machine-alarms.ts'

export type RegionWatchProps = {
  readonly deployment: Deployment
  readonly profile: Profile
  readonly keys: Keys
  readonly data: DataStack
  readonly program: ProgramStack
  /** What runs in this region. */
  readonly groups: { readonly web: Group; readonly worker: Group }
  readonly search: SearchProfile | null
}

/** What is watched wherever the program runs: machines, balancer, data, and a canary that buys from here. */
export class RegionWatch extends Construct {
  readonly alarms: Alarms
  readonly canary: BuyingCanary

  constructor(scope: Construct, id: string, props: RegionWatchProps) {
    super(scope, id)
    const { deployment, profile, keys, data, program, groups, search } = props
    const { name, alarmMail } = deployment
    this.alarms = new Alarms(this, 'Alarms', { name, key: keys.logs, mail: alarmMail, heard: ['events.rds'] })
    this.canary = new BuyingCanary(this, 'Canary', { deployment, profile, keys, accessLogs: data.accessLogs })
    for (const process of ['web', 'worker'] as const)
      watchFleet(this.alarms, process, program.fleets[process], groups[process])
    watchBalancer(this.alarms, program.balancer)
    watchDatabase(this.alarms, data.database.server, profile.database)
    watchTable(this.alarms, data.table)
    if (search && data.search.domain) watchSearch(this.alarms, data.search.domain, search)
    this.#hearDatabase(data)
    this.#hearMachines(program.topic, alarmMail)
  }

  /** What RDS tells: a failover, a fault, a disk that fills, upkeep that comes. */
  #hearDatabase({ database }: DataStack): void {
    const isCluster = database.server.kind === 'Aurora'
    const subscription = new rds.CfnEventSubscription(this, 'DatabaseEvents', {
      subscriptionName: `${Stack.of(this).stackName}-database`,
      snsTopicArn: this.alarms.topic.topicArn,
      sourceType: isCluster ? 'db-cluster' : 'db-instance',
      sourceIds: Object.values(database.server.dimensions),
      eventCategories: isCluster
        ? ['failover', 'failure', 'maintenance', 'global-failover']
        : ['failover', 'failure', 'low storage', 'maintenance', 'recovery'],
    })
    // RDS is refused by a topic whose policy does not name it yet.
    subscription.node.addDependency(this.alarms.topic)
  }

  /** Releases that are taken back, and machines that cannot be had; not each one that comes and goes. */
  #hearMachines(topic: sns.ITopic, mail: string): void {
    const subscription = new sns.Subscription(this, 'MachineMail', {
      topic,
      protocol: sns.SubscriptionProtocol.EMAIL,
      endpoint: mail,
    })
    const cfnSubscription = subscription.node.defaultChild as sns.CfnSubscription
    cfnSubscription.filterPolicyScope = 'MessageBody'
    cfnSubscription.filterPolicy = { $or: [{ AlarmName: [{ exists: true }] }, { Event: [{ suffix: '_ERROR' }] }] }
  }
}

import type { Construct } from 'constructs'
import { watchGlobalLag } from '../constructs/data-alarms.ts'
import { RegionWatch } from '../constructs/region-watch.ts'
import type { Deployment, Profile } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { Keys } from './keys-stack.ts'
import type { ProgramStack } from './program-stack.ts'

/** The second shop, which must be well on the day it takes over, and a canary that buys from another part of the world. */
export class StandbyWatchStack extends ShopStack {
  readonly watch: RegionWatch

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    props: {
      readonly keys: Keys
      readonly data: DataStack
      readonly program: ProgramStack
      readonly size: NonNullable<Profile['standby']>
    },
  ) {
    super(scope, id, deployment, region)
    const { size, data } = props
    this.watch = new RegionWatch(this, 'Watch', {
      ...props,
      deployment,
      profile: this.profile,
      groups: size,
      search: size.search,
    })
    const { alarms, canary } = this.watch
    watchGlobalLag(alarms, data.database.server)
    alarms.compose('canary-cannot-buy', {
      means: `The canary could not buy the test article from ${region}. If the one of the home region can, the way there is at fault.`,
      rule: canary.watch(alarms),
    })
  }
}

import type { Construct } from 'constructs'
import { PersonalKeys } from '../constructs/keys.ts'
import { Network } from '../constructs/network.ts'
import type { Service } from '../constructs/service.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { CopiesStack } from './copies-stack.ts'
import type { Keys } from './keys-stack.ts'

/** What a construct gives to a service: its rights and its settings. */
export type Usable = { grantUse(service: Service): void }

/** All that holds state in one region, and the network in which it lies. */
export class DataStack extends ShopStack {
  readonly network: Network
  readonly personalKeys: PersonalKeys

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    {
      keys,
      cidr,
    }: {
      readonly keys: Keys
      readonly cidr: string
      /** Where copies go; none of a standby. */
      readonly copies: CopiesStack | null
      /** Of a standby: the stack whose data it follows. */
      readonly primary: DataStack | null
    },
  ) {
    super(scope, id, deployment, region, true)
    this.network = new Network(this, 'Network', { profile: this.profile, cidr, logKey: keys.logs })
    this.personalKeys = new PersonalKeys(this, 'PersonalKeys', keys.personal)
  }
}

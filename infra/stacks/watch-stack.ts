import type { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { AccountStack } from './account-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { EdgeStack } from './edge-stack.ts'
import type { Keys } from './keys-stack.ts'
import type { ProgramStack } from './program-stack.ts'

/** Dashboards, alarms and the canary that buys. */
export class WatchStack extends ShopStack {
  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    _: {
      readonly keys: Keys
      readonly data: DataStack
      readonly program: ProgramStack
      readonly edge: EdgeStack
      readonly account: AccountStack
    },
  ) {
    super(scope, id, deployment, region)
  }
}

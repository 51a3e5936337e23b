import type { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { Keys } from './keys-stack.ts'

/** What belongs to the account and not to one shop: trail, budget, who may deploy, sampling of traces. */
export class AccountStack extends ShopStack {
  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    _: { readonly keys: Keys; readonly data: DataStack },
  ) {
    super(scope, id, deployment, region)
  }
}

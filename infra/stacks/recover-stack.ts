import type { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { CopiesStack } from './copies-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { Keys } from './keys-stack.ts'

/** Backups, their copies in the second region, and tests that restore them. */
export class RecoverStack extends ShopStack {
  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    _: { readonly keys: Keys; readonly data: DataStack; readonly copies: CopiesStack },
  ) {
    super(scope, id, deployment, region)
  }
}

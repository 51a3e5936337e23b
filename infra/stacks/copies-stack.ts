import type { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { Keys } from './keys-stack.ts'

/** What every profile keeps in the second region: replicas of keys, copies of backups and of pictures. */
export class CopiesStack extends ShopStack {
  /** Those of this region, for a standby. */
  readonly keys: Keys

  constructor(scope: Construct, id: string, deployment: Deployment, region: string, primary: Keys) {
    super(scope, id, deployment, region, true)
    this.keys = primary
  }
}

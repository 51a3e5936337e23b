import type { Construct } from 'constructs'
import { type Keys, makeKeys } from '../constructs/keys.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'

export type { Keys } from '../constructs/keys.ts'

/** All keys of one region. They come first: everything else names them. */
export class KeysStack extends ShopStack {
  readonly keys: Keys

  constructor(scope: Construct, id: string, deployment: Deployment, region: string) {
    super(scope, id, deployment, region, true)
    this.keys = makeKeys(this, deployment.name)
  }
}

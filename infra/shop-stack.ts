import { Fn, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { type Deployment, type Profile, profileOf } from './environments.ts'

/** A stack of a deployment: `NAME-ID` in one region, tagged, with zones that are known without a look-up. */
export class ShopStack extends Stack {
  readonly deployment: Deployment
  readonly profile: Profile

  constructor(scope: Construct, id: string, deployment: Deployment, region: string, holdsState = false) {
    super(scope, id, {
      stackName: `${deployment.name}-${id}`,
      env: { account: deployment.account, region },
      terminationProtection: holdsState,
      tags: { shop: deployment.name, profile: deployment.profile },
    })
    this.deployment = deployment
    this.profile = profileOf(deployment)
  }

  override get availabilityZones(): string[] {
    return [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs()))
  }
}

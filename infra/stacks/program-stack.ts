import type { Construct } from 'constructs'
import { Service } from '../constructs/service.ts'
import type { Deployment, Group } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { Keys } from './keys-stack.ts'
import type { ZoneStack } from './zone-stack.ts'

/** The program in one region: machines, the balancer before them, and the migration that runs before they are changed. */
export class ProgramStack extends ShopStack {
  readonly web: Service
  readonly worker: Service

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    {
      data,
    }: {
      readonly data: DataStack
      readonly keys: Keys
      readonly zone: ZoneStack
      readonly release: string
      readonly groups: { readonly web: Group; readonly worker: Group }
    },
  ) {
    super(scope, id, deployment, region)
    const { groups: security } = data.network
    this.web = new Service(this, 'Web', { principal: 'ec2.amazonaws.com', securityGroup: security.web })
    this.worker = new Service(this, 'Worker', { principal: 'ec2.amazonaws.com', securityGroup: security.worker })
    for (const service of [this.web, this.worker]) data.personalKeys.grantUse(service)
  }
}

import type { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { ProgramStack } from './program-stack.ts'
import type { ZoneStack } from './zone-stack.ts'

/** What shoppers reach first: certificate, WAF, CloudFront and the names of the domain. */
export class EdgeStack extends ShopStack {
  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    _: {
      readonly zone: ZoneStack
      readonly data: DataStack
      readonly program: ProgramStack
      readonly standby: ProgramStack | null
    },
  ) {
    super(scope, id, deployment, region)
  }
}

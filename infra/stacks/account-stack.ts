import { aws_accessanalyzer as accessanalyzer, CfnOutput, aws_guardduty as guardduty } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { DeployRole } from '../constructs/deploy-role.ts'
import { Spending } from '../constructs/spending.ts'
import { TraceGroups } from '../constructs/trace-groups.ts'
import { Trail } from '../constructs/trail.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { Keys } from './keys-stack.ts'

/** What belongs to the account and not to one shop: trail, budget, who may deploy, how traces are sorted. */
export class AccountStack extends ShopStack {
  readonly trail: Trail
  readonly deployRole: DeployRole

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    { keys, data, edgeRegion }: { readonly keys: Keys; readonly data: DataStack; readonly edgeRegion: string },
  ) {
    super(scope, id, deployment, region, true)
    const { name, alarmMail, standbyRegion, accountHas } = deployment
    this.trail = new Trail(this, 'Trail', {
      shop: name,
      key: keys.logs,
      logDays: this.profile.logDays,
      watchedBucketArn: data.media.bucket.bucketArn,
    })
    this.deployRole = new DeployRole(this, 'Deploy', { deployment, regions: [region, standbyRegion, edgeRegion] })
    new Spending(this, 'Spending', { shop: name, budget: this.profile.budget, mail: alarmMail })
    new TraceGroups(this, 'Traces', name)
    if (!accountHas.includes('access-analyzer'))
      new accessanalyzer.CfnAnalyzer(this, 'Analyzer', { analyzerName: name, type: 'ACCOUNT' })
    if (this.profile.hasGuardDuty && !accountHas.includes('guardduty'))
      new guardduty.CfnDetector(this, 'Detector', {
        enable: true,
        findingPublishingFrequency: 'FIFTEEN_MINUTES',
        features: [{ name: 'S3_DATA_EVENTS', status: 'DISABLED' }],
      })
    new CfnOutput(this, 'DeployRole', {
      description: `What the pipeline of ${deployment.repository} takes`,
      value: this.deployRole.role.roleArn,
    })
  }
}

import type { Construct } from 'constructs'
import { Backups } from '../constructs/backups.ts'
import { Vault } from '../constructs/vault.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { CopiesStack } from './copies-stack.ts'
import type { DataStack } from './data-stack.ts'
import type { Keys } from './keys-stack.ts'

/** Backups, their copies in the second region, and tests that restore them. */
export class RecoverStack extends ShopStack {
  readonly vault: Vault

  constructor(
    scope: Construct,
    id: string,
    deployment: Deployment,
    region: string,
    { keys, data, copies }: { readonly keys: Keys; readonly data: DataStack; readonly copies: CopiesStack },
  ) {
    super(scope, id, deployment, region, true)
    const { server } = data.database
    const bucketArn = data.media.bucket.bucketArn
    this.vault = new Vault(this, 'Vault', { deployment, keys })
    new Backups(this, 'Backups', {
      deployment,
      restoreTests: this.profile.restoreTests,
      vault: this.vault.vault,
      copies: copies.vault.vault,
      kept: [
        {
          id: 'database',
          kind: server.kind,
          arn: server.arn,
          restoreWith: {
            dbSubnetGroupName: server.subnetGroupName,
            vpcSecurityGroupIds: `["${data.network.groups.database.securityGroupId}"]`,
          },
        },
        {
          id: 'table',
          kind: 'DynamoDB',
          arn: data.table.table.tableArn,
          restoreWith: { encryptionType: 'KMS', kmsMasterKeyArn: keys.data.keyArn },
        },
        { id: 'pictures', kind: 'S3', arn: bucketArn, restoreWith: {} },
      ],
      continuous: [bucketArn],
    })
  }
}

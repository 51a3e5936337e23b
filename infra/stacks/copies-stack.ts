import type { Construct } from 'constructs'
import { type Keys, makeKeysBeside } from '../constructs/keys.ts'
import { makeLogBucket } from '../constructs/log-bucket.ts'
import { type Media, makeMedia } from '../constructs/media.ts'
import { Vault } from '../constructs/vault.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'

/** What every profile keeps in the second region: replicas of keys, copies of backups and of pictures. */
export class CopiesStack extends ShopStack {
  /** Those of this region, for a standby. */
  readonly keys: Keys
  readonly media: Media
  readonly vault: Vault

  constructor(scope: Construct, id: string, deployment: Deployment, region: string, primary: Keys) {
    super(scope, id, deployment, region, true)
    const { name, account } = deployment
    this.keys = makeKeysBeside(this, name, primary)
    const accessLogs = makeLogBucket(this, 'AccessLogs', `${name}-copies-logs-${account}-${region}`, 30)
    this.media = makeMedia(this, { deployment, key: this.keys.media, accessLogs, copy: null })
    this.vault = new Vault(this, 'Backups', { deployment, keys: this.keys })
  }
}

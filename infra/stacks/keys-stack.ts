import type { aws_kms as kms } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { domainKey } from '../constructs/keys.ts'
import type { Deployment } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'

/** Domains of data, each with a key of its own: who may read one reads no other. */
export type Keys = {
  /** Wraps the keys of personal data; multi-region, for the standby must open them. */
  readonly personal: kms.IKey
  /** Database, table and search at rest; regional. */
  readonly data: kms.IKey
  /** Pictures; regional: the copy is encrypted anew. */
  readonly media: kms.IKey
  /** Logs, alarms and trails. */
  readonly logs: kms.IKey
  readonly secrets: kms.IKey
  readonly backup: kms.IKey
}

/** All keys of one region. They come first: everything else names them. */
export class KeysStack extends ShopStack {
  readonly keys: Keys

  constructor(scope: Construct, id: string, deployment: Deployment, region: string) {
    super(scope, id, deployment, region, true)
    const { name } = deployment
    this.keys = {
      personal: domainKey(this, 'personal', name, true),
      data: domainKey(this, 'data', name, false),
      media: domainKey(this, 'media', name, false),
      logs: domainKey(this, 'logs', name, false),
      secrets: domainKey(this, 'secrets', name, true),
      backup: domainKey(this, 'backup', name, false),
    }
  }
}

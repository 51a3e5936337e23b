import { Duration, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Service } from './service.ts'

/** A key of one domain, under `alias/NAME-DOMAIN`; rotated each year, and kept when its stack goes. */
export function domainKey(scope: Construct, domain: string, shop: string, isMultiRegion: boolean): kms.Key {
  return new kms.Key(scope, domain, {
    alias: `${shop}-${domain}`,
    description: `${shop}: ${domain}`,
    enableKeyRotation: true,
    multiRegion: isMultiRegion,
    pendingWindow: Duration.days(30),
    removalPolicy: RemovalPolicy.RETAIN,
  })
}

/** The key that wraps the keys of personal data. Its replica in the second region opens what it has wrapped. */
export class PersonalKeys extends Construct {
  readonly #key: kms.IKey

  constructor(scope: Construct, id: string, key: kms.IKey) {
    super(scope, id)
    this.#key = key
  }

  grantUse(service: Service): void {
    service.allow(['kms:GenerateDataKey', 'kms:Decrypt'], [this.#key.keyArn], {
      StringEquals: { 'kms:EncryptionContext:purpose': ['person', 'email-index'] },
    })
    service.set({ KEYS_URL: `kms:${this.#key.keyArn}` })
  }
}

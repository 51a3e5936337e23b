import { aws_s3_assets as assets } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Service } from './service.ts'

/** The program as its machines start it: what `npm run release` wrote, in the bucket of the account's bootstrap. */
export class Release extends Construct {
  readonly folder: string
  /** Of all that is in it: another hash is another version. */
  readonly hash: string
  readonly url: string
  readonly #asset: assets.Asset

  constructor(scope: Construct, id: string, folder: string) {
    super(scope, id)
    this.folder = folder
    this.#asset = new assets.Asset(this, 'Files', { path: folder })
    this.hash = this.#asset.assetHash
    this.url = this.#asset.s3ObjectUrl
  }

  grantUse(service: Service): void {
    const { bucket, s3ObjectKey } = this.#asset
    service.allow(['s3:GetObject'], [bucket.arnForObjects(s3ObjectKey)])
  }
}

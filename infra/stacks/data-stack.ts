import type { aws_route53 as route53, aws_s3 as s3 } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Database } from '../constructs/database.ts'
import { PersonalKeys } from '../constructs/keys.ts'
import { makeLogBucket } from '../constructs/log-bucket.ts'
import { Mail } from '../constructs/mail.ts'
import { followDatabase, makeDatabase } from '../constructs/make-database.ts'
import { type Media, makeMedia } from '../constructs/media.ts'
import { Network } from '../constructs/network.ts'
import { OpenSearch, type Search, searchInDatabase } from '../constructs/search.ts'
import { makeSecrets, Secrets } from '../constructs/secrets.ts'
import type { Service } from '../constructs/service.ts'
import { findShopTable, makeShopTable, type ShopTable } from '../constructs/shop-table.ts'
import { inPacks, waive } from '../constructs/waive.ts'
import type { Deployment, SearchProfile } from '../environments.ts'
import { ShopStack } from '../shop-stack.ts'
import type { CopiesStack } from './copies-stack.ts'
import type { Keys } from './keys-stack.ts'

/** What a construct gives to a service: its rights and its settings. */
export type Usable = { grantUse(service: Service): void }

export type DataProps = {
  readonly keys: Keys
  readonly cidr: string
  readonly zone: route53.IPublicHostedZone
  readonly search: SearchProfile | null
  /** The second region: copies go there, and a standby finds its pictures there. */
  readonly copies: CopiesStack
  /** Of a standby: the stack whose data it follows. */
  readonly primary: DataStack | null
  /** Where CloudFront is made. */
  readonly edgeRegion: string
}

/** All that holds state in one region, and the network in which it lies. */
export class DataStack extends ShopStack {
  readonly network: Network
  readonly personalKeys: PersonalKeys
  readonly database: Database
  readonly table: ShopTable
  readonly search: Search
  readonly media: Media
  readonly mail: Mail
  readonly secrets: Secrets
  /** Takes the access logs of balancers and buckets of the region. */
  readonly accessLogs: s3.Bucket
  /** What every process of the program uses. */
  readonly usables: readonly Usable[]

  constructor(scope: Construct, id: string, deployment: Deployment, region: string, props: DataProps) {
    super(scope, id, deployment, region, true)
    const { keys, cidr, zone, search, primary } = props
    const { profile } = this
    const { name, account } = deployment
    this.network = new Network(this, 'Network', { profile, cidr, logKey: keys.logs })
    this.personalKeys = new PersonalKeys(this, 'PersonalKeys', keys.personal)
    this.accessLogs = makeLogBucket(this, 'AccessLogs', `${name}-access-logs-${account}-${region}`, 90)
    this.mail = new Mail(this, 'Mail', { deployment, zone, topicKey: keys.logs })
    this.search = search
      ? new OpenSearch(this, 'Search', {
          shop: name,
          size: search,
          profile,
          network: this.network,
          key: keys.data,
          logKey: keys.logs,
        })
      : searchInDatabase
    const { database, table, secrets, media } = primary ? this.#follow(primary, props) : this.#begin(props)
    this.database = database
    this.table = table
    this.secrets = secrets
    this.media = media
    this.usables = [this.personalKeys, database, table, this.search, media, secrets]
  }

  /** The home region. */
  #begin({ keys, copies, edgeRegion }: DataProps) {
    const { name: shop } = this.deployment
    const beside = { region: copies.region, keys: copies.keys }
    return {
      database: makeDatabase(this, { shop, profile: this.profile, network: this.network, keys }, beside),
      table: makeShopTable(this, {
        shop,
        key: keys.data,
        replica: this.profile.standby && { region: copies.region, key: copies.keys.data },
      }),
      secrets: makeSecrets(this, {
        deployment: this.deployment,
        key: keys.secrets,
        copies: [{ region: copies.region, encryptionKey: copies.keys.secrets }],
        edgeRegion,
      }),
      media: makeMedia(this, {
        deployment: this.deployment,
        key: keys.media,
        accessLogs: this.accessLogs,
        copy: copies.media,
      }),
    }
  }

  /** A standby: what the home region replicates to this one. */
  #follow(primary: DataStack, { keys, copies }: DataProps) {
    const { name: shop, restoredFrom } = this.deployment
    const props = { shop, profile: this.profile, network: this.network, keys }
    waive(
      this.accessLogs,
      'It holds logs of the balancer and of buckets in other stacks: a log of its own would log itself.',
      'AwsSolutions-S1',
      ...inPacks('S3BucketLoggingEnabled'),
    )
    return {
      database: followDatabase(this, props, primary.database, restoredFrom),
      table: findShopTable(this, shop, keys.data),
      secrets: new Secrets(this.deployment, keys.secrets),
      media: copies.media,
    }
  }
}

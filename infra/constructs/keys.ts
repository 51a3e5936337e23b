import { Aws, Duration, aws_iam as iam, aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import type { Service } from './service.ts'

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
  /** Multi-region, as the secrets are. */
  readonly secrets: kms.IKey
  /** Backups; regional: copies are encrypted anew. */
  readonly backup: kms.IKey
}

type Domain = keyof Keys

const domains: Readonly<Record<Domain, { readonly what: string; readonly isMultiRegion: boolean }>> = {
  personal: { what: 'wraps the keys of personal data', isMultiRegion: true },
  data: { what: 'database, table and search', isMultiRegion: false },
  media: { what: 'pictures', isMultiRegion: false },
  logs: { what: 'logs, alarms and trails', isMultiRegion: false },
  secrets: { what: 'secrets', isMultiRegion: true },
  backup: { what: 'backups', isMultiRegion: false },
}

const isDomain = (name: string): name is Domain => name in domains

/** Services of AWS that use a key themselves; for all others the key follows the rights of whoever asks. */
const serviceStatements: Readonly<Partial<Record<Domain, (scope: Construct) => iam.PolicyStatement[]>>> = {
  media: () => [
    // Not one distribution: it is made after the bucket, and names it.
    allow('CloudFront', ['cloudfront.amazonaws.com'], ['kms:Decrypt'], {
      ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:cloudfront::${Aws.ACCOUNT_ID}:distribution/*` },
    }),
  ],
  logs: (scope) => [
    allow(
      'LogGroups',
      [`logs.${Stack.of(scope).region}.amazonaws.com`],
      ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`,
        },
      },
    ),
    allow(
      'Topics',
      ['cloudwatch', 'events.rds', 'ses', 'backup'].map((name) => `${name}.amazonaws.com`),
      ['kms:Decrypt', 'kms:GenerateDataKey*'],
      { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    ),
    // The role of Auto Scaling publishes what machines come and go. A new account has no such role yet, and a key policy may name
    // only roles that are there: so it is asked for by condition.
    new iam.PolicyStatement({
      sid: 'AutoScaling',
      principals: [new iam.AnyPrincipal()],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: {
        StringEquals: { 'kms:CallerAccount': Aws.ACCOUNT_ID },
        ArnEquals: {
          'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
        },
      },
    }),
    // To decrypt, because the bucket of the trail has a bucket key.
    allow('Trail', ['cloudtrail.amazonaws.com'], ['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:DescribeKey'], {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    }),
  ],
}

function allow(
  sid: string,
  services: readonly string[],
  actions: readonly string[],
  conditions: Record<string, Record<string, string>>,
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    principals: services.map((service) => new iam.ServicePrincipal(service)),
    actions: [...actions],
    resources: ['*'],
    conditions,
  })
}

function policyOf(scope: Construct, domain: Domain): iam.PolicyDocument {
  const account = new iam.PolicyStatement({
    sid: 'Account',
    principals: [new iam.AccountRootPrincipal()],
    actions: ['kms:*'],
    resources: ['*'],
  })
  return new iam.PolicyDocument({ statements: [account, ...(serviceStatements[domain]?.(scope) ?? [])] })
}

/** One key for each domain, `alias/NAME-DOMAIN`; rotated each year, kept when its stack goes, 30 days from its deletion. */
export function makeKeys(scope: Construct, shop: string): Keys {
  return eachDomain((domain) => makeKey(scope, domain, shop))
}

/** Those of the second region: replicas of what is multi-region, keys of their own for the rest. */
export function makeKeysBeside(scope: Construct, shop: string, primary: Keys): Keys {
  return eachDomain((domain) =>
    domains[domain].isMultiRegion ? replicate(scope, domain, shop, primary[domain]) : makeKey(scope, domain, shop),
  )
}

function eachDomain(make: (domain: Domain) => kms.IKey): Keys {
  const made = Object.keys(domains)
    .filter(isDomain)
    .map((domain) => [domain, make(domain)] as const)
  return Object.fromEntries(made) as Keys
}

function makeKey(scope: Construct, domain: Domain, shop: string): kms.Key {
  const { what, isMultiRegion } = domains[domain]
  return new kms.Key(scope, domain, {
    alias: `${shop}-${domain}`,
    description: `${shop}: ${what}`,
    enableKeyRotation: true,
    multiRegion: isMultiRegion,
    pendingWindow: Duration.days(30),
    policy: policyOf(scope, domain),
    removalPolicy: RemovalPolicy.RETAIN,
  })
}

function replicate(scope: Construct, domain: Domain, shop: string, primary: kms.IKey): kms.IKey {
  const replica = new kms.CfnReplicaKey(scope, `${domain}Replica`, {
    primaryKeyArn: primary.keyArn,
    description: `${shop}: ${domains[domain].what}`,
    keyPolicy: policyOf(scope, domain),
    pendingWindowInDays: 30,
  })
  replica.applyRemovalPolicy(RemovalPolicy.RETAIN)
  const key = kms.Key.fromKeyArn(scope, domain, replica.attrArn)
  new kms.Alias(scope, `${domain}Alias`, { aliasName: `${shop}-${domain}`, targetKey: key }).applyRemovalPolicy(
    RemovalPolicy.RETAIN,
  )
  return key
}

/** Lets a service use a key through one service of AWS alone, never by itself. */
export function allowKeyVia(
  service: Service,
  key: kms.IKey,
  via: 'dynamodb' | 's3' | 'secretsmanager',
  actions: readonly string[],
): void {
  service.allow(actions, [key.keyArn], {
    StringEquals: { 'kms:ViaService': `${via}.${Stack.of(service).region}.amazonaws.com` },
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
    this.#allow(service, ['kms:GenerateDataKey', 'kms:Decrypt'])
    service.set({ KEYS_URL: `kms:${this.#key.keyArn}` })
  }

  /** For `keys rotate`, which wraps anew. */
  grantRotate(service: Service): void {
    this.#allow(service, ['kms:Encrypt'])
  }

  #allow(service: Service, actions: readonly string[]): void {
    service.allow(actions, [this.#key.keyArn], {
      StringEquals: { 'kms:EncryptionContext:purpose': ['person', 'email-index'] },
    })
  }
}

import {
  ArnFormat,
  type aws_kms as kms,
  RemovalPolicy,
  SecretValue,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../environments.ts'
import { allowKeyVia } from './keys.ts'
import type { Service } from './service.ts'
import { inNistAndHipaa, waive } from './waive.ts'

type SecretName = 'signing' | 'operator' | 'payments' | 'origin' | 'canary'

/** The name of a secret, the same in every region that has a copy. */
export const secretNameOf = (shop: string, secret: SecretName) => `${shop}/${secret}`

/** Lets a service read secrets of these names in its region, and the key open them for it. */
export function allowSecrets(service: Service, key: kms.IKey, secretNames: readonly string[]): void {
  // Secrets Manager ends each ARN with six characters of its own.
  const arnOf = (name: string) =>
    Stack.of(service).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${name}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
  service.allow(['secretsmanager:GetSecretValue'], secretNames.map(arnOf))
  allowKeyVia(service, key, 'secretsmanager', ['kms:Decrypt'])
}

/** What the program reads from Secrets Manager, and what proves to the balancer that CloudFront asks. */
export class Secrets {
  readonly #shop: string
  readonly #key: kms.IKey
  readonly #originVersions: Deployment['originVersions']

  constructor({ name, originVersions }: Deployment, key: kms.IKey) {
    this.#shop = name
    this.#key = key
    this.#originVersions = originVersions
  }

  /** The value of a header that CloudFront sends to the balancer; to be read in the home region, the second one and CloudFront's. */
  get originKey(): SecretValue {
    return this.#originOf(this.#originVersions?.at(-1))
  }

  /** What the balancer takes: while the secret is changed, the old value too. */
  get originKeys(): readonly SecretValue[] {
    return this.#originVersions?.map((version) => this.#originOf(version)) ?? [this.originKey]
  }

  /** CloudFormation reads a value when the text of its reference is another, not when the secret is. */
  #originOf(versionId?: string): SecretValue {
    return SecretValue.secretsManager(secretNameOf(this.#shop, 'origin'), versionId ? { versionId } : {})
  }

  grantUse(service: Service): void {
    const read = (['signing', 'operator', 'payments'] as const).map((secret) => secretNameOf(this.#shop, secret))
    allowSecrets(service, this.#key, read)
    const place = (secret: SecretName, field = '') => `secretsmanager:${secretNameOf(this.#shop, secret)}${field}`
    service.set({
      SECRET: place('signing'),
      OPERATOR_TOKEN: place('operator'),
      PAYMENTS_KEY: place('payments', '#key'),
      PAYMENTS_WEBHOOK_SECRET: place('payments', '#webhookSecret'),
    })
  }
}

export type SecretsProps = {
  readonly deployment: Deployment
  readonly key: kms.IKey
  /** Where copies lie, and the key of each; none: the key that AWS keeps for secrets. */
  readonly copies: readonly secretsmanager.ReplicaRegion[]
  /** Where CloudFront is made: the template there reads `origin`. */
  readonly edgeRegion: string
}

/** Why no secret is changed by a schedule. */
const changedBy = {
  program:
    'The operator changes it by `aws secretsmanager put-secret-value`, as the guide of the first deploy tells; the program takes the new value within five minutes and lets what the old one signed stay good. A rotation by schedule would need a function of its own, and the payment provider gives its keys by hand.',
  deploys:
    'The operator changes it by two deploys, as the guide of the first deploy tells: the balancer takes the old value beside the new one until CloudFront sends the new one. A rotation by schedule would have to change two stacks in two regions, and no process of the program reads the value.',
  code: 'The operator changes it, as the guide of the first deploy tells: it is a discount code, so that a new one has to be in the database of the shop before it stands here; the canary reads it at each purchase. A rotation by schedule would need a function with rights in that database.',
} as const

export function makeSecrets(scope: Construct, { deployment, key, copies, edgeRegion }: SecretsProps): Secrets {
  const make = (
    name: SecretName,
    description: string,
    generateSecretString: secretsmanager.SecretStringGenerator,
    why: keyof typeof changedBy = 'program',
    replicaRegions = copies,
  ) => {
    const secret = new secretsmanager.Secret(scope, name, {
      secretName: secretNameOf(deployment.name, name),
      description,
      encryptionKey: key,
      generateSecretString,
      replicaRegions: [...replicaRegions],
      removalPolicy: RemovalPolicy.RETAIN,
    })
    waive(secret, changedBy[why], 'AwsSolutions-SMG4', ...inNistAndHipaa('SecretsManagerRotationEnabled'))
  }
  const random = (passwordLength: number) => ({ passwordLength, excludePunctuation: true })
  const regions = [Stack.of(scope).region, ...copies.map(({ region }) => region)]
  const copiesAtTheEdge = regions.includes(edgeRegion) ? copies : [...copies, { region: edgeRegion }]

  make('signing', 'Signs links and forms', random(64))
  make('operator', 'Opens /operator/metrics to the operator', random(48))
  // The shop starts with it and takes no payment until the operator has put the provider's values.
  make('payments', 'The payment provider: its secret key, and what proves its events', {
    ...random(40),
    secretStringTemplate: JSON.stringify({ key: 'not-set' }),
    generateStringKey: 'webhookSecret',
  })
  make('origin', 'The header by which the balancer knows CloudFront', random(48), 'deploys', copiesAtTheEdge)
  // A discount code as the program writes them.
  make('canary', 'The code by which the canary pays no shipping', { ...random(24), excludeLowercase: true }, 'code')
  return new Secrets(deployment, key)
}

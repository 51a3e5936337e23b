import { type aws_kms as kms, type aws_rds as rds, Stack } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import { ports } from './network.ts'
import { allowSecrets } from './secrets.ts'
import type { Service } from './service.ts'

/** The database in the server, the user as whom the program signs in by IAM, and the one that makes that user. */
export const databaseName = 'shop'
const programUser = 'shop'
export const masterUser = 'postgres'

/** The certificates of RDS, which the release brings to every machine. */
export const certificates = '/etc/tradewind/rds-ca.pem'

/** A server of PostgreSQL, as the program, the alarms and the backups see it. */
export type Server = {
  /** The host to write to. */
  readonly host: string
  /** By it IAM knows the server. */
  readonly resourceId: string
  readonly arn: string
  /** What AWS Backup calls its kind. */
  readonly kind: 'RDS' | 'Aurora'
  /** Where it lies, and where one that is restored lies. */
  readonly subnetGroupName: string
  /** Of its metrics in the namespace AWS/RDS. */
  readonly dimensions: Readonly<Record<string, string>>
  /** Servers in the region that follow it; the program asks none of them. */
  readonly replicas: readonly rds.IDatabaseInstance[]
  /** It only reads, until it is promoted. */
  readonly isFollower: boolean
  /** Ties it to servers in other regions; null: it stands alone. */
  readonly globalCluster: rds.CfnGlobalCluster | null
}

/** PostgreSQL: the program signs in as `shop` with a token of IAM; nobody but the migration knows a password. */
export class Database {
  readonly server: Server
  /** JSON with `username` and `password`, under the same name in both regions. */
  readonly masterSecretName: string
  readonly #scope: IConstruct
  readonly #secretsKey: kms.IKey

  constructor(scope: IConstruct, server: Server, masterSecretName: string, secretsKey: kms.IKey) {
    this.#scope = scope
    this.server = server
    this.masterSecretName = masterSecretName
    this.#secretsKey = secretsKey
  }

  grantUse(service: Service): void {
    const { host, resourceId } = this.server
    const user = Stack.of(this.#scope).formatArn({
      service: 'rds-db',
      resource: `dbuser:${resourceId}`,
      resourceName: programUser,
    })
    service.allow(['rds-db:connect'], [user])
    service.set({
      DATABASE_URL: this.#addressFor(programUser),
      DATABASE_PASSWORD: `rds-iam:${programUser}@${host}:${ports.database}`,
    })
  }

  /**
   * For the migration: it makes the user of the program, who then signs in by IAM, and changes the tables. A server that follows another one
   * has its tables from there: for it, nothing is set.
   */
  grantMigrate(service: Service): void {
    if (this.server.isFollower) return
    allowSecrets(service, this.#secretsKey, [this.masterSecretName])
    service.set({
      DATABASE_URL: this.#addressFor(masterUser),
      DATABASE_PASSWORD: `secretsmanager:${this.masterSecretName}#password`,
    })
  }

  #addressFor(user: string): string {
    return `postgres://${user}@${this.server.host}:${ports.database}/${databaseName}?sslmode=verify-full&sslrootcert=${certificates}`
  }
}

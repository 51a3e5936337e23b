import { RemovalPolicy, aws_rds as rds, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { followCluster, makeCluster } from './aurora-server.ts'
import { Database, masterUser } from './database.ts'
import { makeInstance, restoreInstance } from './postgres-server.ts'
import type { Copies, DatabaseProps } from './server-parts.ts'
import { inNistAndHipaa, waive } from './waive.ts'

/** The server of the home region. `copies`: where the master's password and what restores the server are copied to. */
export function makeDatabase(scope: Construct, props: DatabaseProps, copies: Copies): Database {
  const place = new Construct(scope, 'Database')
  const { shop, profile, keys } = props
  const credentials = rds.Credentials.fromSecret(makeMasterSecret(place, props, copies), masterUser)
  const { database } = profile
  const server =
    database.engine === 'aurora'
      ? makeCluster(place, props, database, credentials)
      : makeInstance(place, props, database, credentials, copies)
  return new Database(place, server, masterSecretNameOf(shop), keys.secrets)
}

/**
 * The second region's server. It reads after the one of the home region until somebody promotes it; where nothing follows, it is made of
 * a snapshot.
 */
export function followDatabase(
  scope: Construct,
  props: DatabaseProps,
  { server: primary }: Database,
  snapshot?: string,
): Database {
  const place = new Construct(scope, 'Database')
  const { shop, profile, keys } = props
  const { database } = profile
  const server =
    database.engine === 'aurora'
      ? primary.globalCluster && followCluster(place, props, database, primary.globalCluster)
      : snapshot && restoreInstance(place, props, database, snapshot)
  if (!server) throw new Error('A standby needs the engine aurora: other servers have no follower in a second region.')
  return new Database(place, server, masterSecretNameOf(shop), keys.secrets)
}

const masterSecretNameOf = (shop: string) => `${shop}/database`

function makeMasterSecret(scope: Construct, { shop, keys }: DatabaseProps, copies: Copies): secretsmanager.Secret {
  const secret = new secretsmanager.Secret(scope, 'Master', {
    secretName: masterSecretNameOf(shop),
    description: 'The master of the database, as whom the migration alone signs in',
    encryptionKey: keys.secrets,
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: masterUser }),
      generateStringKey: 'password',
      passwordLength: 48,
      excludePunctuation: true,
    },
    replicaRegions: [{ region: copies.region, encryptionKey: copies.keys.secrets }],
    removalPolicy: RemovalPolicy.RETAIN,
  })
  waive(
    secret,
    'Only the migration signs in by it, once a deploy; the program signs in by IAM. RDS itself rotates no password of a server with replicas, and a function that does would have to reach into the data tier. An operator changes it by `aws secretsmanager put-secret-value` and `aws rds modify-db-instance --master-user-password`.',
    'AwsSolutions-SMG4',
    ...inNistAndHipaa('SecretsManagerRotationEnabled'),
  )
  return secret
}

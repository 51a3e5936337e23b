import { aws_dynamodb as dynamodb, type aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { allowKeyVia } from './keys.ts'
import type { Service } from './service.ts'

/** What the adapters were seen to ask of the table; proof/rights holds it to that. */
const actions = [
  'dynamodb:DescribeTable',
  'dynamodb:DescribeTimeToLive',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'dynamodb:DeleteItem',
  'dynamodb:Query',
]

/** The same in every region, so that a standby finds its replica by it. */
export const tableNameOf = (shop: string) => `${shop}-shop`

/** Carts, sessions, stored answers and rate limits in one DynamoDB table. */
export class ShopTable {
  readonly table: dynamodb.ITableV2
  readonly #key: kms.IKey

  constructor(table: dynamodb.ITableV2, key: kms.IKey) {
    this.table = table
    this.#key = key
  }

  grantUse(service: Service): void {
    service.allow(actions, [this.table.tableArn])
    // DynamoDB opens the table's key on behalf of whoever reads or writes.
    allowKeyVia(service, this.#key, 'dynamodb', [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKey',
      'kms:DescribeKey',
    ])
    const place = `dynamodb://${this.table.tableName}`
    service.set({ CARTS_URL: place, SESSIONS_URL: place })
  }
}

export type ShopTableProps = {
  readonly shop: string
  readonly key: kms.IKey
  /** Where a standby writes, and with which key. */
  readonly replica: { readonly region: string; readonly key: kms.IKey } | null
}

export function makeShopTable(scope: Construct, { shop, key, replica }: ShopTableProps): ShopTable {
  const table = new dynamodb.TableV2(scope, 'Table', {
    tableName: tableNameOf(shop),
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
    timeToLiveAttribute: 'expiresAt',
    billing: dynamodb.Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
    encryption: dynamodb.TableEncryptionV2.customerManagedKey(
      key,
      replica ? { [replica.region]: replica.key.keyArn } : {},
    ),
    replicas: replica ? [{ region: replica.region, deletionProtection: true }] : [],
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
  return new ShopTable(table, key)
}

/** The replica in the region of `scope`, which the table of the home region has made. */
export function findShopTable(scope: Construct, shop: string, key: kms.IKey): ShopTable {
  const tableArn = Stack.of(scope).formatArn({
    service: 'dynamodb',
    resource: 'table',
    resourceName: tableNameOf(shop),
  })
  return new ShopTable(dynamodb.TableV2.fromTableArn(scope, 'Table', tableArn), key)
}

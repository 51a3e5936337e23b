import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import { log } from '../../kit/log.ts'
import { WrongSetting } from '../../kit/settings.ts'
import type { Stored } from '../../kit/unavailable.ts'
import { openClient, openTable, type Table } from './dynamodb.ts'
import { shopTable } from './shop-table.ts'

const { partitionKey, sortKey } = shopTable

/** The table that a setting names, `dynamodb://TABLE`. One that cannot be used stops the start. */
export async function openShopTable(setting: string, { host }: URL, stored: Stored): Promise<Table> {
  const client = openClient()
  const problem = await tableProblem(host, client)
  if (problem) throw new WrongSetting(`${setting} is dynamodb://${host}: ${problem}`)
  return openTable(host, stored, client)
}

/** One sentence of why the table cannot be used, or undefined. */
export async function tableProblem(name: string, client: DynamoDBClient = openClient()): Promise<string | undefined> {
  try {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }))
    const problem = table && problemOf(table)
    if (problem) return problem
    // Reads nothing, and shows that it may.
    await openTable(name, 'carts', client).get({ pk: 'CHECK', sk: 'CHECK' })
  } catch (fault) {
    return sentenceOf(name, (fault as { cause?: unknown }).cause ?? fault)
  }
  await warnWithoutExpiry(name, client)
  return undefined
}

function problemOf({
  KeySchema: keys = [],
  AttributeDefinitions: attributes = [],
  TableStatus: status,
}: TableDescription) {
  const typeOf = (name: string) => attributes.find(({ AttributeName }) => AttributeName === name)?.AttributeType
  const keyOf = (kind: string) => keys.find(({ KeyType }) => KeyType === kind)?.AttributeName
  if (
    keyOf('HASH') !== partitionKey ||
    keyOf('RANGE') !== sortKey ||
    typeOf(partitionKey) !== 'S' ||
    typeOf(sortKey) !== 'S'
  )
    return `its keys are not ${partitionKey} and ${sortKey}, both texts.`
  return status === 'ACTIVE' || status === 'UPDATING' ? undefined : `it is ${status}.`
}

/** Without it the shop works, and the table grows. Who may not look is not told. */
async function warnWithoutExpiry(name: string, client: DynamoDBClient): Promise<void> {
  const told = await client.send(new DescribeTimeToLiveCommand({ TableName: name })).catch(() => null)
  if (!told) return
  const { TimeToLiveStatus: status, AttributeName: attribute } = told.TimeToLiveDescription ?? {}
  if (!/^ENABL/.test(status ?? '') || attribute !== shopTable.expiry)
    log('warn', 'table.never-expires', { table: name })
}

function sentenceOf(name: string, fault: unknown): string {
  const { name: kind, code, message } = fault as { name?: string; code?: string; message?: string }
  if (fault instanceof ResourceNotFoundException)
    return "there is no such table in this region and account. The command 'create-table' makes it."
  if (kind === 'AccessDeniedException') return 'the credentials may not use it.'
  if (kind === 'CredentialsProviderError') return 'no AWS credentials were found.'
  if (
    /^(UnrecognizedClient|InvalidSignature|ExpiredToken|InvalidClientTokenId|MissingAuthenticationToken)/.test(
      kind ?? '',
    )
  )
    return `the AWS credentials are not good: ${kind}.`
  if (kind === 'ValidationException') return `'${name}' is no name of a table.`
  if (/region/i.test(message ?? '') && code === undefined) return 'no AWS region is set: AWS_REGION names it.'
  return `DynamoDB does not answer: ${code ?? kind}.`
}

export const tableNamed = (name: string): CreateTableCommandInput => ({
  TableName: name,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [partitionKey, sortKey].map((key) => ({ AttributeName: key, AttributeType: 'S' })),
  KeySchema: [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ],
})

/**
 * Makes the table with all that belongs to it, or what of it is missing. For development and the first try of an account: where
 * infra/ makes it, this finds nothing to do.
 */
export async function createTable(name: string, say: (line: string) => void, client = openClient()): Promise<void> {
  try {
    await makeWhole(name, say, client)
  } catch (fault) {
    throw new WrongSetting(`The table ${name} was not made: ${sentenceOf(name, fault)}`)
  }
}

async function makeWhole(name: string, say: (line: string) => void, client: DynamoDBClient): Promise<void> {
  try {
    await client.send(new CreateTableCommand({ ...tableNamed(name), DeletionProtectionEnabled: true }))
    say(`The table ${name} is being made.`)
  } catch (fault) {
    if (!(fault instanceof ResourceInUseException)) throw fault
    say(`The table ${name} is there.`)
  }
  await waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 3 }, { TableName: name })
  const { TimeToLiveDescription: told } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }))
  if (!/^ENABL/.test(told?.TimeToLiveStatus ?? '')) {
    const TimeToLiveSpecification = { AttributeName: shopTable.expiry, Enabled: true }
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }))
    say(`What has expired by '${shopTable.expiry}' is deleted.`)
  }
  try {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
    await client.send(new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification }))
    say('Point-in-time recovery is on.')
  } catch (fault) {
    // DynamoDB Local has no such thing, and the rights for it may be somebody else's.
    say(`Point-in-time recovery could not be switched on (${(fault as Error).name}).`)
  }
}

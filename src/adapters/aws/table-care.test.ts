import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import { clientAt, openFaults, ownTable, withoutDynamo } from '../../../test/helpers/dynamo.ts'
import { engine } from '../../../test/helpers/engines.ts'
import { WrongSetting } from '../../kit/settings.ts'
import { openClient } from './dynamodb.ts'
import { createTable, openShopTable, tableNamed, tableProblem } from './table-care.ts'

const skip = withoutDynamo
const here = () => clientAt(engine('dynamodb').url ?? '')
const aName = () => `test-care-${randomBytes(5).toString('hex')}`

test('a table that cannot be used is told in one sentence', { skip }, async (t) => {
  const client = here()
  const name = await ownTable(t)
  assert.equal(await tableProblem(name, client), undefined)
  assert.match((await tableProblem(aName(), client)) ?? '', /^there is no such table in this region and account\./)
  assert.match((await tableProblem('a/b', client)) ?? '', /^'a\/b' is no name of a table\.$/)

  const wrong = aName()
  await client.send(
    new CreateTableCommand({
      ...tableNamed(wrong),
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
  t.after(() => client.send(new DeleteTableCommand({ TableName: wrong })))
  assert.equal(await tableProblem(wrong, client), 'its keys are not pk and sk, both texts.')

  const faults = await openFaults(t)
  const behind = clientAt(faults.url)
  faults.refuse = { error: 'AccessDeniedException', times: 1 }
  assert.equal(await tableProblem(name, behind), 'the credentials may not use it.')
  Object.assign(faults, { only: ['GetItem'], refuse: { error: 'AccessDeniedException', times: 1 } })
  assert.equal(await tableProblem(name, behind), 'the credentials may not use it.')
  Object.assign(faults, { only: undefined, refuse: { error: 'UnrecognizedClientException', times: 1 } })
  assert.match((await tableProblem(name, behind)) ?? '', /^the AWS credentials are not good: UnrecognizedClient/)
  await faults.stop()
  assert.equal(await tableProblem(name, clientAt(faults.url)), 'DynamoDB does not answer: ECONNREFUSED.')
})

test('without a region or credentials the start says so', { skip }, async () => {
  const endpoint = engine('dynamodb').url ?? ''
  const credentials = async () => {
    throw Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' })
  }
  const without = openClient({ endpoint, region: 'eu-central-1', credentials })
  assert.equal(await tableProblem('carts', without), 'no AWS credentials were found.')
  const region = async () => {
    throw new Error('Region is missing')
  }
  const nowhere = openClient({ endpoint, region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
  assert.equal(await tableProblem('carts', nowhere), 'no AWS region is set: AWS_REGION names it.')
})

test('the start names the setting, and no secret', { skip }, async (t) => {
  const settings = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'canary', AWS_SECRET_ACCESS_KEY: 'canary' }
  const before = { ...process.env }
  t.after(() => {
    process.env = before
  })
  Object.assign(process.env, settings, { AWS_ENDPOINT_URL_DYNAMODB: engine('dynamodb').url })
  const name = aName()
  await assert.rejects(openShopTable('CARTS_URL', new URL(`dynamodb://${name}`), 'carts'), (fault) => {
    assert.ok(fault instanceof WrongSetting)
    assert.match(fault.message, new RegExp(`^CARTS_URL is dynamodb://${name}: there is no such table`))
    assert.doesNotMatch(fault.message, /canary/)
    return true
  })
})

test('create-table makes the table with all that belongs to it, and a second time finds nothing to do', {
  skip,
}, async (t) => {
  const client = here()
  const name = aName()
  t.after(async () => {
    await client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: false }))
    await client.send(new DeleteTableCommand({ TableName: name }))
  })
  const said: string[] = []
  await createTable(name, (line) => said.push(line), client)
  assert.equal(await tableProblem(name, client), undefined)
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }))
  assert.equal(table?.BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST')
  assert.equal(table?.DeletionProtectionEnabled, true)
  const { TimeToLiveDescription: told } = await client.send(new DescribeTimeToLiveCommand({ TableName: name }))
  assert.equal(told?.AttributeName, 'expiresAt')
  assert.deepEqual(said.slice(0, 2), [
    `The table ${name} is being made.`,
    "What has expired by 'expiresAt' is deleted.",
  ])
  const nobody = clientAt('http://127.0.0.1:9')
  await assert.rejects(
    createTable(name, () => {}, nobody),
    new WrongSetting(`The table ${name} was not made: DynamoDB does not answer: ECONNREFUSED.`),
  )
  said.length = 0
  await createTable(name, (line) => said.push(line), client)
  assert.equal(said[0], `The table ${name} is there.`)
})

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../ports.ts'
import { type Engine, type Run, type Started, servicesFolder } from './engine.ts'
import { installFolder } from './folder.ts'
import { findJava } from './java.ts'
import { fetchWithMaven } from './maven.ts'
import { readPins } from './pins.ts'
import { ask, awsCall, startProcess, warmUp } from './process.ts'

const version = '2.6.1'
const folder = join(servicesFolder, `dynamodb-local-${version}`)

export const dynamodbArtifacts = {
  what: `DynamoDB Local ${version} (51 MB)`,
  artifacts: [{ group: 'com.amazonaws', name: 'DynamoDBLocal', version }],
  alone: false,
}

export const dynamodb: Engine = {
  name: 'dynamodb',
  version,
  provesThe: 'cart and session stores',

  async install() {
    const java = findJava(17)
    await installFolder(folder, (temporary) =>
      fetchWithMaven(temporary, { ...dynamodbArtifacts, java, pins: readPins('dynamodb') }),
    )
  },

  async start(run: Run): Promise<Started> {
    const java = findJava(17)
    const place = join(run.folder, 'dynamodb')
    mkdirSync(place, { recursive: true })
    const [port] = (await freePorts(1)) as [number]
    const args = [
      '-Xmx512m',
      `-Djava.io.tmpdir=${place}`,
      `-Djava.library.path=${folder}`,
      '-cp',
      join(folder, '*'),
      'com.amazonaws.services.dynamodbv2.local.main.ServerRunner',
      // One store for all, whatever keys and regions the tests use.
      ...['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)],
    ]
    const url = `http://127.0.0.1:${port}`
    const server = await startProcess(java.program, args, {
      env: { PATH: process.env.PATH, HOME: place },
      folder: place,
      log: join(run.folder, 'dynamodb.log'),
      watchdog: run.watchdog,
      // It refuses a request without a table and without a signature, and that is an answer.
      isReady: async () => (await ask(url)).status === 400,
      warmUp: () => warmUp(url, firstCalls),
    })
    return { url, ...server }
  },
}

const table = 'tradewind-start'
const key = { id: { S: 'one' } }
const item = { ...key, text: { S: 'first' }, revision: { N: '1' } }
const firstCalls = [
  call('CreateTable', {
    TableName: table,
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  }),
  call('PutItem', { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(id)' }),
  call('GetItem', { TableName: table, Key: key, ConsistentRead: true }),
  call('UpdateItem', {
    TableName: table,
    Key: key,
    UpdateExpression: 'SET revision = revision + :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  }),
  call('TransactWriteItems', { TransactItems: [{ Put: { TableName: table, Item: item } }] }),
  call('DeleteTable', { TableName: table }),
]

function call(action: string, body: unknown) {
  return awsCall('dynamodb', '1.0', `DynamoDB_20120810.${action}`, body)
}

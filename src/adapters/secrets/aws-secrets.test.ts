import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { engine, engineAccess } from '../../../test/helpers/engines.ts'
import { secretStoreContract } from '../../domain/settings/secret-store.contract.ts'
import type { SecretStore } from '../../domain/settings/secret-store.ts'
import { openParameterStore } from './parameter-store.ts'
import { openSecretsManager } from './secrets-manager.ts'

const { url, missing } = engine('ministack')
const skip = missing ?? false
// The SDK's own variables, as an operator sets them.
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: engineAccess.accessKeyId,
  AWS_SECRET_ACCESS_KEY: engineAccess.secretAccessKey,
  ...(url ? { AWS_ENDPOINT_URL: url } : {}),
})

const newName = () => `tradewind-${randomBytes(6).toString('hex')}`

secretStoreContract(
  'Secrets Manager',
  async () => {
    const client = new SecretsManagerClient()
    const known = new Set<string>()
    return {
      store: openSecretsManager(),
      newName,
      put: async (name, text) => {
        if (known.has(name)) await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }))
        else await client.send(new CreateSecretCommand({ Name: name, SecretString: text }))
        known.add(name)
      },
    }
  },
  { keepsPrevious: true, skip },
)

secretStoreContract(
  'Parameter Store',
  async () => {
    const client = new SSMClient()
    return {
      store: openParameterStore(),
      newName: () => `/${newName()}/word`,
      put: async (Name, Value) => {
        await client.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }))
      },
    }
  },
  { keepsPrevious: true, skip },
)

test('a version that is pending is told to who asks thoroughly, and becomes current with its label', {
  skip,
}, async () => {
  const client = new SecretsManagerClient()
  const store = openSecretsManager()
  const name = newName()
  const { VersionId: first } = await client.send(new CreateSecretCommand({ Name: name, SecretString: 'first' }))
  const { VersionId: second } = await client.send(
    new PutSecretValueCommand({ SecretId: name, SecretString: 'second', VersionStages: ['AWSPENDING'] }),
  )
  assert.equal((await store.read(name, false)).pending, undefined)
  const thorough = await store.read(name, true)
  assert.deepEqual([thorough.current, thorough.pending], ['first', 'second'])
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: name,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: second,
      RemoveFromVersionId: first,
    }),
  )
  const after = await store.read(name, true)
  assert.deepEqual([after.current, after.previous, after.pending], ['second', 'first', undefined])
})

/** A service of AWS that answers everything in one way. */
async function aService(t: TestContext, answer: { status: number; body: string; afterMs?: number }): Promise<string> {
  const server = createServer((request, response) => {
    request.resume()
    setTimeout(() => {
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body)
    }, answer.afterMs ?? 0).unref()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const at = async <T>(endpoint: string, work: () => Promise<T>): Promise<T> => {
  const before = process.env.AWS_ENDPOINT_URL
  process.env.AWS_ENDPOINT_URL = endpoint
  try {
    return await work()
  } finally {
    if (before === undefined) delete process.env.AWS_ENDPOINT_URL
    else process.env.AWS_ENDPOINT_URL = before
  }
}

for (const [name, open] of [
  ['Secrets Manager', openSecretsManager],
  ['Parameter Store', openParameterStore],
] as [string, () => SecretStore][]) {
  test(`${name}: no rights, throttled, broken, gone and silent are each told within seconds, without the words of AWS`, async (t) => {
    const told = async (endpoint: string) =>
      at(endpoint, () => open().read('/shop/word', true)).then(
        () => assert.fail('It was read.'),
        ({ kind, message }) => [kind, message],
      )
    const refusing = await aService(t, {
      status: 400,
      body: '{"__type":"AccessDeniedException","message":"User arn:aws:iam::123456789012:role/web may not"}',
    })
    assert.deepEqual(await told(refusing), ['refused', 'AccessDeniedException'])
    const throttling = await aService(t, { status: 400, body: '{"__type":"ThrottlingException","message":"Rate"}' })
    assert.deepEqual(await told(throttling), ['unreachable', 'ThrottlingException'])
    const broken = await aService(t, { status: 500, body: '{"__type":"InternalServiceError","message":"x"}' })
    assert.equal((await told(broken))[0], 'unreachable')
    assert.deepEqual(await told('http://127.0.0.1:9'), ['unreachable', 'ECONNREFUSED'])
    const silent = await aService(t, { status: 200, body: '{}', afterMs: 60_000 })
    const began = Date.now()
    assert.equal((await told(silent))[0], 'unreachable')
    assert.ok(Date.now() - began < 9_000, `${Date.now() - began} ms`)
  })
}

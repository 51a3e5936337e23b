import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  KMSClient,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms'
import { engine } from '../../../test/helpers/engines.ts'
import { keyRingContract } from '../../domain/keys/key-ring.contract.ts'
import { type KeyContext, KeyRingFault } from '../../domain/keys/key-ring.ts'
import { openKms } from './kms.ts'

const { url, missing } = engine('ministack')
const skip = missing ?? false
const context: KeyContext = { purpose: 'person', ringKey: 'r1' }

/** The SDK's own variables choose the emulator. They are read when a client is first used. */
function setAws(t: TestContext, endpoint: string, region = 'eu-central-1'): void {
  const given = {
    AWS_ENDPOINT_URL_KMS: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  }
  const before = Object.keys(given).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, given)
  t.after(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
  })
}

async function aKey(client: KMSClient, multiRegion = false): Promise<{ id: string; arn: string }> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ MultiRegion: multiRegion }))
  return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' }
}

keyRingContract(
  'kms',
  async (t) => {
    setAws(t, url ?? '')
    const client = new KMSClient({})
    t.after(() => client.destroy())
    const alias = `alias/tradewind-${randomBytes(6).toString('hex')}`
    let { id } = await aKey(client)
    await client.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: id }))
    const ring = openKms(alias)
    return {
      ring,
      checksBytes: false,
      again: async () => openKms(alias),
      rotate: async () => {
        id = (await aKey(client)).id
        await client.send(new UpdateAliasCommand({ AliasName: alias, TargetKeyId: id }))
        await ring.renew()
      },
      disable: async () => {
        await client.send(new DisableKeyCommand({ KeyId: id }))
      },
      unreachable: async () => {
        setAws(t, 'http://127.0.0.1:9')
        return openKms(alias)
      },
    }
  },
  { skip },
)

test('kms: a key is named by id and by ARN, whose region counts', { skip }, async (t) => {
  setAws(t, url ?? '')
  const client = new KMSClient({})
  t.after(() => client.destroy())
  const { id, arn } = await aKey(client)
  const { plain, wrapped } = await openKms(id).newKey(context)
  process.env.AWS_REGION = 'us-west-2'
  assert.match(arn, /:eu-central-1:/)
  assert.deepEqual(await openKms(arn).open(wrapped, context), plain)
})

test('kms: what the primary of a multi-region key has wrapped, its replica opens', { skip }, async (t) => {
  setAws(t, url ?? '')
  const client = new KMSClient({})
  t.after(() => client.destroy())
  const { id, arn } = await aKey(client, true)
  assert.match(id, /^mrk-/)
  await client.send(new ReplicateKeyCommand({ KeyId: id, ReplicaRegion: 'us-west-2' }))
  const { plain, wrapped } = await openKms(id).newKey(context)
  const replica = openKms(arn.replace(':eu-central-1:', ':us-west-2:'))
  assert.deepEqual(await replica.open(wrapped, context), plain)
  assert.ok((await replica.newKey(context)).plain.length === 32)
})

test('kms: a key that waits for its deletion opens nothing', { skip }, async (t) => {
  setAws(t, url ?? '')
  const client = new KMSClient({})
  t.after(() => client.destroy())
  const { id } = await aKey(client)
  const ring = openKms(id)
  const { wrapped } = await ring.newKey(context)
  await client.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }))
  await assert.rejects(ring.open(wrapped, context), /The KMS key is disabled, waits for its deletion or does not exist/)
})

test('kms: a key that does not exist is a clear sentence', { skip }, async (t) => {
  setAws(t, url ?? '')
  await assert.rejects(openKms('alias/nobody').newKey(context), /does not exist\. \(alias\/nobody, NotFoundException\)/)
})

test('kms: a service that never answers is given up within seconds, after three attempts', async (t) => {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const address = server.address()
  setAws(t, `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
  const began = performance.now()
  await assert.rejects(openKms('alias/any').newKey(context), (fault: unknown) => {
    assert.ok(fault instanceof KeyRingFault)
    assert.equal(fault.problem, 'unreachable')
    return true
  })
  const tookMs = performance.now() - began
  assert.ok(tookMs > 7_000 && tookMs < 11_000, `${tookMs}`)
  assert.equal(connections, 3)
})

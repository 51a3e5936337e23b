import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { aTable, openFaults, ownTable, patientTable, withoutDynamo } from '../../../test/helpers/dynamo.ts'
import { limitStoreContract } from '../../kit/limit-store.contract.ts'
import { StoreAway } from '../../kit/unavailable.ts'
import { openDynamoLimits } from './dynamodb.ts'

limitStoreContract(
  'DynamoDB',
  async (t) => ({
    store: openDynamoLimits(await aTable(t, 'sessions')),
    other: openDynamoLimits(await aTable(t, 'sessions')),
  }),
  { skip: withoutDynamo },
)

test('one key that is refused does not hide that the others were added; when all are refused, it is thrown', {
  skip: withoutDynamo,
}, async (t) => {
  const faults = await openFaults(t)
  const store = openDynamoLimits(patientTable(await ownTable(t), 'sessions', faults.url))
  const uses = Array.from({ length: 20 }, () => ({ key: randomBytes(16), seconds: 1_000 }))
  faults.refuse = { error: 'AccessDeniedException', times: 1 }
  const told = await store.add(uses)
  assert.equal(told.length, 19)
  const written = new Set(told.map(({ key }) => key.toString('hex')))
  for (const { key, busySeconds } of await store.add(uses))
    assert.equal(Math.round(busySeconds / 1_000), written.has(key.toString('hex')) ? 2 : 1)
  faults.refuse = { error: 'AccessDeniedException', times: 20 }
  await assert.rejects(store.add(uses), StoreAway)
  assert.deepEqual(await store.add([]), [])
})

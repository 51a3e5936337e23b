import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { aTable, openFaults, ownTable, patientTable, withoutDynamo } from '../../../test/helpers/dynamo.ts'
import { cartStoreContract } from '../../domain/carts/cart-store.contract.ts'
import type { CartChange, CartStore } from '../../domain/carts/cart-store.ts'
import { StoreAway, StoreBusy } from '../../kit/unavailable.ts'
import { openDynamoCarts } from './dynamodb.ts'

const skip = withoutDynamo

cartStoreContract(
  'DynamoDB',
  async (t) => {
    const table = await aTable(t)
    return {
      store: openDynamoCarts(table),
      other: openDynamoCarts(await aTable(t)),
      async expire(cartId) {
        const values = { past: Math.floor(Date.now() / 1000) - 1 }
        await table.update({ pk: `CART#${cartId}`, sk: 'CART' }, 'set expiresAt = :past', {
          when: 'attribute_exists(pk)',
          values,
        })
      },
    }
  },
  { skip },
)

const add = (variantId: number, quantity = 1): CartChange => ({
  kind: 'add',
  variantId,
  quantity,
  seenPriceMinor: null,
})
const anId = () => randomBytes(16).toString('base64url')
const pieces = async (store: CartStore, id: string) =>
  (await store.read(id))?.lines.map(({ variantId, quantity }) => [variantId, quantity])

async function openBehindFaults(t: TestContext) {
  const faults = await openFaults(t)
  return { faults, store: openDynamoCarts(await aTable(t, 'carts', faults)) }
}

test('a write whose answer was lost is done once, also without a key', { skip }, async (t) => {
  const { faults, store } = await openBehindFaults(t)
  const id = anId()
  await store.change(id, 'de', add(7, 2))
  for (const only of [['PutItem'], ['TransactWriteItems']]) {
    Object.assign(faults, { only, loseAnswers: 1 })
    const changed = await store.change(
      id,
      'de',
      only[0] === 'PutItem' ? add(7, 2) : { kind: 'person', personId: randomUUID() },
    )
    assert.equal(faults.loseAnswers, 0)
    assert.deepEqual([changed.version, changed.lines[0]?.quantity], [2, 4])
  }
  const guest = anId()
  await store.change(guest, 'de', add(7, 1))
  Object.assign(faults, { only: ['TransactWriteItems'], loseAnswers: 1 })
  assert.equal((await store.merge(guest, id)).lines[0]?.quantity, 5)
  assert.deepEqual(await pieces(store, id), [[7, 5]])
})

test('a write whose answer was lost knows itself again below the writes of others', { skip }, async (t) => {
  const { faults, store } = await openBehindFaults(t)
  const other = openDynamoCarts(await aTable(t))
  const id = anId()
  await store.change(id, 'de', add(7))
  Object.assign(faults, { only: ['PutItem'], loseAnswers: 1 })
  const changing = store.change(id, 'de', add(7))
  for (let i = 0; i < 5; i++) await other.change(id, 'de', add(3))
  await changing
  assert.deepEqual(await pieces(store, id), [
    [7, 2],
    [3, 5],
  ])
})

test('what was bought is taken once, also when it is asked for again', { skip }, async (t) => {
  const { store } = await openBehindFaults(t)
  const id = anId()
  await store.change(id, 'de', add(7, 2))
  const bought = { version: 1, lines: [{ variantId: 7, quantity: 2 }] }
  await store.takeBought(id, bought)
  await store.change(id, 'de', add(7, 3))
  await store.takeBought(id, bought)
  assert.deepEqual(await pieces(store, id), [[7, 3]])
})

test('a throttled table is asked again, three times in all, and then said to be busy; nothing is lost', {
  skip,
}, async (t) => {
  const faults = await openFaults(t)
  const store = openDynamoCarts(patientTable(await ownTable(t), 'carts', faults.url))
  const id = anId()
  await store.change(id, 'de', add(7))
  for (const error of ['ProvisionedThroughputExceededException', 'ThrottlingException']) {
    faults.refuse = { error, times: 2 }
    assert.equal((await store.change(id, 'de', add(7))).lines.length, 1)
    faults.refuse = { error, times: 3 }
    faults.asked.length = 0
    await assert.rejects(
      store.change(id, 'de', add(7)),
      (fault) => fault instanceof StoreBusy && fault.stored === 'carts',
    )
    assert.equal(faults.asked.length, 3)
  }
  assert.deepEqual(await pieces(store, id), [[7, 3]])
})

test('a table that refuses for want of rights or is not there is away, and never an empty cart', {
  skip,
}, async (t) => {
  const { faults, store } = await openBehindFaults(t)
  const id = anId()
  await store.change(id, 'de', add(7))
  for (const error of ['AccessDeniedException', 'ResourceNotFoundException', 'UnrecognizedClientException']) {
    faults.refuse = { error, times: 1 }
    await assert.rejects(store.read(id), (fault) => {
      assert.ok(fault instanceof StoreAway && !(fault instanceof StoreBusy))
      assert.match(fault.message, new RegExp(error))
      assert.doesNotMatch(fault.message, /As the test wants/)
      return true
    })
  }
  faults.refuse = { error: 'InternalServerError', status: 500, times: 1 }
  assert.deepEqual(await pieces(store, id), [[7, 1]])
})

test('a slow table is waited for no longer than 4 seconds, a dead one not at all; both are left alone for a while', {
  skip,
}, async (t) => {
  const { faults, store } = await openBehindFaults(t)
  const id = anId()
  await store.change(id, 'de', add(7))
  faults.delayMs = 10_000
  const began = performance.now()
  const slow = await Promise.allSettled(Array.from({ length: 5 }, () => store.read(id)))
  const ms = performance.now() - began
  assert.ok(slow.every((one) => one.status === 'rejected' && one.reason instanceof StoreAway))
  assert.ok(ms < 6_000, `${ms} ms`)
  // Five in a row did not answer: the next is told at once.
  const asked = faults.asked.length
  const before = performance.now()
  await assert.rejects(store.change(id, 'de', add(7)), StoreAway)
  assert.ok(performance.now() - before < 500)
  assert.equal(faults.asked.length, asked)
  faults.delayMs = 0
  await comesBack(() => store.read(id))

  await faults.stop()
  const refused = performance.now()
  await assert.rejects(store.read(id), StoreAway)
  assert.ok(performance.now() - refused < 2_500)
  await faults.start()
  await comesBack(() => store.read(id))
  assert.deepEqual(await pieces(store, id), [[7, 1]])
})

async function comesBack(look: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 20_000
  for (;;) {
    try {
      return void (await look())
    } catch (fault) {
      if (!(fault instanceof StoreAway) || Date.now() > deadline) throw fault
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

test('calls: one read and one write a change, a transaction only where the cart changes hands', { skip }, async (t) => {
  const { faults, store } = await openBehindFaults(t)
  const [id, personId] = [anId(), randomUUID()]
  await store.change(id, 'de', add(7))
  await store.read(id)
  await store.change(id, 'de', { kind: 'person', personId })
  await store.change(id, 'de', add(3))
  await store.ofPerson(personId, 'de')
  assert.deepEqual(faults.asked, [
    ...['GetItem', 'PutItem'],
    'GetItem',
    ...['GetItem', 'TransactWriteItems'],
    ...['GetItem', 'PutItem'],
    ...['Query', 'GetItem'],
  ])
})

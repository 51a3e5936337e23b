import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { aPerson } from '../../../test/helpers/test-keys.ts'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { type Db, type Sql, sql } from '../../kit/db.ts'
import { saveDetails } from '../checkout/save-details.ts'
import { askForAccount } from '../customers/ask-account.ts'
import { declareWithdrawal } from '../withdrawals/declare-withdrawal.ts'
import { type KeyRing, KeyRingFault } from './key-ring.ts'
import { goodForMs, heardWithinMs, openVault } from './open-vault.ts'
import { readPersonKey } from './read-person-key.ts'
import { rewrapPeople, rotateRingKey } from './rotate-ring-key.ts'
import { SealBroken } from './seal.ts'
import { makeVault, type RingKeys } from './vault.ts'

const ringKeys: RingKeys = {
  current: async () => ({ id: 'r1', key: Buffer.alloc(32, 1) }),
  newestId: () => 'r1',
  indexKey: () => Buffer.alloc(32, 2),
  byId: async () => Buffer.alloc(32, 1),
}
const vault = makeVault(ringKeys)
const value = { email: 'maren@example.com', firstName: 'Maren' }

test('what is sealed opens where it was put, and holds nothing of it in clear', async () => {
  const made = await vault.newPersonKey('p1')
  const sealed = made.seal('contact', 'row', value)
  assert.ok(!sealed.includes('maren'))
  assert.notDeepEqual(sealed, made.seal('contact', 'row', value))
  const key = await vault.keyOf(made)
  assert.deepEqual(key?.open('contact', 'row', sealed), value)
  assert.equal(key?.open('contact', 'row', null), null)
})

test('a value that is moved to another row, column or person, or changed, does not open', async () => {
  const [one, two] = [await vault.newPersonKey('p1'), await vault.newPersonKey('p2')]
  const sealed = one.seal('address', 'row', value)
  assert.throws(() => one.open('address', 'other', sealed), SealBroken)
  assert.throws(() => one.open('contact', 'row', sealed), SealBroken)
  assert.throws(() => two.open('address', 'row', sealed), SealBroken)
  for (const at of [0, 1, 14, sealed.length - 1]) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.throws(() => one.open('address', 'row', changed), SealBroken, `byte ${at}`)
  }
  assert.throws(() => one.open('address', 'row', sealed.subarray(0, 20)), SealBroken)
})

test("a person's key does not open beside another person, and no key is no person", async () => {
  const { ringKey, wrappedKey } = await vault.newPersonKey('p1')
  await assert.rejects(vault.keyOf({ personId: 'p2', ringKey, wrappedKey }), SealBroken)
  await assert.rejects(vault.keyOf({ personId: 'p1', ringKey: 'r2', wrappedKey }), SealBroken)
  assert.equal(await vault.keyOf({ personId: 'p1', ringKey: null, wrappedKey: null }), null)
})

test('one address has one index, and no other key makes it', () => {
  const index = vault.emailIndex('maren@example.com')
  assert.equal(index.length, 32)
  assert.deepEqual(vault.emailIndex('maren@example.com'), index)
  assert.notDeepEqual(vault.emailIndex('maren+1@example.com'), index)
  const other = makeVault({ ...ringKeys, indexKey: () => Buffer.alloc(32, 3) })
  assert.notDeepEqual(other.emailIndex('maren@example.com'), index)
})

/** The ring of the test's shop, which can be taken away; counts how often it is asked. */
function watched(ring: KeyRing): { ring: KeyRing; asked: () => number; takeAway: (away?: boolean) => void } {
  let asked = 0
  let isAway = false
  const ask = <T>(work: () => Promise<T>): Promise<T> => {
    asked++
    return isAway ? Promise.reject(new KeyRingFault('unreachable', 'away')) : work()
  }
  return {
    ring: {
      newKey: (context) => ask(() => ring.newKey(context)),
      open: (wrapped, context) => ask(() => ring.open(wrapped, context)),
      rewrap: (wrapped, context) => ask(() => ring.rewrap(wrapped, context)),
      renew: () => ask(() => ring.renew()),
    },
    asked: () => asked,
    takeAway: (away = true) => {
      isAway = away
    },
  }
}

const keyRows = async ({ db }: TestShop) =>
  (await db.row<{ people: number; rings: number }>(sql`select (select count(*)::int from person_key) as people,
    (select count(*)::int from ring_key) as rings`)) ?? { people: 0, rings: 0 }

test('the key ring is asked at the start alone; when it goes away, a running process does not notice', async (t) => {
  const shop = await openTestShop(t)
  const { ring, asked, takeAway } = watched(shop.keyRing)
  const own = { ...shop, keyRing: ring, vault: await openVault(shop, ring) }
  assert.equal(asked(), 2)
  takeAway()
  const { personId } = await aPerson(own)
  const sealed = (await readPersonKey(own, personId))?.seal('contact', personId, value)
  assert.deepEqual((await readPersonKey(own, personId))?.open('contact', personId, sealed ?? null), value)
  assert.equal(asked(), 2)
  await assert.rejects(openVault(shop, ring), /away/)
})

test('two processes that start at once on an empty database have the same keys', async (t) => {
  const shop = await openTestShop(t)
  await shop.db.change(sql`delete from ring_key`)
  const before = shop.db.statements()
  const vaults = await Promise.all([1, 2, 3].map(() => openVault(shop, shop.keyRing)))
  assert.ok(shop.db.statements() - before < 20)
  assert.equal((await keyRows(shop)).rings, 2)
  const [one, two, three] = vaults.map((v) => v.emailIndex('maren@example.com').toString('hex'))
  assert.ok(one === two && two === three)
  const made = await vaults[0]?.newPersonKey(shop.random(16).toString('hex'))
  assert.ok(made && (await vaults[2]?.keyOf(made)))
})

test('a rotation wraps the keys of the living anew; what is sealed opens in every process, without a restart', async (t) => {
  let now = new Date()
  const shop = await openTestShop(t)
  const running = { ...shop, clock: () => now, vault: await openVault({ ...shop, clock: () => now }, shop.keyRing) }
  const people = await Promise.all(Array.from({ length: 7 }, () => aPerson(shop)))
  const sealed = people.map((key) => key.seal('contact', key.personId, value))
  const old = shop.vault.newestRingKey()

  assert.deepEqual(await rotateRingKey(shop), { people: 7 })
  const wrappedBy = await shop.db.rows<{ id: string }>(sql`select distinct ring_key as id from person_key`)
  assert.equal(wrappedBy.length, 1)
  assert.notEqual(wrappedBy[0]?.id, old)
  for (const [i, { personId }] of people.entries())
    assert.deepEqual((await readPersonKey(running, personId))?.open('contact', personId, sealed[i] ?? null), value)
  assert.deepEqual(running.vault.emailIndex('a@example.com'), shop.vault.emailIndex('a@example.com'))

  // One that has not heard of it wraps with the key before; the worker wraps that anew at night.
  const late = await aPerson(shop)
  assert.equal(late.ringKey, old)
  assert.deepEqual(await rewrapPeople(shop), { people: 1 })
  assert.ok(await readPersonKey(shop, late.personId))
  // After ten minutes everybody has heard.
  now = new Date(now.getTime() + heardWithinMs + 1)
  await running.vault.newPersonKey('somebody')
  for (let i = 0; i < 100 && running.vault.newestRingKey() === old; i++)
    await new Promise((resolve) => setTimeout(resolve, 10))
  assert.equal(running.vault.newestRingKey(), wrappedBy[0]?.id)

  // A day later the key that wraps nothing is gone.
  const tomorrow = { ...shop, clock: () => new Date(Date.now() + 25 * 3_600_000) }
  assert.equal((await keyRows(shop)).rings, 3)
  assert.deepEqual(await rewrapPeople(tomorrow), { people: 0 })
  assert.equal((await keyRows(shop)).rings, 2)
  assert.ok(await readPersonKey(running, late.personId))
})

test('a process that needs a ring key of a rotation while the ring is away waits for nobody, and reads when it is back', async (t) => {
  const shop = await openTestShop(t)
  const { ring, takeAway } = watched(shop.keyRing)
  const running = { ...shop, keyRing: ring, vault: await openVault(shop, ring) }
  const { personId } = await aPerson(running)
  await rotateRingKey(shop)
  takeAway()
  await assert.rejects(readPersonKey(running, personId), KeyRingFault)
  // Who is new is served by the key at hand.
  assert.ok(await readPersonKey(running, (await aPerson(running)).personId))
  takeAway(false)
  assert.ok(await readPersonKey(running, personId))
})

test('a rotation that was stopped in between goes on where it was stopped', async (t: TestContext) => {
  const shop = await openTestShop(t)
  for (let i = 0; i < 3; i++) await aPerson(shop)
  const { ring, takeAway } = watched(shop.keyRing)
  // The new ring key stands; then the process dies before it has wrapped anything.
  const dies = { ...ring, open: () => Promise.reject(new KeyRingFault('unreachable', 'died')) }
  await assert.rejects(rotateRingKey({ ...shop, keyRing: dies }), /died/)
  takeAway()
  assert.deepEqual(await rewrapPeople(shop), { people: 3 })
  assert.deepEqual(await rewrapPeople(shop), { people: 0 })
})

test('who was idle reads the ring keys before it wraps, and who cannot read them refuses in time', async (t) => {
  const shop = await openTestShop(t)
  let now = Date.now()
  let isAway = false
  const db: Db = Object.assign(Object.create(shop.db) as Db, {
    rows: (statement: Sql) => (isAway ? Promise.reject(new Error('away')) : shop.db.rows(statement)),
  })
  const running = await openVault({ ...shop, db, clock: () => new Date(now) }, shop.keyRing)
  const old = running.newestRingKey()
  await rotateRingKey(shop)
  isAway = true
  // Tries that fail put nothing off.
  for (const share of [0.4, 0.8, 0.99]) {
    now = Date.now() + goodForMs * share
    assert.equal((await running.newPersonKey('p')).ringKey, old)
  }
  now = Date.now() + goodForMs + 60_000
  await assert.rejects(running.newPersonKey('p'), /away/)
  isAway = false
  const { ringKey } = await running.newPersonKey('p')
  assert.notEqual(ringKey, old)
  assert.deepEqual(await shop.db.row(sql`select id from ring_key where id = ${ringKey} and retired_at is null`), {
    id: ringKey,
  })
})

test('nobody becomes a person with a key that a ring key has wrapped which is gone', async (t) => {
  const shop = await openTestShop(t)
  await shop.db.change(sql`delete from ring_key where purpose = 'person'`)
  const before = await keyRows(shop)
  const place = { market: 'de', locale: 'de' as const }
  const asked = { email: 'maren@example.com', password: 'vier kleine Boote', firstName: 'Maren', lastName: 'Koch' }
  const refused = /null value in column "ring_key"/
  await assert.rejects(askForAccount(shop, place, asked), refused)
  const declared = { name: 'Maren Koch', number: 'T4K7-9QWX-MC', email: asked.email, articles: '' }
  await assert.rejects(declareWithdrawal(shop, place, { ...declared, idempotencyKey: 'k'.repeat(43) }), refused)
  const typed = {
    firstName: 'Maren',
    lastName: 'Koch',
    line1: 'Weg 1',
    postcode: '20457',
    city: 'Hamburg',
    country: 'DE',
  }
  const details = { email: asked.email, shipping: typed }
  await assert.rejects(saveDetails(shop, { cartId: 'c', place, buyer: null }, details), refused)
  assert.deepEqual(await keyRows(shop), before)
  assert.equal((await shop.db.rows(sql`select from person`)).length, 0)
})

test('a key that nobody can open does not keep the others from being wrapped anew', async (t) => {
  const shop = await openTestShop(t)
  const lost = await aPerson(shop)
  const broken = await aPerson(shop)
  for (let i = 0; i < 3; i++) await aPerson(shop)
  await shop.db.change(sql`update person_key set ring_key = gen_random_uuid() where person_id = ${lost.personId}`)
  await shop.db.change(sql`update person_key set wrapped = '\\x01' where person_id = ${broken.personId}`)
  assert.deepEqual(await rotateRingKey(shop), { people: 3 })
  assert.deepEqual(await rewrapPeople(shop), { people: 0 })
})

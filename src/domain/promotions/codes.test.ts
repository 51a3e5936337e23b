import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { openDb, sql } from '../../kit/db.ts'
import { addCode } from './add-code.ts'
import { type CodeAsk, checkCode } from './check-code.ts'
import { canonicalCode, type Discount } from './discount.ts'
import { endCode } from './end-code.ts'
import { giveBackCode } from './give-back-code.ts'
import { holdCode } from './hold-code.ts'
import { readCodes } from './read-codes.ts'
import { useCode } from './use-code.ts'

const now = new Date('2026-12-01T10:00:00Z')
const openShop = (t: TestContext) => openTestShop(t, { clock: () => now })

async function aPerson(shop: TestShop): Promise<string> {
  const id = randomUUID()
  await shop.db.change(sql`insert into person (id) values (${id})`)
  return id
}

async function anOrder(shop: TestShop, personId: string): Promise<string> {
  const id = randomUUID()
  await shop.db.change(sql`
    insert into orders (id, number, market, locale, currency, person_id, state, cart_id, cart_version, idempotency_key,
      request_hash, content_hash, method_code, method_name, total_minor, receipt, created_at)
    values (${id}, ${id}, 'de', 'de', 'EUR', ${personId}, 'awaiting-payment', ${id}, 1, ${id}, '', '', '', '', 0, '{}', now())`)
  return id
}

const tenPercent: Discount = { code: 'TEN', kind: 'percentage', basisPoints: 1000 }
type Wish = Parameters<typeof addCode>[1]

const addTen = async (shop: TestShop, given: Partial<Wish> = {}) => {
  const added = await addCode(shop, { code: 'ten', off: { kind: 'percentage', basisPoints: 1000 }, ...given })
  assert.deepEqual(added, { ok: true, code: 'TEN' })
}

const hold = (
  shop: TestShop,
  orderId: string,
  personId: string,
  discount: Discount = tenPercent,
  subtotalMinor = 5000,
) => shop.db.transaction((tx) => holdCode(tx, { discount, market: 'de', subtotalMinor, orderId, personId, now }))

const uses = async (shop: TestShop) => {
  const counted = await shop.db.row<{ used: number }>(sql`select used from discount_code where code = 'TEN'`)
  const states = await shop.db.rows<{ state: string }>(sql`select state from discount_use order by state`)
  return [counted?.used, ...states.map((use) => use.state)]
}

const ask: CodeAsk = { code: 'TEN', market: 'de', subtotalMinor: 5000, personId: null }
const notValid = { problem: 'code-not-valid' } as const

test('a code is found however it was typed', async (t) => {
  const shop = await openShop(t)
  await addTen(shop)
  for (const code of ['ten', ' Ten ', 'T E N', 'ＴＥＮ'])
    assert.deepEqual(await checkCode(shop, { ...ask, code }), { ok: true, discount: tenPercent })
  assert.equal(canonicalCode('straße'), 'STRASSE')
})

test('unknown, ended, future, foreign and used-up codes are all told the same; only the staff hears why', async (t) => {
  const shop = await openShop(t)
  const off = { kind: 'percentage', basisPoints: 1000 } as const
  await addCode(shop, { code: 'OVER', off, endsAt: now })
  await addCode(shop, { code: 'LATER', off, startsAt: new Date(now.getTime() + 1) })
  await addCode(shop, { code: 'AMERICAN', off, market: 'us' })
  await addCode(shop, { code: 'STOPPED', off })
  await endCode(shop, 'stopped')
  await addTen(shop, { limitTotal: 1 })
  const personId = await aPerson(shop)
  await hold(shop, await anOrder(shop, personId), personId)

  for (const [code, reason] of [
    ['NEVER', 'unknown'],
    ['OVER', 'ended'],
    ['STOPPED', 'ended'],
    ['LATER', 'not-started'],
    ['AMERICAN', 'other-market'],
    ['TEN', 'used-up'],
  ] as const)
    assert.deepEqual(await checkCode(shop, { ...ask, code }), { ok: false, reason, told: notValid })
})

test('below its minimum a code says how much is missing, from the minimum on it works', async (t) => {
  const shop = await openShop(t)
  await addTen(shop, { market: 'de', minimumMinor: 5000 })
  assert.deepEqual(await checkCode(shop, { ...ask, subtotalMinor: 4999 }), {
    ok: false,
    reason: 'below-minimum',
    told: { problem: 'code-below-minimum', minimumMinor: 5000 },
  })
  assert.equal((await checkCode(shop, ask)).ok, true)
  const personId = await aPerson(shop)
  const held = await hold(shop, await anOrder(shop, personId), personId, tenPercent, 4999)
  assert.deepEqual(held, { ok: false, problem: 'code-below-minimum', minimumMinor: 5000 })
  assert.deepEqual(await uses(shop), [0])
})

test('a use is held, then used; asking again takes nothing more', async (t) => {
  const shop = await openShop(t)
  await addTen(shop, { limitTotal: 2 })
  const personId = await aPerson(shop)
  const orderId = await anOrder(shop, personId)
  assert.deepEqual(await hold(shop, orderId, personId), { ok: true })
  assert.deepEqual(await hold(shop, orderId, personId), { ok: true })
  assert.deepEqual(await uses(shop), [1, 'held'])
  await shop.db.transaction((tx) => useCode(tx, orderId))
  await shop.db.transaction((tx) => useCode(tx, orderId))
  assert.deepEqual(await uses(shop), [1, 'used'])
})

test('a use that is given back, once or twice, can be held by the same or another order', async (t) => {
  const shop = await openShop(t)
  await addTen(shop, { limitTotal: 1 })
  const personId = await aPerson(shop)
  const orderId = await anOrder(shop, personId)
  await hold(shop, orderId, personId)
  for (const _ of [1, 2]) await shop.db.transaction((tx) => giveBackCode(tx, orderId))
  assert.deepEqual(await uses(shop), [0, 'given-back'])
  await shop.db.transaction((tx) => useCode(tx, orderId))
  assert.deepEqual(await uses(shop), [0, 'given-back'])
  assert.deepEqual(await hold(shop, orderId, personId), { ok: true })
  assert.deepEqual(await uses(shop), [1, 'held'])
  const other = await anOrder(shop, personId)
  assert.deepEqual(await hold(shop, other, personId), { ok: false, ...notValid })
  assert.deepEqual(await uses(shop), [1, 'held'])
})

test('an order that was priced with other terms does not get the code', async (t) => {
  const shop = await openShop(t)
  await addTen(shop)
  const personId = await aPerson(shop)
  const orderId = await anOrder(shop, personId)
  for (const discount of [
    { ...tenPercent, basisPoints: 1001 },
    { code: 'TEN', kind: 'fixed', amountMinor: 1000 },
    { code: 'NEVER', kind: 'free-shipping' },
  ] as Discount[])
    assert.deepEqual(await hold(shop, orderId, personId, discount), { ok: false, ...notValid })
  assert.deepEqual(await uses(shop), [0])
})

test('a code with limit 1 that 100 orders want at once is held by one', async (t) => {
  const shop = await openShop(t)
  await addTen(shop, { limitTotal: 1 })
  const orders = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const personId = await aPerson(shop)
      return { personId, orderId: await anOrder(shop, personId) }
    }),
  )
  const db = openDb({ url: shop.databaseUrl, poolSize: 50 })
  t.after(() => db.close())
  const crowd = { ...shop, db }
  const answers = await Promise.all(orders.map(({ orderId, personId }) => hold(crowd, orderId, personId)))
  assert.equal(answers.filter((answer) => answer.ok).length, 1)
  for (const answer of answers) if (!answer.ok) assert.deepEqual(answer, { ok: false, ...notValid })
  assert.deepEqual(await uses(shop), [1, 'held'])
})

test('a person who orders 30 times at once gets a code once, and others still get it', async (t) => {
  const shop = await openShop(t)
  await addTen(shop, { limitPerPerson: 1 })
  const [one, two] = [await aPerson(shop), await aPerson(shop)]
  const orders = await Promise.all(Array.from({ length: 30 }, () => anOrder(shop, one)))
  const db = openDb({ url: shop.databaseUrl, poolSize: 30 })
  t.after(() => db.close())
  const answers = await Promise.all(orders.map((orderId) => hold({ ...shop, db }, orderId, one)))
  assert.equal(answers.filter((answer) => answer.ok).length, 1)
  assert.deepEqual(await uses(shop), [1, 'held'])

  const asked = await checkCode(shop, { ...ask, personId: one })
  assert.deepEqual(asked, { ok: false, reason: 'used-by-person', told: notValid })
  assert.equal((await checkCode(shop, { ...ask, personId: two })).ok, true)
  assert.deepEqual(await hold(shop, await anOrder(shop, two), two), { ok: true })
})

test('holding takes two statements, checking one', async (t) => {
  const shop = await openShop(t)
  await addTen(shop)
  const personId = await aPerson(shop)
  const orderId = await anOrder(shop, personId)
  const before = shop.db.statements()
  await checkCode(shop, ask)
  assert.equal(shop.db.statements() - before, 1)
  await hold(shop, orderId, personId)
  assert.equal(shop.db.statements() - before, 3)
})

test('a code is added once, with terms that make sense, and can be ended', async (t) => {
  const shop = await openShop(t)
  const off = { kind: 'percentage', basisPoints: 1000 } as const
  await addTen(shop)
  assert.deepEqual(await addCode(shop, { code: 'ten', off }), { ok: false, problem: 'code-exists' })
  const before = await readCodes(shop)
  for (const wrong of [
    { code: 'A', off },
    { code: "X'; drop", off },
    { off: { kind: 'percentage', basisPoints: 10_001 } },
    { off: { kind: 'percentage', basisPoints: 0 } },
    { off: { kind: 'fixed', amountMinor: 500 } },
    { off, minimumMinor: 500 },
    { off, limitTotal: 0 },
    { off, limitTotal: 1.5 },
    { off, startsAt: now, endsAt: now },
  ] as Wish[])
    assert.equal((await addCode(shop, wrong)).ok, false, JSON.stringify(wrong))
  assert.deepEqual(await addCode(shop, { off, market: 'fr' }), { ok: false, problem: 'no-such-market' })
  assert.deepEqual(await readCodes(shop), before)
  assert.deepEqual(await endCode(shop, 'TEN'), { ok: true })
  assert.deepEqual(await endCode(shop, 'TEN'), { ok: false, problem: 'no-such-code' })
})

test('a code without a name cannot be guessed', async (t) => {
  const shop = await openShop(t)
  const made = await Promise.all(
    Array.from({ length: 20 }, () => addCode(shop, { off: { kind: 'free-shipping' }, limitTotal: 1 })),
  )
  const codes = made.map((added) => (added.ok ? added.code : ''))
  assert.equal(new Set(codes).size, 20)
  for (const code of codes) assert.match(code, /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/)
})

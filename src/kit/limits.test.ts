import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openTestShop } from '../../test/helpers/test-shop.ts'
import { openPostgresLimits } from '../adapters/limits/postgres.ts'
import { openDb, sql } from './db.ts'
import { type Counted, type Limits, openLimits } from './limits.ts'
import { fixedSecret } from './secret.ts'

const secretText = 'a secret of the tests, 32 characters or more'
const secret = fixedSecret(secretText)
const from = (value: string, count: number, seconds: number): Counted => ({
  what: 'address',
  value,
  quota: { count, seconds },
})
const account = (value: string, count: number, seconds: number): Counted => ({
  what: 'account',
  value,
  quota: { count, seconds },
})

async function openTwo(t: TestContext, options: { factor?: number } = {}) {
  const shop = await openTestShop(t)
  const one = openLimits(shop.limits, { secret, ...options })
  const other = openLimits(shop.limits, { secret, ...options })
  t.after(() => {
    one.close()
    other.close()
  })
  return { shop, one, other }
}

const tries = async (limits: Limits, times: number, counted: Counted) => {
  let allowed = 0
  for (let i = 0; i < times; i++) if ((await limits.exact('sign-in', counted)).isAllowed) allowed++
  return allowed
}

test('an exact limit lets through what its quota says, tells what is left, and when to come again', async (t) => {
  const { one } = await openTwo(t)
  const counted = from('192.0.2.1', 3, 600)
  const first = await one.exact('sign-in', counted)
  assert.deepEqual(first, {
    isAllowed: true,
    quota: { count: 3, seconds: 600 },
    remaining: 2,
    resetSeconds: 200,
    retryAfterSeconds: 0,
  })
  assert.equal((await one.exact('sign-in', counted)).remaining, 1)
  assert.equal((await one.exact('sign-in', counted)).remaining, 0)
  const refused = await one.exact('sign-in', counted)
  assert.equal(refused.isAllowed, false)
  assert.equal(refused.remaining, 0)
  assert.ok(refused.retryAfterSeconds > 190 && refused.retryAfterSeconds <= 200, `${refused.retryAfterSeconds}`)
  assert.equal((await one.exact('sign-in', from('192.0.2.2', 3, 600))).isAllowed, true)
  assert.equal((await one.exact('look-up', counted)).isAllowed, true)
})

test('processes share an exact limit to the last attempt, also when all of them try at once', async (t) => {
  const { shop } = await openTwo(t)
  const program = `
    import { openDb } from '${join(import.meta.dirname, 'db.ts')}'
    import { openLimits } from '${join(import.meta.dirname, 'limits.ts')}'
    import { openPostgresLimits } from '${join(import.meta.dirname, '../adapters/limits/postgres.ts')}'
    const db = openDb({ url: process.argv[1] })
    const limits = openLimits(openPostgresLimits(db), { secret: { current: '${secretText}' } })
    const counted = { what: 'address', value: '192.0.2.1', quota: { count: 25, seconds: 3600 } }
    const verdicts = await Promise.all(Array.from({ length: 40 }, () => limits.exact('sign-in', counted)))
    process.stdout.write(String(verdicts.filter(({ isAllowed }) => isAllowed).length))
    await db.close()`
  const run = () =>
    new Promise<number>((resolve) => {
      const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program, shop.databaseUrl]
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      child.stdout.on('data', (chunk) => {
        said += chunk
      })
      child.once('exit', () => resolve(Number(said)))
    })
  const [a = 0, b = 0] = await Promise.all([run(), run()])
  assert.equal(a + b, 25)
})

test('an attempt comes back after its share of the time', async (t) => {
  const { one, other } = await openTwo(t)
  const counted = from('192.0.2.1', 4, 2)
  assert.equal(await tries(one, 6, counted), 4)
  assert.equal(await tries(other, 2, counted), 0)
  await new Promise((resolve) => setTimeout(resolve, 600))
  assert.equal(await tries(other, 3, counted), 1)
})

test('who is stopped by his own limit uses up nothing of the account that he tries', async (t) => {
  const { one, other } = await openTwo(t)
  const ada = account('ada@example.com', 5, 3600)
  let allowed = 0
  for (let i = 0; i < 20; i++) if ((await one.exact('sign-in', from('192.0.2.1', 2, 3600), ada)).isAllowed) allowed++
  assert.equal(allowed, 2)
  const seen = await other.exact('sign-in', from('192.0.2.2', 9, 3600), ada)
  assert.deepEqual([seen.isAllowed, seen.remaining], [true, 2])
  // From ever new addresses the account's own limit holds.
  allowed = 0
  for (let i = 0; i < 20; i++)
    if ((await one.exact('sign-in', from(`198.51.100.${i}`, 2, 3600), ada)).isAllowed) allowed++
  assert.equal(allowed, 2)
})

test('an exact limit is one statement, and none at all while the database would refuse anyway', async (t) => {
  const { shop, one } = await openTwo(t)
  const before = shop.db.statements()
  await one.exact('sign-in', from('192.0.2.1', 1, 3600), account('ada@example.com', 5, 3600))
  assert.equal(shop.db.statements() - before, 1)
  await one.exact('sign-in', from('192.0.2.1', 1, 3600), account('ada@example.com', 5, 3600))
  assert.equal(shop.db.statements() - before, 2)
  for (let i = 0; i < 50; i++) await one.exact('sign-in', from('192.0.2.1', 1, 3600))
  assert.equal(shop.db.statements() - before, 2)
})

test('neither an address nor an account stands in the database in clear', async (t) => {
  const { shop, one } = await openTwo(t)
  await one.exact('sign-in', from('192.0.2.1', 5, 3600), account('ada@example.com', 5, 3600))
  for (let i = 0; i < 5; i++) one.shared('search', from('192.0.2.1', 10, 60))
  await one.tell()
  const rows = await shop.db.rows<{ text: string }>(sql`
    select encode(key, 'escape') || encode(key, 'hex') || r::text as text from rate_limit r`)
  assert.equal(rows.length, 3)
  for (const { text } of rows) assert.doesNotMatch(text, /192|ada|example|3139322e/)
  const { shop: elsewhere, one: others } = await openTwo(t)
  const strange = openLimits(elsewhere.limits, { secret: fixedSecret('another secret, that is 32 characters long') })
  t.after(() => strange.close())
  await others.exact('sign-in', from('192.0.2.1', 5, 3600))
  await strange.exact('sign-in', from('192.0.2.1', 5, 3600))
  assert.deepEqual(await elsewhere.db.row(sql`select count(*) as keys from rate_limit`), { keys: 2 })
})

test('a shared limit asks the database nothing, and still holds over all processes', async (t) => {
  const { shop, one, other } = await openTwo(t)
  const counted = from('192.0.2.1', 20, 3600)
  const before = shop.db.statements()
  for (let i = 0; i < 20; i++) assert.equal(one.shared('checkout', counted).isAllowed, true)
  const refused = one.shared('checkout', counted)
  assert.deepEqual([refused.isAllowed, refused.retryAfterSeconds], [false, 180])
  assert.equal(shop.db.statements(), before)
  for (let i = 0; i < 4; i++) assert.equal(other.shared('checkout', counted).isAllowed, true)
  await one.tell()
  await other.tell()
  assert.equal(other.shared('checkout', counted).isAllowed, false)
  assert.equal(shop.db.statements() - before, 2)
})

test('callers far from their limit are not told of, those near it in one statement', async (t) => {
  const { shop, one } = await openTwo(t)
  for (let i = 0; i < 200; i++) one.shared('search', from(`192.0.2.${i}`, 100, 60))
  const before = shop.db.statements()
  await one.tell()
  assert.equal(shop.db.statements(), before)
  for (let i = 0; i < 200; i++) for (let n = 0; n < 20; n++) one.shared('search', from(`192.0.2.${i}`, 100, 60))
  await one.tell()
  assert.equal(shop.db.statements() - before, 1)
  assert.deepEqual(await shop.db.row(sql`select count(*) as keys from rate_limit`), { keys: 200 })
})

test('with the database down an exact limit throws, a shared one counts on for itself and tells later', async (t) => {
  const shop = await openTestShop(t)
  const db = openDb({ url: shop.databaseUrl })
  let isDown = true
  const away = async () => {
    throw new Error('connect ECONNREFUSED')
  }
  const limits = openLimits(
    openPostgresLimits({
      row: (statement) => (isDown ? away() : db.row(statement)),
      rows: (statement) => (isDown ? away() : db.rows(statement)),
      change: (statement) => (isDown ? away() : db.change(statement)),
    }),
    { secret },
  )
  t.after(async () => {
    limits.close()
    await db.close()
  })
  await assert.rejects(limits.exact('sign-in', from('192.0.2.1', 5, 60)), /ECONNREFUSED/)
  const counted = from('192.0.2.1', 10, 3600)
  for (let i = 0; i < 10; i++) assert.equal(limits.shared('search', counted).isAllowed, true)
  await limits.tell()
  assert.equal(limits.shared('search', counted).isAllowed, false)
  isDown = false
  await limits.tell()
  const next = openLimits(openPostgresLimits(db), { secret })
  t.after(() => next.close())
  for (let i = 0; i < 3; i++) next.shared('search', counted)
  await next.tell()
  assert.equal(next.shared('search', counted).isAllowed, false)
})

test('what the store could not add is told again, and what it has added is not', async (t) => {
  const { shop } = await openTwo(t)
  const told: number[][] = []
  const limits = openLimits(
    {
      use: shop.limits.use,
      add: async (uses) => {
        told.push(uses.map(({ seconds }) => Math.round(seconds)))
        return shop.limits.add(told.length === 1 ? uses.slice(1) : uses)
      },
    },
    { secret },
  )
  t.after(() => limits.close())
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
    for (let i = 0; i < 3; i++) limits.shared('search', from(address, 10, 3600))
  await limits.tell()
  await limits.tell()
  assert.deepEqual(told, [[1080, 1080, 1080], [1080]])
  // Nobody is busy for longer than what he has asked for.
  for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
    assert.equal(limits.shared('search', from(address, 10, 3600)).remaining, 6)
})

test('a factor makes all limits larger or smaller, never none', async (t) => {
  const { one } = await openTwo(t, { factor: 2 })
  assert.equal(await tries(one, 10, from('192.0.2.1', 3, 3600)), 6)
  const { one: strict } = await openTwo(t, { factor: 0.01 })
  assert.equal(await tries(strict, 10, from('192.0.2.1', 3, 3600)), 1)
})

test('what is no longer busy is swept, what is busy stays', async (t) => {
  const { shop, one } = await openTwo(t)
  await one.exact('sign-in', from('192.0.2.1', 1, 1))
  await one.exact('sign-in', from('192.0.2.2', 1, 3600))
  await new Promise((resolve) => setTimeout(resolve, 1_050))
  assert.equal(await shop.limits.removeIdle(), 1)
  assert.deepEqual(await shop.db.row(sql`select count(*) as keys from rate_limit`), { keys: 1 })
  assert.equal((await one.exact('sign-in', from('192.0.2.2', 1, 3600))).isAllowed, false)
})

test('a flood from ever new addresses fills no memory', (t) => {
  const use = async () => assert.fail('The store was asked.')
  const limits = openLimits({ use, add: async () => [] }, { secret })
  t.after(() => limits.close())
  for (let i = 0; i < 200_000; i++) limits.shared('search', from(`${i}`, 100, 60))
  assert.equal(limits.shared('search', from('last', 100, 60)).remaining, 99)
})

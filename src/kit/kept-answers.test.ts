import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openTestShop, type TestShop } from '../../test/helpers/test-shop.ts'
import { sql } from './db.ts'
import { answerOnce, type ChangeAsk, type KeptAnswer, sweepAnswers } from './kept-answers.ts'
import { fixedSecret } from './secret.ts'
import { StoreAway } from './unavailable.ts'

const anAsk = (given: Partial<ChangeAsk> = {}): ChangeAsk => ({
  shopper: null,
  route: 'POST /carts',
  idempotencyKey: randomBytes(16).toString('base64url'),
  content: '{}',
  ...given,
})

const said = (body: string, status = 200): KeptAnswer => ({ status, headers: { 'content-type': 'text/plain' }, body })

/** Counts how often the change was done, and with which keys. */
function aChange(answer: KeptAnswer = said('done')) {
  const keys: string[] = []
  return {
    keys,
    work: async (key: string) => {
      keys.push(key)
      return answer
    },
  }
}

const rowsIn = async (shop: TestShop) => (await shop.db.rows(sql`select 1 from api_answer`)).length

/** The shop some seconds later. */
const later = (shop: TestShop, seconds: number): TestShop => ({
  ...shop,
  clock: () => new Date(Date.now() + seconds * 1000),
})

test('a request that is sent again gets its first answer, and nothing is done a second time', async (t) => {
  const shop = await openTestShop(t)
  const { keys, work } = aChange(said('ä done', 201))
  const ask = anAsk()
  const before = shop.db.statements()
  assert.deepEqual(await answerOnce(shop, ask, work), { outcome: 'answered', answer: said('ä done', 201) })
  assert.equal(shop.db.statements() - before, 2)
  assert.deepEqual(await answerOnce(shop, ask, work), { outcome: 'replayed', answer: said('ä done', 201) })
  assert.equal(shop.db.statements() - before, 3)
  assert.equal(keys.length, 1)
})

test('the same key with other contents is refused, also while the first is running', async (t) => {
  const shop = await openTestShop(t)
  const ask = anAsk()
  const never = async () => assert.fail('It was done.')
  await answerOnce(shop, ask, async () => {
    assert.deepEqual(await answerOnce(shop, { ...ask, content: '{"a":1}' }, never), { outcome: 'other-request' })
    return said('done')
  })
  assert.deepEqual(await answerOnce(shop, { ...ask, content: '{"a":1}' }, never), { outcome: 'other-request' })
  assert.equal((await answerOnce(shop, ask, never)).outcome, 'replayed')
})

test('an answer belongs to its shopper, its route and its shop', async (t) => {
  const shop = await openTestShop(t)
  const ask = anAsk({ shopper: 'ada' })
  const change = aChange()
  const askers: [TestShop, ChangeAsk][] = [
    [shop, ask],
    [shop, { ...ask, shopper: 'eve' }],
    [shop, { ...ask, shopper: null }],
    [shop, { ...ask, route: 'POST /orders' }],
    [{ ...shop, secret: fixedSecret('another secret of 32 characters or more') }, ask],
  ]
  for (const [at, asked] of askers) assert.equal((await answerOnce(at, asked, change.work)).outcome, 'answered')
  assert.equal(new Set(change.keys).size, askers.length)
  for (const key of change.keys) assert.match(key, /^[\w-]{43}$/)
})

test('of twenty equal requests at once one is done, the others wait or get its answer', async (t) => {
  const shop = await openTestShop(t)
  const ask = anAsk()
  let done = 0
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      answerOnce(shop, ask, async () => {
        done++
        await sleep(20)
        return said('done')
      }),
    ),
  )
  assert.equal(done, 1)
  const outcomes = Map.groupBy(answers, ({ outcome }) => outcome)
  assert.equal(outcomes.get('answered')?.length, 1)
  assert.equal((outcomes.get('replayed')?.length ?? 0) + (outcomes.get('running')?.length ?? 0), 19)
  for (const answer of answers) if (answer.outcome === 'running') assert.equal(answer.retryAfterSeconds, 1)
  assert.equal((await answerOnce(shop, ask, async () => assert.fail())).outcome, 'replayed')
})

test('answers that ask for another try, and faults, are not kept: the next one does it again, with the same key', async (t) => {
  const shop = await openTestShop(t)
  const ask = anAsk()
  const keys: string[] = []
  for (const status of [500, 503, 429, 401]) {
    const { outcome } = await answerOnce(shop, ask, async (key) => {
      keys.push(key)
      return said('later', status)
    })
    assert.equal(outcome, 'answered')
    assert.equal(await rowsIn(shop), 0)
  }
  const fault = new Error('The disk is full.')
  await assert.rejects(
    answerOnce(shop, ask, async () => {
      throw fault
    }),
    fault,
  )
  assert.equal(await rowsIn(shop), 0)
  const change = aChange(said('no more of it', 409))
  await answerOnce(shop, ask, change.work)
  assert.equal((await answerOnce(shop, ask, change.work)).outcome, 'replayed')
  assert.deepEqual(new Set([...keys, ...change.keys]).size, 1)

  // Nothing was kept of these: with other contents it is another change.
  const other = anAsk()
  const busy = aChange(said('later', 503))
  await answerOnce(shop, other, busy.work)
  await answerOnce(shop, { ...other, content: '{"a":1}' }, busy.work)
  assert.equal(new Set(busy.keys).size, 2)
})

test('a change that is done is answered, also when its answer cannot be kept; sent again, it is done under the same key', async (t) => {
  const shop = await openTestShop(t)
  const away = async () => {
    throw new StoreAway('sessions', 'The table does not answer.')
  }
  const ask = anAsk()
  const change = aChange()
  const answers = { ...shop.answers, keep: away }
  assert.deepEqual(await answerOnce({ ...shop, answers }, ask, change.work), {
    outcome: 'answered',
    answer: said('done'),
  })
  assert.equal((await answerOnce(shop, ask, async () => assert.fail())).outcome, 'running')
  assert.equal((await answerOnce(later(shop, 61), ask, change.work)).outcome, 'answered')
  assert.equal(change.keys[0], change.keys[1])
  // What cannot be claimed is not begun.
  await assert.rejects(
    answerOnce({ ...shop, answers: { ...shop.answers, claim: away } }, anAsk(), async () => assert.fail()),
    StoreAway,
  )
})

test('what a dead process left running is done again after a minute, once, and its late answer is not kept', async (t) => {
  const shop = await openTestShop(t)
  const ask = anAsk()
  const keys: string[] = []
  const first = await answerOnce(shop, ask, async (key) => {
    keys.push(key)
    const soon = await answerOnce(later(shop, 20), ask, async () => assert.fail())
    assert.deepEqual(soon.outcome === 'running' && [soon.retryAfterSeconds > 10, soon.retryAfterSeconds < 30], [
      true,
      true,
    ])
    const atTheEnd = await answerOnce(later(shop, 58), ask, async () => assert.fail())
    assert.deepEqual(atTheEnd.outcome === 'running' && atTheEnd.retryAfterSeconds <= 2, true)
    const other = await answerOnce(later(shop, 61), { ...ask, content: '[]' }, async () => assert.fail())
    assert.equal(other.outcome, 'other-request')
    const second = await answerOnce(later(shop, 61), ask, async (again) => {
      keys.push(again)
      assert.equal((await answerOnce(later(shop, 62), ask, async () => assert.fail())).outcome, 'running')
      return said('the second')
    })
    assert.equal(second.outcome, 'answered')
    return said('the first')
  })
  assert.deepEqual(first, { outcome: 'answered', answer: said('the first') })
  assert.equal(keys[0], keys[1])
  assert.deepEqual(await answerOnce(shop, ask, async () => assert.fail()), {
    outcome: 'replayed',
    answer: said('the second'),
  })
})

test('after a day the answer is gone: the key is new again, and the sweeper takes the row', async (t) => {
  const shop = await openTestShop(t)
  const ask = anAsk()
  const change = aChange()
  await answerOnce(shop, ask, change.work)
  assert.equal(await sweepAnswers(later(shop, 86_000)), 0)
  assert.equal((await answerOnce(later(shop, 86_000), ask, change.work)).outcome, 'replayed')
  assert.equal((await answerOnce(later(shop, 86_500), { ...ask, content: '[]' }, change.work)).outcome, 'answered')
  assert.equal(await rowsIn(shop), 1)
  assert.equal(await sweepAnswers(later(shop, 2 * 86_500)), 1)
  assert.equal(await rowsIn(shop), 0)
})

test('the table holds neither keys nor requests nor answers in clear', async (t) => {
  const shop = await openTestShop(t)
  const ask = anAsk({
    shopper: 'canary-shopper',
    route: 'POST /carts/canary-route',
    content: '{"password":"canary-body"}',
  })
  await answerOnce(shop, { ...ask, idempotencyKey: 'canary-key-canary-key' }, async () => said('canary-token'))
  const { rows } = await shop.db.pool.query(`select encode(id, 'escape') || encode(request_hash, 'escape')
    || encode(answer, 'escape') || encode(lease, 'escape') as text from api_answer`)
  assert.equal(rows.length, 1)
  assert.doesNotMatch(rows[0].text, /canary/)
  // Equal requests of two shops, or under two keys, look different.
  await answerOnce(shop, { ...ask, idempotencyKey: 'another-key-of-20-chars' }, async () => said('canary-token'))
  const { rows: hashes } = await shop.db.pool.query('select distinct request_hash from api_answer')
  assert.equal(hashes.length, 2)
})

test('an answer that somebody has changed in the table is refused', async (t) => {
  const shop = await openTestShop(t)
  const ask = anAsk()
  await answerOnce(shop, ask, async () => said('done'))
  await shop.db.change(sql`update api_answer set answer = set_byte(answer, 40, (get_byte(answer, 40) + 1) % 256)`)
  await assert.rejects(answerOnce(shop, ask, async () => assert.fail()))
})

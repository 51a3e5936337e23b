import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import type { AnswerStore, Claim } from './answer-store.ts'

/** What every store of answers promises. `skip`: why its service is not there. */
export function answerStoreContract(
  name: string,
  open: (t: TestContext) => Promise<{ store: AnswerStore; other: AnswerStore }>,
  options: { skip?: string | false } = {},
): void {
  const it = (title: string, check: (on: { store: AnswerStore; other: AnswerStore }) => Promise<void>) =>
    test(`${name}: ${title}`, options, async (t) => check(await open(t)))

  const began = Date.now()
  const after = (seconds: number) => new Date(began + seconds * 1000)
  const aClaim = (given: Partial<Claim> = {}): Claim => {
    const now = given.now ?? after(0)
    return {
      id: randomBytes(32),
      requestHash: randomBytes(32),
      lease: randomBytes(16),
      leasedUntil: new Date(now.getTime() + 60_000),
      expiresAt: new Date(now.getTime() + 86_400_000),
      now,
      ...given,
    }
  }
  /** The same request, sent again. */
  const again = ({ id, requestHash }: Claim, seconds: number) => aClaim({ id, requestHash, now: after(seconds) })
  const mine = (claim: Claim) => ({ isMine: true, isSame: true, answer: null, leasedUntil: claim.leasedUntil })

  it('the first gets the request, later ones hear who has it, then the answer', async ({ store }) => {
    const first = aClaim()
    assert.deepEqual(await store.claim(first), mine(first))
    assert.deepEqual(await store.claim(again(first, 1)), { ...mine(first), isMine: false })
    assert.equal((await store.claim({ ...again(first, 1), requestHash: randomBytes(32) }))?.isSame, false)
    const answer = randomBytes(200)
    await store.keep(first, answer)
    assert.deepEqual(await store.claim(again(first, 2)), { ...mine(first), isMine: false, answer })
    assert.equal((await store.claim({ ...again(first, 2), requestHash: randomBytes(32) }))?.isSame, false)
  })

  it('of fifty at once in two processes one gets it', async ({ store, other }) => {
    const first = aClaim()
    const claims = Array.from({ length: 50 }, () => again(first, 0))
    const told = await Promise.all(claims.map((claim, i) => (i % 2 ? other : store).claim(claim)))
    assert.equal(told.filter((one) => one?.isMine).length, 1)
    assert.ok(told.every((one) => one === undefined || one.isSame))
    const winner = claims[told.findIndex((one) => one?.isMine)]
    assert.ok(winner)
    await other.keep(winner, Buffer.from('done'))
    assert.deepEqual((await store.claim(again(first, 1)))?.answer, Buffer.from('done'))
  })

  it('after its lease the same request passes to the next; what the first brings late is not kept', async ({
    store,
  }) => {
    const first = aClaim()
    await store.claim(first)
    assert.equal((await store.claim(again(first, 59)))?.isMine, false)
    const other = { ...again(first, 61), requestHash: randomBytes(32) }
    assert.deepEqual(await store.claim(other), { ...mine(first), isMine: false, isSame: false })
    const second = again(first, 61)
    assert.deepEqual(await store.claim(second), mine(second))
    await store.keep(first, Buffer.from('the first'))
    await store.drop(first)
    assert.equal((await store.claim(again(first, 62)))?.answer, null)
    await store.keep(second, Buffer.from('the second'))
    await store.drop(second)
    assert.deepEqual((await store.claim(again(first, 63)))?.answer, Buffer.from('the second'))
  })

  it('what was given back is free at once, for another request as well', async ({ store }) => {
    const first = aClaim()
    await store.claim(first)
    await store.drop(first)
    const other = { ...again(first, 1), requestHash: randomBytes(32) }
    assert.deepEqual(await store.claim(other), mine(other))
  })

  it('what has expired is as none, with or without an answer, and is cleaned up', async ({ store }) => {
    for (const answer of [null, Buffer.from('old')]) {
      const first = aClaim({ now: after(-90_000) })
      await store.claim(first)
      if (answer) await store.keep(first, answer)
      const other = { ...again(first, 0), requestHash: randomBytes(32) }
      assert.deepEqual(await store.claim(other), mine(other))
    }
    const [old, fresh] = [aClaim({ now: after(-90_000) }), aClaim()]
    for (const claim of [old, fresh]) await store.claim(claim)
    await store.removeExpired(after(0))
    assert.equal(await store.removeExpired(after(0)), 0)
    assert.equal((await store.claim(again(fresh, 1)))?.isMine, false)
  })

  it('a large answer comes back as it was', async ({ store }) => {
    const first = aClaim()
    await store.claim(first)
    const answer = randomBytes(300_000)
    await store.keep(first, answer)
    assert.ok((await store.claim(again(first, 1)))?.answer?.equals(answer))
  })
}

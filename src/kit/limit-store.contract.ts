import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LimitStore, Use } from './limit-store.ts'

/** What every store of limits promises. `skip`: why its service is not there. */
export function limitStoreContract(
  name: string,
  open: (t: TestContext) => Promise<{ store: LimitStore; other: LimitStore }>,
  options: { skip?: string | false } = {},
): void {
  const it = (title: string, check: (on: { store: LimitStore; other: LimitStore }) => Promise<void>) =>
    test(`${name}: ${title}`, options, async (t) => check(await open(t)))

  const aUse = (count: number, seconds: number): Use => ({
    key: randomBytes(16),
    step: seconds / count,
    span: seconds,
  })
  const near = (seconds: number | undefined, wanted: number, within = 5) =>
    assert.ok(Math.abs((seconds ?? -1) - wanted) <= within, `${seconds} is not near ${wanted}.`)

  it('as many as the quota come through, the next hears how long it is busy', async ({ store }) => {
    const use = aUse(3, 600)
    for (const seconds of [200, 400, 600]) {
      const [used, second] = await store.use(use)
      assert.equal(used.took, true)
      near(used.busySeconds, seconds)
      assert.equal(second, undefined)
    }
    const [refused] = await store.use(use)
    assert.equal(refused.took, false)
    near(refused.busySeconds, 600)
    // A refusal costs nothing.
    for (let i = 0; i < 5; i++) await store.use(use)
    near((await store.use(use))[0].busySeconds, 600)
    assert.equal((await store.use(aUse(3, 600)))[0].took, true)
  })

  it('fifty attempts at once in two processes use up the quota to the last, and not more', async ({ store, other }) => {
    const use = aUse(20, 3600)
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 ? other : store).use(use)))
    assert.equal(all.filter(([{ took }]) => took).length, 20)
    assert.equal((await other.use(use))[0].took, false)
  })

  it('the second is counted only when the first let the attempt through', async ({ store, other }) => {
    const [own, shared] = [aUse(2, 3600), aUse(5, 3600)]
    for (let i = 0; i < 6; i++) {
      const [first, second] = await store.use(own, shared)
      assert.deepEqual([first.took, second?.took], i < 2 ? [true, true] : [false, undefined])
    }
    for (const took of [true, true, true, false, false])
      assert.equal((await other.use(aUse(2, 3600), shared))[1]?.took, took)
  })

  it('an attempt comes back after its share of the time', async ({ store }) => {
    const use = aUse(2, 4)
    for (let i = 0; i < 2; i++) assert.equal((await store.use(use))[0].took, true)
    assert.equal((await store.use(use))[0].took, false)
    await sleep(2_100)
    assert.equal((await store.use(use))[0].took, true)
    assert.equal((await store.use(use))[0].took, false)
    await sleep(4_100)
    for (let i = 0; i < 2; i++) assert.equal((await store.use(use))[0].took, true)
  })

  it('what processes add is read as their sum, and counts as attempts do', async ({ store, other }) => {
    const keys = Array.from({ length: 60 }, () => randomBytes(16))
    const uses = keys.map((key, i) => ({ key, seconds: 1000 + 100 * i }))
    const told = await Promise.all([store.add(uses), other.add(uses)])
    assert.deepEqual(
      told.map((each) => new Set(each.map(({ key }) => key.toString('hex'))).size),
      [60, 60],
    )
    const both = await store.add(keys.map((key) => ({ key, seconds: 1 })))
    for (const [i, key] of keys.entries())
      near(both.find((one) => one.key.equals(key))?.busySeconds, 2 * (1000 + 100 * i), 30)
    const [used] = await store.use({ key: keys[0] as Buffer, step: 100, span: 2000 })
    assert.equal(used.took, false)
    near(used.busySeconds, 2000, 30)
    assert.deepEqual(await store.add([]), [])
  })

  it('what is idle is cleaned up, what is busy stays', async ({ store }) => {
    const [idle, busy] = [aUse(1, 1), aUse(1, 3600)]
    for (const use of [idle, busy]) await store.use(use)
    await sleep(1_050)
    await store.removeIdle()
    assert.equal(await store.removeIdle(), 0)
    assert.equal((await store.use(busy))[0].took, false)
    assert.equal((await store.use(idle))[0].took, true)
  })
}

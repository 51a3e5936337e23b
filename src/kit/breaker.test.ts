import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openBreaker, Resting } from './breaker.ts'

test('after failures in a row calls fail at once; one call tries after the rest and lets the others in', async () => {
  let time = 0
  let calls = 0
  let isWell = false
  const guard = openBreaker({ failures: 3, restMs: 1_000, now: () => time, chance: () => 0.5 })
  const ask = () =>
    guard(async () => {
      calls += 1
      if (!isWell) throw new Error('down')
      return 'well'
    })
  for (let i = 0; i < 3; i++) await assert.rejects(ask, /down/)
  await assert.rejects(ask, Resting)
  assert.equal(calls, 3)
  time = 1_001
  await assert.rejects(ask, /down/)
  await assert.rejects(ask, Resting)
  assert.equal(calls, 4)
  time = 2_100
  isWell = true
  const [first, second] = await Promise.allSettled([ask(), ask()])
  assert.deepEqual([first?.status, second?.status], ['fulfilled', 'rejected'])
  assert.equal(await ask(), 'well')
})

test('a call of before the rest that ends late lets no second one try', async () => {
  let time = 0
  const guard = openBreaker({ failures: 2, restMs: 1_000, now: () => time, chance: () => 0.5 })
  const slow = Promise.withResolvers<string>()
  const first = guard(() => slow.promise)
  for (let i = 0; i < 2; i++)
    await assert.rejects(
      guard(() => Promise.reject(new Error('down'))),
      /down/,
    )
  time = 1_100
  const probe = Promise.withResolvers<string>()
  const tried = guard(() => probe.promise)
  slow.reject(new Error('late'))
  await assert.rejects(first, /late/)
  time = 2_200
  await assert.rejects(
    guard(async () => 'a second try'),
    Resting,
  )
  probe.resolve('well')
  assert.equal(await tried, 'well')
  assert.equal(await guard(async () => 'again'), 'again')
})

test('a failure between answers changes nothing', async () => {
  const guard = openBreaker({ failures: 2 })
  const fail = () => guard(() => Promise.reject(new Error('down')))
  for (let i = 0; i < 5; i++) {
    await assert.rejects(fail, /down/)
    assert.equal(await guard(async () => i), i)
  }
})

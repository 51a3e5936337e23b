import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openLanes } from './lanes.ts'
import { DatabaseBusy } from './unavailable.ts'

const limits = { places: 3, keptForFirst: 1, waitMs: { first: 10_000, common: 10_000 }, maxWaiting: 2 }

test('the common lane leaves places free for the first one', () => {
  const { first, common, counts } = openLanes(limits)
  assert.equal(common.enter(), undefined)
  assert.equal(common.enter(), undefined)
  const third = common.enter()
  assert.ok(third instanceof Promise)
  assert.equal(first.enter(), undefined)
  assert.deepEqual(counts(), {
    first: { inside: 1, waiting: 0, refused: 0 },
    common: { inside: 2, waiting: 1, refused: 0 },
  })
  // A place that was kept does not go to those who wait in the common lane.
  first.leave()
  assert.equal(counts().common.waiting, 1)
  common.leave()
  assert.deepEqual(counts().common, { inside: 2, waiting: 0, refused: 0 })
  return third
})

test('who waits comes in by the order of coming, those of the first lane before all others', async () => {
  const { first, common } = openLanes({ ...limits, places: 1, keptForFirst: 0 })
  const order: string[] = []
  assert.equal(common.enter(), undefined)
  const waiting = [
    common.enter()?.then(() => order.push('a')),
    common.enter()?.then(() => order.push('b')),
    first.enter()?.then(() => order.push('c')),
  ]
  common.leave()
  first.leave()
  common.leave()
  await Promise.all(waiting)
  assert.deepEqual(order, ['c', 'a', 'b'])
})

test('who waits too long, or finds too many waiting, is refused and holds nothing', async () => {
  const { common, counts } = openLanes({ ...limits, waitMs: { first: 5, common: 5 } })
  common.enter()
  common.enter()
  const [one, two, three] = [common.enter(), common.enter(), common.enter()]
  await assert.rejects(three ?? Promise.resolve(), DatabaseBusy)
  await assert.rejects(one ?? Promise.resolve(), DatabaseBusy)
  await assert.rejects(two ?? Promise.resolve(), DatabaseBusy)
  assert.deepEqual(counts().common, { inside: 2, waiting: 0, refused: 3 })
  common.leave()
  common.leave()
  assert.equal(common.enter(), undefined)
})

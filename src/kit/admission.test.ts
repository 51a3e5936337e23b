import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Admission, openAdmission } from './admission.ts'

const limits = { looking: 3, all: 6, longTurnMs: 100, patienceMs: 1_000, shareMs: 20 }

/** A clock of our own, and turns of the event loop in which so many come, each of whom takes so long. */
function ground(given: Partial<typeof limits> = {}) {
  let time = 1
  const changes: boolean[] = []
  const admission = openAdmission({
    ...limits,
    ...given,
    now: () => time,
    onChange: (isOverloaded) => changes.push(isOverloaded),
  })
  return {
    admission,
    changes,
    pause: (ms: number) => {
      time += ms
    },
    /** How many of those who look around came in. */
    turn: async (count: number, eachMs: number): Promise<number> => {
      let came = 0
      for (let i = 0; i < count; i++)
        if (admission.enter('looking')) {
          came++
          time += eachMs
          admission.leave('looking')
        }
      await new Promise((resolve) => setImmediate(resolve))
      return came
    },
  }
}

const enterAll = (admission: Admission, standings: Parameters<Admission['enter']>[0][]) =>
  standings.map((standing) => admission.enter(standing))

test('so many look around at once and not one more, while others are let in until the process is full', () => {
  const { admission } = ground()
  assert.deepEqual(enterAll(admission, ['looking', 'looking', 'looking', 'looking']), [true, true, true, false])
  assert.deepEqual(enterAll(admission, ['buying', 'buying', 'buying', 'buying']), [true, true, true, false])
  assert.deepEqual(enterAll(admission, ['always', 'always']), [true, true])
  admission.leave('buying')
  assert.deepEqual(enterAll(admission, ['looking', 'buying']), [false, true])
  const { inside, refused } = admission.counts()
  assert.deepEqual(inside, { looking: 3, buying: 3, always: 2 })
  assert.deepEqual(refused, { looking: 2, buying: 1, always: 0 })
})

test('one long turn is no overload, nor are some with calm between', async () => {
  const { turn, pause, changes } = ground()
  assert.equal(await turn(50, 10), 50)
  pause(5_000)
  assert.equal(await turn(50, 10), 50)
  assert.equal(await turn(1, 10), 1)
  assert.equal(await turn(50, 10), 50)
  assert.deepEqual(changes, [])
})

test('turns that stay long are an overload: each gives its share to the shelf until there is calm again', async () => {
  const { admission, turn, changes } = ground()
  for (let i = 0; i < 5; i++) assert.equal(await turn(25, 10), 25)
  assert.deepEqual(changes, [true])
  assert.equal(admission.counts().isOverloaded, true)
  // 20 ms of ten each, and the one that was over it.
  assert.equal(await turn(25, 10), 3)
  assert.equal(await turn(25, 10), 3)
  assert.deepEqual(enterAll(admission, ['buying', 'always']), [true, true])
  // Somebody buys: the share is a third.
  assert.equal(await turn(25, 10), 1)
  admission.leave('buying')
  for (let i = 0; i < 60; i++) await turn(2, 10)
  assert.deepEqual(changes, [true, false])
  assert.equal(await turn(25, 10), 25)
})

test('a turn that has lasted beyond all patience takes nobody else in who looks around', async () => {
  const { admission, turn } = ground()
  assert.equal(await turn(200, 10), 101)
  assert.equal(admission.enter('buying'), true)
})

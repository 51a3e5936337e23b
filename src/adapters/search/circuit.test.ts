import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCircuit } from './circuit.ts'

for (const ends of ['answers', 'fails'] as const)
  test(`a circuit that is closed while it looks stays closed when the service ${ends}`, async () => {
    const looks: PromiseWithResolvers<void>[] = []
    let closed = 0
    const circuit = openCircuit({
      look: () => {
        const one = Promise.withResolvers<void>()
        looks.push(one)
        return one.promise
      },
      onOpen: () => {},
      onClosed: () => {
        closed++
      },
      random: () => 0,
    })
    circuit.failed(new Error('of a test'))
    for (let tries = 0; tries < 200 && looks.length === 0; tries++) await sleep(20)
    assert.equal(looks.length, 1)
    circuit.close()
    if (ends === 'answers') looks[0]?.resolve()
    else looks[0]?.reject(new Error('of a test'))
    await sleep(1_800)
    assert.deepEqual([circuit.mayAsk(), closed, looks.length], [false, 0, 1])
  })

import assert from 'node:assert/strict'
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { test } from 'node:test'
import { counter } from './metrics.ts'
import { gatherMetrics, openCircle } from './process-circle.ts'

// This file is its own web process as well.
if (cluster.isWorker) {
  counter({ name: 'test_number', help: '' }).add(cluster.worker?.id)
  openCircle()
  process.send?.('open')
} else
  test('processes are told by their numbers: one that is silent as such, one that has died not at all', async (t) => {
    const askAll = gatherMetrics()
    const forked: Worker[] = []
    t.after(() => {
      for (const worker of forked) worker.process.kill('SIGKILL')
    })
    const fork = async () => {
      const worker = cluster.fork()
      forked.push(worker)
      await once(worker, 'message')
      return worker
    }
    const numbers = async () =>
      [...(await askAll())].map(([id, told]) => [id, told?.map(({ series }) => series[0]?.[1])])

    const [one, two] = await Promise.all([fork(), fork()])
    assert.deepEqual(await numbers(), [
      [one.id, [one.id]],
      [two.id, [two.id]],
    ])
    two.process.kill('SIGSTOP')
    assert.deepEqual(await numbers(), [
      [one.id, [one.id]],
      [two.id, undefined],
    ])
    two.process.kill('SIGCONT')
    assert.deepEqual((await numbers()).at(-1), [two.id, [two.id]])
    const exit = once(two, 'exit')
    two.process.kill('SIGKILL')
    await exit
    const three = await fork()
    assert.deepEqual(await numbers(), [
      [one.id, [one.id]],
      [three.id, [three.id]],
    ])
  })

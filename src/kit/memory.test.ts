import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMemory } from './memory.ts'

const count = (values: string[]) => async () => values.shift() ?? 'none left'

test('a value is read once until it is forgotten', async () => {
  const memory = openMemory({ maxEntries: 10, maxAgeMs: 1000 })
  const read = count(['first', 'second'])
  assert.equal(await memory.get('menu:us', read), 'first')
  assert.equal(await memory.get('menu:us', read), 'first')
  memory.forget('menu:')
  assert.equal(await memory.get('menu:us', read), 'second')
})

test('a value grows old', async () => {
  let now = 0
  const memory = openMemory({ maxEntries: 10, maxAgeMs: 1000, now: () => now })
  const read = count(['first', 'second'])
  await memory.get('a', read)
  now = 999
  assert.equal(await memory.get('a', read), 'first')
  now = 1000
  assert.equal(await memory.get('a', read), 'second')
})

test('the least recently used value goes first', async () => {
  const memory = openMemory({ maxEntries: 2, maxAgeMs: 1000 })
  await memory.get('a', count(['a']))
  await memory.get('b', count(['b']))
  await memory.get('a', count(['again']))
  await memory.get('c', count(['c']))
  assert.equal(await memory.get('a', count(['again'])), 'a')
  assert.equal(await memory.get('b', count(['again'])), 'again')
})

test('a failure is not kept', async () => {
  const memory = openMemory({ maxEntries: 2, maxAgeMs: 1000 })
  await assert.rejects(
    memory.get('a', async () => {
      throw new Error('down')
    }),
  )
  assert.equal(await memory.get('a', count(['up'])), 'up')
})

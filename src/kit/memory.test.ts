import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMemory } from './memory.ts'

const count = (values: string[]) => async () => values.shift() ?? 'none left'

test('a value is read once until it is forgotten', async () => {
  const memory = openMemory({ limit: 10, maxAgeMs: 1000 })
  const read = count(['first', 'second'])
  assert.equal(await memory.get('menu:us', read), 'first')
  assert.equal(await memory.get('menu:us', read), 'first')
  memory.forget('menu:')
  assert.equal(await memory.get('menu:us', read), 'second')
})

test('a value grows old', async () => {
  let now = 0
  const memory = openMemory({ limit: 10, maxAgeMs: 1000, now: () => now })
  const read = count(['first', 'second'])
  await memory.get('a', read)
  now = 999
  assert.equal(await memory.get('a', read), 'first')
  now = 1000
  assert.equal(await memory.get('a', read), 'second')
})

test('the least recently used value goes first', async () => {
  let now = 0
  const memory = openMemory({ limit: 2, maxAgeMs: 5000, now: () => now })
  await memory.get('a', count(['a']))
  await memory.get('b', count(['b']))
  now = 1000
  await memory.get('a', count(['again']))
  await memory.get('c', count(['c']))
  assert.equal(await memory.get('a', count(['again'])), 'a')
  assert.equal(await memory.get('b', count(['again'])), 'again')
})

test('a failure is not kept', async () => {
  const memory = openMemory({ limit: 2, maxAgeMs: 1000 })
  await assert.rejects(
    memory.get('a', async () => {
      throw new Error('down')
    }),
  )
  assert.equal(await memory.get('a', count(['up'])), 'up')
})

test('a fact about one thing leaves all else', async () => {
  const memory = openMemory({ limit: 10, maxAgeMs: 1000 })
  const about = (name: string) => () => [`product:${name}`]
  await memory.get('page of a', count(['a']), about('a'))
  await memory.get('page of b', count(['b']), about('b'))
  memory.forgetAbout(['product:a'])
  assert.equal(await memory.get('page of a', count(['a again'])), 'a again')
  assert.equal(await memory.get('page of b', count(['b again'])), 'b')
})

test('what was being read when a fact came is given, but not kept', async () => {
  const memory = openMemory({ limit: 10, maxAgeMs: 1000 })
  const { promise, resolve } = Promise.withResolvers<string>()
  const first = memory.get('a', () => promise)
  memory.forgetAbout(['product:1'])
  resolve('old')
  assert.equal(await first, 'old')
  assert.equal(await memory.get('a', count(['new'])), 'new')
})

test('values that say nothing of themselves are not kept', async () => {
  const memory = openMemory({ limit: 10, maxAgeMs: 1000 })
  const nothing = () => null
  assert.equal(await memory.get('a', count(['first']), nothing), 'first')
  assert.equal(await memory.get('a', count(['second']), nothing), 'second')
})

test('many values are read at once, and only those that are missing', async () => {
  const memory = openMemory({ limit: 10, maxAgeMs: 1000 })
  const asked: number[][] = []
  const read = async (ids: number[]) => {
    asked.push(ids)
    return new Map(ids.filter((id) => id !== 4).map((id) => [id, `card ${id}`]))
  }
  const about = (card: string) => [card]
  assert.deepEqual(await memory.getMany('card:', [1, 2], read, about), ['card 1', 'card 2'])
  assert.deepEqual(await memory.getMany('card:', [3, 2, 4, 1], read, about), ['card 3', 'card 2', 'card 1'])
  memory.forgetAbout(['card 2'])
  assert.deepEqual(await memory.getMany('card:', [1, 2, 3], read, about), ['card 1', 'card 2', 'card 3'])
  assert.deepEqual(asked, [[1, 2], [3, 4], [2]])
})

test('many values that were being read when a fact came are not kept', async () => {
  const memory = openMemory({ limit: 10, maxAgeMs: 1000 })
  const reads: Promise<void>[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  reads.push(promise)
  let turn = 0
  const read = async (ids: number[]) => {
    const mine = ++turn
    await reads[mine - 1]
    return new Map(ids.map((id) => [id, mine]))
  }
  const first = memory.getMany('card:', [1], read, () => [])
  memory.forgetAbout(['product:9'])
  resolve()
  assert.deepEqual(await first, [1])
  assert.deepEqual(await memory.getMany('card:', [1], read, () => []), [2])
})

test('the limit counts what the values weigh', async () => {
  const memory = openMemory<string>({ limit: 10, sizeOf: (text) => text.length, maxAgeMs: 1000 })
  await memory.get('a', count(['12345']))
  await memory.get('b', count(['12345']))
  await memory.get('c', count(['1']))
  assert.equal(await memory.get('b', count(['again'])), '12345')
  assert.equal(await memory.get('a', count(['x'])), 'x')
})

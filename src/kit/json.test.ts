import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readJson } from './json.ts'

test('JSON is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, space) => {
      const text = JSON.stringify(value, null, space)
      fc.pre(!text.includes('\\u0000'))
      assert.deepEqual(readJson(text, 20), { ok: true, value: JSON.parse(text) })
    }),
  )
})

test('a name that comes twice in one object is refused with its place', () => {
  assert.deepEqual(readJson('{"a":1,"a":2}', 16), { ok: false, problem: 'repeated', path: 'a' })
  assert.deepEqual(readJson('{"a":[{"b":1},{"b":{"c":1, "\\u0063" :2}}]}', 16), {
    ok: false,
    problem: 'repeated',
    path: 'a.1.b.c',
  })
  assert.equal(readJson('{"a":{"b":1},"b":"a","c":["a","a"],"d":{"a":"b"}}', 16).ok, true)
})

test('depth is bounded, whatever brackets stand in texts', () => {
  assert.deepEqual(readJson('[[[1]]]', 2), { ok: false, problem: 'too-deep' })
  assert.equal(readJson('[["[[[{{{\\"]"]]', 2).ok, true)
  assert.deepEqual(readJson(`${'['.repeat(30_000)}${']'.repeat(30_000)}`, 16), { ok: false, problem: 'too-deep' })
})

test('NUL characters and broken texts are refused', () => {
  assert.deepEqual(readJson('{"a":"x\\u0000y"}', 16), { ok: false, problem: 'nul' })
  assert.deepEqual(readJson('{"\\u0000":1}', 16), { ok: false, problem: 'nul' })
  for (const text of ['', '{', '{a:1}', '[1,]', "{'a':1}", 'NaN', '"\0"'])
    assert.deepEqual(readJson(text, 16), { ok: false, problem: 'malformed' })
})

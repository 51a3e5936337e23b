import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meanOf, readJudgments, scoreOf } from './ndcg.ts'

const judgments = [
  'query_id\tquery\tclass\tproduct_id\tgrade',
  'q1\tteapot\thead\ta\t3',
  'q1\tteapot\thead\tb\t2',
  'q1\tteapot\thead\tc\t1',
  'q2\trocket\tempty\t-\t0',
].join('\n')

test('the gain of a grade is 2^grade - 1, discounted by the logarithm of its rank', () => {
  const [teapot] = readJudgments(judgments)
  const score = scoreOf(teapot?.grades ?? new Map(), ['c', 'x', 'a', 'b'])
  const ideal = 7 + 3 / Math.log2(3) + 1 / 2
  assert.ok(Math.abs(score.ndcg10 - (1 + 7 / 2 + 3 / Math.log2(5)) / ideal) < 1e-12)
  assert.equal(score.recall24, 1)
  assert.equal(score.firstGood, 1 / 3)
})

test('the ideal order scores 1, nothing scores 0, and a query without answers has no grades', () => {
  const [teapot, rocket] = readJudgments(judgments)
  assert.equal(scoreOf(teapot?.grades ?? new Map(), ['a', 'b', 'c']).ndcg10, 1)
  assert.deepEqual(scoreOf(teapot?.grades ?? new Map(), []), { ndcg10: 0, recall24: 0, firstGood: 0, nothing: true })
  assert.equal(rocket?.grades.size, 0)
})

test('recall counts at most 24 products, and queries without a grade 3 are left out of its mean', () => {
  const many = new Map(Array.from({ length: 40 }, (_, i) => [`p${i}`, 3]))
  const all = scoreOf(
    many,
    Array.from({ length: 24 }, (_, i) => `p${39 - i}`),
  )
  const none = scoreOf(new Map([['a', 2]]), ['a'])
  assert.deepEqual([all.recall24, all.ndcg10, none.recall24], [1, 1, null])
  assert.equal(meanOf([all, none]).recall24, 1)
})

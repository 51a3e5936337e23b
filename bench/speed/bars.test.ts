import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barLine, barsOf } from './bars.ts'
import { category } from './cases/category.ts'
import type { Level } from './figures.ts'
import type { Results } from './results.ts'
import type { CaseResult } from './run-case.ts'

const level = (rate: number, ofBare: number): Level => ({
  connections: 10,
  rate,
  bareRate: rate / ofBare,
  ofBare,
  p50: 1,
  p99: 2,
  eachMs: {},
  faults: [],
})

const resultOf = (levels: Level[], wrong: string[] = []): CaseResult => ({ one: category, levels, wrong })

const results = (given: Partial<Results>): Results => ({
  head: [],
  options: { seconds: 1, warmUp: 1, runs: 1 },
  products: 1,
  importedMs: 1,
  indexedMs: 1,
  forms: {},
  hot: [],
  after: {},
  ...given,
})

const linesOf = (given: Partial<Results>) => barsOf(results(given)).map(barLine)

test('a case is compared with the best peer at ten at once', () => {
  const [line] = linesOf({ forms: { off: [resultOf([level(2_135, 0.2)])] } })
  assert.equal(
    line,
    'bar category without page cache at least 5 times the best peer (aim 8): 5.00 × Medusa, Search Module: 2,135 to 427 a second: met',
  )
  const [slow] = linesOf({ forms: { off: [resultOf([level(2_134, 0.2)])] } })
  assert.match(slow ?? '', /: NOT met$/)
})

test('a case with wrong answers meets no bar, however fast they were', () => {
  const [line] = linesOf({ forms: { off: [resultOf([level(9_999, 0.9)], ['at 10: 3 × status 500'])] } })
  assert.match(line ?? '', /: NOT met$/)
})

test('with the page cache the bare page beside it is the measure', () => {
  const [line] = linesOf({ forms: { on: [resultOf([level(9_000, 0.49)])] } })
  assert.equal(line, 'bar category with page cache at least 50 % of the bare page (aim 60 %): 49 %: NOT met')
})

test('the hot product is exact or not, and what was not measured is said to be so', () => {
  const hot = {
    buyers: 200,
    stock: 50,
    orders: 50,
    soldOut: 150,
    toldToWait: 0,
    lastCallMs: 2_400,
    totalMs: 9_000,
    faults: [],
  }
  const lines = linesOf({
    hot: [
      { ...hot, form: 'free', wrong: [] },
      { ...hot, form: 'together', wrong: [] },
      { ...hot, form: 'queue', wrong: ['51 orders are placed'] },
    ],
  })
  assert.match(lines[0] ?? '', /51 orders are placed: NOT met$/)
  assert.match(lines[1] ?? '', /answered in at most 3 s: 2\.40 s: met$/)
  assert.match(lines[2] ?? '', /not measured: –$/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wcagContrast } from 'culori'
import fc from 'fast-check'
import { contrast, type Hex, isHex, mix } from './colour.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((n): Hex => `#${n.toString(16).padStart(6, '0')}`)

test('the contrast of two colours is what another library says', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21)
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  fc.assert(
    fc.property(colour, colour, (one, other) => {
      assert.ok(Math.abs(contrast(one, other) - wcagContrast(one, other)) < 1e-6)
    }),
  )
})

test('a mix begins with the first colour, ends with the second, and has the right look between', () => {
  fc.assert(
    fc.property(colour, colour, (one, other) => {
      assert.equal(mix(one, other, 0), one)
      assert.equal(mix(one, other, 1), other)
    }),
  )
  assert.equal(mix('#ff0000', '#0000ff', 0.5), '#8c53a2')
})

test('a colour is # and six hexadecimal digits', () => {
  for (const text of ['#7a1f3d', '#ABCDEF']) assert.ok(isHex(text))
  for (const text of ['7a1f3d', '#fff', '#7a1f3g', 'red', '#7a1f3d;}']) assert.ok(!isHex(text))
})

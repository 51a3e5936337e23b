import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { queryText } from '../../routes.ts'
import { isFromForm, type ListState, listQuery, readListState, sorts, without, withoutAny } from './list-state.ts'

const facets = ['color', 'size', 'material']
const read = (query: string) => readListState(new URLSearchParams(query), facets)
const written = (state: ListState) => queryText(listQuery(state))

test('an address is read into choices and written back as it was', () => {
  const address = '?q=mug&color=fir&color=sage&size=m&price=10-49.90&reduced=1&stock=1&sort=price&after=abc'
  const state = read(address)
  assert.deepEqual(state, {
    text: 'mug',
    facets: { color: ['fir', 'sage'], size: ['m'] },
    priceFromMinor: 1000,
    priceToMinor: 4990,
    onlyReduced: true,
    onlyInStock: true,
    sort: 'price',
    after: 'abc',
  })
  assert.equal(written(state), address)
})

test('whatever is chosen survives the way into the address and back', () => {
  const values = fc.uniqueArray(fc.constantFrom('fir', 'sage', 'm', 'l', '500-ml'), { maxLength: 5 })
  const state = fc.record<ListState>({
    text: fc.string({ maxLength: 60 }).map((text) => text.normalize('NFC').replace(/\s+/g, ' ').trim()),
    facets: fc
      .dictionary(fc.constantFrom(...facets), values)
      .map((chosen) =>
        Object.fromEntries(
          facets.flatMap((code) => (chosen[code]?.length ? [[code, chosen[code].toSorted()] as const] : [])),
        ),
      ),
    priceFromMinor: fc.option(fc.integer({ min: 0, max: 999_999_999 }), { nil: undefined }),
    priceToMinor: fc.option(fc.integer({ min: 0, max: 999_999_999 }), { nil: undefined }),
    onlyReduced: fc.boolean(),
    onlyInStock: fc.boolean(),
    sort: fc.option(fc.constantFrom(...sorts)),
    after: fc.option(fc.stringMatching(/^[\w-]{1,80}$/)),
  })
  fc.assert(fc.property(state, (given) => assert.deepEqual(read(written(given)), { ...given })))
})

test('the same choices in another order have one address', () => {
  assert.equal(written(read('?size=m&color=sage&color=fir')), written(read('?color=fir&color=sage&size=m')))
})

test('what is unknown or malformed is left out', () => {
  const state = read('?color=<script>&color=Fir&weight=5&price=ten-1e9&sort=DROP&reduced=yes')
  assert.deepEqual(written(state), '')
})

test('an address with a thousand values is cut, so that a question stays small', () => {
  const many = Array.from({ length: 1000 }, (_, i) => `color=c${i}`).join('&')
  assert.equal(read(`?${many}&after=${'x'.repeat(500)}`).facets.color?.length, 30)
  assert.equal(read(`?after=${'x'.repeat(500)}`).after, null)
})

test('the two price fields of the form become one range', () => {
  const query = new URLSearchParams('?min=10&max=&sort=')
  assert.equal(isFromForm(query), true)
  assert.equal(written(readListState(query, facets)), '?price=10-')
  assert.equal(isFromForm(new URLSearchParams('?price=10-&color=fir')), false)
})

test('taking a value away leaves the others and begins at the first page', () => {
  const state = read('?color=fir&color=sage&size=m&after=abc')
  assert.equal(written(without(state, 'color', 'sage')), '?color=fir&size=m')
  assert.equal(written(without(state, 'size', 'm')), '?color=fir&color=sage')
  assert.equal(
    written(withoutAny(read('?q=mug&color=fir&price=1-2&reduced=1&sort=price&after=x'))),
    '?q=mug&sort=price',
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProductOption, ShelfVariant } from '../../domain/browse/shelf.ts'
import { chooseVariant } from './choose-variant.ts'

const option = (code: string, ...values: string[]): ProductOption => ({
  code,
  name: code,
  values: values.map((value) => ({ code: value, name: value, hex: null })),
})

const variant = (variantId: number, options: Record<string, string>, available: number): ShelfVariant => ({
  variantId,
  sku: `S${variantId}`,
  barcode: null,
  weightGrams: 100,
  options,
  price: { amountMinor: 1000, wasMinor: null, lowest30Minor: null, perUnit: null },
  available,
  availableAt: available > 0 ? [{ city: 'Hamburg', available }] : [],
  pictures: [],
})

const shirt = {
  options: [option('color', 'fir', 'sage', 'plum'), option('size', 's', 'm')],
  variants: [
    variant(1, { color: 'fir', size: 's' }, 0),
    variant(2, { color: 'fir', size: 'm' }, 5),
    variant(3, { color: 'sage', size: 's' }, 2),
  ],
}

const choose = (query: string) => chooseVariant(shirt, new URLSearchParams(query))
const states = (query: string) =>
  choose(query)?.options.map(({ values }) => values.map(({ code, state }) => `${code} ${state}`))

test('without a choice the first variant in stock is shown', () => {
  assert.equal(choose('')?.variant.variantId, 2)
})

test('the address names the variant, also one that is sold out', () => {
  assert.equal(choose('?color=fir&size=s')?.variant.variantId, 1)
})

test('what the address leaves open falls on what is in stock', () => {
  assert.equal(choose('?color=fir')?.variant.variantId, 2)
  assert.equal(choose('?size=s')?.variant.variantId, 3)
})

test('an unknown value is as good as none', () => {
  assert.equal(choose('?color=%3Cscript%3E&size=s')?.variant.variantId, 3)
})

test('each value says whether it is there beside the other choices', () => {
  assert.deepEqual(states('?color=fir&size=m'), [
    ['fir chosen', 'sage not-made'],
    ['s sold-out', 'm chosen'],
  ])
})

test('a value that is not made beside the other choices leads to a variant that is', () => {
  const [color] = choose('?color=fir&size=m')?.options ?? []
  assert.deepEqual(color?.values.find(({ code }) => code === 'sage')?.options, { color: 'sage', size: 's' })
})

test('a product without options has one variant and nothing to choose', () => {
  const plain = { options: [], variants: [variant(9, {}, 1)] }
  assert.deepEqual(chooseVariant(plain, new URLSearchParams('?color=fir')), {
    variant: plain.variants[0],
    options: [],
  })
  assert.equal(chooseVariant({ options: [], variants: [] }, new URLSearchParams()), null)
})

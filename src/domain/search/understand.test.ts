import assert from 'node:assert/strict'
import { test } from 'node:test'
import { audience, audienceOf, audienceOfWord } from './audience.ts'
import { priceLimits } from './price-limits.ts'
import { aDocument } from './search-index.contract.ts'
import { nameWords, tells, weighWords } from './weigh-words.ts'

test('prices in a text are read in whole minor units, and the rest of it is left', () => {
  for (const [text, locale, from, to, rest] of [
    ['earrings under 30', 'en', undefined, 3000, 'earrings'],
    ['sofa below $1,299.50', 'en', undefined, 129950, 'sofa'],
    ['gifts between 10 and 20 dollars', 'en', 1000, 2000, 'gifts'],
    ['watch over 200', 'en', 20000, undefined, 'watch'],
    ['Lampe unter 30 €', 'de', undefined, 3000, 'Lampe'],
    ['Teller bis 12,50 Euro', 'de', undefined, 1250, 'Teller'],
    ['Jacke ab 1.000 €', 'de', 100000, undefined, 'Jacke'],
    ['Tasche zwischen 50 und 80', 'de', 5000, 8000, 'Tasche'],
  ] as const) {
    const { fromMinor, toMinor, rest: left } = priceLimits(text, locale)
    assert.deepEqual([fromMinor, toMinor, left], [from, to, rest], text)
  }
})

test('numbers that are no prices stay in the text', () => {
  for (const text of ['under the sea', '4k tv', 'size 42', 'tent for 4', '10 % off', 'under 5kg'])
    assert.deepEqual([priceLimits(text, 'en').toMinor, priceLimits(text, 'en').rest], [undefined, text], text)
})

test('for whom a product is made stands in its name, attributes and categories', () => {
  assert.equal(audienceOf(aDocument({ productId: 1, name: 'Watch', attributes: ['Women'] })), audience.women)
  assert.equal(audienceOf(aDocument({ productId: 1, name: "Men's belt" })), audience.men)
  assert.equal(audienceOf(aDocument({ productId: 1, name: 'Herrenschuh', locale: 'de' })), audience.men)
  assert.equal(audienceOf(aDocument({ productId: 1, name: 'Mug' })), 0)
  assert.equal(audienceOfWord('en', 'her', 'for'), audience.women)
  assert.equal(audienceOfWord('en', 'her', 'with'), 0)
})

test('the ware in a name is its last noun in English, and what the language knows in German', () => {
  const head = (name: string, locale: 'en' | 'de', categories: string[] = []) => {
    const { words, head } = nameWords(name, categories, locale)
    return words[head]
  }
  assert.equal(head('Rain Boots with Lining', 'en'), 'boots')
  assert.equal(head('Salad Bowl Set', 'en'), 'bowl')
  assert.equal(head('Becher Montag', 'de'), 'becher')
  assert.equal(head('Müslischale Heide', 'de'), 'muslischale')
  assert.equal(head('Regenjacke mit Kapuze', 'de'), 'regenjacke')
})

test('what tells the product weighs more than what is only mentioned', () => {
  const weights = weighWords(
    aDocument({
      productId: 1,
      name: 'Oak Table',
      categories: ['Tables', 'Furniture'],
      attributes: ['Oak'],
      story: 'Sit down for coffee. This sturdy desk is made by hand.',
      alsoCalled: 'workbench',
    }),
  )
  const of = (word: string) => weights.get(word) ?? 0
  assert.ok(of('table') > of('oak') && of('oak') > of('furniture'))
  assert.ok(of('workbench') > tells && of('desk') > tells)
  assert.ok(of('coffee') > 0 && of('coffee') < tells)
  assert.equal(of('the'), 0)
})

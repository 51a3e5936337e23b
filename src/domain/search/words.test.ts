import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stemGerman } from './stem-de.ts'
import { singular, stemEnglish } from './stem-en.ts'
import { synonyms } from './synonyms.ts'
import { fold, joinedWordsOf, unspelledUmlauts, wordsOf } from './words.ts'

test('case, accents, umlauts and possessives make no difference', () => {
  assert.equal(fold('KÄSE Größe Café'), 'kase grosse cafe')
  assert.deepEqual(wordsOf("Men's High-Top, 9.5 cm (O'Neill)"), ['men', 'high', 'top', '9.5', 'cm', 'oneill'])
  assert.deepEqual(joinedWordsOf('High-Top T-Shirt'), ['hightop', 'tshirt'])
})

test('umlauts typed as two letters are read as one', () => {
  assert.equal(unspelledUmlauts('kaese'), 'kase')
  assert.equal(unspelledUmlauts('kuehltasche'), 'kuhltasche')
  assert.equal(unspelledUmlauts('quelle'), null)
  assert.equal(unspelledUmlauts('tasse'), null)
})

test('English plurals and families meet in one form', () => {
  const plurals = 'knives scarves glasses shoes cookies berries boxes watches leaves women'.split(' ')
  const singulars = 'knife scarf glass shoe cookie berry box watch leaf woman'.split(' ')
  assert.deepEqual(plurals.map(singular), singulars)
  assert.deepEqual('glass bus canvas headphones'.split(' ').map(singular), 'glass bus canvas headphones'.split(' '))
  for (const [a, b] of [
    ['hiking', 'hike'],
    ['sparkling', 'sparkle'],
    ['decoration', 'decorative'],
  ] as const)
    assert.equal(stemEnglish(a), stemEnglish(b), `${a}, ${b}`)
})

test('German forms meet in one stem, and words that only look alike do not', () => {
  for (const [a, b] of [
    ['tasse', 'tassen'],
    ['rote', 'roter'],
    ['rot', 'rotes'],
    ['grun', 'grune'],
    ['braun', 'braunen'],
    ['stuhl', 'stuhle'],
    ['bucher', 'buch'],
  ] as const)
    assert.equal(stemGerman(a), stemGerman(b), `${a}, ${b}`)
  for (const [a, b] of [
    ['schal', 'schale'],
    ['bluse', 'blute'],
    ['tasse', 'tasche'],
  ] as const)
    assert.notEqual(stemGerman(a), stemGerman(b), `${a}, ${b}`)
})

test('synonyms go both ways, kinds are near, and what is wider is further away', () => {
  const known = synonyms('en')
  const weight = (from: string, to: string) => known.of(from).find(({ words }) => words.join(' ') === to)?.weight ?? 0
  assert.equal(weight('sofa', 'couch'), weight('couch', 'sofa'))
  assert.ok(weight('sofa', 'couch') > weight('sofa', 'loveseat'))
  assert.ok(weight('sofa', 'loveseat') > weight('loveseat', 'sofa'))
  assert.ok(weight('loveseat', 'sofa') > 0)
  assert.equal(weight('sofa', 'teapot'), 0)
})

test('looks, uses and wares are told apart', () => {
  const known = synonyms('en')
  assert.deepEqual([known.describes('velvet'), known.describes('sofa'), known.describes('rose')], [true, false, false])
  assert.deepEqual([known.isUse('camping'), known.isUse('tent')], [true, false])
  assert.deepEqual([known.knows('washing'), known.knows('xqzvw')], [true, false])
})

test('German has its own words', () => {
  const known = synonyms('de')
  const others = known.of(stemGerman('fernseher')).map(({ words }) => words.join(' '))
  assert.ok(others.includes('tv'))
  assert.ok(known.names(stemGerman('schale')))
})

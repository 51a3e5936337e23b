import assert from 'node:assert/strict'
import { test } from 'node:test'
import { splitCompound } from './compounds.ts'
import { likeliestWord, misspelling, spellingList } from './spelling.ts'

const shop = 'headphones microphone chocolate bracelet croissant jacket screwdriver power flower kettle'.split(' ')
const likeliest = (typed: string) => likeliestWord(typed, spellingList(shop), () => 5)?.word ?? null

test('misspelled words find the word meant', () => {
  for (const [typed, word] of [
    ['hedphones', 'headphones'],
    ['microfone', 'microphone'],
    ['choclate', 'chocolate'],
    ['bracelett', 'bracelet'],
    ['crossaint', 'croissant'],
    ['screwdrivver', 'screwdriver'],
    ['ketle', 'kettle'],
  ] as const)
    assert.equal(likeliest(typed), word, typed)
})

test('a wrong first letter, a short word and a number are no misspellings', () => {
  assert.equal(likeliest('racket'), null)
  assert.equal(likeliest('mower'), null)
  assert.equal(likeliest('jak'), null)
  assert.equal(likeliest('jacke7'), null)
})

test('doubled letters and neighbours that changed places weigh less than wrong letters', () => {
  assert.ok(misspelling('bracelett', 'bracelet', 3) < misspelling('braceles', 'bracelet', 3))
  assert.ok(misspelling('jakcet', 'jacket', 3) < misspelling('japlet', 'jacket', 3))
  assert.equal(misspelling('jacket', 'jacket', 3), 0)
})

test('of two words as near the one of more products is meant', () => {
  const words = ['scarf', 'scars']
  const meant = (more: string) =>
    likeliestWord('scarv', spellingList(words), (id) => (words[id] === more ? 50 : 1))?.word
  assert.deepEqual([meant('scarf'), meant('scars')], ['scarf', 'scars'])
})

test('a German compound is split where the shop knows both parts', () => {
  const known = new Set(['kaffee', 'tasse', 'schreibtisch', 'lampe', 'kind', 'rad', 'geburt', 'tag', 'torte'])
  const split = (word: string) => splitCompound(word, (part) => known.has(part))
  assert.deepEqual(split('kaffeetasse'), ['kaffee', 'tasse'])
  assert.deepEqual(split('schreibtischlampe'), ['schreibtisch', 'lampe'])
  assert.deepEqual(split('kinderrad'), ['kind', 'rad'])
  assert.deepEqual(split('geburtstagstorte'), ['geburt', 'tag', 'torte'])
  assert.equal(split('teekanne'), null)
})

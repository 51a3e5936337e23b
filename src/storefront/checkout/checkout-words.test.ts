import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locale, Words } from '../../domain/settings/market.ts'
import { pageProblems, placeProblems, type Told } from './checkout-words.ts'
import { orderButtonWords } from './review-view.ts'

const visit = (market: 'us' | 'de', locale: Locale) => ({
  locale,
  say: (words: Words) => words[locale],
  market: {
    code: market,
    name: '',
    currency: market === 'us' ? 'USD' : 'EUR',
    taxStyle: market === 'us' ? ('added' as const) : ('included' as const),
    locales: [locale],
    countries: [],
    timeZone: 'UTC',
    cutOffHour: 13,
    holidays: [],
    locations: [],
  },
})

test('the order button says what the law wants in Germany, and how much elsewhere', () => {
  assert.equal(orderButtonWords(visit('de', 'de'), 6490), 'Zahlungspflichtig bestellen')
  assert.equal(orderButtonWords(visit('de', 'en'), 6490), 'Order with obligation to pay')
  assert.equal(orderButtonWords(visit('us', 'en'), 6490), 'Pay $64.90')
  assert.equal(orderButtonWords(visit('us', 'en'), 0), 'Place the order')
})

test('each problem has its status, and words in both languages that say what happened to the money', () => {
  const all: Record<string, Told> = { ...pageProblems, ...placeProblems }
  assert.deepEqual(Object.fromEntries(Object.entries(all).map(([problem, { status }]) => [problem, status])), {
    'payment-unclear': 503,
    'payment-refused': 502,
    'payment-under-way': 409,
    'order-cancelled': 409,
    'too-late': 409,
    'invalid-input': 422,
    'details-missing': 409,
    'method-missing': 409,
    'key-reused': 409,
  })
  for (const [problem, { title, more }] of Object.entries(all)) {
    const en = `${title.en} ${more.en}`
    const de = `${title.de} ${more.de}`
    assert.match(en, /charged|ordered|pay a second time/, problem)
    assert.match(de, /abgebucht|bestellt|zahlen Sie nicht noch einmal/, problem)
    assert.doesNotMatch(en + de, /!/, problem)
  }
})

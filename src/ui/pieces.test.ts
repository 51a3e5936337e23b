import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from '../kit/html.ts'
import { day, dayRange } from './dates.ts'
import { checkField, choices, errorSummary, field, selectField } from './field.ts'
import { lines } from './lines.ts'
import { lowestPrice, percentOff, priceTag } from './money.ts'
import { pager } from './pager.ts'
import { grounded } from './picture.ts'
import { stars } from './stars.ts'

const speaker = (locale: 'en' | 'de') => ({
  locale,
  say: (words: { en: string; de: string }) => words[locale],
  market: { currency: 'EUR', taxStyle: 'included' as const, timeZone: 'Europe/Berlin' },
})
const hostile = '"><script>alert(1)</script>'
const words = (text: string) =>
  text
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

test('a field ties its label, hint and error to the control', () => {
  const { text } = field({
    name: 'email',
    label: 'E-mail',
    hint: 'For the receipt.',
    error: 'Enter an address.',
    type: 'email',
  })
  assert.match(text, /<label for="f-email">E-mail<\/label>/)
  assert.match(text, /<input [^>]*id="f-email"[^>]*aria-describedby="f-email-hint f-email-error" aria-invalid="true"/)
  assert.match(text, /id="f-email-hint">For the receipt\.</)
  assert.match(text, /id="f-email-error">.*Enter an address\./)
})

test('a field without hint and error points at nothing', () => {
  const { text } = field({ name: 'city', label: 'City' })
  assert.doesNotMatch(text, /aria-describedby|aria-invalid/)
})

test('what was typed comes back escaped, a password does not come back', () => {
  assert.ok(field({ name: 'a', label: 'A', value: hostile }).text.includes('value="&quot;&gt;&lt;script&gt;'))
  assert.doesNotMatch(field({ name: 'p', label: 'P', type: 'password', value: 'secret' }).text, /secret/)
})

test('a select marks the chosen option only', () => {
  const options = [
    { value: 'DE', label: 'Deutschland' },
    { value: 'AT', label: 'Österreich' },
  ]
  const { text } = selectField({ name: 'country', label: 'Country', value: 'AT', options })
  assert.deepEqual(text.match(/<option[^>]*selected[^>]*>/g), ['<option value="AT" selected>'])
})

test('each radio button of a choice has the legend above it, and the error is tied to the group', () => {
  const { text } = choices({
    name: 'method',
    legend: 'Delivery',
    value: 'express',
    error: 'Choose one.',
    options: [
      { value: 'standard', label: 'Standard' },
      { value: 'express', label: 'Express' },
    ],
  })
  assert.match(text, /<fieldset [^>]*aria-describedby="f-method-error"[^>]*><legend>Delivery<\/legend>/)
  assert.match(text, /value="express" checked/)
  assert.equal(text.match(/checked/g)?.length, 1)
})

test('the summary of errors links to the fields and is silent without errors', () => {
  assert.equal(errorSummary('Look again', []), null)
  assert.match(
    errorSummary('Look again', [{ name: 'city', words: hostile }])?.text ?? '',
    /href="#f-city">&quot;&gt;&lt;script/,
  )
})

test('no piece lets typed words become markup', () => {
  const picture = { mediaKey: hostile, width: 1, height: 1, alt: hostile, ground: 'n' }
  const pieces = [
    lines([{ picture, name: hostile, href: hostile, detail: hostile, price: hostile }]),
    grounded(picture, { sizes: '1px' }),
    checkField({ name: 'a', label: hostile, value: hostile, error: hostile }),
    pager(speaker('en'), { first: hostile, previous: hostile, next: hostile }),
    html`${hostile}`,
  ]
  for (const piece of pieces) assert.doesNotMatch(piece?.text ?? '', /<script/)
})

test('a reduced price says what it was and the lowest of thirty days', () => {
  const price = { amountMinor: 2990, wasMinor: 3490, lowest30Minor: 3280, perUnit: null }
  assert.equal(words(priceTag(speaker('de'), price).text), 'Jetzt 29,90 € vorher 34,90 €')
  assert.equal(words(lowestPrice(speaker('de'), price)?.text ?? ''), 'Niedrigster Preis der letzten 30 Tage: 32,80 €')
  assert.equal(percentOff(price), 14)
})

test('a regular price has no lowest price and no percentage', () => {
  const price = { amountMinor: 2990, wasMinor: null, lowest30Minor: null, perUnit: null }
  assert.equal(lowestPrice(speaker('de'), price), null)
  assert.equal(percentOff(price), null)
  assert.equal(words(priceTag(speaker('en'), price, { from: true }).text), 'from €29.90')
})

test('days are calendar days in the words of the language, and never break inside', () => {
  assert.equal(day('2026-12-04', 'en'), 'Fri, Dec 4')
  assert.equal(dayRange('2026-12-04', '2026-12-08', 'en'), 'Fri,\u00a0Dec\u00a04 – Tue,\u00a0Dec\u00a08')
  assert.equal(dayRange('2026-12-04', '2026-12-04', 'de'), 'Fr., 4. Dez.')
})

test('stars are read as a number and filled to the half', () => {
  const { text } = stars(speaker('de'), 4.3, 12)
  assert.match(text, /class="stars stars-45" role="img" aria-label="4,3 von 5 Sternen"/)
  assert.match(text, /4,3 <span class="soft">\(12\)/)
})

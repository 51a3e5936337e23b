import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addressLines, addressRules, checkAddress } from './address-rules.ts'

const german = {
  firstName: 'Maren',
  lastName: 'Köhler',
  line1: 'Am Sandtorkai 5',
  postcode: '20457',
  city: 'Hamburg',
}
const american = {
  firstName: 'Ada',
  lastName: 'Reyes',
  line1: '12 Alder St',
  postcode: '97205',
  city: 'Portland',
  region: 'or',
}

test('a right address comes back tidied, without fields that nobody asked for', () => {
  const check = checkAddress('DE', { ...german, city: '  Hamburg ', region: 'HH', spam: 'x', phone: undefined })
  assert.deepEqual(check, {
    ok: true,
    address: { ...german, company: '', line2: '', region: '', country: 'DE', phone: '' },
  })
})

test('each field that is wrong says how', () => {
  const long = 'x'.repeat(81)
  const check = checkAddress('US', {
    ...american,
    firstName: ' ',
    lastName: long,
    postcode: '9720',
    region: 'ZZ',
    city: 'A\nB',
  })
  assert.deepEqual(check, {
    ok: false,
    problems: [
      { field: 'firstName', problem: 'missing' },
      { field: 'lastName', problem: 'too-long' },
      { field: 'city', problem: 'bad-characters' },
      { field: 'region', problem: 'unknown-region' },
      { field: 'postcode', problem: 'bad-postcode' },
    ],
  })
})

test('postcodes follow their country', () => {
  const accepts = (country: string, postcode: string) =>
    checkAddress(country, { ...(country === 'US' ? american : german), postcode }).ok
  assert.deepEqual(
    ['20457', '1010', '204577', 'D-20457'].map((postcode) => accepts('DE', postcode)),
    [true, false, false, false],
  )
  assert.deepEqual(
    ['1010', '20457'].map((postcode) => accepts('AT', postcode)),
    [true, false],
  )
  assert.deepEqual(
    ['97205', '97205-1234', '9720A'].map((postcode) => accepts('US', postcode)),
    [true, true, false],
  )
})

test('an address is written in the order of its country', () => {
  const lines = (country: string, input: object) => {
    const check = checkAddress(country, { ...input })
    return check.ok && addressLines(check.address)
  }
  assert.deepEqual(lines('DE', { ...german, company: 'Köhler GmbH' }), [
    'Maren Köhler',
    'Köhler GmbH',
    'Am Sandtorkai 5',
    '20457 Hamburg',
  ])
  assert.deepEqual(lines('US', american), ['Ada Reyes', '12 Alder St', 'Portland, OR 97205'])
})

test('the USA have 50 states and a district', () => {
  const { regions } = addressRules('US')
  assert.equal(regions.length, 51)
  assert.equal(new Set(regions.map((region) => region.code)).size, 51)
  assert.ok(regions.every(({ code, name }) => /^[A-Z]{2}$/.test(code) && /^[A-Z][a-z]/.test(name)))
})

test('whatever is sent, the check answers, and what it accepts it accepts again unchanged', () => {
  const anything = fc.dictionary(fc.constantFrom(...Object.keys(american), 'company', 'line2', 'phone'), fc.anything())
  fc.assert(
    fc.property(fc.constantFrom('US', 'DE', 'AT', 'FR', '??'), anything, (country, input) => {
      const check = checkAddress(country, { ...american, ...input })
      if (check.ok) assert.deepEqual(checkAddress(country, check.address), check)
      else assert.ok(check.problems.length > 0)
    }),
  )
})

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { watchDatabase } from '../../test/helpers/ground.ts'
import { openTestShop, type TestShop } from '../../test/helpers/test-shop.ts'
import { addWare, stockOf } from '../../test/helpers/wares.ts'
import { demoFolder } from '../domain/settings/read-identity.ts'
import { readMarkets } from '../domain/settings/read-markets.ts'
import { readMethods } from '../domain/shipping/read-methods.ts'
import { readTaxRates } from '../domain/tax/read-tax.ts'
import { sql } from '../kit/db.ts'
import { setupCommands } from './setup-command.ts'

const demo = readFileSync(join(demoFolder, 'markets.yaml'), 'utf8')

const kiosk = `
locations:
  - { code: berlin, name: Hinterhof, city: Berlin, country: DE }
markets:
  - code: de
    name: Deutschland
    currency: EUR
    taxes: included
    languages: [de]
    countries: [DE]
    locations: [berlin]
    timeZone: Europe/Berlin
    cutOffHour: 10
    shipping:
      - zone: germany
        methods:
          - code: standard
            names: Paket
            carrier: DHL
            days: [2, 4]
            freeFrom: 50
            prices: { 31500: 4.99, 1000: 3 }
taxes:
  - { country: DE, name: MwSt., standard: 19, reduced: 7 }
`

async function setUp(t: TestContext, shop: TestShop, yaml: string, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-markets-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'markets.yaml'), yaml)
  const said: string[] = []
  const own = { ...shop, identity: { ...shop.identity, folder } }
  const code = await setupCommands.setup?.run(own, args, (line) => said.push(line))
  return { code, said }
}

test('the file of the demo says what its database holds, so that nothing changes', async (t) => {
  const shop = await openTestShop(t)
  const unchanged = await watchDatabase(shop)
  assert.deepEqual(await setUp(t, shop, demo), { code: 0, said: ['It is so already.'] })
  await unchanged()
})

test('a dry run shows each difference and keeps nothing; the same file then makes it so', async (t) => {
  const shop = await openTestShop(t)
  const unchanged = await watchDatabase(shop)
  const yaml = demo
    .replace('cutOffHour: 14', 'cutOffHour: 12')
    .replace('name: USt., standard: 20', 'name: USt., standard: 21')
  const differences = [
    /^~ market de calendar: Europe\/Berlin, until 14 o'clock, .*\n {4}→ Europe\/Berlin, until 12 o'clock/,
    /^~ tax AT USt\. standard: 20 %, on shipping too\n {4}→ 21 %, on shipping too$/,
  ]
  const dry = await setUp(t, shop, yaml, '--dry-run')
  assert.equal(dry.said.length, 3)
  for (const [i, line] of differences.entries()) assert.match(dry.said[i] ?? '', line)
  assert.equal(dry.said[2], 'This was a dry run: nothing was kept.')
  await unchanged()
  const done = await setUp(t, shop, yaml)
  assert.equal(done.code, 0)
  assert.match(done.said[2] ?? '', /^Done; 0 products stand in the search/)
  assert.equal((await readMarkets(shop.db)).find(({ code }) => code === 'de')?.cutOffHour, 12)
  assert.deepEqual(await setUp(t, shop, yaml), { code: 0, said: ['It is so already.'] })
})

test('an owner sells in one market, from a place of their own, and all that the demo had is gone', async (t) => {
  const shop = await openTestShop(t)
  await shop.db.change(sql`delete from discount_code`)
  const done = await setUp(t, shop, kiosk)
  assert.equal(done.code, 0, done.said.join('\n'))
  assert.ok(done.said.includes('+ location berlin: Hinterhof, Berlin, DE'))
  assert.ok(done.said.includes('- location hamburg: Lager Hamburg, Hamburg, DE'))
  assert.ok(done.said.some((line) => line.startsWith('- market us: 1. United States')))
  const markets = await readMarkets(shop.db)
  assert.deepEqual(
    markets.map(({ code, locales, countries, locations }) => [
      code,
      locales,
      countries,
      locations.map((one) => one.code),
    ]),
    [['de', ['de'], ['DE'], ['berlin']]],
  )
  const now = () => new Date('2026-11-24T08:00:00Z')
  const ways = (weightGrams: number, subtotalMinor: number) =>
    readMethods(
      { ...shop, markets, clock: now },
      { market: 'de', locale: 'de' },
      { country: 'DE', weightGrams, subtotalMinor },
    )
  assert.deepEqual(
    (await ways(900, 1000)).map(({ code, name, priceMinor, from }) => [code, name, priceMinor, from]),
    [['standard', 'Paket', 300, '2026-11-26']],
  )
  assert.equal((await ways(1001, 1000))[0]?.priceMinor, 499)
  assert.equal((await ways(1001, 5000))[0]?.priceMinor, 0)
  assert.deepEqual(
    (await readTaxRates(shop, { country: 'DE' })).map(({ basisPoints }) => basisPoints),
    [700, 1900],
  )
  assert.deepEqual(await readTaxRates(shop, { country: 'US', region: 'CA' }), [])
})

test('what prices, codes and pieces hang on stays, and then nothing is changed at all', async (t) => {
  const shop = await openTestShop(t)
  const { variantId } = await addWare(shop, { key: 'lamp', stock: { hamburg: 3 } })
  const unchanged = await watchDatabase(shop)
  const done = await setUp(t, shop, kiosk)
  assert.equal(done.code, 1)
  assert.deepEqual(done.said.slice(-3), [
    "The market 'us' cannot go: it has 1 price and 1 discount code.",
    "The location 'hamburg' cannot go: it has 1 SKU with pieces there.",
    'Nothing was changed.',
  ])
  const franks = await setUp(t, shop, demo.replace('currency: EUR', 'currency: CHF'))
  assert.equal(franks.said.at(-2), "The market 'de' keeps EUR: it has 1 price and 1 discount code in it.")
  await unchanged()
  assert.deepEqual(await stockOf(shop, variantId), [3, 0])
})

test('a file that cannot be used is refused with its places', async (t) => {
  const shop = await openTestShop(t)
  const unchanged = await watchDatabase(shop)
  const wrong = kiosk
    .replace('taxes: included', 'taxes: none')
    .replace('languages: [de]', 'languages: [fr]')
    .replace('currency: EUR', 'currency: EURO')
    .replace('cutOffHour: 10', 'cutOffHour: 10\n    colour: red')
  assert.deepEqual(await setUp(t, shop, wrong), {
    code: 1,
    said: [
      "markets.yaml: markets.0.currency is 'EURO'. Allowed are three capital letters (ISO 4217), such as EUR.",
      "markets.yaml: markets.0.taxes is 'none'. Allowed are included (prices contain the tax) and added (it comes at checkout).",
      "markets.yaml: markets.0.languages.0 is 'fr'. Allowed are en and de.",
      'markets.yaml: markets.0.colour is unknown here.',
    ],
  })
  assert.deepEqual((await setUp(t, shop, kiosk.replace('countries: [DE]', 'countries: [DE, FR]'))).said, [
    "markets.yaml: markets.0.countries.1 is 'FR'. No tax is named for it under taxes:, and prices contain the tax here.",
  ])
  assert.deepEqual((await setUp(t, shop, kiosk.replace('locations: [berlin]', 'locations: [bonn]'))).said, [
    "markets.yaml: markets.0.locations.0 is 'bonn'. Allowed are berlin.",
  ])
  assert.deepEqual((await setUp(t, shop, kiosk.replace('4.99', '4.999'))).code, 1)
  assert.equal((await setUp(t, shop, kiosk, '--dry')).code, 2)
  await unchanged()
})

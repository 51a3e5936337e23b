import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { sql } from '../../kit/db.ts'
import { deliveryPreview, readMethods } from './read-methods.ts'

// Tuesday, 10:00 in Hamburg.
const clock = () => new Date('2026-12-01T09:00:00Z')
const germany = { market: 'de', locale: 'de' } as const
const usa = { market: 'us', locale: 'en' } as const

test('the ways to an address have a name, a price by weight, and dates', async (t) => {
  const shop = await openTestShop(t, { clock })
  const to = { country: 'DE', postcode: '20457', weightGrams: 1001, subtotalMinor: 5899 }
  assert.deepEqual(await readMethods(shop, germany, to), [
    {
      code: 'standard',
      name: 'Standardversand',
      carrier: 'DHL',
      priceMinor: 490,
      freeFromMinor: 5900,
      from: '2026-12-03',
      to: '2026-12-04',
    },
    {
      code: 'express',
      name: 'Expressversand',
      carrier: 'DHL Express',
      priceMinor: 1490,
      freeFromMinor: null,
      from: '2026-12-02',
      to: '2026-12-02',
    },
  ])
})

test('from the threshold on, and not a cent earlier, a method is free', async (t) => {
  const shop = await openTestShop(t, { clock })
  const prices = async (subtotalMinor: number) => {
    const options = await readMethods(shop, germany, { country: 'DE', weightGrams: 1000, subtotalMinor })
    return options.map((option) => option.priceMinor)
  }
  assert.deepEqual(await prices(5899), [390, 1190])
  assert.deepEqual(await prices(5900), [0, 1190])
})

test('a method does not take what is heavier than its largest step', async (t) => {
  const shop = await openTestShop(t, { clock })
  const codes = async (weightGrams: number) => {
    const options = await readMethods(shop, germany, { country: 'DE', weightGrams, subtotalMinor: 0 })
    return options.map((option) => option.code)
  }
  assert.deepEqual(await codes(31_500), ['standard', 'express'])
  assert.deepEqual(await codes(31_501), ['standard'])
  assert.deepEqual(await codes(70_001), [])
})

test('a zone that names the region goes before the whole country', async (t) => {
  const shop = await openTestShop(t, { clock })
  const carriers = async (region: string | null) => {
    const options = await readMethods(shop, usa, { country: 'US', region, weightGrams: 500, subtotalMinor: 10_000 })
    return options.map((option) => `${option.carrier} ${option.priceMinor}`)
  }
  assert.deepEqual(await carriers('OR'), ['UPS 0', 'FedEx 1590'])
  assert.deepEqual(await carriers(null), ['UPS 0', 'FedEx 1590'])
  assert.deepEqual(await carriers('HI'), ['USPS 1290'])
})

test('a zone for one country goes before a zone for many', async (t) => {
  const shop = await openTestShop(t, { clock })
  await shop.db.change(sql`insert into shipping_zone (market, code, countries) values ('de', 'europe', '{AT,DE,FR}')`)
  const austria = await readMethods(shop, germany, { country: 'AT', weightGrams: 500, subtotalMinor: 0 })
  assert.deepEqual(
    austria.map((option) => option.priceMinor),
    [790],
  )
})

test('nobody takes a parcel to a country that the market does not serve', async (t) => {
  const shop = await openTestShop(t, { clock })
  assert.deepEqual(await readMethods(shop, germany, { country: 'US', weightGrams: 500, subtotalMinor: 0 }), [])
})

test('the preview is the cheapest way to the first country, read once a minute at most', async (t) => {
  const shop = await openTestShop(t, { clock })
  const preview = await deliveryPreview(shop, germany, { weightGrams: 500, subtotalMinor: 1000 })
  assert.deepEqual(preview && [preview.country, preview.code, preview.priceMinor, preview.freeFromMinor], [
    'DE',
    'standard',
    390,
    5900,
  ])
  const before = shop.db.statements()
  assert.equal((await deliveryPreview(shop, germany, { weightGrams: 500, subtotalMinor: 5900 }))?.priceMinor, 0)
  assert.equal(shop.db.statements(), before)
  assert.equal(await deliveryPreview(shop, germany, { weightGrams: 99_000, subtotalMinor: 0 }), null)
})

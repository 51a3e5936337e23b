import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { sql } from '../../kit/db.ts'
import { readTaxRates } from './read-tax.ts'

test('a country has its rates, and a region without a rate has none', async (t) => {
  const shop = await openTestShop(t)
  assert.deepEqual(await readTaxRates(shop, { country: 'DE' }), [
    { name: 'MwSt.', taxClass: 'reduced', basisPoints: 700, onShipping: true },
    { name: 'MwSt.', taxClass: 'standard', basisPoints: 1900, onShipping: true },
  ])
  assert.deepEqual(await readTaxRates(shop, { country: 'US', region: 'CA' }), [
    { name: 'Sales tax', taxClass: 'standard', basisPoints: 725, onShipping: false },
  ])
  assert.deepEqual(await readTaxRates(shop, { country: 'US', region: 'OR' }), [])
  assert.deepEqual(await readTaxRates(shop, { country: 'US' }), [])
})

test('a rate of a region stands beside those of its country, or in the place of one with the same name', async (t) => {
  const shop = await openTestShop(t)
  await shop.db.change(sql`insert into tax_rate (country, region, tax_class, name, basis_points) values
    ('ES', null, 'standard', 'IVA', 2100), ('ES', 'TF', 'standard', 'IVA', 0), ('ES', 'TF', 'standard', 'IGIC', 700)`)
  const tenerife = await readTaxRates(shop, { country: 'ES', region: 'TF' })
  assert.deepEqual(
    tenerife.map(({ name, basisPoints }) => [name, basisPoints]),
    [
      ['IVA', 0],
      ['IGIC', 700],
    ],
  )
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openTestShop, type TestShop } from '../../test/helpers/test-shop.ts'
import { addWare } from '../../test/helpers/wares.ts'
import { sql } from '../kit/db.ts'
import { catalogCommands } from './catalog-commands.ts'

async function run(shop: TestShop, line: string): Promise<{ code: number; said: string[] }> {
  const [name = '', ...args] = line.split(' ')
  const said: string[] = []
  const code = await catalogCommands[name]?.run(shop, args, (text) => said.push(text))
  return { code: code ?? -1, said }
}

function csv(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-commands-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'wares.csv'), text)
  return join(folder, 'wares.csv')
}

const priceOf = async (shop: TestShop, market: string) =>
  (await shop.db.row<{ amount: number }>(sql`select amount_minor as amount from price where market = ${market}`))
    ?.amount

test('a price is set, reduced and taken away at the command line', async (t) => {
  const shop = await openTestShop(t)
  await addWare(shop, { key: 'lamp' })
  assert.deepEqual(await run(shop, 'price LAMP de 19.90'), { code: 0, said: ['LAMP  de  €24.90 → €19.90'] })
  assert.equal(await priceOf(shop, 'de'), 1990)
  const reduced = await run(shop, 'price LAMP us 19.5 --was 29')
  assert.deepEqual(reduced.said, ['LAMP  us  $29.00 → $19.50, reduced from $29.00, lowest of 30 days before $29.00'])
  assert.deepEqual(await run(shop, 'price LAMP de none'), { code: 0, said: ['LAMP  de  €19.90 → none'] })
  assert.equal(await priceOf(shop, 'de'), undefined)
})

test('a price that cannot be is refused with a sentence, and the old one stays', async (t) => {
  const shop = await openTestShop(t)
  await addWare(shop, { key: 'lamp' })
  for (const [line, code, sentence] of [
    ['price LAMP fr 1', 1, "There is no market 'fr'."],
    ['price NONE de 1', 1, "There is no SKU 'NONE'."],
    ['price LAMP de 1.234', 2, 'An amount in EUR looks like 12.90.'],
    ['price LAMP de -3', 2, 'An amount in EUR looks like 12.90.'],
    ['price LAMP de 20 --was 20', 1, 'wasMinor is the regular price of a reduced one: it must be above the price'],
  ] as const)
    assert.deepEqual(await run(shop, line), { code, said: [sentence] })
  assert.equal((await run(shop, 'price LAMP de')).code, 2)
  assert.equal(await priceOf(shop, 'de'), 2490)
})

test('a product is taken off the shelf and put back, from a day on', async (t) => {
  const shop = await openTestShop(t)
  await addWare(shop, { key: 'lamp' })
  const row = () => shop.db.row(sql`select state, published_from::text as "from" from product`)
  assert.deepEqual(await run(shop, 'product unpublish lamp'), { code: 0, said: ['lamp is a draft now.'] })
  assert.deepEqual(await row(), { state: 'draft', from: null })
  assert.deepEqual(await run(shop, 'product publish lamp --from 2027-01-01'), { code: 0, said: ['lamp is published.'] })
  assert.match(((await row()) as { from: string }).from, /^2027-01-01 00:00:00|^2026-12-31/)
  assert.deepEqual(await run(shop, 'product publish cup'), { code: 1, said: ['cup: There is no such product.'] })
  assert.equal((await run(shop, 'product publish lamp --from soon')).code, 2)
  assert.equal((await run(shop, 'product paint lamp')).code, 2)
})

test('an import says what it did, and ends with 1 when a row could not be used', async (t) => {
  const shop = await openTestShop(t)
  const file = csv(t, 'product,category,name_en,sku,price_us\na,table,A,A,1\nb,table,B,B,much\n')
  const dry = await run(shop, `import ${file} --dry-run`)
  assert.deepEqual(dry, {
    code: 1,
    said: [
      "line 3: price_us is an amount in USD, such as '12.90', not 'much'.",
      '100 %  1 product',
      '1 new, 0 changed, 0 as before; stock of 0 counted anew.',
      'Made: category table.',
      '1 row cannot be used; its product was left out.',
      'This was a dry run: nothing was kept.',
    ],
  })
  assert.equal((await shop.db.rows(sql`select 1 from product`)).length, 0)
  assert.equal((await run(shop, `import ${file}`)).code, 1)
  assert.deepEqual(await shop.db.rows(sql`select key from product`), [{ key: 'a' }])
  assert.deepEqual(await run(shop, 'import /nowhere.csv'), { code: 1, said: ["There is no file '/nowhere.csv'."] })
  assert.equal((await run(shop, 'import')).code, 2)
  assert.equal((await run(shop, `import ${file} --dry`)).code, 2)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop, type TestShop } from '../../test/helpers/test-shop.ts'
import { addWare } from '../../test/helpers/wares.ts'
import { aDocument, aQuery } from '../domain/search/search-index.contract.ts'
import { searchCommands } from './search-commands.ts'

async function call(shop: TestShop, line: string) {
  const [name = '', ...args] = line.split(' ')
  const said: string[] = []
  const exit = await searchCommands[name]?.run(shop, args, (text) => said.push(text))
  return { exit, said }
}

const diff = async (shop: TestShop) => {
  const { exit, said } = await call(shop, 'search-diff')
  const { ok, missing, extra, stale, drift } = JSON.parse(said.join('\n'))
  return { exit, ok, missing, extra, stale, drift }
}

test('search-diff tells what the search lacks and what nobody sells, and reindex puts the first right', async (t) => {
  const shop = await openTestShop(t)
  await addWare(shop, { key: 'mug', stock: { hamburg: 4 } })
  const before = await diff(shop)
  assert.deepEqual([before.exit, before.ok, before.extra, before.stale], [1, false, 0, 0])
  assert.ok(before.missing >= 1)
  assert.equal(before.drift[0].kind, 'missing')

  const reindex = await call(shop, 'reindex')
  assert.equal(reindex.exit, 0)
  assert.match(reindex.said.join('\n'), /^1 products looked at in \d/m)
  assert.ok((await shop.search.find(aQuery({ market: 'de', locale: 'de' }))).total >= 1)
  const after = await diff(shop)
  assert.deepEqual([after.exit, after.ok, after.missing], [0, true, 0])

  await shop.search.put([aDocument({ productId: 4_000, name: 'Nobody sells it' })])
  const extra = await diff(shop)
  assert.deepEqual([extra.exit, extra.missing, extra.extra, extra.stale], [1, 0, shop.search.places.length, 0])
})

test('a wrong call says how it is called', async (t) => {
  const shop = await openTestShop(t)
  for (const line of ['reindex all', 'reindex --index-only now', 'search-diff us']) {
    const { exit, said } = await call(shop, line)
    assert.deepEqual([exit, said.length], [2, 1])
  }
})

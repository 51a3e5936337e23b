import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop, type TestShop } from '../../test/helpers/test-shop.ts'
import { addWare, stockOf } from '../../test/helpers/wares.ts'
import { codeCommands } from './code-commands.ts'
import type { Commands } from './command.ts'
import { stockCommands } from './stock-commands.ts'

async function call(shop: TestShop, commands: Commands, line: string) {
  const [name = '', ...args] = line.split(' ')
  const said: string[] = []
  const exit = await commands[name]?.run(shop, args, (text) => said.push(text))
  return { exit, said }
}

test('stock shows what lies where and takes a count', async (t) => {
  const shop = await openTestShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', stock: { hamburg: 4 } })
  const stock = (line: string) => call(shop, stockCommands, line)
  assert.deepEqual(await stock('stock MUG'), {
    exit: 0,
    said: [
      'MUG  columbus          0 to sell      0 held by orders',
      'MUG  hamburg           4 to sell      0 held by orders',
    ],
  })
  assert.deepEqual(await stock('stock MUG hamburg 7'), {
    exit: 0,
    said: ['MUG  hamburg           7 to sell      0 held by orders  (+3)'],
  })
  assert.deepEqual(await stockOf(shop, variantId), [7, 0])
})

test('a wrong call of stock says what is known and changes nothing', async (t) => {
  const shop = await openTestShop(t)
  const { variantId } = await addWare(shop, { key: 'mug', stock: { hamburg: 4 } })
  const exits = []
  for (const line of ['stock', 'stock MUG hamburg', 'stock MUG hamburg -1', 'stock CUP', 'stock MUG berlin 1'])
    exits.push((await call(shop, stockCommands, line)).exit)
  assert.deepEqual(exits, [2, 2, 2, 1, 1])
  assert.deepEqual(await stockOf(shop, variantId), [4, 0])
})

test('code adds, lists and ends codes', async (t) => {
  const shop = await openTestShop(t)
  const code = (line: string) => call(shop, codeCommands, line)
  const added = await code(
    'code add advent --off 7,50 --market de --minimum 50 --until 2026-12-24 --limit 100 --per-person 1',
  )
  assert.deepEqual(added, { exit: 0, said: ['ADVENT'] })
  const { said } = await code('code list')
  assert.equal(
    said.find((line) => line.startsWith('ADVENT')),
    'ADVENT               €7.50 off · market de · from €50.00 · until 2026-12-24 · used 0 of 100 · 1 per person',
  )
  assert.deepEqual(await code('code end advent'), { exit: 0, said: ['advent has ended.'] })
  assert.equal((await code('code end advent')).exit, 1)
  assert.equal((await code('code add --percent 12.5')).exit, 0)
})

test('a wrong call of code adds nothing', async (t) => {
  const shop = await openTestShop(t)
  const before = await call(shop, codeCommands, 'code list')
  const exits = []
  for (const line of [
    'code',
    'code add TEN',
    'code add TEN --percent 10 --free-shipping',
    'code add TEN --percentage 10',
    'code add TEN --percent ten',
    'code add TEN --off 5',
    'code add TEN --off 5 --market fr',
    'code add TEN --percent 10 --until tomorrow',
    'code add FREESHIP --free-shipping',
  ])
    exits.push((await call(shop, codeCommands, line)).exit)
  assert.deepEqual(exits, [2, 2, 2, 2, 1, 1, 1, 1, 1])
  assert.deepEqual(await call(shop, codeCommands, 'code list'), before)
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { root } from './places.ts'

/** `npm run shop -- …` in a var folder of its own. */
function aShell(t: TestContext, more: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-shop-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const env = { ...process.env, DATABASE_URL: '', TRADEWIND_VAR: folder, ...more }
  const shop = (...args: string[]) => {
    const ran = spawnSync(process.execPath, ['dev/run.mjs', 'shop', ...args], { cwd: root, env, encoding: 'utf8' })
    return { exit: ran.status, said: ran.stdout + ran.stderr }
  }
  return { folder, shop }
}

test('a command that is not known is answered with all that are, and no database is opened for it', (t) => {
  const { folder, shop } = aShell(t)
  for (const args of [[], ['sail'], ['web'], ['toString']]) {
    const { exit, said } = shop(...args)
    assert.equal(exit, 2)
    for (const name of ['orders list', 'stock SKU', 'verify', 'seed', 'reset --yes'])
      assert.match(said, RegExp(`^  ${name}`, 'm'))
  }
  assert.deepEqual(readdirSync(folder), [])
})

test('without npm start a command opens the private database, filled as at the first start, and closes it', (t) => {
  const { folder, shop } = aShell(t)
  assert.match(shop('code', 'list').said, /^WELCOME10 /m)
  assert.match(readdirSync(folder).join(' '), /postgres/)
  assert.equal(shop('orders', 'show', 'T4K7-9QWX-MC').exit, 1)

  const asked = shop('reset')
  assert.deepEqual([asked.exit, existsSync(join(folder, 'media'))], [1, true])
  assert.match(asked.said, /npm run shop -- reset --yes/)
  assert.equal(shop('reset', '--yes').exit, 0)
  assert.equal(existsSync(join(folder, 'media')), false)
})

test('reset leaves a server alone that DATABASE_URL names', (t) => {
  const { shop } = aShell(t, { DATABASE_URL: 'postgres://127.0.0.1:1/shop' })
  assert.deepEqual(shop('reset', '--yes'), {
    exit: 1,
    said: 'DATABASE_URL names a server of your own; empty it there.\n',
  })
})

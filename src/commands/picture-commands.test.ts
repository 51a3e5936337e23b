import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { openTestShop } from '../../test/helpers/test-shop.ts'
import { addWare } from '../../test/helpers/wares.ts'
import { sql } from '../kit/db.ts'
import { pictureCommands } from './picture-commands.ts'

test('pictures are added at the command line; what is none is told and leaves the others', async (t) => {
  const shop = await openTestShop(t)
  await addWare(shop, { key: 'lamp' })
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-commands-'))
  t.after(() => rmSync(folder, { recursive: true }))
  // Names say nothing: this one would show as 'lamp-gpj.exe' reversed.
  const good = join(folder, 'lamp-\u202egpj.exe')
  writeFileSync(
    good,
    await sharp({ create: { width: 60, height: 40, channels: 3, background: '#468' } })
      .png()
      .toBuffer(),
  )
  const bad = join(folder, 'lamp.jpg')
  writeFileSync(bad, '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  const none = join(folder, 'none.png')
  const run = async (...args: string[]) => {
    const said: string[] = []
    const code = await pictureCommands.picture?.run(shop, args, (line) => said.push(line))
    return { code, said: said.join('\n') }
  }
  const first = await run('lamp', good, bad, none)
  assert.equal(first.code, 1)
  assert.match(first.said, /is picture [0-9a-f]{32}, 60 × 40\.\n.*is no JPEG, PNG, WebP or AVIF\.\n.*cannot be read\./)
  const again = await run('lamp', good)
  assert.deepEqual([again.code, /was already picture/.test(again.said)], [0, true])
  assert.equal((await run('teapot', good)).code, 1)
  assert.equal((await run('lamp')).code, 2)
  assert.deepEqual(await shop.db.row(sql`select count(*)::int as count from product_image`), { count: 1 })
})

import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { mediaStoreContract } from '../../domain/media/media-store.contract.ts'
import { openFolder } from './filesystem.ts'

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-media-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

mediaStoreContract('filesystem', async (t) => openFolder(join(await aFolder(t), 'media')))

test('a write that fails leaves what was there and nothing half done', async (t) => {
  const folder = await aFolder(t)
  const store = openFolder(folder)
  // A folder stands where the file should be, so the last step of the write cannot succeed.
  await mkdir(join(folder, 'mug', '640.webp', 'inside'), { recursive: true })
  await assert.rejects(store.write('mug/640.webp', Buffer.from('x')))
  assert.deepEqual(await readdir(join(folder, 'mug')), ['640.webp'])
})

test('what a killed write left behind cannot be asked for', async (t) => {
  const folder = await aFolder(t)
  const store = openFolder(folder)
  await mkdir(join(folder, 'mug'))
  await writeFile(join(folder, 'mug', '.0123456789abcdef'), 'half')
  assert.equal(await store.read('mug/640.webp'), null)
  await assert.rejects(store.read('mug/.0123456789abcdef'), /is not a key/)
})

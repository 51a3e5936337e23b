import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { getRequestListener } from '@hono/node-server'
import { mediaStoreContract } from '../../domain/media/media-store.contract.ts'
import type { MediaStore } from '../../domain/media/media-store.ts'
import { newUploadKey } from '../../domain/media/upload-policy.ts'
import { fixedSecret } from '../../kit/secret.ts'
import { receiveUpload } from '../../storefront/media/receive-upload.ts'
import { openFolder } from './filesystem.ts'

async function aFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-media-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const secret = fixedSecret('a secret of the tests, 32 characters or more')

/** With the address of our own program that takes its uploads. */
async function aStore(t: TestContext, folder: string): Promise<MediaStore> {
  let media: MediaStore | undefined
  const take = (request: Request) =>
    media ? receiveUpload({ media, secret, clock: () => new Date() }, request) : new Response(null, { status: 503 })
  const server = createServer(getRequestListener(take))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/media/uploads`
  media = openFolder(folder, { address, secret })
  return media
}

mediaStoreContract('filesystem', async (t) => aStore(t, join(await aFolder(t), 'media')))

test('an upload that nobody took goes after a day', async (t) => {
  const folder = await aFolder(t)
  const store = await aStore(t, folder)
  const [old, fresh, next] = [newUploadKey(), newUploadKey(), newUploadKey()]
  for (const key of [old, fresh]) await store.write(key, Buffer.from('x'))
  const yesterday = new Date(Date.now() - 90_000_000)
  await utimes(join(folder, old), yesterday, yesterday)
  await store.offerUpload({ key: next, type: 'image/png', maxBytes: 1_000, forSeconds: 60 })
  assert.deepEqual(await readdir(folder), [fresh])
})

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

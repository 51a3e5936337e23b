import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openFolder } from '../../adapters/media/filesystem.ts'
import { serveMedia } from './media.ts'

const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1600" viewBox="0 0 1600 1600"><circle cx="800" cy="800" r="500" fill="#c2694a"/></svg>'

test('a picture is kept for ever by browsers, an unknown one is asked for again after a minute', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-media-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const media = openFolder(folder)
  await media.write('mug/master.svg', Buffer.from(drawing))

  const types = { avif: 'image/avif', webp: 'image/webp', jpg: 'image/jpeg' }
  for (const [format, type] of Object.entries(types)) {
    const found = await serveMedia({ media }, { key: 'mug', file: `320.${format}` })
    assert.equal(found.status, 200)
    assert.equal(found.headers.get('content-type'), type)
    assert.equal(found.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal(found.headers.get('x-content-type-options'), 'nosniff')
    assert.match(found.headers.get('etag') ?? '', /^"[\w-]{22}"$/)
    assert.equal(Number(found.headers.get('content-length')), (await found.arrayBuffer()).byteLength)
  }

  const unknown = [
    { key: 'teapot', file: '320.webp' },
    { key: 'mug', file: '321.webp' },
    { key: 'mug', file: 'master.svg' },
    { key: '..', file: '320.webp' },
    { key: '../mug', file: '320.webp' },
    { key: '1.5', file: '320.webp' },
    { key: 'm'.repeat(200), file: '320.webp' },
    { key: '', file: '' },
  ]
  for (const params of unknown) {
    const answer = await serveMedia({ media }, params)
    assert.equal(answer.status, 404, JSON.stringify(params))
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=60')
    assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8')
  }
  assert.deepEqual(await media.list(), ['mug'])
})

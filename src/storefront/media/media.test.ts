import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { MediaUnavailable } from '../../domain/media/media-store.ts'
import { pictureKey } from '../../domain/media/picture-key.ts'
import { upsertPictureNames } from '../../domain/media/picture-names.ts'
import { setPictureOrigin } from '../../routes.ts'
import { serveMedia } from './media.ts'

const drawing = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1600" viewBox="0 0 1600 1600"><circle cx="800" cy="800" r="500" fill="#c2694a"/></svg>',
)
const key = pictureKey(drawing)

test('a picture is kept for ever by browsers, an unknown one is asked for again after a minute', async (t) => {
  const shop = await openTestShop(t)
  await shop.media.write(`${key}/master.svg`, drawing)

  const types = { avif: 'image/avif', webp: 'image/webp', jpg: 'image/jpeg' }
  for (const [format, type] of Object.entries(types)) {
    const found = await serveMedia(shop, { key, file: `320.${format}` })
    assert.equal(found.status, 200)
    assert.equal(found.headers.get('content-type'), type)
    assert.equal(found.headers.get('cache-control'), 'public, max-age=31536000, immutable')
    assert.equal(found.headers.get('x-content-type-options'), 'nosniff')
    assert.equal(found.headers.get('content-security-policy'), "default-src 'none'; sandbox")
    assert.match(found.headers.get('etag') ?? '', /^"[\w-]{22}"$/)
    assert.equal(Number(found.headers.get('content-length')), (await found.arrayBuffer()).byteLength)
  }

  const unknown = [
    { key: 'teapot', file: '320.webp' },
    { key, file: '321.webp' },
    { key, file: 'master.svg' },
    { key: '..', file: '320.webp' },
    { key: '../mug', file: '320.webp' },
    { key: '1.5', file: '320.webp' },
    { key: 'm'.repeat(200), file: '320.webp' },
    { key: '', file: '' },
  ]
  for (const params of unknown) {
    const answer = await serveMedia(shop, params)
    assert.equal(answer.status, 404, JSON.stringify(params))
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=60')
    assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8')
  }
})

test('a name leads to the picture; one that still lies under its name is shown and kept for minutes', async (t) => {
  const shop = await openTestShop(t)
  await shop.media.write('mug/master.svg', drawing)
  const old = await serveMedia(shop, { key: 'mug', file: '320.webp' })
  assert.deepEqual([old.status, old.headers.get('cache-control')], [200, 'public, max-age=600'])

  await shop.db.transaction((tx) => upsertPictureNames(tx, [{ name: 'mug', mediaKey: key }], new Date()))
  const moved = await serveMedia(shop, { key: 'mug', file: '320.webp' })
  assert.deepEqual([moved.status, moved.headers.get('location')], [301, `/media/${key}/320.webp`])
  assert.equal(moved.headers.get('cache-control'), 'public, max-age=86400')
  assert.equal((await serveMedia(shop, { key: 'mug', file: 'master.svg' })).status, 404)

  setPictureOrigin('https://pictures.example')
  t.after(() => setPictureOrigin(''))
  const elsewhere = await serveMedia(shop, { key: 'mug', file: '320.webp' })
  assert.equal(elsewhere.headers.get('location'), `https://pictures.example/media/${key}/320.webp`)
})

test('a picture that cannot be read is no picture for a moment: 503, and nobody keeps that', async (t) => {
  const shop = await openTestShop(t)
  const away = () => Promise.reject(new MediaUnavailable('The media store did not read: ECONNREFUSED'))
  const answer = await serveMedia({ ...shop, media: { ...shop.media, read: away } }, { key, file: '320.webp' })
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.equal(answer.headers.get('retry-after'), '5')
})

test('a picture that cannot be kept is shown all the same', async (t) => {
  const shop = await openTestShop(t)
  await shop.media.write(`${key}/master.svg`, drawing)
  const refusing = () => Promise.reject(new MediaUnavailable('The media store did not write: AccessDenied 403'))
  const answer = await serveMedia({ ...shop, media: { ...shop.media, write: refusing } }, { key, file: '320.webp' })
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/webp'])
  assert.equal(await shop.media.exists(`${key}/320.webp`), false)
})

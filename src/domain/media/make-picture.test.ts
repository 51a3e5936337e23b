import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import sharp from 'sharp'
import { openFolder } from '../../adapters/media/filesystem.ts'
import { type MadeUpTo, makeAllPictures } from './make-all-pictures.ts'
import { makePicture } from './make-picture.ts'
import { type MediaStore, MediaUnavailable } from './media-store.ts'
import { parsePictureFile, preparedSources } from './picture-sizes.ts'
import { renderPicture } from './render-picture.ts'

const mug = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1600" viewBox="0 0 1600 1600" data-ground="#f0e8d8"><circle cx="800" cy="800" r="500" fill="#c2694a"/></svg>',
)

async function aStore(t: TestContext): Promise<{ media: MediaStore; folder: string; written: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-media-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const store = openFolder(folder)
  const written: string[] = []
  const write: MediaStore['write'] = (key, bytes) => {
    written.push(key)
    return store.write(key, bytes)
  }
  return { media: { ...store, write }, folder, written }
}

const pixel = async (bytes: Buffer, left: number, top: number) => [
  ...(await sharp(bytes).extract({ left, top, width: 1, height: 1 }).ensureAlpha().raw().toBuffer()),
]

test('a size that is not there is made of the master and kept', async (t) => {
  const { media, written } = await aStore(t)
  await media.write('mug/master.svg', mug)
  const bytes = await makePicture({ media }, 'mug', { width: 320, format: 'webp' })
  assert.ok(bytes)
  const { format, width, height, hasAlpha } = await sharp(bytes).metadata()
  assert.deepEqual({ format, width, height, hasAlpha }, { format: 'webp', width: 320, height: 320, hasAlpha: true })
  assert.deepEqual(await media.read('mug/320.webp'), bytes)
  assert.deepEqual(await makePicture({ media }, 'mug', { width: 320, format: 'webp' }), bytes)
  assert.deepEqual(written, ['mug/master.svg', 'mug/320.webp'])
})

test('AVIF and WebP are clear around the ware, JPEG stands on the ground of the master', async () => {
  const [avif, webp, jpg] = await Promise.all(
    (['avif', 'webp', 'jpg'] as const).map((format) => renderPicture(mug, { width: 160, format })),
  )
  assert.ok(avif && webp && jpg)
  assert.equal((await pixel(avif, 2, 2))[3], 0)
  assert.equal((await pixel(webp, 2, 2))[3], 0)
  const [r = 0, g = 0, b = 0, a] = await pixel(jpg, 2, 2)
  assert.equal(a, 255)
  assert.ok(Math.abs(r - 0xf0) < 4 && Math.abs(g - 0xe8) < 4 && Math.abs(b - 0xd8) < 4, `${r} ${g} ${b}`)
})

test('the same master gives the same bytes', async () => {
  for (const format of ['avif', 'webp', 'jpg'] as const)
    assert.deepEqual(await renderPicture(mug, { width: 320, format }), await renderPicture(mug, { width: 320, format }))
})

test('fifty who ask at once wait for one computation', async (t) => {
  const { media, written } = await aStore(t)
  await media.write('mug/master.svg', mug)
  const size = { width: 640, format: 'avif' } as const
  const all = await Promise.all(Array.from({ length: 50 }, () => makePicture({ media }, 'mug', size)))
  const [first] = all
  assert.ok(first)
  for (const bytes of all) assert.deepEqual(bytes, first)
  assert.deepEqual(written, ['mug/master.svg', 'mug/640.avif'])
})

test('unknown pictures and keys that lead elsewhere are not there, and nothing is written', async (t) => {
  const { media, folder, written } = await aStore(t)
  for (const key of ['teapot', '..', '../mug', 'mug/master', '', '.mug', 'MUG'])
    assert.equal(await makePicture({ media }, key, { width: 320, format: 'webp' }), null)
  assert.deepEqual(written, [])
  assert.deepEqual(await readdir(folder), [])
})

test('a master that cannot be drawn is a fault for all who wait, and can be asked for again', async (t) => {
  const { media } = await aStore(t)
  await media.write('mug/master.svg', Buffer.from('<svg broken'))
  const size = { width: 320, format: 'webp' } as const
  const [one, two] = await Promise.allSettled([
    makePicture({ media }, 'mug', size),
    makePicture({ media }, 'mug', size),
  ])
  assert.deepEqual([one?.status, two?.status], ['rejected', 'rejected'])
  assert.equal(await media.exists('mug/320.webp'), false)
  await media.write('mug/master.svg', mug)
  assert.ok(await makePicture({ media }, 'mug', size))
})

test('photographs are made smaller, never larger', async () => {
  const photo = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#446688' } })
    .jpeg()
    .toBuffer()
  const wide = async (width: 320 | 1600) =>
    (await sharp(await renderPicture(photo, { width, format: 'jpg' })).metadata()).width
  assert.equal(await wide(320), 320)
  assert.equal(await wide(1600), 800)
})

test('only the sizes of the list have a file name', () => {
  assert.deepEqual(parsePictureFile('640.avif'), { width: 640, format: 'avif' })
  for (const file of [
    '641.avif',
    '640.gif',
    '640',
    '.avif',
    '640.avif.avif',
    '0640.avif',
    '640.AVIF',
    'master.svg',
    '640.0.avif',
    '',
  ])
    assert.equal(parsePictureFile(file), null, file)
})

const each = Object.values(preparedSources).flat().length

test('all sizes that pages ask for are made once; a second run finds nothing to do', async (t) => {
  const { media, folder, written } = await aStore(t)
  for (const key of ['mug', 'teapot']) await media.write(`${key}/master.svg`, mug)
  assert.deepEqual(await makeAllPictures({ media }, { forMs: 60_000 }), { made: 2 * each, next: null })
  assert.equal((await readdir(join(folder, 'teapot'))).length, each + 1)
  const before = written.length
  assert.deepEqual(await makeAllPictures({ media }), { made: 0, next: null })
  assert.equal(written.length, before)
  // What the run made is what a request would have made.
  assert.deepEqual(await media.read('mug/640.avif'), await renderPicture(mug, { width: 640, format: 'avif' }))
})

test('a run whose time is up says where it stopped, and the next one goes on from there', async (t) => {
  const { media } = await aStore(t)
  for (const key of ['jug', 'mug', 'pot', 'teapot']) await media.write(`${key}/master.svg`, mug)
  await makePicture({ media }, 'teapot', { width: 320, format: 'webp' })
  const stops = []
  let made = 0
  let after: MadeUpTo | null = null
  do {
    const run: Awaited<ReturnType<typeof makeAllPictures>> = await makeAllPictures({ media }, { after, forMs: 0 })
    made += run.made
    after = run.next
    stops.push(after && `${after.width} ${after.key}`)
  } while (after)
  // Two pictures at a time where there are two processors.
  assert.deepEqual(stops.filter((stop) => stop?.endsWith('mug') || stop?.endsWith('teapot')).slice(0, 3), [
    '320 mug',
    '320 teapot',
    '640 mug',
  ])
  assert.equal(made, 4 * each - 1)
  assert.equal(await media.exists('mug/1024.avif'), true)
})

test('one broken master does not stop the others', async (t) => {
  const { media } = await aStore(t)
  await media.write('broken/master.svg', Buffer.from('<svg broken'))
  await media.write('mug/master.svg', mug)
  assert.deepEqual(await makeAllPictures({ media }, { forMs: 60_000 }), { made: each, next: null })
  assert.equal(await media.exists('broken/320.webp'), false)
})

test('a store that does not answer stops the run, and the next one makes what is missing', async (t) => {
  const { media } = await aStore(t)
  for (const key of ['mug', 'teapot']) await media.write(`${key}/master.svg`, mug)
  let writes = 0
  const failing: MediaStore['write'] = async (key, bytes) => {
    writes += 1
    if (writes > 3) throw new MediaUnavailable('The media store did not write: ECONNRESET')
    return media.write(key, bytes)
  }
  await assert.rejects(makeAllPictures({ media: { ...media, write: failing } }, { forMs: 60_000 }), MediaUnavailable)
  const { made } = await makeAllPictures({ media }, { forMs: 60_000 })
  assert.ok(made >= 2 * each - 3, String(made))
  assert.equal((await makeAllPictures({ media }, { forMs: 60_000 })).made, 0)
})

import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { openFolder } from '../../adapters/media/filesystem.ts'
import { makePicture } from './make-picture.ts'
import { pictureKey } from './picture-key.ts'
import { takePicture, takeUpload } from './take-picture.ts'
import { newUploadKey } from './upload-policy.ts'

async function aStore(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-media-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return { media: openFolder(folder), folder }
}

const canvas = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 68, g: 102, b: 136, alpha: 0.5 } } })

const aJpeg = () => canvas(80, 60).jpeg().toBuffer()

/** A PNG of any size whose pixels are not all there: what it says of itself is all that a bomb needs. */
function pngThatSays(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(10_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('each type that is taken becomes a master of ours, under the hash of its own bytes', async (t) => {
  const { media } = await aStore(t)
  const files = {
    jpg: await canvas(800, 600).jpeg().toBuffer(),
    'png from png': await canvas(800, 600, 4).png().toBuffer(),
    'png from webp': await canvas(700, 600, 4).webp().toBuffer(),
    'jpg from avif': await canvas(640, 480).avif({ effort: 0 }).toBuffer(),
  }
  for (const [what, file] of Object.entries(files)) {
    const taken = await takePicture({ media }, file)
    assert.ok(taken.ok, what)
    const master = await media.read(`${taken.mediaKey}/master.${what.slice(0, 3)}`)
    assert.ok(master, what)
    assert.equal(pictureKey(master), taken.mediaKey)
    const { width, height } = await sharp(master).metadata()
    assert.deepEqual([width, height], [taken.width, taken.height])
    assert.ok(await makePicture({ media }, taken.mediaKey, { width: 160, format: 'webp' }))
  }
})

test('the same picture twice is one picture, and large ones are made as large as is needed', async (t) => {
  const { media, folder } = await aStore(t)
  const file = await canvas(5_000, 2_500).jpeg().toBuffer()
  const [first, second] = [await takePicture({ media }, file), await takePicture({ media }, file)]
  assert.deepEqual(first, second)
  assert.deepEqual(first.ok && [first.width, first.height], [3_200, 1_600])
  assert.equal((await readdir(folder)).length, 1)
})

test('nothing that came with the file is kept: place, camera, comments, text, colour profile, what stands behind the end', async (t) => {
  const { media } = await aStore(t)
  const told = { IFD0: { Make: 'SpyCam', Copyright: 'secret owner' }, IFD3: { GPSLatitude: '53/1 33/1 0/1' } }
  const tagged = await canvas(80, 60).withExif(told).withMetadata().jpeg().toBuffer()
  const code = '<script>alert(document.domain)</script><?php system($_GET["c"]); ?>'
  const hostile = Buffer.concat([tagged, Buffer.from(code)])
  assert.match(
    String(
      await sharp(hostile)
        .metadata()
        .then(({ exif }) => exif),
    ),
    /SpyCam/,
  )
  const taken = await takePicture({ media }, hostile)
  assert.ok(taken.ok)
  const master = await media.read(`${taken.mediaKey}/master.jpg`)
  assert.ok(master)
  for (const words of ['SpyCam', 'secret owner', 'script', '<?php', 'Exif', 'ICC_PROFILE'])
    assert.equal(master.includes(words), false, words)
  const { exif, xmp, iptc, icc } = await sharp(master).metadata()
  assert.deepEqual([exif, xmp, iptc, icc], [undefined, undefined, undefined, undefined])
})

test('a comment in front that is a script of its own is gone as well', async (t) => {
  const { media } = await aStore(t)
  const jpeg = await aJpeg()
  const script = Buffer.from('*/=1;alert(1)/*')
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, script.length + 2]), script])
  const taken = await takePicture({ media }, Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]))
  assert.ok(taken.ok)
  assert.equal((await media.read(`${taken.mediaKey}/master.jpg`))?.includes('alert'), false)
})

test('a photograph that lies on its side is stood up', async (t) => {
  const { media } = await aStore(t)
  const lying = await canvas(80, 60).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  const taken = await takePicture({ media }, lying)
  assert.deepEqual(taken.ok && [taken.width, taken.height], [60, 80])
})

test('what is no picture of these types is refused, whatever it calls itself, and nothing is written', async (t) => {
  const { media, folder } = await aStore(t)
  const jpeg = await aJpeg()
  const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`
  const refused: Record<string, string | Buffer> = {
    nothing: '',
    'a few bytes': Buffer.from([0xff, 0xd8]),
    'SVG with a script': svg('<script>alert(1)</script>'),
    'SVG with a foreign object': svg('<foreignObject><iframe src="javascript:alert(1)"/></foreignObject>'),
    'SVG with an outer entity': `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg('<text>&x;</text>')}`,
    'SVG behind white space': `\n  ${svg('')}`,
    'GIF with a script': Buffer.from('GIF89a/*\x00\x00\x00*/=1;alert(1)', 'latin1'),
    'an animation': await canvas(9, 9).gif().toBuffer(),
    PDF: '%PDF-1.7\n<html><script>alert(1)</script>',
    'HTML before a JPEG': Buffer.concat([Buffer.from('<html>'), jpeg]),
    TIFF: await canvas(9, 9).tiff().toBuffer(),
    ZIP: Buffer.from('PK\x03\x04../../etc/passwd', 'latin1'),
    program: Buffer.from('\x7fELF', 'latin1'),
    'a text': 'x'.repeat(1_000),
  }
  for (const [what, file] of Object.entries(refused))
    assert.deepEqual(await takePicture({ media }, Buffer.from(file)), { ok: false, problem: 'not-a-picture' }, what)
  assert.deepEqual(await readdir(folder), [])
})

test('what only begins like a picture is refused as broken', async (t) => {
  const { media, folder } = await aStore(t)
  const jpeg = await canvas(800, 800).jpeg().toBuffer()
  const png = await canvas(80, 60).png().toBuffer()
  const broken: Record<string, Buffer> = {
    'the first bytes of a JPEG before a text': Buffer.concat([
      jpeg.subarray(0, 3),
      Buffer.from('<script>alert(1)</script>'),
    ]),
    'half of a JPEG': jpeg.subarray(0, jpeg.length / 2),
    'the first bytes of a PNG': png.subarray(0, 20),
    'a PNG without pixels': pngThatSays(800, 800).subarray(0, 60),
    'WebP in name': Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 \x00\x00\x00\x00', 'latin1'),
    'AVIF in name': Buffer.from('\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf', 'latin1'),
  }
  for (const [what, file] of Object.entries(broken))
    assert.deepEqual(await takePicture({ media }, file), { ok: false, problem: 'broken' }, what)
  assert.deepEqual(await readdir(folder), [])
})

test('a picture that would fill the memory is refused before its pixels are looked at', async (t) => {
  const { media } = await aStore(t)
  const bombs = [pngThatSays(50_000, 50_000), pngThatSays(16_001, 10), pngThatSays(10_000, 4_001)]
  const before = process.memoryUsage().rss
  const began = performance.now()
  for (const bomb of bombs)
    assert.deepEqual(await takePicture({ media }, bomb), { ok: false, problem: 'too-many-pixels' })
  assert.ok(performance.now() - began < 1_000)
  assert.ok(process.memoryUsage().rss - before < 100_000_000)
  const large = Buffer.concat([await aJpeg(), Buffer.alloc(20_000_000)])
  assert.deepEqual(await takePicture({ media }, large), { ok: false, problem: 'too-many-bytes' })
})

test('an animation gives its first picture, in little time', async (t) => {
  const { media } = await aStore(t)
  const frame = await canvas(32, 32).webp().toBuffer()
  const frames = Array.from({ length: 300 }, () => frame)
  const animation = await sharp(frames, { join: { animated: true } })
    .webp({ effort: 0 })
    .toBuffer()
  const began = performance.now()
  const taken = await takePicture({ media }, animation)
  assert.deepEqual(taken.ok && [taken.width, taken.height], [32, 32])
  assert.ok(performance.now() - began < 2_000)
})

test('what a browser has handed to the store is taken once, and is gone whatever came of it', async (t) => {
  const { media } = await aStore(t)
  const [good, bad] = [newUploadKey(), newUploadKey()]
  await media.write(good, await aJpeg())
  await media.write(bad, Buffer.from('<svg onload="alert(1)"/>'))
  assert.equal((await takeUpload({ media }, good))?.ok, true)
  assert.deepEqual(await takeUpload({ media }, bad), { ok: false, problem: 'not-a-picture' })
  for (const key of [good, bad]) {
    assert.equal(await media.exists(key), false)
    assert.equal(await takeUpload({ media }, key), null)
  }
})

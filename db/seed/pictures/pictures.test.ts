import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { groundOfName, isPictureKey, pictureKey } from '../../../src/domain/media/picture-key.ts'
import { renderPicture } from '../../../src/domain/media/render-picture.ts'
import { sql } from '../../../src/kit/db.ts'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { collections } from '../collections.ts'
import { readSeedFiles } from '../demo-rows.ts'
import { seedDemo } from '../seed.ts'
import { type ColorCode, colors, type SeedProduct } from '../seed-format.ts'
import { plain } from './dimensions.ts'
import { drawPicture } from './draw.ts'
import { drawingsOf, drawPictures } from './draw-pictures.ts'
import { groundOf, oklchOf } from './hue.ts'
import { iconBody } from './icons.ts'
import { picturesOf } from './plan.ts'
import { partsOf, recolour } from './recolour.ts'
import { pathPoints, shapesOf } from './shapes.ts'

const files = await readSeedFiles()
const products = files.flatMap((file) => file.products)
const departments = files.flatMap((file) => file.departments)
const shop = { products, departments, collections: collections.map(({ code }) => code) }
const half = () => 0.5

function product(key: string): SeedProduct {
  const found = products.find((one) => one.key === key)
  assert.ok(found, key)
  return found
}
const coloured = products.filter(({ options }) => (options?.color?.length ?? 0) > 1)

test('every product has two to six pictures, one for each of its colours', () => {
  for (const one of products) {
    const pictures = picturesOf(one)
    const chosen = one.options?.color ?? []
    assert.ok(pictures.length >= 2 && pictures.length <= 6, `${one.key}: ${pictures.length}`)
    assert.deepEqual(
      pictures.flatMap(({ color }) => color ?? []),
      chosen,
      one.key,
    )
    assert.equal(pictures[0]?.color ?? null, chosen[0] ?? null)
    assert.deepEqual(
      pictures.map(({ position }) => position),
      pictures.map((_, i) => i),
    )
    for (const { mediaKey, ground, alt, width, height } of pictures) {
      assert.match(mediaKey, /^[a-z0-9]+(-[a-z0-9]+)*$/)
      assert.match(ground, /^(h([01]\d|2[0-3])|n)$/)
      assert.ok(alt.en.trim() && alt.de.trim())
      assert.deepEqual([width, height], [1600, 1600])
    }
  }
})

test('no two pictures share a name', () => {
  const keys = drawingsOf(shop).map(({ name }) => name)
  assert.deepEqual(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  )
})

test('all pictures can be drawn, each is one drawing with its own names', () => {
  for (const { name: mediaKey, svg } of drawingsOf(shop)) {
    const text = svg()
    assert.ok(text.startsWith('<svg ') && text.endsWith('</svg>'), mediaKey)
    assert.match(text.slice(0, 200), /data-ground="#[0-9a-f]{6}"/, mediaKey)
    assert.doesNotMatch(text, /NaN|undefined|Infinity/, mediaKey)
    const names = [...text.matchAll(/ id="([^"]+)"/g)].map(([, name]) => name)
    const used = new Set([...text.matchAll(/url\(#([^)]+)\)/g)].map(([, name]) => name))
    assert.equal(new Set(names).size, names.length, `${mediaKey} has a name twice`)
    for (const name of used) assert.ok(names.includes(name), `${mediaKey}: ${name} is not there`)
  }
})

test('the same product gives the same bytes', async () => {
  const one = product('ember-carbon-pan')
  const [first] = picturesOf(one)
  assert.ok(first)
  const [a, b] = [drawPicture(first, one, half), drawPicture(first, one, half)]
  assert.equal(a, b)
  const size = { width: 160, format: 'avif' } as const
  assert.deepEqual(await renderPicture(Buffer.from(a), size), await renderPicture(Buffer.from(b), size))
})

test('recolouring leaves the parts alone that do not carry the colour', () => {
  // The blade is steel, the rivets are brass; only the handle is sold in colours.
  const before = paintsByOutline(iconBody('kitchen-knife'))
  const after = paintsByOutline(recolour('kitchen-knife', colors.cherry.hex))
  const moved = new Set([...partsOf('kitchen-knife').moved].map(({ outline }) => outline))
  assert.ok(moved.size > 0 && moved.size < before.size)
  for (const [outline, paints] of before)
    if (moved.has(outline)) assert.notDeepEqual(after.get(outline), paints)
    else assert.deepEqual(after.get(outline), paints)
})

const paintsByOutline = (body: string) =>
  new Map(shapesOf(body).map(({ outline, paints }) => [outline, paints.map(({ color }) => color)]))

test('a ware as it is drawn is not touched at all', () => {
  assert.equal(recolour('teapot', null), iconBody('teapot'))
})

test('the mean colour of a recoloured ware is near the colour that it is sold in', async () => {
  for (const color of ['cherry', 'sage', 'cobalt', 'walnut', 'graphite', 'chalk', 'saffron'] satisfies ColorCode[]) {
    const wanted = oklchOf(colors[color].hex)
    const got = await meanColour('sponge', colors[color].hex)
    assert.ok(Math.abs(got.l - wanted.l) < 0.13, `${color}: lightness ${got.l}, wanted ${wanted.l}`)
    assert.ok(Math.abs(got.c - wanted.c) < 0.07, `${color}: chroma ${got.c}, wanted ${wanted.c}`)
    if (wanted.c > 0.05) assert.ok(turnBetween(got.h, wanted.h) < 25, `${color}: hue ${got.h}, wanted ${wanted.h}`)
  }
})

test('two colours of one product are told apart at a glance', async () => {
  const blurred: string[] = []
  for (const { key, ware, options } of coloured.filter((_, i) => i % 6 === 0)) {
    const chosen = options?.color ?? []
    const seen = await Promise.all(chosen.map((color) => pixelsOf(ware, colors[color].hex)))
    for (let a = 0; a < seen.length; a += 1)
      for (let b = a + 1; b < seen.length; b += 1)
        if (mostApart(seen[a], seen[b]) < 40) blurred.push(`${key}: ${chosen[a]} and ${chosen[b]}`)
  }
  assert.deepEqual(blurred, [])
})

const svgOf = (body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 32 32">${body}</svg>`
const pixelsOf = (ware: string, color: string) =>
  sharp(Buffer.from(svgOf(recolour(ware, color))))
    .ensureAlpha()
    .raw()
    .toBuffer()

async function meanColour(ware: string, color: string) {
  const pixels = await pixelsOf(ware, color)
  let [r, g, b, all] = [0, 0, 0, 0]
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = (pixels[i + 3] ?? 0) / 255
    r += (pixels[i] ?? 0) * alpha
    g += (pixels[i + 1] ?? 0) * alpha
    b += (pixels[i + 2] ?? 0) * alpha
    all += alpha
  }
  const hex = (value: number) =>
    Math.round(value / all)
      .toString(16)
      .padStart(2, '0')
  return oklchOf(`#${hex(r)}${hex(g)}${hex(b)}`)
}

/** How far the pixel of 64 by 64 that differs most, apart from a few at edges, has moved. */
function mostApart(a: Buffer | undefined, b: Buffer | undefined): number {
  assert.ok(a && b)
  const apart: number[] = []
  for (let i = 0; i < a.length; i += 4)
    apart.push(Math.max(...[0, 1, 2].map((at) => Math.abs((a[i + at] ?? 0) - (b[i + at] ?? 0)))))
  return apart.sort((x, y) => y - x)[30] ?? 0
}

const turnBetween = (a: number, b: number) => Math.abs(((((a - b + 180) % 360) + 360) % 360) - 180)

test('grounds follow the hue in steps of 15 degrees; greys stand on grey, white on sand', () => {
  assert.equal(groundOf({ l: 0.6, c: 0.1, h: 0 }), 'h00')
  assert.equal(groundOf({ l: 0.6, c: 0.1, h: 22 }), 'h01')
  assert.equal(groundOf({ l: 0.6, c: 0.1, h: 359 }), 'h00')
  assert.equal(groundOf({ l: 0.6, c: 0.1, h: 345 }), 'h23')
  assert.equal(groundOf(oklchOf(colors.graphite.hex)), 'n')
  assert.equal(groundOf(oklchOf(colors.chalk.hex)), 'h05')
})

test('size drawings show whole numbers, so that they are right in both languages', () => {
  assert.equal(plain({ value: 24, unit: 'cm' }), '24 cm')
  assert.equal(plain({ value: 9.5, unit: 'cm' }), '95 mm')
  assert.equal(plain({ value: 1.8, unit: 'm' }), '180 cm')
})

test('path data is read with its shorthands', () => {
  assert.deepEqual(pathPoints('M1 2h3v4H0z').slice(0, 4), [
    [1, 2],
    [4, 2],
    [4, 6],
    [0, 6],
  ])
  assert.deepEqual(pathPoints('m1.5.5l-.5-1').at(-1), [1, -0.5])
  // The flags of an arc stand without a space before the next number.
  assert.deepEqual(pathPoints('M0 0a2 2 0 014 0').at(-1), [4, 0])
})

test('every picture lies under the hash of its bytes, the rows tell where, and drawing them again changes nothing', async (t) => {
  const shop = await openTestShop(t)
  await seedDemo(shop)
  const count = await drawPictures(shop)
  const places = await shop.db.rows<{ key: string }>(sql`
    select media_key as key from product_image union select picture_key from category where picture_key is not null
    union select picture_key from collection where picture_key is not null`)
  for (const { key } of places) {
    assert.ok(isPictureKey(key), key)
    assert.ok(await shop.media.exists(`${key}/master.svg`), key)
  }
  const names = await shop.db.rows<{ name: string; key: string }>(
    sql`select name, media_key as key from picture_name order by name`,
  )
  assert.equal(names.length, count)
  const [first] = names
  assert.ok(first)
  const drawing = await shop.media.read(`${first.key}/master.svg`)
  assert.equal(drawing && pictureKey(drawing, groundOfName(first.name)), first.key)

  await shop.media.write(`${first.key}/640.avif`, Buffer.from('made'))
  await drawPictures(shop)
  assert.ok(await shop.media.exists(`${first.key}/640.avif`))
  assert.deepEqual(await shop.db.rows(sql`select name, media_key as key from picture_name order by name`), names)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { addWare } from '../../../test/helpers/wares.ts'
import { sql } from '../../kit/db.ts'
import { pictureKey } from '../media/picture-key.ts'
import { readPictureName } from '../media/picture-names.ts'
import { addPicture } from './add-picture.ts'
import { movePictures } from './move-pictures.ts'

const picture = (red: number) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: { r: red, g: 9, b: 9 } } })
    .jpeg()
    .toBuffer()

const facts = async (shop: TestShop) =>
  (
    await shop.db.rows<{ fact: string }>(
      sql`select payload ->> 'fact' as fact from graphile_worker._private_jobs where payload ->> 'fact' is not null order by id`,
    )
  ).map(({ fact }) => fact)

const picturesOf = (shop: TestShop, productId: number) =>
  shop.db.rows<{ mediaKey: string; position: number; alts: unknown }>(
    sql`select media_key as "mediaKey", position, alts from product_image where product_id = ${productId} order by position`,
  )

test('a picture is put behind the others, told of, and there once however often it is added', async (t) => {
  const shop = await openTestShop(t)
  const { productId } = await addWare(shop, { key: 'mug', stock: { hamburg: 1 } })
  const before = (await facts(shop)).length
  for (const red of [10, 200]) assert.equal((await addPicture(shop, { key: 'mug', file: await picture(red) })).ok, true)
  const again = await addPicture(shop, { key: 'mug', file: await picture(10) })
  assert.deepEqual(again.ok && again.changed, false)
  const pictures = await picturesOf(shop, productId)
  assert.deepEqual(
    pictures.map(({ position }) => position),
    [0, 1],
  )
  assert.ok(again.ok && pictures[0]?.mediaKey === again.mediaKey)
  assert.deepEqual((await facts(shop)).slice(before), ['product.changed', 'product.changed'])
})

test('a picture of a product that is not there, or that is none, changes nothing', async (t) => {
  const shop = await openTestShop(t)
  const { productId } = await addWare(shop, { key: 'mug', stock: { hamburg: 1 } })
  const unknown = await addPicture(shop, { key: 'teapot', file: await picture(10) })
  assert.deepEqual(unknown, { ok: false, problem: 'unknown-product' })
  const svg = await addPicture(shop, { key: 'mug', file: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') })
  assert.deepEqual(svg, { ok: false, problem: 'not-a-picture' })
  assert.deepEqual(await picturesOf(shop, productId), [])
  for await (const name of shop.media.list()) assert.fail(name)
})

test('pictures under names go to where their bytes say, with all that was made of them; the names lead there', async (t) => {
  let now = new Date('2026-11-28T08:00:00Z')
  const shop = await openTestShop(t, { clock: () => now })
  const { productId } = await addWare(shop, { key: 'mug', stock: { hamburg: 1 } })
  const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
  await shop.db.change(sql`insert into product_image (product_id, media_key, position, width, height, alts)
    values (${productId}, 'mug-sage', 0, 9, 9, '{}')`)
  await shop.db.change(sql`update category set picture_key = 'department-tests-h11'`)
  for (const name of ['mug-sage', 'department-tests-h11', 'of-nobody']) {
    await shop.media.write(`${name}/master.svg`, drawing)
    await shop.media.write(`${name}/640.avif`, Buffer.from('made'))
  }
  await shop.media.write('no-master/640.avif', Buffer.from('made'))
  const key = pictureKey(drawing)

  assert.deepEqual(await movePictures(shop, { forMs: 60_000 }), { moved: 3, next: null })
  assert.equal((await picturesOf(shop, productId))[0]?.mediaKey, key)
  assert.deepEqual(await shop.db.row(sql`select picture_key as key from category`), { key: `${key}-h11` })
  for (const name of ['mug-sage', 'of-nobody']) assert.equal(await readPictureName(shop, name), key)
  for (const file of ['master.svg', '640.avif']) {
    assert.ok(await shop.media.exists(`${key}/${file}`))
    assert.ok(await shop.media.exists(`${key}-h11/${file}`))
  }
  assert.equal((await facts(shop)).filter((fact) => fact === 'catalogue.changed').length, 1)

  // A second run finds nothing; the old files go after a day, what is nobody's stays.
  assert.deepEqual(await movePictures(shop, { forMs: 60_000 }), { moved: 0, next: null })
  assert.ok(await shop.media.exists('mug-sage/640.avif'))
  now = new Date('2026-11-29T09:00:00Z')
  await movePictures(shop, { forMs: 60_000 })
  // Their files, not their folders: SeaweedFS takes a while to see that one is empty.
  for (const name of ['mug-sage', 'department-tests-h11', 'of-nobody'])
    for (const file of ['master.svg', '640.avif']) assert.equal(await shop.media.exists(`${name}/${file}`), false)
  assert.ok(await shop.media.exists(`${key}/640.avif`))
  assert.ok(await shop.media.exists('no-master/640.avif'))
  assert.equal((await facts(shop)).filter((fact) => fact === 'catalogue.changed').length, 1)
})

test('a move whose time is up says where it stopped, and the next one goes on from there', async (t) => {
  const shop = await openTestShop(t)
  for (const name of ['a', 'b', 'c']) await shop.media.write(`${name}/master.svg`, Buffer.from(`<svg ${name}`))
  let next: string | null = null
  const stops: (string | null)[] = []
  do {
    const run: Awaited<ReturnType<typeof movePictures>> = await movePictures(shop, { after: next ?? '', forMs: 0 })
    next = run.next
    stops.push(next)
  } while (next)
  assert.deepEqual(stops, ['a', 'b', 'c', null])
  for (const name of ['a', 'b', 'c'])
    assert.equal(await readPictureName(shop, name), pictureKey(Buffer.from(`<svg ${name}`)))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openS3 } from '../../src/adapters/media/s3.ts'
import { pictureKey } from '../../src/domain/media/picture-key.ts'
import { readJobs } from '../../src/domain/reports/read-jobs.ts'
import { sql } from '../../src/kit/db.ts'
import { addJob } from '../../src/kit/facts.ts'
import { startWorker } from '../../src/worker/worker.ts'
import { engine } from '../helpers/engines.ts'
import { openFaultyService, type Trouble } from '../helpers/faulty-service.ts'
import { aReadyCart, paidOrder, until } from '../helpers/paying-shop.ts'
import { openTestApp } from '../helpers/test-app.ts'
import { openTestBucket } from '../helpers/test-bucket.ts'
import { addWare } from '../helpers/wares.ts'

const { url = '', missing = false } = engine('s3')

const drawing = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1600" viewBox="0 0 1600 1600"><circle cx="800" cy="800" r="500" fill="#c2694a"/></svg>',
)
const key = pictureKey(drawing)
const picture = `/media/${key}/320.webp`

/** The whole application with its pictures in a bucket, behind a stretch of bad network, and one ware with a picture. */
async function anApp(t: import('node:test').TestContext) {
  const service = await openFaultyService(t, url)
  const { url: place } = await openTestBucket(t, url, service.url)
  const media = await openS3(place)
  const app = await openTestApp(t, { media })
  const { shop } = app
  const ware = await addWare(shop, { key: 'mug', stock: { hamburg: 50 } })
  await media.write(`${key}/master.svg`, drawing)
  await shop.db.change(sql`insert into product_image (product_id, media_key, position, width, height, alts)
    values (${ware.productId}, ${key}, 0, 1600, 1600, '{"en": "A mug", "de": "Eine Tasse"}')`)
  const ask = async (path: string) => {
    const began = performance.now()
    const response = await app.fetch(new Request(`http://shop.test${path}`))
    return { response, text: await response.text(), ms: performance.now() - began }
  }
  return { ...app, ...ware, service, ask }
}

const troubles: Record<string, Trouble> = {
  'does not answer': 'silent',
  'is slower than anybody waits': { lateMs: 4_000 },
  'ends every connection': 'hung-up',
  'lets nobody in': { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' },
  'has too much to do': { status: 503, body: '<Error><Code>SlowDown</Code></Error>' },
}

for (const [what, trouble] of Object.entries(troubles))
  test(`while the media store ${what}, pages keep their form, an order is placed and paid, and no picture is 503 that nobody keeps`, {
    skip: missing,
  }, async (t) => {
    const { ask, service, shop, variantId } = await anApp(t)
    await ask('/de/de/p/mug')
    service.trouble = trouble
    service.requests.length = 0

    const page = await ask('/de/de/p/mug?again')
    assert.equal(page.response.status, 200)
    assert.ok(page.ms < 500, `the page took ${page.ms} ms`)
    const image = /<img src="\/media\/[0-9a-f]{32}\/\d+\.jpg"[^>]*>/.exec(page.text)?.[0] ?? ''
    assert.match(image, /width="1600" height="1600"/, 'the place of the picture has no size')
    const began = performance.now()
    const { orderId } = await paidOrder(shop, await aReadyCart(shop, { lines: [{ variantId, quantity: 1 }] }))
    assert.ok(orderId)
    assert.ok(performance.now() - began < 5_000)
    assert.equal(service.requests.length, 0, 'a page or the checkout has asked the media store')

    const lost = await ask(picture)
    assert.deepEqual([lost.response.status, lost.response.headers.get('cache-control')], [503, 'no-store'])
    assert.ok(Number(lost.response.headers.get('retry-after')) > 0)
    assert.ok(lost.ms < 4_000, `it took ${lost.ms} ms`)

    service.trouble = 'none'
    const found = await until(async () => {
      const { response } = await ask(picture)
      return response.status === 200 && response
    }, 12)
    assert.equal(found.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  })

test('a hundred pictures at once from a silent store: product pages go on meanwhile', { skip: missing }, async (t) => {
  const { ask, service } = await anApp(t)
  await ask('/de/de/p/mug')
  service.trouble = 'silent'
  const pictures = Array.from({ length: 100 }, () => ask(picture))
  const pages: number[] = []
  for (let i = 0; i < 20; i++) pages.push((await ask(`/de/de/p/mug?n=${i}`)).ms)
  assert.ok(Math.max(...pages) < 1_000, `${pages.map(Math.round)}`)
  for (const { response } of await Promise.all(pictures)) assert.equal(response.status, 503)
  // From now on nobody waits at all.
  assert.ok((await ask(picture)).ms < 100)
})

test('the worker makes the sizes once the store is back, and asks it later and later until then', {
  skip: missing,
}, async (t) => {
  const { service, shop } = await anApp(t)
  service.trouble = { status: 503, body: '<Error><Code>SlowDown</Code></Error>' }
  await shop.db.transaction((tx) => addJob(tx, 'make-pictures', {}, { key: 'make-pictures' }))
  const worker = await startWorker(shop, { pollMs: 50, crontab: '' })
  try {
    const failed = await until(async () => {
      const [job] = (await readJobs(shop, { onlySetAside: false })).filter(({ name }) => name === 'make-pictures')
      return job?.lastError ? job : null
    }, 20)
    assert.match(failed.lastError ?? '', /^The media store did not \w+: \w+ 503$/)
    assert.equal(failed.isSetAside, false)
    assert.ok(failed.runAt > new Date())
    service.trouble = 'none'
    await until(async () => {
      await shop.db.change(sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null`)
      return (await shop.media.exists(`${key}/1024.jpg`).catch(() => false)) && true
    }, 25)
  } finally {
    await worker.stop()
  }
})

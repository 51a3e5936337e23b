import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { GetObjectCommand, HeadObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { placeAws } from '../../../test/helpers/aws-place.ts'
import { type EngineName, engine } from '../../../test/helpers/engines.ts'
import { openFaultyService } from '../../../test/helpers/faulty-service.ts'
import { openTestBucket, testBucket } from '../../../test/helpers/test-bucket.ts'
import { mediaStoreContract } from '../../domain/media/media-store.contract.ts'
import { type MediaStore, MediaUnavailable } from '../../domain/media/media-store.ts'
import { newUploadKey } from '../../domain/media/upload-policy.ts'
import { WrongSetting } from '../../kit/settings.ts'
import { openS3 } from './s3.ts'

const engines: [name: string, engine: EngineName][] = [
  ['S3 on SeaweedFS', 's3'],
  ['S3 on ministack', 'ministack'],
]

for (const [name, engineName] of engines) {
  const { url = '', missing = false } = engine(engineName)
  // A machine that runs all tests and the engines beside them is slower than a network.
  const open = async (t: TestContext) => openS3((await openTestBucket(t, url)).url, { readMs: 20_000, writeMs: 30_000 })

  // ministack looks at the policy of a form, but not at its signature.
  mediaStoreContract(name, open, { skip: missing, checksSignatures: engineName === 's3' })

  test(`${name}: what is written says its type, and that it never changes; an upload is kept by nobody`, {
    skip: missing,
  }, async (t) => {
    const { url: place, client, prefix } = await openTestBucket(t, url)
    const store = await openS3(place)
    const types = { 'mug/640.avif': 'image/avif', 'mug/master.svg': 'image/svg+xml', 'mug/640.jpg': 'image/jpeg' }
    await store.write('mug/640.avif', Buffer.from('x'))
    await store.write('mug/master.svg', Readable.from([Buffer.from('x')]))
    await store.write('mug/640.jpg', Readable.from([Buffer.alloc(6_000_000)]))
    for (const [key, type] of Object.entries(types)) {
      const { ContentType, CacheControl } = await client.send(
        new HeadObjectCommand({ Bucket: testBucket, Key: prefix + key }),
      )
      assert.deepEqual([ContentType, CacheControl], [type, 'public, max-age=31536000, immutable'], key)
    }
    const key = newUploadKey()
    const { address, fields } = await store.offerUpload({ key, type: 'image/webp', maxBytes: 1_000, forSeconds: 60 })
    const form = new FormData()
    for (const [field, value] of Object.entries(fields)) form.append(field, value)
    form.append('file', new Blob(['x']))
    assert.equal((await fetch(address, { method: 'POST', body: form })).status, 204)
    const { ContentType, CacheControl } = await client.send(
      new HeadObjectCommand({ Bucket: testBucket, Key: prefix + key }),
    )
    assert.equal(ContentType, 'image/webp')
    if (engineName === 's3') assert.equal(CacheControl, 'private, no-store')
  })

  test(`${name}: a stream that broke off leaves no parts that would be paid for`, { skip: missing }, async (t) => {
    const { url: place, client, prefix } = await openTestBucket(t, url)
    const store = await openS3(place)
    async function* breaking() {
      for (let i = 0; i < 12; i++) yield Buffer.alloc(1_048_576)
      throw new Error('the sender went away')
    }
    await assert.rejects(store.write('mug/master.png', Readable.from(breaking(), { objectMode: false })))
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: testBucket }))
    assert.deepEqual(
      Uploads.filter(({ Key }) => Key?.startsWith(prefix)),
      [],
    )
  })

  test(`${name}: a bucket that is not there stops the start with a sentence`, { skip: missing }, async (t) => {
    placeAws(t, { S3: url })
    await assert.rejects(openS3(new URL(`s3://nowhere-${randomBytes(4).toString('hex')}/media`)), (fault: Error) => {
      assert.ok(fault instanceof WrongSetting)
      assert.match(fault.message, /^MEDIA_URL names the bucket 'nowhere-\w+', which is not there\.$/)
      return true
    })
  })
}

const { url = '', missing = false } = engine('s3')

test('a bucket that does not let us in, or cannot be reached, stops the start with a sentence', {
  skip: missing,
}, async (t) => {
  const { url: place } = await openTestBucket(t, url)
  process.env.AWS_SECRET_ACCESS_KEY = 'another secret'
  await assert.rejects(openS3(place), /MEDIA_URL names the bucket '[\w-]+', which does not let us in/)
  placeAws(t, { S3: 'http://127.0.0.1:9' })
  await assert.rejects(openS3(place), /MEDIA_URL names the bucket '[\w-]+', which cannot be reached \(ECONNREFUSED\)/)
})

const patience = { readMs: 500, writeMs: 800 }

/** A store behind a stretch of bad network, with one picture in it. */
async function aFaultyStore(t: TestContext) {
  const service = await openFaultyService(t, url)
  const { url: place, client, prefix } = await openTestBucket(t, url, service.url)
  const store = await openS3(place, patience)
  await store.write('mug/640.avif', Buffer.alloc(100_000, 'a'))
  service.requests.length = 0
  return { service, store, client, prefix }
}

async function failsIn(ms: number, work: Promise<unknown>): Promise<void> {
  const began = performance.now()
  await assert.rejects(work, MediaUnavailable)
  const took = performance.now() - began
  assert.ok(took < ms, `it took ${took} ms`)
}

const tries: Record<string, (store: MediaStore) => Promise<unknown>> = {
  read: (store) => store.read('mug/640.avif'),
  exists: (store) => store.exists('mug/640.avif'),
  write: (store) => store.write('mug/320.avif', Buffer.from('x')),
  remove: (store) => store.remove('mug/640.avif'),
  list: async (store) => {
    for await (const _ of store.list()) return
  },
}

for (const trouble of ['silent', 'hung-up'] as const)
  test(`a store that is ${trouble}: every method throws within its time, and soon nobody waits any more`, {
    skip: missing,
  }, async (t) => {
    const { service, store } = await aFaultyStore(t)
    service.trouble = trouble
    for (const ask of Object.values(tries)) await failsIn(1_500, ask(store))
    const asked = service.requests.length
    for (let i = 0; i < 50; i++) await failsIn(20, store.read('mug/640.avif'))
    assert.equal(service.requests.length, asked, 'the store was asked while it rests')
    assert.ok(asked <= 15, `${asked} requests for 5 calls`)
  })

test('an answer that stops in the middle is no picture, and is waited for only so long', {
  skip: missing,
}, async (t) => {
  const { service, store } = await aFaultyStore(t)
  service.trouble = 'half'
  await failsIn(1_000, store.read('mug/640.avif'))
  service.trouble = 'none'
  assert.equal((await store.read('mug/640.avif'))?.length, 100_000)
})

test('a write whose answer was lost is repeated, and is there once', { skip: missing }, async (t) => {
  const { service, store } = await aFaultyStore(t)
  service.trouble = { lostAnswers: 2 }
  await store.write('mug/320.avif', Buffer.from('x'))
  assert.equal(String(await store.read('mug/320.avif')), 'x')
})

test('a store that is busy is asked again, three times at most; one that refuses is not', {
  skip: missing,
}, async (t) => {
  const { service, store } = await aFaultyStore(t)
  const error = (code: string) =>
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>mug belongs to 4711</Message></Error>`
  service.trouble = { status: 503, body: error('SlowDown') }
  await assert.rejects(store.read('mug/640.avif'), /^MediaUnavailable|The media store did not read: /)
  assert.ok(service.requests.length <= 3, `${service.requests.length} requests`)
  service.requests.length = 0
  service.trouble = { status: 403, body: error('AccessDenied') }
  await assert.rejects(store.read('mug/640.avif'), (fault: Error) => {
    assert.equal(fault.message, 'The media store did not read: AccessDenied 403')
    assert.equal(fault.cause, undefined)
    return true
  })
  assert.equal(service.requests.length, 1)
})

test('a store that refuses what one may not do is still asked for the rest', { skip: missing }, async (t) => {
  const { service, store } = await aFaultyStore(t)
  service.trouble = { status: 403, body: '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>' }
  for (let i = 0; i < 10; i++) await assert.rejects(store.write('mug/320.avif', Buffer.from('x')), / AccessDenied 403$/)
  service.trouble = 'none'
  assert.equal((await store.read('mug/640.avif'))?.length, 100_000)
})

test('after its rest the store is asked again, and all is as before', { skip: missing }, async (t) => {
  const { service, store, client, prefix } = await aFaultyStore(t)
  service.trouble = 'hung-up'
  for (let i = 0; i < 6; i++) await assert.rejects(store.read('mug/640.avif'), MediaUnavailable)
  service.trouble = 'none'
  const deadline = performance.now() + 9_000
  let bytes: Buffer | null = null
  while (!bytes && performance.now() < deadline)
    bytes = await store.read('mug/640.avif').catch(() => new Promise((resolve) => setTimeout(resolve, 200, null)))
  assert.equal(bytes?.length, 100_000)
  const { ContentLength } = await client.send(
    new GetObjectCommand({ Bucket: testBucket, Key: `${prefix}mug/640.avif` }),
  )
  assert.equal(ContentLength, 100_000)
})

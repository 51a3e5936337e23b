import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { MediaStore, UploadForm, UploadOffer } from './media-store.ts'
import { newUploadKey } from './upload-policy.ts'

/** What every media store promises. `skip`: why it cannot be asked here. `checksSignatures: false`: an emulator that lets everybody in. */
export function mediaStoreContract(
  name: string,
  open: (t: TestContext) => Promise<MediaStore>,
  { skip = false, checksSignatures = true }: { skip?: string | false; checksSignatures?: boolean } = {},
): void {
  const it = (title: string, check: (store: MediaStore) => Promise<void>) =>
    test(`${name}: ${title}`, { skip }, async (t) => check(await open(t)))

  it('what was written is read again, byte by byte', async (store) => {
    const bytes = Buffer.from([0, 255, 13, 10, 0, 137])
    await store.write('mug-sage/640.avif', bytes)
    assert.deepEqual(await store.read('mug-sage/640.avif'), bytes)
    assert.equal(await store.exists('mug-sage/640.avif'), true)
  })

  it('where nothing lies, nothing is read', async (store) => {
    assert.equal(await store.read('mug-sage/640.avif'), null)
    assert.equal(await store.exists('mug-sage/640.avif'), false)
    assert.equal(await store.exists('mug-sage'), false)
    assert.deepEqual(await all(store.list()), [])
  })

  it('writing again replaces', async (store) => {
    await store.write('mug/master.svg', Buffer.from('a long first drawing'))
    await store.write('mug/master.svg', Buffer.from('second'))
    assert.equal(String(await store.read('mug/master.svg')), 'second')
  })

  it('a reader meets one whole file or another, while they are written at once', async (store) => {
    const versions = ['a', 'b', 'c', 'd'].map((letter) => Buffer.alloc(400_000, letter))
    const known = new Set(versions.map(String))
    await store.write('mug/640.webp', versions[0] ?? Buffer.alloc(0))
    const writing = Promise.all(versions.map((bytes) => store.write('mug/640.webp', bytes)))
    const readings = await Promise.all(Array.from({ length: 20 }, () => store.read('mug/640.webp')))
    await writing
    for (const bytes of readings) assert.ok(bytes && known.has(String(bytes)), 'half a file was read')
    assert.ok(known.has(String(await store.read('mug/640.webp'))))
  })

  it('what was removed is gone, and can be removed again', async (store) => {
    await store.write('mug/640.webp', Buffer.from('x'))
    await store.write('mug/320.webp', Buffer.from('y'))
    await store.remove('mug/640.webp')
    await store.remove('mug/640.webp')
    await store.remove('never/640.webp')
    assert.equal(await store.read('mug/640.webp'), null)
    assert.equal(String(await store.read('mug/320.webp')), 'y')
    await store.write('teapot/640.webp', Buffer.from('z'))
    await store.remove('mug/320.webp', 'mug/1024.webp', 'teapot/640.webp')
    assert.equal(await store.exists('mug/320.webp'), false)
    assert.equal(await store.exists('teapot/640.webp'), false)
  })

  it('lists its folders by name', async (store) => {
    await store.write('teapot/master.svg', Buffer.from('x'))
    await store.write('mug/master.svg', Buffer.from('x'))
    await store.write('mug/640.webp', Buffer.from('x'))
    await store.write(newUploadKey(), Buffer.from('in no folder'))
    assert.deepEqual(await all(store.list()), ['mug', 'teapot'])
    assert.deepEqual(await all(store.list('mug')), ['teapot'])
    assert.deepEqual(await all(store.list('n')), ['teapot'])
    assert.deepEqual(await all(store.list('teapot')), [])
  })

  it('goes on behind any folder without leaving one out, also where one name begins with another', async (store) => {
    for (const name of ['mug', 'mug-sage', 'mug-sage-2', 'mug0', 'mu', 'n'])
      await store.write(`${name}/master.svg`, Buffer.from('x'))
    const names = await all(store.list())
    assert.equal(new Set(names).size, 6)
    for (const [i, name] of names.entries())
      assert.deepEqual(await all(store.list(name)), names.slice(i + 1), `behind ${name}`)
  })

  it('lists each folder once, however many there are, and goes on behind any of them', async (store) => {
    const names = Array.from({ length: 1_100 }, (_, i) => `p${String(i).padStart(4, '0')}`)
    for (let i = 0; i < names.length; i += 50)
      await Promise.all(names.slice(i, i + 50).map((name) => store.write(`${name}/master.svg`, Buffer.from('x'))))
    assert.deepEqual(await all(store.list()), names)
    assert.deepEqual(await all(store.list('p1049')), names.slice(1_050))
    const [first] = await all(store.list('p0500'), 1)
    assert.equal(first, 'p0501')
  })

  it('a stream is written whole, small or large, without much memory', async (store) => {
    await store.write('small/master.png', Readable.from([Buffer.from('a few '), Buffer.from('bytes')]))
    assert.equal(String(await store.read('small/master.png')), 'a few bytes')
    await store.write('none/master.png', Readable.from([]))
    assert.equal((await store.read('none/master.png'))?.length, 0)

    const chunk = Buffer.alloc(1_048_576, 'tradewind ')
    const hash = createHash('sha256')
    const before = heldBytes()
    let most = 0
    async function* fiftyMegabytes() {
      for (let i = 0; i < 50; i++) {
        if (i % 5 === 4) most = Math.max(most, heldBytes() - before)
        hash.update(chunk)
        yield chunk
      }
    }
    await store.write('large/master.png', Readable.from(fiftyMegabytes(), { objectMode: false }))
    assert.ok(most < 25_000_000, `${most} bytes were held at once`)
    const read = await store.read('large/master.png')
    assert.equal(read?.length, 50 * chunk.length)
    assert.equal(createHash('sha256').update(read).digest('hex'), hash.digest('hex'))
  })

  it('a stream that breaks off leaves nothing, and leaves what was there', async (store) => {
    async function* breaking(megabytes: number) {
      for (let i = 0; i < megabytes; i++) yield Buffer.alloc(1_048_576)
      throw new Error('the sender went away')
    }
    for (const megabytes of [0, 1, 12]) {
      await assert.rejects(
        store.write('mug/master.png', Readable.from(breaking(megabytes), { objectMode: false })),
        /the sender went away/,
      )
      assert.equal(await store.exists('mug/master.png'), false)
    }
    assert.deepEqual(await all(store.list()), [])
    await store.write('mug/master.png', Buffer.from('the first'))
    const destroyed = Readable.from(breaking(12), { objectMode: false })
    setTimeout(() => destroyed.destroy(), 5)
    await assert.rejects(store.write('mug/master.png', destroyed))
    assert.equal(String(await store.read('mug/master.png')), 'the first')
  })

  it('a browser may upload what was offered, and nobody sees it in the lists', async (store) => {
    const key = newUploadKey()
    const form = await store.offerUpload({ ...anOffer, key })
    const file = Buffer.alloc(anOffer.maxBytes, 'j')
    assert.equal(await post(form, file), 204)
    assert.deepEqual(await store.read(key), file)
    assert.deepEqual(await all(store.list()), [])
    // A form that is sent twice, as after a lost answer, is the same upload.
    assert.equal(await post(form, file), 204)
    await store.remove(key)
    assert.equal(await store.exists(key), false)
  })

  it('an upload under another key or type, too large, empty, signed by nobody or too late is refused, and nothing lies there', async (store) => {
    const key = newUploadKey()
    const form = await store.offerUpload({ ...anOffer, key })
    const file = Buffer.alloc(1_000, 'j')
    const changed = (fields: Record<string, string>): UploadForm => ({ ...form, fields: { ...form.fields, ...fields } })
    const other = newUploadKey()
    const otherKey = String(form.fields.key).replace(key, other)
    const refused: [what: string, form: UploadForm, file: Buffer][] = [
      ['another key', changed({ key: otherKey }), file],
      ['a key outside', changed({ key: '../../secret' }), file],
      ['another type', changed({ 'Content-Type': 'text/html' }), file],
      ['a byte too many', form, Buffer.alloc(anOffer.maxBytes + 1)],
      ['far too many', form, Buffer.alloc(3_000_000)],
      ['nothing', form, Buffer.alloc(0)],
      ['another signature', withOtherSignature(form), file],
    ]
    for (const [what, sent, bytes] of refused) {
      if (what === 'another signature' && !checksSignatures) continue
      const status = await post(sent, bytes)
      assert.ok(status >= 400 && status < 500, `${what}: ${status}`)
    }
    const short = await store.offerUpload({ ...anOffer, key, forSeconds: 1 })
    await sleep(2_100)
    assert.equal(await post(short, file), 403)
    assert.equal(await store.exists(key), false)
    assert.equal(await store.exists(other), false)
    await assert.rejects(store.offerUpload({ ...anOffer, key: 'mug/master.png' }), /is not a key for an upload/)
  })

  it('a key that leads elsewhere is refused by every method, and nothing is written', async (store) => {
    const refused = [
      '',
      '.',
      '..',
      '../mug',
      'mug/..',
      'mug/../../secret',
      '/etc/passwd',
      'mug//640.webp',
      'mug/a/640.webp',
      'mug\\640.webp',
      'mug/640.webp\0',
      '.hidden',
      'mug/.hidden',
      'Mug/640.webp',
      'mug%2f640',
      '-mug',
      `${'m'.repeat(201)}`,
    ]
    for (const key of refused) {
      await assert.rejects(store.read(key), /is not a key/, key)
      await assert.rejects(store.write(key, Buffer.from('x')), /is not a key/, key)
      await assert.rejects(store.exists(key), /is not a key/, key)
      await assert.rejects(store.remove(key), /is not a key/, key)
      await assert.rejects(store.remove('mug/640.webp', key), /is not a key/, key)
    }
    assert.deepEqual(await all(store.list()), [])
  })
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is held, without what only waits to be given back. */
function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

const anOffer: Omit<UploadOffer, 'key'> = { type: 'image/jpeg', maxBytes: 200_000, forSeconds: 60 }

async function all<T>(list: AsyncIterable<T>, atMost = Number.POSITIVE_INFINITY): Promise<T[]> {
  const found: T[] = []
  for await (const one of list) {
    found.push(one)
    if (found.length >= atMost) break
  }
  return found
}

/** As a browser sends it; 0 when the connection was ended before an answer came. */
async function post({ address, fields }: UploadForm, file: Buffer): Promise<number> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  form.append('file', new Blob([new Uint8Array(file)]), 'holiday \u202egpj.exe')
  const response = await fetch(address, { method: 'POST', body: form })
  await response.arrayBuffer()
  return response.status
}

/** The signature is a field, or stands in the address. */
function withOtherSignature({ address, fields }: UploadForm): UploadForm {
  const name = Object.keys(fields).find((field) => /signature/i.test(field))
  if (name) return { address, fields: { ...fields, [name]: '0'.repeat(fields[name]?.length ?? 0) } }
  const url = new URL(address)
  url.searchParams.set('signature', 'A'.repeat(43))
  return { address: url.href, fields }
}

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { MediaStore } from './media-store.ts'

/** What every media store promises. */
export function mediaStoreContract(name: string, open: (t: TestContext) => Promise<MediaStore>): void {
  const it = (title: string, check: (store: MediaStore) => Promise<void>) =>
    test(`${name}: ${title}`, async (t) => check(await open(t)))

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
    assert.deepEqual(await store.list(), [])
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
  })

  it('lists its folders by name', async (store) => {
    await store.write('teapot/master.svg', Buffer.from('x'))
    await store.write('mug/master.svg', Buffer.from('x'))
    await store.write('mug/640.webp', Buffer.from('x'))
    assert.deepEqual(await store.list(), ['mug', 'teapot'])
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
    }
    assert.deepEqual(await store.list(), [])
  })
}

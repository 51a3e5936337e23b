import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMediaKey } from './media-store.ts'
import { groundOfName, isPictureKey, pictureKey } from './picture-key.ts'

test('the key of a picture is half of the SHA-256 of its master, and its ground where it carries one', () => {
  // printf abc | sha256sum
  assert.equal(pictureKey(Buffer.from('abc')), 'ba7816bf8f01cfea414140de5dae2223')
  assert.equal(
    pictureKey(Buffer.from('abc'), groundOfName('department-kitchen-h11')),
    'ba7816bf8f01cfea414140de5dae2223-h11',
  )
  for (const key of ['ba7816bf8f01cfea414140de5dae2223', 'ba7816bf8f01cfea414140de5dae2223-h11'])
    assert.ok(isPictureKey(key) && isMediaKey(`${key}/master.svg`))
  for (const name of ['mug', 'ba7816bf8f01cfea414140de5dae222', 'BA7816BF8F01CFEA414140DE5DAE2223', 'mug-h11'])
    assert.equal(isPictureKey(name), false)
})

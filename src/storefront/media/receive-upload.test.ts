import assert from 'node:assert/strict'
import { request as ask } from 'node:http'
import { test } from 'node:test'
import { openTestApp } from '../../../test/helpers/test-app.ts'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { newUploadKey, signUpload } from '../../domain/media/upload-policy.ts'
import { fixedSecret } from '../../kit/secret.ts'
import { uploadPath } from '../../kit/wire.ts'
import { serveHttp } from '../../server.ts'
import { receiveUpload } from './receive-upload.ts'

const offer = { type: 'image/jpeg', maxBytes: 1_000, forSeconds: 60 } as const

test('what is no form, or not the one that was offered, is refused and nothing is written', async (t) => {
  const shop = await openTestShop(t)
  const key = newUploadKey()
  const { address } = signUpload(shop.secret, `${shop.publicUrl}${uploadPath}`, { ...offer, key }, new Date())
  const multipart = { 'content-type': 'multipart/form-data; boundary=a-boundary' }
  const field = (name: string, value: string, more = '') =>
    `--a-boundary\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
  const start = field('key', key) + field('Content-Type', 'image/jpeg')
  const bodies: [status: number, headers: Record<string, string>, body: string][] = [
    [400, {}, 'no form'],
    [400, multipart, 'no parts'],
    [400, { 'content-type': 'multipart/form-data' }, `${start}--a-boundary--`],
    [400, { 'content-type': 'application/json' }, '{}'],
    [403, multipart, `${start}--a-boundary--\r\n`],
    [403, multipart, `${start}${field('file', 'text and no file')}--a-boundary--\r\n`],
    [403, multipart, `${field('file', 'x', '; filename="a"')}--a-boundary--\r\n`],
    [413, multipart, 'x'.repeat(20_000)],
  ]
  for (const [status, headers, body] of bodies) {
    const answer = await receiveUpload(shop, new Request(address, { method: 'POST', headers, body }))
    assert.equal(answer.status, status, body.slice(0, 80))
  }
  assert.equal(await shop.media.exists(key), false)
  const good = `${start}${field('file', 'x', '; filename="../../a.html"')}--a-boundary--\r\n`
  const taken = await receiveUpload(shop, new Request(address, { method: 'POST', headers: multipart, body: good }))
  assert.equal(taken.status, 204)
  assert.equal(String(await shop.media.read(key)), 'x')
})

test('a signature for another secret, purpose or key opens nothing', async (t) => {
  const shop = await openTestShop(t)
  const address = `${shop.publicUrl}${uploadPath}`
  const key = newUploadKey()
  const wrong = [
    signUpload(fixedSecret('another secret of 32 characters or more'), address, { ...offer, key }, new Date()).address,
    signUpload(shop.secret, address, { ...offer, key }, new Date(Date.now() - 61_000)).address,
    signUpload(shop.secret, address, { ...offer, key: 'mug/master.svg' }, new Date()).address,
    `${address}?policy=e30&signature=`,
    address,
  ]
  for (const asked of wrong) {
    const answer = await receiveUpload(shop, new Request(asked, { method: 'POST', body: 'x' }))
    assert.equal(answer.status, 403, asked)
  }
})

test('on the wire a picture may be as large as pictures are, and nothing else may', async (t) => {
  const { fetch, shop } = await openTestApp(t)
  const server = await serveHttp(fetch, { port: 0, host: '127.0.0.1' })
  t.after(server.stop)
  const statusOf = (path: string, length: number) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: 'shop.test', 'content-length': length, expect: '100-continue' }
      const asked = ask({ port: server.port, host: '127.0.0.1', path, method: 'POST', headers })
      asked.on('response', ({ statusCode }) => {
        resolve(statusCode)
        asked.destroy()
      })
      asked.on('continue', () => resolve(100))
      asked.on('error', reject)
      asked.on('close', () => asked.destroy())
      asked.flushHeaders()
    })
  assert.equal(await statusOf(uploadPath, 2_000_000), 100)
  assert.equal(await statusOf(uploadPath, 21_000_000), 413)
  assert.equal(await statusOf('/webhooks/payments', 2_000_000), 413)
  assert.ok(shop)
})

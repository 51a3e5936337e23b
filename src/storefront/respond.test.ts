import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { html } from '../kit/html.ts'
import { respond } from './respond.ts'

const page = html`<p>${'mug '.repeat(500)}</p>`
const passage = { requestId: 'r1', headers: { 'x-request-id': 'r1' } }
const keep = () => {}
const ask = (headers: Record<string, string> = {}) => new Request('http://shop.test/us/en', { headers })

test('a shared page travels compressed to those who take it, and is told to be so', async () => {
  const plain = await respond({ request: ask(), cache: 'shared', passage, keep }, page)
  const packed = await respond(
    { request: ask({ 'accept-encoding': 'br, gzip' }), cache: 'shared', passage, keep },
    page,
  )
  assert.equal(plain.headers.get('content-encoding'), null)
  assert.equal(packed.headers.get('content-encoding'), 'gzip')
  assert.deepEqual([plain.headers.get('vary'), packed.headers.get('vary')], ['accept-encoding', 'accept-encoding'])
  const bytes = Buffer.from(await packed.arrayBuffer())
  assert.ok(bytes.length < 200, String(bytes.length))
  assert.equal(gunzipSync(bytes).toString(), page.text)
  assert.equal(await plain.text(), page.text)
  assert.equal(plain.headers.get('etag'), packed.headers.get('etag'))
})

test('who has the page already gets 304 and no body', async () => {
  const first = await respond({ request: ask(), cache: 'shared', passage, keep }, page)
  const again = await respond(
    { request: ask({ 'if-none-match': first.headers.get('etag') ?? '' }), cache: 'shared', passage, keep },
    page,
  )
  assert.equal(again.status, 304)
  assert.equal(await again.text(), '')
  const changed = await respond(
    { request: ask({ 'if-none-match': 'W/"other"' }), cache: 'shared', passage, keep },
    page,
  )
  assert.equal(changed.status, 200)
})

test('a private page is neither kept nor compressed', async () => {
  const own = await respond({ request: ask({ 'accept-encoding': 'gzip' }), cache: 'private', passage, keep }, page)
  assert.equal(own.headers.get('cache-control'), 'private, no-store')
  assert.equal(own.headers.get('content-encoding'), null)
  assert.equal(own.headers.get('etag'), null)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { formToken } from '../../src/kit/http.ts'
import { fixedSecret } from '../../src/kit/secret.ts'
import { aReadyCart, openPayingShop, until } from '../helpers/paying-shop.ts'
import { addWare } from '../helpers/wares.ts'
import { memoryOf, secret, startWeb } from './web-process.ts'
import { answersIn, type Piece, sendRaw, type WireAnswer } from './wire.ts'

/** Requests that no client of good will sends, byte by byte. Each gets a clear answer and costs next to nothing. */

type Hostile = {
  what: string
  /** The exact status; several stand for several answers on one connection. */
  says: number | number[]
  send: readonly Piece[]
  /** The page that refuses it leaves the connection open until it has seen enough of the body. */
  isLetFinish?: true
}

const host = 'Host: shop.test\r\n'
const close = 'Connection: close\r\n'
const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\n${host}${close}${headers}\r\n`
const post = (path: string, headers: string, body = '') =>
  `POST ${path} HTTP/1.1\r\n${host}Sec-Fetch-Site: same-origin\r\n${headers}\r\n${body}`
const form = (path: string, body: string) =>
  post(
    path,
    `${close}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`,
    body,
  )
const formType = 'Content-Type: application/x-www-form-urlencoded\r\n'
const chunked = `${formType}Transfer-Encoding: chunked\r\n`
const lines = '/us/en/cart/lines'
const smuggled = 'GET /us/en/account HTTP/1.1\r\nHost: evil.example\r\n\r\n'
const megabyte = 'a'.repeat(1_048_576)
const many = (count: number, name: (i: number) => string) => Array.from({ length: count }, (_, i) => name(i))
const deep = '['.repeat(10_000) + ']'.repeat(10_000)
const bomb = gzipSync(Buffer.alloc(50_000_000, 97))
const parts = many(10_000, (i) => `--x\r\nContent-Disposition: form-data; name="f${i}"\r\n\r\n1\r\n`).join('')

const smuggling: Hostile[] = [
  ['both lengths', `${formType}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'],
  ['both lengths, the other way round', `${formType}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n`, '0\r\n\r\n'],
  ['two lengths that differ', `${formType}Content-Length: 4\r\nContent-Length: 5\r\n`, 'a=b&'],
  ['two lengths in one', `${formType}Content-Length: 4, 4\r\n`, 'a=bc'],
  ['a negative length', `${formType}Content-Length: -1\r\n`, ''],
  ['a length with a sign', `${formType}Content-Length: +4\r\n`, 'a=bc'],
  ['a length in hexadecimal', `${formType}Content-Length: 0x4\r\n`, 'a=bc'],
  ['a length beyond all numbers', `${formType}Content-Length: 99999999999999999999999\r\n`, ''],
  ['a length that is empty', `${formType}Content-Length: \r\n`, 'a=bc'],
  ['an encoding that is not known', `${formType}Transfer-Encoding: xchunked\r\n`, '0\r\n\r\n'],
  ['chunked and something after it', `${formType}Transfer-Encoding: chunked, identity\r\n`, '0\r\n\r\n'],
  ['something before chunked', `${formType}Transfer-Encoding: gzip, chunked\r\n`, '0\r\n\r\n'],
  ['chunked twice', `${formType}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n`, '0\r\n\r\n'],
  ['a tab in chunked', `${formType}Transfer-Encoding:\tchunked\x0b\r\n`, '0\r\n\r\n'],
  ['a space before the colon', `${formType}Transfer-Encoding : chunked\r\n`, '0\r\n\r\n'],
  ['a line that goes on', `${formType}Transfer-Encoding:\r\n chunked\r\n x\r\n`, '0\r\n\r\n'],
  ['a chunk size that is no number', chunked, 'zz\r\nabc\r\n0\r\n\r\n'],
  ['a chunk size that is too large', chunked, 'fffffffffffffffff\r\nabc'],
  ['a chunk size with 0x', chunked, '0x3\r\nabc\r\n0\r\n\r\n'],
  ['a negative chunk size', chunked, '-3\r\nabc\r\n0\r\n\r\n'],
  ['a chunk that is longer than it says', chunked, `2\r\nabcdef\r\n0\r\n\r\n${smuggled}`],
  ['chunks ended by bare line feeds', chunked, '3\nabc\n0\n\n'],
].map(([what = '', headers = '', body = '']) => ({ what, says: 400, send: [post(lines, headers, body)] }))

const others: Hostile[] = [
  // Addresses and methods.
  { what: 'no request at all', says: 400, send: ['hello\r\n\r\n'] },
  { what: 'TLS', says: 400, send: [Buffer.from('16030100a5010000a10303', 'hex')] },
  { what: 'HTTP/0.9', says: 400, send: ['GET /\r\n\r\n'] },
  { what: 'HTTP/2', says: 400, send: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'] },
  { what: 'HTTP/3.7', says: 400, send: [`GET / HTTP/3.7\r\n${host}\r\n`] },
  { what: 'lines that end in a bare line feed', says: 400, send: ['GET /us/en HTTP/1.1\nHost: shop.test\n\n'] },
  { what: 'a carriage return in a header', says: 400, send: [get('/us/en', 'X-A: b\rc\r\n')] },
  { what: 'a NUL in a header', says: 400, send: [get('/us/en', 'X-A: b\0c\r\n')] },
  { what: 'a header without a name', says: 400, send: [get('/us/en', ': b\r\n')] },
  { what: 'a header whose name is no name', says: 400, send: [get('/us/en', 'X A: b\r\n')] },
  { what: 'a NUL in the address', says: 400, send: [get('/us/en\0')] },
  { what: 'an encoded NUL in the address', says: 404, send: [get('/us/en/p/%00')] },
  { what: 'a space in the address', says: 400, send: [get('/us/en /p')] },
  { what: 'UTF-8 as it is in the address', says: 400, send: [get('/us/en/p/müge')] },
  { what: 'broken percent signs', says: 400, send: [get('/us/en/p/%zz')] },
  { what: 'an overlong slash', says: 400, send: [get('/us/en/p/%c0%af')] },
  { what: 'half a letter', says: 400, send: [get('/us/en/p/%e4')] },
  { what: 'a backslash in the path', says: 400, send: [get('/us\\en')] },
  { what: 'a fragment', says: 400, send: [get('/us/en#x')] },
  { what: 'a path that does not begin', says: 400, send: [get('us/en')] },
  { what: 'the asterisk', says: 400, send: [`OPTIONS * HTTP/1.1\r\n${host}${close}\r\n`] },
  { what: 'another server by its address', says: 400, send: [get('http://evil.example/us/en')] },
  { what: 'another scheme', says: 400, send: [get('file:///etc/passwd')] },
  { what: 'no host', says: 400, send: ['GET /us/en HTTP/1.1\r\n\r\n'] },
  { what: 'two hosts', says: 400, send: [get('/us/en', 'Host: evil.example\r\n')] },
  { what: 'a host with a path', says: 400, send: ['GET /us/en HTTP/1.1\r\nHost: shop.test/x\r\n\r\n'] },
  { what: 'a host with a name before it', says: 400, send: ['GET /us/en HTTP/1.1\r\nHost: a@shop.test\r\n\r\n'] },
  {
    what: 'a host with a port beyond all ports',
    says: 400,
    send: ['GET / HTTP/1.1\r\nHost: shop.test:999999\r\n\r\n'],
  },
  { what: 'an empty host', says: 400, send: ['GET /us/en HTTP/1.1\r\nHost: \r\n\r\n'] },
  { what: 'TRACE', says: 405, send: [`TRACE /us/en HTTP/1.1\r\n${host}${close}\r\n`] },
  { what: 'CONNECT', says: 405, send: [`CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`] },
  { what: 'PROPFIND', says: 405, send: [`PROPFIND /us/en HTTP/1.1\r\n${host}${close}\r\n`] },
  { what: 'a method that nobody knows', says: 400, send: [`BUY /us/en HTTP/1.1\r\n${host}\r\n`] },
  { what: 'a method in small letters', says: 400, send: [`get /us/en HTTP/1.1\r\n${host}\r\n`] },
  { what: 'an upgrade', says: 400, send: [get('/us/en', 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n')] },
  {
    what: 'an expectation',
    says: 417,
    send: [post(lines, `${formType}Expect: 200-maybe\r\nContent-Length: 3\r\n`, 'a=b')],
  },
  { what: 'a GET with a body', says: 400, send: [get('/us/en', 'Content-Length: 3\r\n'), 'a=b'] },

  // Sizes.
  { what: 'an address of 9,000 bytes', says: 414, send: [get(`/us/en/search?q=${'a'.repeat(9_000)}`)] },
  { what: 'an address of a megabyte', says: 414, send: [get(`/us/en/search?q=${megabyte}`)] },
  { what: 'a header of 20,000 bytes', says: 431, send: [get('/us/en', `X-A: ${'a'.repeat(20_000)}\r\n`)] },
  {
    what: 'a header that never ends',
    says: 431,
    send: ['GET / HTTP/1.1\r\nX-A: ', ...many(40, () => 'a'.repeat(1_000))],
  },
  { what: '200 headers', says: 431, send: [get('/us/en', many(200, (i) => `X-${i}: a\r\n`).join(''))] },
  { what: '100,000 headers', says: 431, send: [get('/us/en', many(100_000, (i) => `X-${i}: a\r\n`).join(''))] },
  {
    what: '5,000 cookies',
    says: 431,
    send: [get('/us/en', `Cookie: ${many(5_000, (i) => `c${i}=1`).join('; ')}\r\n`)],
  },
  {
    what: 'a body of a gigabyte, announced',
    says: 413,
    send: [post(lines, `${formType}Content-Length: 1073741824\r\n`, megabyte)],
  },
  { what: 'a body of 80,000 bytes', says: 413, send: [form(lines, `a=${'b'.repeat(80_000)}`)] },
  {
    what: 'a body in chunks that does not end',
    says: 413,
    isLetFinish: true,
    send: [post(lines, chunked), ...many(20, () => `10000\r\n${'a'.repeat(65_536)}\r\n`)],
  },
  {
    what: 'a chunk with a long extension',
    says: 413,
    send: [post(lines, chunked), `3;${'a'.repeat(40_000)}\r\nabc\r\n0\r\n\r\n`],
  },
  {
    what: 'a gzip bomb',
    says: 415,
    send: [post(lines, `${formType}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n`), bomb],
  },
  {
    what: 'a body in two encodings',
    says: 415,
    send: [post(lines, `${formType}Content-Encoding: gzip, br\r\nContent-Length: 3\r\n`, 'abc')],
  },

  // Contents.
  {
    what: 'JSON of depth 10,000 where a form is due',
    says: 415,
    send: [post(lines, `${close}Content-Type: application/json\r\nContent-Length: ${deep.length}\r\n`, deep)],
  },
  {
    what: 'JSON of depth 10,000 as a payment event',
    says: 400,
    send: [
      post(
        '/webhooks/payments',
        `${close}Content-Type: application/json\r\nStripe-Signature: t=1,v1=00\r\nContent-Length: ${deep.length}\r\n`,
        deep,
      ),
    ],
  },
  { what: '10,000 fields', says: 413, send: [form(lines, many(10_000, (i) => `field${i}=1`).join('&'))] },
  { what: '9,000 fields of one letter', says: 409, send: [form(lines, many(9_000, () => 'a=b').join('&'))] },
  {
    what: 'a multipart form of 10,000 parts',
    says: 415,
    send: [
      post(
        lines,
        `${close}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: ${parts.length}\r\n`,
        parts,
      ),
    ],
  },
  { what: 'a form with a NUL', says: 400, send: [form(lines, 'variantId=%00')] },
  {
    what: 'a form in UTF-16',
    says: 415,
    send: [post(lines, `${close}Content-Type: text/plain; charset=utf-16\r\nContent-Length: 4\r\n`, '\xff\xfea\0')],
  },
  {
    what: 'a form of another site',
    says: 403,
    send: [
      `POST ${lines} HTTP/1.1\r\n${host}${close}Origin: https://evil.example\r\n${formType}Content-Length: 3\r\n\r\na=b`,
    ],
  },
  { what: 'an address that takes backtracking for ever', says: 404, send: [get(`/us/en/p/${'a-'.repeat(3_000)}!`)] },

  // Many at once.
  {
    what: 'garbage after a request',
    says: [404, 400],
    send: [get('/assets/none.css').replace(close, ''), 200, 'garbage\r\n\r\n'],
  },
  {
    what: 'a smuggled request after a body',
    says: 400,
    send: [post(lines, `${formType}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${smuggled}`)],
  },
]

/** Forms of our own pages whose fields would keep a careless expression busy for hours. */
const backtracking = (cartId: string): Hostile[] => {
  const visitor = 'a'.repeat(22)
  const token = formToken(fixedSecret(secret), visitor)
  const send = (path: string, fields: Record<string, string>) => {
    const body = new URLSearchParams({ token, ...fields }).toString()
    const cookie = `Cookie: visitor=${visitor}; cart-us=${cartId}\r\n`
    return [post(path, `${close}${cookie}${formType}Content-Length: ${body.length}\r\n`, body)]
  }
  const email = `${'a.'.repeat(8_000)}@${'b-'.repeat(8_000)}!`
  return [
    { what: 'an e-mail address', says: 422, send: send('/us/en/account/forgot', { email }) },
    {
      what: 'an e-mail address of spaces',
      says: 422,
      send: send('/us/en/account/forgot', { email: ' '.repeat(30_000) }),
    },
    { what: 'a postcode', says: 422, send: send('/us/en/checkout/details', { postcode: '1 '.repeat(9_000) }) },
    { what: 'a telephone number', says: 422, send: send('/us/en/checkout/details', { phone: '1-'.repeat(15_000) }) },
    { what: 'a code', says: 422, send: send('/us/en/cart/code', { code: `${'A-'.repeat(15_000)}!` }) },
    { what: 'a search', says: 200, send: [get(`/us/en/search?q=${'a+'.repeat(4_000)}!`)] },
    { what: 'a suggestion', says: 200, send: [get(`/us/en/suggest?q=${'ab-'.repeat(2_500)}`)] },
  ]
}

/** Whole seconds go by until the server has had enough. */
const slow: Hostile[] = [
  { what: 'headers that do not come', says: 408, send: ['GET /us/en HTTP/1.1\r\nHost: shop.test\r\n'] },
  {
    what: 'headers one letter a second',
    says: 408,
    send: [`GET /us/en HTTP/1.1\r\n${host}X-A: `, ...many(60, () => 'a').flatMap((letter) => [1_000, letter])],
  },
  { what: 'a body that does not come', says: 408, send: [post(lines, `${formType}Content-Length: 100\r\n`, 'a=b')] },
  {
    what: 'a body one letter a second',
    says: 408,
    send: [
      post(lines, `${formType}Content-Length: 1000\r\n`),
      ...many(60, () => 'a').flatMap((letter) => [1_000, letter]),
    ],
  },
]

function hasSecurityHeaders({ headers }: WireAnswer, what: string): void {
  assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none';/, what)
  assert.equal(headers.get('x-content-type-options'), 'nosniff', what)
  assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin', what)
  assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/, what)
  assert.match(headers.get('cache-control') ?? '', /no-store|public/, what)
  assert.equal(headers.get('server'), null, what)
}

test('hostile bytes get a clear refusal, close the connection and leave the shop as it was', async (t) => {
  const shop = await openPayingShop(t, { webhooks: false })
  const { variantId } = await addWare(shop, { key: 'mug', stock: { columbus: 5 } })
  const { cartId } = await aReadyCart(shop, { market: 'us', lines: [{ variantId, quantity: 1 }] })
  const web = await startWeb(t, shop)
  const isAlive = async (what: string) => {
    const page = await fetch(`${web.origin}/us/en/p/mug`, { headers: { connection: 'close' } })
    assert.equal(page.status, 200, `A good request after ${what}: ${web.said().slice(-2_000)}`)
    assert.match(await page.text(), /<h1/, `A good request after ${what}`)
  }
  const refuses = async ({ what, says, send, isLetFinish }: Hostile) => {
    const received = await sendRaw(web.port, send)
    const answers = answersIn(received)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [says].flat(),
      `${what}: ${received.slice(0, 600)}`,
    )
    for (const answer of answers) {
      hasSecurityHeaders(answer, what)
      assert.doesNotMatch(answer.body, /\bat [\w.]+ \(|node:|\.ts:|Error:/, what)
    }
    if (!isLetFinish) assert.equal(answers.at(-1)?.headers.get('connection'), 'close', what)
  }
  const waiting = slow.map(refuses)
  await isAlive('nothing')
  const before = memoryOf(web)

  for (const hostile of [...smuggling, ...others, ...backtracking(cartId)]) {
    await refuses(hostile)
    await isAlive(hostile.what)
  }
  const [problem] = answersIn(await sendRaw(web.port, [get('/api/store/markets', 'Content-Length: 3\r\n'), 'a=b']))
  assert.equal(problem?.headers.get('content-type'), 'application/problem+json')
  const { status, code, instance } = JSON.parse(problem?.body ?? '')
  assert.deepEqual([status, code], [400, 'http-refused'])
  assert.equal(instance, `urn:uuid:${problem?.headers.get('x-request-id')}`)
  const line = `"event":"web.refused","requestId":"${instance.slice(9)}","status":400,`
  await until(async () => web.said().includes(line))
  await Promise.all(waiting)
  await isAlive('slow ones')

  const after = memoryOf(web)
  if (before && after) assert.ok(after - before < 100_000_000, `Memory grew by ${after - before} bytes.`)
  assert.equal((await fetch(`${web.origin}/healthz`)).status, 200)
  assert.deepEqual(
    web
      .said()
      .split('\n')
      .filter((line) => line.includes('"level":"error"')),
    [],
  )
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { z } from 'zod'
import { openStoreCaller, type StoreCaller } from '../../../test/helpers/store-caller.ts'
import { openTestShop, type TestShop } from '../../../test/helpers/test-shop.ts'
import { DatabaseBusy } from '../../kit/unavailable.ts'
import { answer, defineEndpoint, defineStoreEndpoint, type Endpoint } from './endpoint.ts'
import { refuse } from './problems.ts'
import { isOfStoreApi } from './root.ts'

const made = { tag: 'Carts', summary: 'Made for this test', problems: [] } as const
const noteSchema = z.strictObject({ note: z.string().max(5), deep: z.array(z.unknown()).optional() })

let done = 0
const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    ...made,
    operationId: 'readThing',
    method: 'GET',
    path: '/things/{id}',
    who: 'anyone',
    params: z.strictObject({ id: z.int() }),
    query: z.strictObject({ tags: z.array(z.string()).optional(), on: z.boolean().optional() }),
    answers: { 200: z.strictObject({ id: z.int(), tags: z.array(z.string()), on: z.boolean().nullable() }) },
    cache: 'shared',
    handle: async ({ params, query }) => answer(200, { id: params.id, tags: query.tags ?? [], on: query.on ?? null }),
  }),
  defineEndpoint({
    ...made,
    operationId: 'changeThing',
    method: 'PUT',
    path: '/things/{id}',
    who: 'guest-or-shopper',
    params: z.strictObject({ id: z.int() }),
    body: noteSchema,
    answers: { 200: noteSchema, 204: null },
    cache: 'private',
    changes: true,
    async handle({ body }) {
      done++
      return body.note === '' ? answer(204, null) : answer(200, body)
    },
  }),
  defineEndpoint({
    ...made,
    operationId: 'readLatest',
    method: 'GET',
    path: '/things/latest',
    deprecated: { since: '2026-11-28', until: '2027-11-28' },
    who: 'anyone',
    answers: { 200: z.strictObject({ latest: z.boolean() }) },
    cache: 'private',
    handle: async () => answer(200, { latest: true }),
  }),
  defineEndpoint({
    ...made,
    operationId: 'breakThing',
    method: 'POST',
    path: '/things/{id}/break',
    who: 'anyone',
    params: z.strictObject({ id: z.enum(['fault', 'busy', 'refused']) }),
    answers: { 204: null },
    problems: ['cart-unknown'],
    cache: 'private',
    async handle({ params }) {
      if (params.id === 'busy') throw new DatabaseBusy('no connection came free')
      if (params.id === 'refused') return refuse('cart-unknown', { detail: 'So it is.', more: { left: 3 } })
      throw new Error('secret words of the inside')
    },
  }),
  defineStoreEndpoint({
    ...made,
    operationId: 'readOwn',
    method: 'GET',
    path: '/own',
    who: 'shopper',
    answers: { 200: z.strictObject({ email: z.string() }) },
    cache: 'private',
    handle: async ({ person }) => answer(200, { email: (await person()).email }),
  }),
]

const open = (shop: TestShop, allowedOrigins: string[] = []): StoreCaller =>
  openStoreCaller(shop, '/us/en', { endpoints, allowedOrigins })

const codeOf = async (asked: ReturnType<StoreCaller['call']>) => {
  const { status, body, headers } = await asked
  assert.equal(headers.get('content-type'), 'application/problem+json')
  assert.equal(body.status, status)
  return `${status} ${body.code}`
}

test('addresses, methods and places that are not there are told apart', async (t) => {
  const { call, get } = open(await openTestShop(t))
  for (const [path, code] of [
    ['/api/store', '404 address-unknown'],
    ['/api/store/us', '404 address-unknown'],
    ['/api/store/us/fr/things/1', '404 place-unknown'],
    ['/api/store/xx/en/things/1', '404 place-unknown'],
    ['/api/store/us/en', '404 address-unknown'],
    ['/api/store/us/en/nothing', '404 address-unknown'],
    ['/api/store/us/en/things/1/', '404 address-unknown'],
    ['/api/store/us/en/things//break', '404 address-unknown'],
    ['/api/store/us/en/things/%00', '404 address-unknown'],
    ['/api/store/us/en/things/%ff', '404 address-unknown'],
  ] as const)
    assert.equal(await codeOf(get(path)), code, path)
  const refused = await call('DELETE', '/things/1')
  assert.deepEqual([refused.status, refused.body.code], [405, 'method-not-allowed'])
  assert.equal(refused.headers.get('allow'), 'GET, HEAD, PUT, OPTIONS')
  assert.equal((await get('/things/latest')).body.latest, true)
  assert.equal(isOfStoreApi('http://shop.test/api/store/docs'), false)
  assert.equal(isOfStoreApi('http://shop.test/api/storefront'), false)
  assert.equal(isOfStoreApi('http://shop.test/us/en?x=/api/store'), false)
})

test('a problem names itself, its words in the reference, and the request', async (t) => {
  const { call } = open(await openTestShop(t))
  const { headers, body } = await call('POST', '/things/refused/break')
  assert.deepEqual(body, {
    type: 'http://shop.test/api/store/docs#problem-cart-unknown',
    title: 'There is no such cart',
    status: 404,
    code: 'cart-unknown',
    detail: 'So it is.',
    instance: `urn:uuid:${headers.get('x-request-id')}`,
    left: 3,
  })
  assert.equal(headers.get('api-version'), '1')
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('cache-control'), 'private, no-store')
})

test('a fault is told without its words, and too much to do with the time to wait', async (t) => {
  const { call } = open(await openTestShop(t))
  const fault = await call('POST', '/things/fault/break')
  assert.deepEqual([fault.status, fault.body.code], [500, 'fault'])
  assert.doesNotMatch(fault.text, /secret words/)
  const busy = await call('POST', '/things/busy/break')
  assert.deepEqual([busy.status, busy.body.code, busy.headers.get('retry-after')], [503, 'busy', '2'])
})

test('parameters arrive as the types that are asked for', async (t) => {
  const { get } = open(await openTestShop(t))
  assert.deepEqual((await get('/things/7?tags=a&tags=b&on=true')).body, { id: 7, tags: ['a', 'b'], on: true })
  assert.deepEqual((await get('/things/-7?tags=a')).body, { id: -7, tags: ['a'], on: null })
  for (const [path, fields] of [
    ['/things/seven', [{ field: 'id', in: 'path', code: 'malformed', message: 'must be a number' }]],
    ['/things/1.5', [{ field: 'id', in: 'path', code: 'malformed', message: 'must be a whole number' }]],
    ['/things/1?on=yes', [{ field: 'on', in: 'query', code: 'malformed', message: 'must be true or false' }]],
    ['/things/1?on=true&on=true', [{ field: 'on', in: 'query', code: 'repeated', message: 'may come only once' }]],
    ['/things/1?of=x', [{ field: 'of', in: 'query', code: 'unknown', message: 'is not a name that is known here' }]],
  ] as const) {
    const { status, body } = await get(path)
    assert.equal(status, 422, path)
    assert.deepEqual(body.fields, fields, path)
  }
})

test('bodies are JSON, small, flat and without doubles; each refusal says which', async (t) => {
  const shop = await openTestShop(t)
  const { call } = open(shop)
  const put = (body: string, headers?: Record<string, string>) => call('PUT', '/things/1', { body, headers })
  done = 0
  for (const [body, code] of [
    ['{"note":', '400 json-malformed'],
    ['{"note":"a","note":"b"}', '400 json-malformed'],
    ['{"note":"a\\u0000"}', '400 json-malformed'],
    [`{"note":"a","deep":${'['.repeat(16)}${']'.repeat(16)}}`, '400 json-malformed'],
    [`{"note":"${'a'.repeat(70_000)}"}`, '413 body-too-large'],
    ['', '422 input-invalid'],
    ['[]', '422 input-invalid'],
    ['null', '422 input-invalid'],
    ['{"note":1}', '422 input-invalid'],
    ['{"note":"too long"}', '422 input-invalid'],
    ['{"note":"a","more":1}', '422 input-invalid'],
    ['{"note":"a","__proto__":{}}', '422 input-invalid'],
  ] as const)
    assert.equal(await codeOf(put(body)), code, body.slice(0, 40))
  for (const headers of [
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-encoding': 'gzip' },
  ] as Record<string, string>[])
    assert.equal(await codeOf(put('{"note":"a"}', headers)), '415 body-not-json', JSON.stringify(headers))
  assert.equal(done, 0)

  const double = await put('{"note":"a","deep":[{"b":1,"b":2}]}')
  assert.deepEqual(double.body.fields, [
    { field: 'deep.0.b', in: 'body', code: 'repeated', message: 'stands twice in one object' },
  ])
  const { fields } = (await put('{"more":1}')).body
  assert.deepEqual(fields, [
    { field: 'note', in: 'body', code: 'missing', message: 'is missing' },
    { field: 'more', in: 'body', code: 'unknown', message: 'is not a name that is known here' },
  ])
  assert.deepEqual((await put('{"note":"ä"}', { 'content-type': 'application/json; charset=UTF-8' })).body, {
    note: 'ä',
  })
  assert.equal(done, 1)
})

test('who accepts no JSON is told so; HEAD is GET without the body', async (t) => {
  const { call, get } = open(await openTestShop(t))
  for (const accept of ['text/html', 'application/json;q=0', 'image/*'])
    assert.equal(await codeOf(get('/things/1', { headers: { accept } })), '406 not-acceptable', accept)
  for (const accept of ['*/*', 'application/json', 'text/html, application/*;q=0.5', 'application/json; charset=utf-8'])
    assert.equal((await get('/things/1', { headers: { accept } })).status, 200, accept)
  const [head, full] = [await call('HEAD', '/things/1'), await get('/things/1')]
  assert.deepEqual([head.status, head.text], [200, ''])
  for (const name of ['etag', 'content-type', 'cache-control', 'vary'])
    assert.equal(head.headers.get(name), full.headers.get(name), name)
})

test('the API reads no cookie; a token that is unknown is refused, even where none is needed', async (t) => {
  const { call, get } = open(await openTestShop(t))
  assert.equal(await codeOf(get('/api/store/own')), '401 sign-in-needed')
  assert.equal(await codeOf(get('/api/store/own', { headers: { cookie: 'session=abc' } })), '401 sign-in-needed')
  assert.equal(await codeOf(get('/api/store/own', { token: 'a'.repeat(43) })), '401 token-unknown')
  assert.equal(await codeOf(get('/api/store/own', { headers: { authorization: 'Basic YTpi' } })), '401 token-unknown')
  assert.equal(
    await codeOf(call('PUT', '/things/1', { body: { note: 'a' }, token: 'a'.repeat(43) })),
    '401 token-unknown',
  )
  const refused = await get('/api/store/own')
  assert.equal(refused.headers.get('www-authenticate'), 'Bearer')
  assert.equal((await get('/things/1', { token: 'a'.repeat(43) })).status, 200)
})

test('a change is made once per key', async (t) => {
  const { call } = open(await openTestShop(t))
  const key = randomUUID()
  done = 0
  const first = await call('PUT', '/things/1', { body: { note: 'a' }, key })
  const again = await call('PUT', '/things/1', { body: { note: 'a' }, key })
  assert.deepEqual([first.body, again.body, done], [{ note: 'a' }, { note: 'a' }, 1])
  assert.deepEqual(
    [first, again].map(({ headers }) => headers.get('idempotency-replayed')),
    [null, 'true'],
  )
  assert.equal(await codeOf(call('PUT', '/things/1', { body: { note: 'b' }, key })), '422 key-reused')
  assert.equal((await call('PUT', '/things/2', { body: { note: 'b' }, key })).status, 200)
  for (const wrong of ['', 'short', 'with spaces and more of them'])
    assert.equal(
      await codeOf(call('PUT', '/things/1', { body: { note: 'a' }, key: wrong })),
      '400 header-malformed',
      wrong,
    )
  const empty = await call('PUT', '/things/1', { body: { note: '' } })
  assert.deepEqual([empty.status, empty.text, empty.headers.get('content-type')], [204, '', null])
})

test('scripts of allowed origins may read answers, those of others may not', async (t) => {
  const shop = await openTestShop(t)
  const { call, get } = open(shop, ['https://app.example'])
  const asked = (origin: string) => ({ headers: { origin, 'access-control-request-method': 'PUT' } })
  const allowed = await call('OPTIONS', '/things/1', asked('https://app.example'))
  assert.equal(allowed.status, 204)
  assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://app.example')
  assert.equal(allowed.headers.get('access-control-allow-methods'), 'GET, HEAD, PUT, OPTIONS')
  assert.equal(
    allowed.headers.get('access-control-allow-headers'),
    'Authorization, Content-Type, Idempotency-Key, If-None-Match',
  )
  const read = await get('/things/1', asked('https://app.example'))
  assert.equal(read.headers.get('access-control-allow-origin'), 'https://app.example')
  assert.match(read.headers.get('access-control-expose-headers') ?? '', /ETag, .*Retry-After, Sunset, X-Request-Id/)
  const problem = await get('/things/none', asked('https://app.example'))
  assert.equal(problem.headers.get('access-control-allow-origin'), 'https://app.example')

  for (const origin of ['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])
    for (const told of [await call('OPTIONS', '/things/1', asked(origin)), await get('/things/1', asked(origin))]) {
      assert.equal(told.headers.get('access-control-allow-origin'), null, origin)
      assert.match(told.headers.get('vary') ?? '', /\borigin\b/, origin)
    }
  for (const told of [allowed, read]) assert.equal(told.headers.get('access-control-allow-credentials'), null)

  const closed = await open(shop).get('/things/1', asked('https://app.example'))
  assert.equal(closed.headers.get('access-control-allow-origin'), null)
  assert.equal(closed.headers.get('vary'), 'accept-encoding')
})

test('what is to go says since when and until when, in its answers and in the document', async (t) => {
  const { get } = open(await openTestShop(t))
  const { headers } = await get('/things/latest')
  assert.equal(headers.get('deprecation'), `@${Date.UTC(2026, 10, 28) / 1000}`)
  assert.equal(headers.get('sunset'), 'Sun, 28 Nov 2027 00:00:00 GMT')
  assert.equal((await get('/things/1')).headers.get('deprecation'), null)
  const { paths } = (await get('/api/store/openapi.json')).body
  assert.equal(paths['/{market}/{locale}/things/latest'].get.deprecated, true)
  assert.equal(paths['/{market}/{locale}/things/{id}'].get.deprecated, undefined)
})

test('an endpoint that is there twice, or has a parameter that nobody checks, stops the start', async (t) => {
  const shop = await openTestShop(t)
  const [thing] = endpoints
  assert.ok(thing)
  const start = (...given: Endpoint[]) => openStoreCaller(shop, '/us/en', { endpoints: given })
  assert.throws(() => start(thing, thing), /GET \/things\/\{id\} is there twice/)
  assert.throws(() => start({ ...thing, path: '/things/{key}' }), /readThing does not say what \{key\} is/)
})

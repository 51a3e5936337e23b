import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openStoreCaller } from '../../../test/helpers/store-caller.ts'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import type { OpenApiDocument, Operation } from '../../kit/open-api-document.ts'
import { referencePage } from '../../storefront/reference/reference-page.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { limitedOperations } from './hold-back.ts'
import { openApiDocument } from './openapi.ts'
import { problemCodes, problemKinds } from './problems.ts'
import { problemsOf } from './problems-of.ts'
import { storeReference } from './reference.ts'
import { problemSchema } from './schemas.ts'

const shop = {
  name: 'Tradewind',
  publicUrl: 'http://shop.test',
  markets: [
    { code: 'us', locales: ['en'] },
    { code: 'de', locales: ['de', 'en'] },
  ],
} as unknown as Parameters<typeof openApiDocument>[1]
const document = openApiDocument(endpoints, shop)

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]): [string, Operation] => [
    `${method.toUpperCase()} ${path}`,
    operation,
  ]),
)

const addressOf = ({ method, scope, path }: Endpoint) =>
  `${method} ${scope === 'place' ? '/{market}/{locale}' : ''}${path}`

const valuesIn = (value: unknown, name: string): unknown[] =>
  value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [...(key === name ? [inner] : []), ...valuesIn(inner, name)])

test('every endpoint stands in the document, under a name of its own', () => {
  assert.deepEqual(operations.map(([address]) => address).sort(), endpoints.map(addressOf).sort())
  const names = operations.map(([, { operationId }]) => operationId)
  assert.deepEqual([...new Set(names)], names)
  for (const name of names) assert.match(name, /^[a-z][A-Za-z]+$/)
})

test('every reference in the document leads to something, and everything named is used', () => {
  const refs = new Set(valuesIn(document, '$ref') as string[])
  for (const ref of refs) {
    const found = ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document)
    assert.ok(found, ref)
  }
  for (const part of ['schemas', 'parameters', 'headers'] as const)
    for (const name of Object.keys(document.components[part]))
      assert.ok(refs.has(`#/components/${part}/${name}`), `${part}/${name} is used nowhere.`)
})

test('every parameter of a path is told, and every operation has a tag, a summary and answers', () => {
  const tags = document.tags.map(({ name }) => name)
  for (const [address, operation] of operations) {
    const told = operation.parameters
      .map((one) => ('$ref' in one ? document.components.parameters[one.$ref.split('/').at(-1) ?? ''] : one))
      .filter((one) => one?.in === 'path')
      .map((one) => one?.name)
    assert.deepEqual(told.sort(), [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(), address)
    assert.ok(tags.includes(operation.tags[0] ?? ''), address)
    assert.match(operation.summary, /^[A-Z].*[^.]$/, address)
    assert.ok(
      Object.keys(operation.responses).some((status) => status.startsWith('2')),
      address,
    )
  }
})

test('every problem of an endpoint is told with its status and an example that is one', () => {
  for (const endpoint of endpoints) {
    const operation = operations.find(([address]) => address === addressOf(endpoint))?.[1]
    const examples = Object.entries(operation?.responses ?? {}).flatMap(([status, { content }]) =>
      Object.entries(content?.['application/problem+json']?.examples ?? {}).map(([code, { value }]) => {
        const problem = problemSchema.parse(value)
        assert.deepEqual([String(problem.status), problem.code], [status, code])
        return code
      }),
    )
    assert.deepEqual(examples.sort(), [...problemsOf(endpoint)].sort(), endpoint.operationId)
  }
})

test('limits are named for endpoints that are there', () => {
  const names = endpoints.map(({ operationId }) => operationId)
  assert.deepEqual(
    limitedOperations.filter((name) => !names.includes(name)),
    [],
  )
})

test('every problem is answered by an endpoint or by the API itself', () => {
  const ofApi = ['address-unknown', 'method-not-allowed']
  const told = new Set([...ofApi, ...endpoints.flatMap(problemsOf)])
  assert.deepEqual(
    problemCodes.filter((code) => !told.has(code)),
    [],
  )
})

test('docs/reference/problems.md names all problems and no others', () => {
  const text = readFileSync(new URL('../../../docs/reference/problems.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| `([\w-]+)` +\| (\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(
    ([, code, status, title, advice]) => ({ code, status: Number(status), title, advice }),
  )
  assert.deepEqual(
    rows,
    problemCodes.map((code) => ({ code, ...problemKinds[code] })),
  )
})

test('the document is served with an ETag, and made for the shop that serves it', async (t) => {
  const { get } = openStoreCaller(await openTestShop(t))
  const { status, headers, body } = await get('/api/store/openapi.json')
  assert.equal(status, 200)
  const served: OpenApiDocument = body
  assert.equal(served.openapi, '3.1.0')
  assert.deepEqual(served.servers, [{ url: 'http://shop.test/api/store' }])
  assert.deepEqual(served.components.parameters.Market?.schema.enum, ['us', 'de'])
  assert.ok(served.paths['/openapi.json']?.get)
  const etag = headers.get('etag') ?? ''
  assert.equal((await get('/api/store/openapi.json', { headers: { 'if-none-match': etag } })).status, 304)
})

test('every endpoint refuses what is none of its business, whoever asks', async (t) => {
  const { call, seen } = openStoreCaller(await openTestShop(t))
  const token = 'a'.repeat(43)
  for (const endpoint of endpoints) {
    const { method, operationId, scope, who } = endpoint
    const path = endpoint.path.replace(/\{\w+\}/g, '1')
    const at = (place: string) => `/api/store${scope === 'place' ? place : ''}${path}`
    const told = async (asked: ReturnType<typeof call>) => {
      const { status, body } = await asked
      assert.ok(status < 500, `${operationId} ${status}`)
      return body.code
    }
    const ask = who === 'shopper' ? { token } : {}
    assert.equal(await told(call(method, at('/us/en'), { headers: { accept: 'text/html' } })), 'not-acceptable')
    if (scope === 'place') assert.equal(await told(call(method, at('/us/de'))), 'place-unknown')
    if (who === 'shopper') {
      assert.equal(await told(call(method, at('/us/en'))), 'sign-in-needed')
      continue
    }
    if (who !== 'anyone' && endpoint.changes !== 'by-token')
      assert.equal(await told(call(method, at('/us/en'), { token })), 'token-unknown')
    assert.equal(await told(call(method, `${at('/us/en')}?nothing-of-this-name=1`, ask)), 'input-invalid')
    if (method === 'GET') continue
    assert.equal(await told(call(method, at('/us/en'), { body: '{' })), 'json-malformed')
    assert.equal(await told(call(method, at('/us/en'), { body: '{"nothing-of-this-name":1}' })), 'input-invalid')
    assert.equal(await told(call(method, at('/us/en'), { body: `"${'a'.repeat(70_000)}"` })), 'body-too-large')
    assert.equal(
      await told(call(method, at('/us/en'), { body: '{}', headers: { 'content-type': 'text/plain' } })),
      'body-not-json',
    )
  }
  assert.ok(seen.size > endpoints.length * 2)
})

test('the reference page tells every endpoint, every problem and every schema, once', async (t) => {
  const open = await openTestShop(t)
  const page = await (
    await referencePage(async (shop) => storeReference(shop))(open, new Request('http://shop.test/api/store/docs'))
  ).text()
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  assert.deepEqual([...new Set(ids)], ids)
  const { document } = storeReference(open)
  for (const id of [
    ...operations.map(([, { operationId }]) => `op-${operationId}`),
    ...problemCodes.map((code) => `problem-${code}`),
    ...Object.keys(document.components.schemas).map((name) => `schema-${name}`),
  ])
    assert.ok(ids.includes(id), id)
  for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(target), target)
  assert.doesNotMatch(page, / style="|<script(?![^>]* src=)| on\w+="|undefined|\[object/)
})

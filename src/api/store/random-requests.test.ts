import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openGround } from '../../../test/helpers/ground.ts'
import { openStoreCaller } from '../../../test/helpers/store-caller.ts'
import { startSession } from '../../domain/customers/session.ts'
import type { JsonSchema, OpenApiDocument, Operation, Parameter } from '../../kit/open-api-document.ts'
import { endpoints } from './endpoints.ts'
import { openApiDocument } from './openapi.ts'

const runsOfEach = 20

/** What breaks programs: empty, long, of other scripts, half a character, names of members, ends of everything. */
const nasty = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    '1e9',
    'NaN',
    'null',
    '__proto__',
    'constructor',
    "' or 1=1 --",
    '<b>',
    '%00',
    '../..',
  ),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.constantFrom('\u0000', '\ud800', '🦆'.repeat(300), 'ä'.repeat(9_000)),
)

/** Values of a schema: mostly right ones, some at its edges, some wrong. */
function anyOf(document: OpenApiDocument, schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.$ref) return anyOf(document, document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  const right = rightOf(document, schema)
  return fc.oneof(
    { weight: 9, arbitrary: right },
    { weight: 1, arbitrary: fc.oneof(nasty, fc.jsonValue({ maxDepth: 2 })) },
  )
}

function rightOf(document: OpenApiDocument, schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const options = schema.anyOf ?? schema.oneOf
  if (options) return fc.oneof(...options.map((option) => anyOf(document, option)))
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, anyOf(document, field)])
      const required = (schema.required ?? []).filter((name) => schema.properties?.[name])
      return fc.record(Object.fromEntries(fields), { requiredKeys: required as never[] })
    }
    case 'array':
      return fc.array(anyOf(document, schema.items || {}), { maxLength: 3 })
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -9, max: Math.min(schema.maximum ?? 999, 2 ** 31) })
    case 'boolean':
      return fc.boolean()
    default:
      return schema.pattern && schema.pattern !== '\\S'
        ? fc.stringMatching(new RegExp(schema.pattern, 'u'), { maxLength: 60 })
        : fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 60, 60) })
  }
}

test('random requests to every endpoint get an answer that the document tells of, and never a fault', async (t) => {
  const { app, variantId, order, guest, ada } = await openGround(t)
  const { shop } = app
  const { call, seen } = openStoreCaller(shop)
  const document = openApiDocument(endpoints, shop)
  const cartId = guest.cookies.get('cart-us') ?? ''
  const known: Record<string, unknown> = {
    ...{ variantId, cartId, slug: 'mug', token: order.token, number: order.number, addressId: ada.addressId },
    ...{
      category: 'mug',
      collection: 'mug',
      q: 'mug',
      filter: 'color:red',
      country: 'US',
      quantity: 1,
      email: ada.email,
    },
  }

  for (const endpoint of endpoints) {
    const path = endpoint.scope === 'place' ? `/{market}/{locale}${endpoint.path}` : endpoint.path
    const operation = document.paths[path]?.[endpoint.method.toLowerCase()]
    assert.ok(operation, path)
    const told = new Set(Object.keys(operation.responses))
    await fc.assert(
      fc.asyncProperty(
        requestOf(document, operation, known),
        fc.constantFrom('none', 'ada', 'other'),
        async (sent, who) => {
          const tokens = { none: undefined, ada: await startSession(shop, ada.personId, 'test'), other: 'a'.repeat(43) }
          const address = endpoint.path.replace(
            /\{(\w+)\}/g,
            (_, name) => encodeURIComponent(plain(sent.path[name])) || '%20',
          )
          const query = new URLSearchParams(
            Object.entries(sent.query).flatMap(([name, value]) =>
              (Array.isArray(value) ? value : [value]).map((one) => [name, plain(one)]),
            ),
          )
          const at = endpoint.scope === 'place' ? `/us/en${address}` : address
          const { status, body } = await call(endpoint.method, `/api/store${at}${query.size > 0 ? `?${query}` : ''}`, {
            token: tokens[who],
            ...(endpoint.method === 'GET' ? {} : { body: sent.body }),
          })
          // A NUL or a dot segment in the path leads to an address that is none.
          if (status === 404 && body?.code === 'address-unknown') return
          if (status === 405) return
          assert.ok(status < 500, `${status} ${body?.code}`)
          assert.ok(told.has(String(status)), `${status} is not told of.`)
          if (body?.code === 'input-invalid') assert.ok(body.fields.length > 0 && body.fields[0].field)
        },
      ),
      { numRuns: runsOfEach },
    )
  }
  // It was no walk along closed doors: most endpoints have also done what they are for.
  const good = new Set([...seen].filter((one) => / 2\d\d$/.test(one)).map((one) => one.split(' ')[0]))
  assert.ok(good.size >= 20, [...good].join(' '))
})

const plain = (value: unknown): string =>
  (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)).toWellFormed()

/** Parameters and a body: what is known to be there, or random. */
function requestOf(document: OpenApiDocument, operation: Operation, known: Record<string, unknown>) {
  const parameters = operation.parameters.filter((one): one is Parameter => !('$ref' in one))
  const values = (where: 'path' | 'query') => {
    const own = parameters.filter((one) => one.in === where)
    return fc.record(
      Object.fromEntries(own.map(({ name, schema }) => [name, usually(known[name], anyOf(document, schema))] as const)),
      { requiredKeys: own.filter(({ required }) => required).map(({ name }) => name) as never[] },
    ) as fc.Arbitrary<Record<string, unknown>>
  }
  const schema = operation.requestBody?.content['application/json']?.schema
  const body = schema
    ? fc.tuple(anyOf(document, schema), fc.boolean()).map(([made, withKnown]) => mixed(made, withKnown))
    : fc.constant(undefined)
  const mixed = (made: unknown, withKnown: boolean) =>
    withKnown && made !== null && typeof made === 'object' && !Array.isArray(made)
      ? Object.fromEntries(Object.entries(made).map(([name, value]) => [name, known[name] ?? value]))
      : made
  return fc.record({ path: values('path'), query: values('query'), body })
}

const usually = (known: unknown, random: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  known === undefined
    ? random
    : fc.oneof({ weight: 4, arbitrary: fc.constant(known) }, { weight: 1, arbitrary: random })

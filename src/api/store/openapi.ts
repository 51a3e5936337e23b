import { z } from 'zod'
import type { Shop } from '../../domain/shop.ts'
import type { JsonSchema, OpenApiDocument, Operation, Parameter, ResponseOf } from '../../kit/open-api-document.ts'
import { apiVersion, problemAnswer } from './answers.ts'
import { defineStoreEndpoint, type Endpoint, tags } from './endpoint.ts'
import { limitOf } from './hold-back.ts'
import { aboutApi } from './openapi-words.ts'
import { type ProblemCode, problemKinds, refuse } from './problems.ts'
import { problemsOf } from './problems-of.ts'
import { fieldProblemSchema, problemSchema } from './schemas.ts'

type Needs = Pick<Shop, 'markets' | 'name' | 'publicUrl'>
type Schemas = Record<string, JsonSchema>

/** The document tells of itself, too. It is made once, at the first question. */
export function documentEndpoint(others: readonly Endpoint[], shop: Needs): Endpoint {
  let made: OpenApiDocument | undefined
  const self = defineStoreEndpoint({
    operationId: 'readOpenApi',
    method: 'GET',
    path: '/openapi.json',
    tag: 'Markets',
    summary: 'This API as an OpenAPI 3.1 document',
    who: 'anyone',
    answers: {
      200: z.looseObject({ openapi: z.string() }).meta({ id: 'OpenApiDocument', description: 'OpenAPI 3.1.' }),
    },
    problems: [],
    cache: 'shared',
    async handle() {
      made ??= openApiDocument([...others, self], shop)
      return { status: 200, body: made }
    },
  })
  return self
}

export function openApiDocument(endpoints: readonly Endpoint[], shop: Needs): OpenApiDocument {
  const schemas: Schemas = {}
  const paths: OpenApiDocument['paths'] = {}
  schemaOf(fieldProblemSchema, 'output', schemas)
  schemaOf(problemSchema, 'output', schemas)
  for (const endpoint of endpoints) {
    const path = endpoint.scope === 'place' ? `/{market}/{locale}${endpoint.path}` : endpoint.path
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, schemas, shop) }
  }
  const used = new Set(endpoints.map(({ tag }) => tag))
  return {
    openapi: '3.1.0',
    info: {
      title: `${shop.name} store API`,
      version: `${apiVersion}.0.0`,
      description: aboutApi,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `${shop.publicUrl}/api/store` }],
    tags: Object.entries(tags)
      .filter(([name]) => used.has(name as keyof typeof tags))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      parameters: sharedParameters(shop),
      headers,
      securitySchemes: {
        shopper: {
          type: 'http',
          scheme: 'bearer',
          description: 'The token of a signed-in shopper, from the sign-in of this API.',
        },
      },
    },
  }
}

const param = (name: string) => ({ $ref: `#/components/parameters/${name}` })
const headerRefs = (names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))

function operationOf(endpoint: Endpoint, schemas: Schemas, shop: Needs): Operation {
  const { operationId, tag, summary, description, who, scope, method, changes, cache } = endpoint
  const body = endpoint.body && schemaOf(endpoint.body, 'input', schemas)
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    ...(endpoint.deprecated ? { deprecated: true } : {}),
    security: who === 'anyone' ? [] : who === 'shopper' ? [{ shopper: [] }] : [{}, { shopper: [] }],
    parameters: [
      ...(scope === 'place' ? [param('Market'), param('Locale')] : []),
      ...parametersOf(endpoint.params, 'path', schemas),
      ...parametersOf(endpoint.query, 'query', schemas),
      ...(changes ? [param('IdempotencyKey')] : []),
      ...(method === 'GET' && cache === 'shared' ? [param('IfNoneMatch')] : []),
    ],
    ...(body
      ? {
          requestBody: {
            required: endpoint.body ? !endpoint.body.safeParse({}).success : false,
            content: { 'application/json': { schema: body } },
          },
        }
      : {}),
    responses: { ...answersOf(endpoint, schemas), ...problemResponses(problemsOf(endpoint), shop) },
  }
}

function parametersOf(schema: z.ZodObject | undefined, where: 'path' | 'query', schemas: Schemas): Parameter[] {
  if (!schema) return []
  const { properties = {}, required = [] } = resolved(schemaOf(schema, 'input', schemas), schemas)
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema: property,
    ...(property.type === 'array' ? { style: 'form' as const, explode: true } : {}),
  }))
}

const resolved = (schema: JsonSchema, schemas: Schemas): JsonSchema =>
  schema.$ref ? (schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {}) : schema

const answerWords: Record<string, string> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Taken; it is done later.',
  204: 'Done; there is nothing to tell.',
  301: 'It has another address now.',
}

function answersOf(endpoint: Endpoint, schemas: Schemas): Record<string, ResponseOf> {
  const { answers, cache, changes } = endpoint
  const always = ['API-Version', 'X-Request-Id', ...(limitOf(endpoint) ? ['RateLimit', 'RateLimit-Policy'] : [])]
  const told = Object.entries(answers).map(([status, schema]) => {
    const names = [
      ...always,
      ...(cache === 'shared' && status === '200' ? ['ETag'] : []),
      ...(changes ? ['Idempotency-Replayed'] : []),
      ...(status === '301' ? ['Location'] : []),
    ]
    const content = schema ? { content: { 'application/json': { schema: schemaOf(schema, 'output', schemas) } } } : {}
    return [status, { description: answerWords[status] ?? '', headers: headerRefs(names), ...content }] as const
  })
  return {
    ...Object.fromEntries(told),
    ...(cache === 'shared'
      ? { 304: { description: 'Nothing has changed since the ETag that was sent.', headers: headerRefs(always) } }
      : {}),
  }
}

function problemResponses(codes: readonly ProblemCode[], shop: Needs): Record<string, ResponseOf> {
  const byStatus = Map.groupBy(codes, (code) => problemKinds[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]): [string, ResponseOf] => [
      String(status),
      {
        description: codes.map((code) => `${code}: ${problemKinds[code].title}.`).join(' '),
        headers: headerRefs([
          'API-Version',
          'X-Request-Id',
          ...(status === 429 || status === 503 || codes.includes('key-in-use') ? ['Retry-After'] : []),
        ]),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [{ $ref: '#/components/schemas/Problem' }],
              properties: { code: { enum: codes }, status: { const: status } },
            },
            examples: Object.fromEntries(
              codes.map((code) => [code, { summary: problemKinds[code].title, value: exampleOf(code, shop) }]),
            ),
          },
        },
      },
    ]),
  )
}

const exampleField = { field: 'limit', in: 'query', code: 'too-large', message: 'must be at most 100' } as const

function exampleOf(code: ProblemCode, shop: Needs): unknown {
  const told = code === 'input-invalid' ? { fields: [exampleField] } : {}
  const passage = { requestId: '0b5c8b1e-6f0a-4a57-9a55-0d0c3ce6a1f2' }
  return JSON.parse(problemAnswer(refuse(code, told), passage, shop.publicUrl).body)
}

/** A schema as the document says it; named ones, and those inside, go to the components. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Schemas): JsonSchema {
  const { $schema, $defs, ...made } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      // The bounds of JavaScript's numbers and the grammar of dates say nothing to a reader.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.format) delete jsonSchema.pattern
    },
  }) as JsonSchema
  for (const [name, part] of Object.entries($defs ?? {})) {
    const named = withComponents(part)
    const before = schemas[name]
    if (before && JSON.stringify(before) !== JSON.stringify(named))
      throw new Error(`Two schemas of the store API are called '${name}'.`)
    schemas[name] = named
  }
  return withComponents(made)
}

const withComponents = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'))

const text = (description: string, schema: JsonSchema = { type: 'string' }) => ({ description, schema })

const headers = {
  'API-Version': text('The version of this API.', { type: 'string', const: apiVersion }),
  'X-Request-Id': text('The number of the request in the logs of the shop; problems name it as their instance.'),
  ETag: text('Send it as If-None-Match to ask whether the answer has changed.'),
  Location: text('The address of what was made or has moved.'),
  'Retry-After': text('Seconds to wait before the same request is sent again.', { type: 'integer' }),
  'Idempotency-Replayed': text('true: this is the first answer to the key, sent again.'),
  RateLimit: text('What is left: "default";r=117;t=42 means 117 requests in the next 42 seconds.'),
  'RateLimit-Policy': text('What is allowed: "default";q=120;w=60 means 120 requests in 60 seconds.'),
}

const sharedParameters = ({ markets }: Needs): Record<string, Parameter> => ({
  Market: {
    name: 'market',
    in: 'path',
    required: true,
    description: 'The market: it decides prices, taxes, stock and delivery.',
    schema: { type: 'string', enum: markets.map(({ code }) => code) },
  },
  Locale: {
    name: 'locale',
    in: 'path',
    required: true,
    description: 'One of the languages of the market.',
    schema: { type: 'string', enum: [...new Set(markets.flatMap(({ locales }) => locales))] },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'New and random for each change, such as a UUID. The same key with the same request gets the same answer.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{16,100}$' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'An ETag from before: 304 when nothing has changed.',
    schema: { type: 'string' },
  },
})

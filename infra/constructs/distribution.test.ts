import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { crossOrigin } from '../../src/api/store/cross-origin.ts'
import { endpoints } from '../../src/api/store/endpoints.ts'
import { pictureKey } from '../../src/domain/media/picture-key.ts'
import { pictureFormats, pictureWidths } from '../../src/domain/media/picture-sizes.ts'
import type { Shop } from '../../src/domain/shop.ts'
import { html } from '../../src/kit/html.ts'
import { securityHeaders } from '../../src/kit/http.ts'
import { mediaHref, type Route, siteRoutes, storefrontRoutes } from '../../src/routes.ts'
import { readListState } from '../../src/storefront/list/list-state.ts'
import { serveMedia } from '../../src/storefront/media/media.ts'
import { answerPage, sharedPage } from '../../src/storefront/shared-page.ts'
import {
  type Behaviour,
  behaviourFor,
  behavioursOf,
  isOfPattern,
  resourcesOf,
  type Template,
} from '../proof/edge-of.ts'
import { synthesize } from '../proof/synth.ts'
import { shownPictures } from './media.ts'

const template: Template = synthesize('small').getStackByName('tradewind-edge').template
const behaviours = behavioursOf(template)
const { DistributionConfig: config } = resourcesOf(template, 'AWS::CloudFront::Distribution')[0]

const key = pictureKey(Buffer.from('a mug'))

/** Values of parameters; some of them are words that stand elsewhere in addresses. */
const values = ['blue-mug', 'new', 'c', 'p', 'search', 'info', '10']

const filled = (path: string) =>
  values.map((value) =>
    path.replace(/[:{](\w+)\}?/g, (_, name) => (name === 'key' ? key : name === 'file' ? '640.avif' : value)),
  )

type Asked = { name: string; method: string; cache: Route['cache']; path: string }

function* allRoutes(): Generator<Asked> {
  for (const [name, { method, cache, path }] of Object.entries<Route>(storefrontRoutes))
    for (const below of filled(path)) yield { name, method, cache, path: `/us/en${below}` }
  for (const [name, { method, cache, path }] of Object.entries<Route>(siteRoutes))
    for (const whole of filled(path)) yield { name, method, cache, path: whole }
  for (const { operationId: name, method, cache, path, scope } of endpoints)
    for (const below of filled(path))
      yield { name, method, cache, path: `/api/store${scope === 'place' ? '/us/en' : ''}${below}` }
  yield { name: 'openapi', method: 'GET', cache: 'shared', path: '/api/store/openapi.json' }
}

const isKeptNever = ({ key, forwarded, compress }: Behaviour) => {
  assert.equal(key, null)
  assert.deepEqual([forwarded?.cookies, forwarded?.queries], ['all', 'all'])
  for (const header of ['cookie', 'authorization', 'origin', 'sec-fetch-site', 'idempotency-key', 'stripe-signature'])
    assert.ok(!forwarded?.headersLeftOut.includes(header), header)
  // A page that holds a secret beside what somebody typed is not packed.
  assert.equal(compress, false)
}

const isKeptForAll = ({ key, forwarded }: Behaviour) => {
  assert.ok(key)
  // No cookie reaches the program, so no answer can depend on one; and nothing that the program calls private is kept.
  assert.deepEqual([key.cookies, forwarded, key.minSeconds], ['none', null, 0])
}

for (const cache of ['private', 'shared', 'immutable'] as const)
  test(`CloudFront does with each ${cache} route what the route table says`, () => {
    let count = 0
    for (const { name, method, path } of [...allRoutes()].filter((route) => route.cache === cache)) {
      const behaviour = behaviourFor(behaviours, path)
      const said = `${name}: ${method} ${path} → ${behaviour.pattern}`
      assert.ok(behaviour.methods.includes(method), said)
      try {
        if (cache === 'private') isKeptNever(behaviour)
        else isKeptForAll(behaviour)
        if (cache === 'shared') {
          assert.equal(behaviour.key?.queries, 'allExcept')
          assert.equal(behaviour.key?.maxSeconds, 86_400)
        }
        if (cache === 'immutable') {
          assert.equal(behaviour.key?.queries, 'none')
          assert.equal(behaviour.key?.maxSeconds, 31_536_000)
        }
      } catch (fault) {
        throw new Error(said, { cause: fault })
      }
      count += 1
    }
    assert.ok(count >= (cache === 'immutable' ? 2 : 50), String(count))
  })

test('an address that no route has, or a market with a longer code, is never kept', () => {
  for (const path of ['/us', '/us/en/', '/europe/en', '/europe/en/p/mug', '/us/en/c', '/api/store', '/x', '/media'])
    assert.equal(behaviourFor(behaviours, path).key, null, path)
})

test('whatever an answer says that it varies by is part of the key', async () => {
  const passage = { requestId: 'r', headers: {} }
  const request = new Request('https://shop.example/us/en', { headers: { 'accept-encoding': 'gzip' } })
  const page = await answerPage({ request, passage }, sharedPage(html`<p>A page</p>`, 200, null))
  const call = crossOrigin(request, ['https://app.example'])
  const varies = [
    ['/us/en', page.headers.get('vary')],
    ['/api/store/us/en/home', call.vary],
    ['/api/store/us/en/home', 'accept-encoding'],
  ] as const
  for (const [path, vary] of varies)
    for (const header of vary?.split(/, */) ?? assert.fail('It varies by nothing.'))
      assert.ok(behaviourFor(behaviours, path).key?.headers.includes(header), `${path} varies by ${header}`)
})

test('the marks of campaigns that the key leaves out say nothing to the program', () => {
  const marks = behaviourFor(behaviours, '/us/en/sale').key?.leftOut ?? []
  assert.equal(marks.length, 10)
  const query = new URLSearchParams(marks.map((mark) => [mark, 'x1']))
  assert.deepEqual(readListState(query, []), readListState(new URLSearchParams(), []))
})

test('no error is kept longer than the program says', () => {
  const kept = new Map(
    config.CustomErrorResponses.map(({ ErrorCode, ErrorCachingMinTTL }: Record<string, number>) => [
      ErrorCode,
      ErrorCachingMinTTL,
    ]),
  )
  assert.deepEqual(
    [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((status) => kept.get(status)),
    Array(11).fill(0),
  )
})

test('pictures come from the bucket, and from the program where the bucket has none', () => {
  const [group] = config.OriginGroups.Items
  const [primary, fallback] = group.Members.Items.map(({ OriginId }: { OriginId: string }) =>
    config.Origins.find(({ Id }: { Id: string }) => Id === OriginId),
  )
  assert.ok(primary.S3OriginConfig && primary.OriginAccessControlId)
  assert.ok(fallback.CustomOriginConfig)
  assert.deepEqual(group.FailoverCriteria.StatusCodes.Items, [403, 404, 500, 502, 503, 504])
  const isShown = (path: string) =>
    behaviourFor(behaviours, path).origin === group.Id &&
    shownPictures.some((shown) => isOfPattern(`/media/${shown}`, path))
  for (const folder of [key, pictureKey(Buffer.from('a tile'), 'h11')])
    for (const width of pictureWidths)
      for (const format of pictureFormats) assert.ok(isShown(mediaHref(folder, width, format)), `${folder} ${width}`)
  for (const hidden of [
    `${key}/master.png`,
    `upload-${key}`,
    `upload-${key}/640.avif`,
    'mug/640.avif',
    `${key}/641.avif`,
  ])
    assert.ok(!isShown(`/media/${hidden}`), hidden)
})

test('a picture from the bucket has the headers that protect one from the program', async () => {
  const media = { read: async () => Buffer.from('avif') } as unknown as Shop['media']
  const { headers } = await serveMedia({ media, db: {} as Shop['db'] }, { key, file: '640.avif' })
  const always = securityHeaders({ publicUrl: 'https://shop.example', formTargets: [] })
  const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } = behaviourFor(
    behaviours,
    `/media/${key}/640.avif`,
  ).headersPolicy
  assert.equal(security.ContentSecurityPolicy.ContentSecurityPolicy, headers.get('content-security-policy'))
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.ok(security.ContentTypeOptions)
  const { AccessControlMaxAgeSec: age, IncludeSubdomains: isForAll } = security.StrictTransportSecurity
  assert.equal(`max-age=${age}${isForAll ? '; includeSubDomains' : ''}`, always['strict-transport-security'])
  const added = custom.Items.map(({ Header, Value }: Record<string, string>) => [Header, Value])
  assert.deepEqual(added, [['cross-origin-resource-policy', headers.get('cross-origin-resource-policy')]])
  // What the program says goes before what CloudFront would.
  for (const { Override } of [...Object.values<{ Override: boolean }>(security), ...custom.Items])
    assert.equal(Override, false)
})

test('www leads to the same address of the shop, and nobody else is led anywhere', () => {
  type Answer = { statusCode?: number; headers: Record<string, { value: string }> }
  const context = {} as { handler: (event: unknown) => Answer }
  runInNewContext(readFileSync(join(import.meta.dirname, 'to-apex.js'), 'utf8'), context)
  const ask = (host: string, uri: string, query?: string) => {
    const request = { method: 'GET', uri, headers: { host: { value: host } }, rawQueryString: () => query }
    return { request, answer: context.handler({ version: '1.0', request }) }
  }
  const led = (host: string, uri: string, query?: string) => {
    const { answer } = ask(host, uri, query)
    return [answer.statusCode, answer.headers.location?.value]
  }
  assert.deepEqual(led('www.shop.example', '/'), [301, 'https://shop.example/'])
  assert.deepEqual(led('www.shop.example', '/us/en/c/caf%C3%A9', 'color=a&color=b%20c'), [
    301,
    'https://shop.example/us/en/c/caf%C3%A9?color=a&color=b%20c',
  ])
  const { request, answer } = ask('shop.example', '/us/en', 'q=www.')
  assert.equal(answer, request)
  const [{ FunctionCode: code }] = resourcesOf(template, 'AWS::CloudFront::Function')
  assert.ok(code.length < 10_240, 'CloudFront takes no longer functions')
})

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { openDemoApp } from '../../test/helpers/demo-app.ts'
import { site } from '../app.ts'
import { forgetShelf } from '../domain/browse/about.ts'
import { countStock } from '../domain/inventory/count-stock.ts'
import { sql } from '../kit/db.ts'
import type { Fact } from '../kit/facts.ts'
import { openMemory } from '../kit/memory.ts'
import { openRouter } from '../router.ts'
import { forgetPages } from './forget-pages.ts'
import { weightOf } from './shared-page.ts'

async function openKept(t: TestContext) {
  const { shop } = await openDemoApp(t)
  const pages = openMemory({ limit: 50_000_000, sizeOf: weightOf, maxAgeMs: 60_000 })
  shop.db.hearCommitted((fact) => forgetPages(pages, fact as Fact))
  const fetch = openRouter(shop, site, { demo: true, formTargets: [], pages })
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    fetch(new Request(shop.publicUrl + path, { headers }))
  /** Statements and the page. */
  const get = async (path: string) => {
    const before = shop.db.statements()
    const response = await ask(path)
    return { statements: shop.db.statements() - before, status: response.status, text: await response.text() }
  }
  return { shop, pages, ask, get }
}

const someVariant = sql`
  select v.id, t.slug, s.location_id as "locationId" from variant v
  join product_text t on t.product_id = v.product_id and t.locale = 'en'
  join price p on p.variant_id = v.id and p.market = 'us'
  join stock s on s.variant_id = v.id and s.available > 10 join market_location ml on ml.location_id = s.location_id and ml.market = 'us'
  where v.active and not exists (select from variant w where w.product_id = v.product_id and w.id <> v.id)
  order by v.id limit 1`

test('a kept page is the page, under its exact address, and has a request id of its own', async (t) => {
  const { ask, get } = await openKept(t)
  const first = await get('/us/en/search?q=mug')
  const again = await get('/us/en/search?q=mug')
  assert.equal(again.text, first.text)
  assert.equal(again.statements, 0)
  const other = await get('/us/en/search?q=lamp')
  assert.notEqual(other.text, first.text)
  const ids = [await ask('/us/en'), await ask('/us/en')].map((response) => response.headers.get('x-request-id'))
  assert.notEqual(ids[0], ids[1])
  const plain = await ask('/us/en')
  const packed = await ask('/us/en', { 'accept-encoding': 'gzip' })
  const packedAgain = await ask('/us/en', { 'accept-encoding': 'gzip' })
  const text = await plain.text()
  for (const response of [packed, packedAgain]) {
    assert.equal(response.headers.get('content-encoding'), 'gzip')
    assert.equal(gunzipSync(Buffer.from(await response.arrayBuffer())).toString(), text)
  }
  const known = await ask('/us/en', { 'if-none-match': plain.headers.get('etag') ?? '' })
  assert.equal(known.status, 304)
  assert.ok(known.headers.get('content-security-policy'))
})

test('a page grows untrue with the stock that it shows, and leaves others kept', async (t) => {
  const { shop, get, pages } = await openKept(t)
  const row = await shop.db.row<{ id: number; slug: string; locationId: number }>(someVariant)
  assert.ok(row)
  const before = await get(`/us/en/p/${row.slug}`)
  await get('/us/en/info/shipping')
  await get('/us/en/search?q=mug')
  await countStock(shop, { variantId: row.id, locationId: row.locationId, available: 0, reason: 'test' })
  const elsewhere = await shop.db.rows<{ locationId: number }>(
    sql`select location_id as "locationId" from stock where variant_id = ${row.id} and location_id <> ${row.locationId}`,
  )
  for (const { locationId } of elsewhere)
    await countStock(shop, { variantId: row.id, locationId, available: 0, reason: 'test' })
  const after = await get(`/us/en/p/${row.slug}`)
  assert.notEqual(after.text, before.text)
  assert.match(after.text, /Sold out/)
  assert.ok(pages.peek('/us/en/search?q=mug'), 'what does not show it stays')
})

test('what the search shows goes when the search knows better', async (t) => {
  const { shop, get, pages } = await openKept(t)
  await get('/us/en/search?q=mug')
  forgetPages(pages, { fact: 'search.changed' })
  assert.equal(pages.peek('/us/en/search?q=mug'), undefined)
  await get('/us/en')
  await shop.db.transaction(async (tx) => tx.announce({ fact: 'product.changed', productIds: [1] }))
  assert.equal(pages.peek('/us/en'), undefined)
  forgetShelf(shop.memory, { fact: 'catalogue.changed' })
})

test('refusals, redirects and private pages are not kept', async (t) => {
  const { ask, pages } = await openKept(t)
  for (const path of [
    '/us/en/p/never-was',
    '/us/en/cart',
    '/us/en/account',
    '/us/en/search?q=mug&min=',
    '/us/en/c/no',
  ]) {
    await ask(path)
    assert.equal(pages.peek(path), undefined, path)
  }
})

test('many who ask for one page at once get it from one that is made', async (t) => {
  const { shop, get } = await openKept(t)
  const [{ slug } = { slug: '' }] = await shop.db.rows<{ slug: string }>(someVariant)
  const before = shop.db.statements()
  const all = await Promise.all(Array.from({ length: 30 }, () => get(`/us/en/p/${slug}`)))
  assert.ok(all.every(({ status, text }) => status === 200 && text === all[0]?.text))
  const alone = shop.db.statements() - before
  assert.ok(alone <= 6, `${alone} statements for 30 visitors`)
})

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { openDemoApp } from '../../test/helpers/demo-app.ts'
import { Visitor, wordsOf } from '../../test/helpers/visitor.ts'
import type { Shop } from '../domain/shop.ts'
import { sql } from '../kit/db.ts'
import { assetBytes } from './assets.ts'

type Shelf = { shop: Shop; visitor: Visitor; statementsOf: (path: string) => Promise<number> }

async function openShelf(t: TestContext): Promise<Shelf> {
  const { shop, fetch } = await openDemoApp(t)
  const visitor = new Visitor(fetch, shop.publicUrl)
  return {
    shop,
    visitor,
    statementsOf: async (path) => {
      const before = shop.db.statements()
      assert.equal((await visitor.get(path)).status, 200, path)
      return shop.db.statements() - before
    },
  }
}

const anyProduct = async (
  { db }: Shop,
  condition = sql`true`,
): Promise<{ id: number; slug: string; deSlug: string }> => {
  const row = await db.row<{ id: number; slug: string; deSlug: string }>(sql`
    select p.id, en.slug, de.slug as "deSlug" from product p
    join product_text en on en.product_id = p.id and en.locale = 'en'
    join product_text de on de.product_id = p.id and de.locale = 'de'
    where exists (select 1 from variant v join price pr on pr.variant_id = v.id and pr.market = 'us' where v.product_id = p.id)
      and exists (select 1 from variant v join price pr on pr.variant_id = v.id and pr.market = 'de' where v.product_id = p.id)
      and ${condition} order by p.popularity desc, p.id limit 1`)
  assert.ok(row)
  return row
}

const sharedPaths = (slug: string) => [
  '/us/en',
  '/us/en/c/kitchen',
  '/us/en/new',
  '/us/en/sale',
  '/us/en/search?q=mug',
  '/us/en/suggest?q=mu',
  `/us/en/p/${slug}`,
  '/us/en/info/privacy',
]

test('the shelf', async (t) => {
  const { shop, visitor, statementsOf } = await openShelf(t)
  const product = await anyProduct(shop)

  await t.test('every page that a CDN keeps sets no cookie, holds no token and is the same for everybody', async () => {
    for (const path of sharedPaths(product.slug)) {
      const page = await visitor.get(path)
      assert.equal(page.status, 200, path)
      assert.equal(page.headers.get('set-cookie'), null, path)
      assert.match(page.headers.get('cache-control') ?? '', /^public, max-age=0, s-maxage=\d+/, path)
      assert.ok(page.headers.get('etag'), path)
      assert.doesNotMatch(page.text, /name="token"/, path)
      visitor.cookies.set('visitor', 'somebody').set('cart_us', 'somebodys')
      assert.equal((await visitor.get(path)).text, page.text, path)
      visitor.cookies.clear()
    }
  })

  await t.test('a page has one h1, a title, a description, a canonical address and its other languages', async () => {
    const { text } = await visitor.get(`/us/en/p/${product.slug}?color=fir`)
    assert.equal(text.match(/<h1[\s>]/g)?.length, 1)
    assert.match(text, /<meta name="description" content="[^"]{20,}"/)
    assert.ok(text.includes(`<link rel="canonical" href="http://shop.test/us/en/p/${product.slug}">`))
    assert.ok(text.includes(`hreflang="de-DE" href="http://shop.test/de/de/p/${product.deSlug}"`))
    assert.ok(text.includes(`hreflang="en-DE" href="http://shop.test/de/en/p/${product.slug}"`))
  })

  await t.test('nothing in a page is inline that the content policy would refuse', async () => {
    for (const path of sharedPaths(product.slug)) {
      const { text } = await visitor.get(path)
      assert.doesNotMatch(text, /\sstyle="|\son\w+="|<style[\s>]|<script(?![^>]*(src=|application\/ld\+json))/, path)
    }
  })

  await t.test('the product is told to search engines with price, stock and reviews', async () => {
    const { text } = await visitor.get(`/us/en/p/${product.slug}`)
    const found = [...text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(([, json]) =>
      JSON.parse(json ?? ''),
    )
    assert.deepEqual(
      found.map((one) => one['@type']),
      ['Product', 'BreadcrumbList'],
    )
    const [offer] = found[0].offers
    assert.match(offer.price, /^\d+\.\d\d$/)
    assert.equal(offer.priceCurrency, 'USD')
    assert.match(offer.availability, /InStock|OutOfStock/)
  })

  await t.test('lists, products and the front page need few statements', async () => {
    await statementsOf('/us/en/c/kitchen')
    await statementsOf('/us/en')
    await statementsOf(`/us/en/p/${product.slug}`)
    assert.ok((await statementsOf('/us/en/c/kitchen?sort=price')) <= 3)
    assert.ok((await statementsOf(`/us/en/p/${product.slug}`)) <= 3)
    assert.equal(await statementsOf('/us/en'), 0)
  })

  await t.test(
    'HTML, styles and scripts of the three kinds of page stay below 40 kB compressed, scripts below 10',
    async () => {
      for (const [path, more] of [
        ['/us/en', []],
        ['/us/en/c/kitchen', ['list.js']],
        [`/us/en/p/${product.slug}`, ['product.js']],
      ] as const) {
        const page = brotliCompressSync((await visitor.get(path)).text).length
        const styles = await assetBytes('shop.css')
        // With those that are loaded on demand.
        const names = ['dom.js', 'shop.js', 'drawer.js', 'search.js', ...more]
        const scripts = (await Promise.all(names.map(assetBytes))).reduce((sum, bytes) => sum + bytes, 0)
        assert.ok(scripts < 10_000, `${path}: ${scripts} bytes of scripts`)
        assert.ok(page + styles + scripts < 40_000, `${path}: ${page} + ${styles} + ${scripts} bytes`)
      }
    },
  )

  await t.test('German prices say what they contain, reduced ones the lowest of thirty days', async () => {
    const reduced = await anyProduct(
      shop,
      sql`exists (select 1 from variant v join price pr on pr.variant_id = v.id and pr.market = 'de' and pr.was_minor is not null
        where v.product_id = p.id)`,
    )
    const words = wordsOf((await visitor.get(`/de/de/p/${reduced.deSlug}`)).text)
    assert.match(words, /inkl\. MwSt\. zzgl\. Versand/)
    assert.match(words, /Niedrigster Preis der letzten 30 Tage: [\d.,]+ €/)
    assert.match(wordsOf((await visitor.get('/de/de/sale')).text), /Niedrigster Preis der letzten 30 Tage: [\d.,]+ €/)
  })

  await t.test('what is sold by weight or volume has a unit price in the list and on its page', async () => {
    const weighed = await anyProduct(
      shop,
      sql`exists (select 1 from variant v where v.product_id = p.id and v.content_unit in ('g', 'ml'))`,
    )
    assert.match(wordsOf((await visitor.get(`/de/de/p/${weighed.deSlug}`)).text), /[\d.,]+ € ?\/ ?(kg|l)/)
  })

  await t.test('a plain form leads to the readable address', async () => {
    const page = await visitor.get('/us/en/c/kitchen?color=cherry&min=10&max=200&sort=')
    assert.equal(page.url, '/us/en/c/kitchen?color=cherry&price=10-200')
    assert.equal(page.status, 200)
  })

  await t.test('a filtered list shows its choices as links that take them away, and is not for indexes', async () => {
    const { text } = await visitor.get('/us/en/c/kitchen?color=cherry&price=10-200')
    assert.match(text, /<meta name="robots" content="noindex">/)
    assert.match(text, /class="chip" href="\/us\/en\/c\/kitchen\?price=10-200"/)
    assert.match(text, /class="chip" href="\/us\/en\/c\/kitchen\?color=cherry"/)
    assert.match(text, /name="color" value="cherry" checked/)
  })

  await t.test('pages of a list have addresses that lead on and back', async () => {
    const first = await visitor.get('/us/en/search')
    const next = /rel="next" href="([^"]+)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&')
    assert.ok(next)
    const second = await visitor.get(next)
    const names = (page: string) => [...page.matchAll(/class="card-name"><a href="([^"]+)"/g)].map(([, link]) => link)
    assert.equal(names(second.text).length, 24)
    assert.equal(names(second.text).filter((link) => names(first.text).includes(link)).length, 0)
    assert.match(second.text, /rel="prev"/)
  })

  await t.test('a search without hits says so and offers what others like', async () => {
    const page = await visitor.get('/us/en/search?q=qqzzxxyy')
    assert.equal(page.status, 200)
    assert.match(wordsOf(page.text), /We have nothing for “qqzzxxyy”.*What others like/)
    assert.ok(page.text.includes('class="card-name"'))
  })

  await t.test('words of a shopper and of a product never become markup', async () => {
    const hostile = '</script><script>alert(1)</script>"\'`'
    assert.doesNotMatch((await visitor.get(`/us/en/search?q=${encodeURIComponent(hostile)}`)).text, /<script>alert/)
    await shop.db.change(sql`update product_text set name = ${hostile}, summary = ${hostile}, story = ${hostile}
      where product_id = ${product.id}`)
    shop.memory.forget('')
    const page = await visitor.get(`/us/en/p/${product.slug}`)
    assert.equal(page.status, 200)
    assert.doesNotMatch(page.text, /<script>alert/)
  })

  await t.test('what is not there is a page of the shop with status 404 and a way on', async () => {
    for (const path of [
      '/us/en/p/none',
      '/us/en/c/none',
      '/us/en/collections/none',
      '/us/en/info/none',
      '/us/en/none',
    ]) {
      const page = await visitor.get(path)
      assert.equal(page.status, 404, path)
      assert.match(page.text, /id="q" name="q"/, path)
      assert.match(page.text, /noindex/, path)
    }
    assert.match((await visitor.get('/de/de/p/none')).text, /Diese Seite gibt es nicht/)
  })

  await t.test('the sitemap names every product in every market and language that sells it', async () => {
    const index = await visitor.get('/sitemap.xml')
    const parts = [...index.text.matchAll(/<loc>http:\/\/shop\.test([^<]+)<\/loc>/g)].map(([, path]) => path ?? '')
    const pages = await Promise.all(parts.map((path) => visitor.get(path.replaceAll('&amp;', '&'))))
    const locations = pages.flatMap(({ text }) => [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url))
    const expected = await shop.db.row<{ count: number }>(sql`
      select count(*)::int as count from product p join market m on exists (
        select 1 from variant v join price pr on pr.variant_id = v.id and pr.market = m.code where v.product_id = p.id and v.active)
      join product_text t on t.product_id = p.id and t.locale = any(m.locales) where p.state = 'published'`)
    assert.equal(locations.filter((url) => url?.includes('/p/')).length, expected?.count)
    assert.ok(locations.includes('http://shop.test/de/de/info/imprint'))
    assert.equal(new Set(locations).size, locations.length)
  })

  await t.test('robots are kept out of carts and accounts and shown the sitemap', async () => {
    const { text } = await visitor.get('/robots.txt')
    assert.match(text, /Disallow: \/\*\/\*\/checkout\n/)
    assert.match(text, /Sitemap: http:\/\/shop\.test\/sitemap\.xml/)
  })

  await t.test('an asset is kept for ever under its own name and is not there under another', async () => {
    const href = /href="(\/assets\/shop-[^"]+\.css)"/.exec((await visitor.get('/us/en')).text)?.[1] ?? ''
    const found = await visitor.get(href)
    assert.match(found.headers.get('cache-control') ?? '', /immutable/)
    assert.doesNotMatch(found.text, /asset:|\/\*/)
    assert.equal((await visitor.get('/assets/shop-000000000000.css')).status, 404)
  })
})

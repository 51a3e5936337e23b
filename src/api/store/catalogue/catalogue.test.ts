import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDemoApp } from '../../../../test/helpers/demo-app.ts'
import { openStoreCaller } from '../../../../test/helpers/store-caller.ts'
import { changeSlug } from '../../../domain/catalog/change-slug.ts'
import { sql } from '../../../kit/db.ts'

type Card = { id: number; slug: string; name: string; price: { current: { amountMinor: number; currency: string } } }
type Facet = { code: string; values: { code: string; count: number; chosen: boolean }[] }

/** The path of a link that an answer holds. */
const pathOf = (link: string) => link.replace('http://shop.test', '')

test('the catalogue of the demo shop', async (t) => {
  const { shop } = await openDemoApp(t)
  const { get, seen } = openStoreCaller(shop)
  const german = openStoreCaller(shop, '/de/de')
  const fieldsOf = async (path: string) => {
    const { status, body } = await get(path)
    assert.equal(status, 422, path)
    return body.fields.map(({ field, code }: { field: string; code: string }) => `${field} ${code}`)
  }

  await t.test('markets tell their languages and where the API begins for each', async () => {
    const { body, headers } = await get('/api/store/markets')
    assert.match(headers.get('link') ?? '', /<\/api\/store\/docs>; rel="service-doc"$/)
    assert.deepEqual(
      body.markets.map(({ code, currency, taxStyle }: Record<string, string>) => [code, currency, taxStyle]),
      [
        ['us', 'USD', 'added'],
        ['de', 'EUR', 'included'],
      ],
    )
    assert.deepEqual(body.markets[1].languages, [
      { locale: 'de', api: 'http://shop.test/api/store/de/de', page: 'http://shop.test/de/de' },
      { locale: 'en', api: 'http://shop.test/api/store/de/en', page: 'http://shop.test/de/en' },
    ])
  })

  await t.test('the menu leads to categories, and categories to their products', async () => {
    const menu = await get('/categories')
    const [first] = menu.body.categories
    const one = await get(pathOf(first.links.self))
    assert.deepEqual(one.body.category, first)
    assert.deepEqual(
      one.body.crumbs.map(({ slug }: { slug: string }) => slug),
      [first.slug],
    )
    const part = await get(`/categories/${first.parts[0].slug}`)
    assert.deepEqual(
      part.body.crumbs.map(({ slug }: { slug: string }) => slug),
      [first.slug, first.parts[0].slug],
    )
    const products = await get(pathOf(first.links.products))
    assert.equal(products.status, 200)
    assert.ok(products.body.total > 0)
  })

  await t.test('what has an address in another language is moved there', async () => {
    const { body } = await get('/categories/kitchen')
    const slug = body.elsewhere.find(({ locale }: { locale: string }) => locale === 'de').slug
    const moved = await get(`/categories/${slug}`)
    assert.equal(moved.status, 301)
    assert.deepEqual(moved.body, { movedTo: 'kitchen' })
    assert.equal(moved.headers.get('location'), 'http://shop.test/api/store/us/en/categories/kitchen')
    const collection = (await get('/collections')).body.collections[0]
    const there = (await german.get('/collections')).body.collections.find(({ id }: Card) => id === collection.id)
    assert.deepEqual((await german.get(`/collections/${collection.slug}`)).body, { movedTo: there.slug })
    // Lists take either name: links in apps live long.
    const [own, other] = [await get('/products?category=kitchen'), await get(`/products?category=${slug}`)]
    assert.deepEqual(own.body, other.body)
  })

  await t.test(
    'a product has variants, prices with their currency, stock in a word, pictures and related ones',
    async () => {
      const [card] = (await get('/products?sort=rating&limit=1')).body.products
      const { status, body } = await get(pathOf(card.links.self))
      assert.equal(status, 200)
      const { product } = body
      assert.equal(product.name, card.name)
      assert.equal(product.variants[0].price.current.currency, 'USD')
      assert.ok(['in', 'few', 'out'].includes(product.variants[0].stock))
      assert.match(product.pictures[0].address, /^http:\/\/shop\.test\/media\/[\w-]+\/640\.jpg$/)
      assert.match(product.pictures[0].template, /\/\{width\}\.\{format\}$/)
      assert.ok(product.related.length > 0)
      const there = product.elsewhere.find(
        ({ market, locale }: Record<string, string>) => market === 'de' && locale === 'de',
      )
      const abroad = await german.get(`/products/${there.slug}`)
      assert.equal(abroad.body.product.id, product.id)
      assert.equal(abroad.body.product.variants[0].price.current.currency, 'EUR')
      assert.equal((await german.get(`/products/${product.slug}`)).status, 301)
    },
  )

  await t.test('a product that was renamed is moved', async () => {
    const [card] = (await get('/products?sort=new&limit=1')).body.products
    const { key = '' } = (await shop.db.row<{ key: string }>(sql`select key from product where id = ${card.id}`)) ?? {}
    const changed = await changeSlug(shop, { key, locale: 'en', slug: 'quite-another-name' })
    assert.ok(changed.ok)
    assert.deepEqual((await get(`/products/${card.slug}`)).body, { movedTo: 'quite-another-name' })
  })

  await t.test('what is not there is a problem of its own', async () => {
    for (const [path, code] of [
      ['/products/nothing-of-the-kind', 'product-unknown'],
      ['/categories/nothing-of-the-kind', 'category-unknown'],
      ['/collections/nothing-of-the-kind', 'collection-unknown'],
      ['/products?category=nothing-of-the-kind', 'category-unknown'],
      ['/products?collection=nothing-of-the-kind', 'collection-unknown'],
    ] as const) {
      const { status, headers, body } = await get(path)
      assert.deepEqual([status, body.code], [404, code], path)
      assert.equal(headers.get('cache-control'), 'private, no-store', path)
    }
  })

  await t.test('a walk by the next links meets every product once, and back by the previous ones as well', async () => {
    for (const start of ['/products?category=kitchen&sort=price&limit=7', '/search?q=mug&limit=7']) {
      const there = await walk(start, 'next')
      assert.equal(new Set(there.ids).size, there.ids.length, start)
      assert.equal(there.ids.length, there.total, start)
      assert.ok(there.pages > 2, start)
      const back = await walk(there.last, 'previous')
      assert.deepEqual(new Set(back.ids), new Set(there.ids), start)
    }
  })

  async function walk(start: string, direction: 'next' | 'previous') {
    const ids: number[] = []
    let [path, last, pages, total] = [start, start, 0, 0]
    while (path) {
      const { body } = await get(path)
      ids.push(...body.products.map(({ id }: Card) => id))
      pages++
      total = body.total
      last = pathOf(body.links.self)
      path = body.links[direction] ? pathOf(body.links[direction]) : ''
    }
    return { ids, last, pages, total }
  }

  await t.test('sorts and limits hold over all pages', async () => {
    const { body } = await get('/products?sort=price&priceFromMinor=2000&priceToMinor=3000&limit=100')
    const prices = body.products.map(({ price }: Card) => price.current.amountMinor)
    assert.ok(prices.length > 10)
    assert.deepEqual(
      prices,
      prices.toSorted((a: number, b: number) => a - b),
    )
    assert.ok(prices.every((price: number) => price >= 2000 && price <= 3000))
  })

  await t.test('a filter leaves as many as its count has promised', async () => {
    const all = await get('/products?category=kitchen')
    const facet: Facet = all.body.facets[0]
    const [value] = facet.values
    assert.ok(value)
    const chosen = await get(`/products?category=kitchen&filter=${facet.code}:${value.code}`)
    assert.equal(chosen.body.total, value.count)
    const told = chosen.body.facets.find(({ code }: Facet) => code === facet.code)
    assert.deepEqual(
      told.values.filter(({ chosen }: { chosen: boolean }) => chosen).map(({ code }: Card & { code: string }) => code),
      [value.code],
    )
    const short = await get('/products?category=kitchen&facets=false')
    assert.deepEqual(short.body.facets, [])
    assert.deepEqual(short.body.products, all.body.products)
    assert.match(short.body.links.next, /facets=false/)
  })

  await t.test('parameters that are unknown, double or malformed are refused by name', async () => {
    assert.deepEqual(await fieldsOf('/products?colour=red'), ['colour unknown'])
    assert.deepEqual(await fieldsOf('/products?limit=1&limit=2'), ['limit repeated'])
    assert.deepEqual(await fieldsOf('/products?limit=0'), ['limit too-small'])
    assert.deepEqual(await fieldsOf('/products?limit=101'), ['limit too-large'])
    assert.deepEqual(await fieldsOf('/products?limit=many'), ['limit malformed'])
    assert.deepEqual(await fieldsOf('/products?limit='), ['limit malformed'])
    assert.deepEqual(await fieldsOf('/products?reduced=1'), ['reduced malformed'])
    assert.deepEqual(await fieldsOf('/products?sort=relevance'), ['sort malformed'])
    assert.deepEqual(await fieldsOf('/products?filter=color'), ['filter.0 malformed'])
    assert.deepEqual(await fieldsOf('/products?filter=no-such-facet:red'), ['filter unknown'])
    assert.deepEqual(await fieldsOf('/products?filter=color:no-such-colour'), ['filter unknown'])
    assert.deepEqual(await fieldsOf('/products?priceFromMinor=300&priceToMinor=200'), ['priceToMinor too-small'])
    assert.deepEqual(await fieldsOf('/search'), ['q missing'])
    assert.deepEqual(await fieldsOf('/search?q=%20'), ['q malformed'])
    assert.deepEqual(await fieldsOf('/search?q=a%00b'), ['q malformed', 'q missing'])
    for (const name of ['__proto__', 'constructor', 'toString'])
      assert.deepEqual(await fieldsOf(`/products?${name}=1`), [`${name} unknown`])
    assert.deepEqual(await fieldsOf('/home?x=1'), ['x unknown'])
  })

  await t.test('a cursor belongs to its list: one of another list, or a changed one, is refused', async () => {
    const { links } = (await get('/products?category=kitchen&limit=2')).body
    const after = new URL(links.next).searchParams.get('after')
    assert.ok(after)
    for (const path of [
      `/products?limit=2&after=${after}`,
      `/products?category=kitchen&sort=price&after=${after}`,
      `/products?category=kitchen&after=x${after}`,
      '/products?after=nothing',
    ])
      assert.deepEqual(await fieldsOf(path), ['after malformed'], path)
    assert.equal((await german.get(`/products?category=kitchen&after=${after}`)).status, 422)
    assert.equal((await get(`/products?category=kitchen&limit=5&after=${after}`)).status, 200)
  })

  await t.test('the search tells what it understood and how a word may have been meant', async () => {
    const under = await get('/search?q=mug%20under%2030')
    assert.ok(under.body.understood.length > 0)
    assert.ok(under.body.products.every(({ price }: Card) => price.current.amountMinor <= 3000))
    const misspelt = await get('/search?q=umbrela')
    assert.equal(misspelt.body.didYouMean, 'umbrella')
  })

  await t.test('suggestions are words, categories with the way to them, and products', async () => {
    const { body } = await get('/suggestions?q=mu')
    assert.ok(body.products.length > 0)
    assert.deepEqual((await get('/suggestions?q=m')).body, { terms: [], categories: [], products: [] })
  })

  await t.test('the front page has its rows, and one collection as a story', async () => {
    const { body } = await get('/home')
    assert.equal(body.bestSelling.length, 8)
    assert.ok(body.story.products.length > 0)
    assert.ok(body.praise.every(({ product }: { product: { slug: string } }) => product.slug.length > 0))
  })

  await t.test('the delivery preview tells ways, prices and days for a country of the market', async () => {
    const { body } = await german.get('/delivery-preview?weightGrams=500&subtotalMinor=2000')
    assert.equal(body.country, 'DE')
    assert.ok(body.methods.length > 0)
    assert.equal(body.methods[0].price.currency, 'EUR')
    assert.match(body.methods[0].arrives.from, /^\d{4}-\d\d-\d\d$/)
    const abroad = await german.get('/delivery-preview?weightGrams=500&subtotalMinor=2000&country=XX')
    assert.deepEqual(abroad.body.fields[0].field, 'country')
  })

  await t.test('answers that are the same for everybody are kept by ETag and may lie in a CDN', async () => {
    for (const path of ['/api/store/markets', '/home', '/categories', '/products?limit=2', '/search?q=mug&limit=2']) {
      const first = await get(path)
      const etag = first.headers.get('etag') ?? ''
      assert.match(first.headers.get('cache-control') ?? '', /^public, max-age=0, s-maxage=60/, path)
      assert.match(etag, /^W\/"[\w-]+"$/, path)
      const again = await get(path, { headers: { 'if-none-match': `"other", ${etag}` } })
      assert.deepEqual([again.status, again.text, again.headers.get('etag')], [304, '', etag], path)
      assert.equal((await get(path, { headers: { 'if-none-match': '"other"' } })).status, 200, path)
      assert.equal(first.headers.get('set-cookie'), null, path)
    }
    const { headers } = await get('/products?limit=1')
    assert.equal(headers.get('content-language'), 'en')
  })

  await t.test('a price that has changed changes the ETag', async () => {
    const [card] = (await get('/products?limit=1')).body.products
    const path = pathOf(card.links.self)
    const before = await get(path)
    await shop.db.transaction(async (tx) => {
      await tx.change(sql`update price set amount_minor = amount_minor + 100
        where market = 'us' and variant_id in (select id from variant where product_id = ${card.id})`)
    })
    shop.memory.forget('')
    const after = await get(path, { headers: { 'if-none-match': before.headers.get('etag') ?? '' } })
    assert.equal(after.status, 200)
    assert.notEqual(after.headers.get('etag'), before.headers.get('etag'))
  })

  await t.test('what is read from memory costs no statement', async () => {
    for (const path of [
      '/api/store/markets',
      '/home',
      '/categories',
      '/collections',
      '/products?category=kitchen',
      '/search?q=lamp',
    ]) {
      await get(path)
      const before = shop.db.statements()
      assert.equal((await get(path)).status, 200, path)
      assert.equal(shop.db.statements() - before, 0, path)
    }
    const before = shop.db.statements()
    await get('/delivery-preview?weightGrams=500&subtotalMinor=2000')
    assert.equal(shop.db.statements() - before, 1)
  })

  await t.test('every endpoint of the catalogue was asked, and every problem of its own was met', () => {
    for (const one of [
      'readMarkets 200',
      'readHome 200',
      'readCategories 200',
      'readCategory 200',
      'readCategory 301',
      'readCategory category-unknown',
      'readCollections 200',
      'readProducts 200',
      'readProducts category-unknown',
      'readProducts collection-unknown',
      'readProduct 200',
      'readProduct 301',
      'readProduct product-unknown',
      'previewDelivery 200',
      'searchProducts 200',
      'searchProducts input-invalid',
      'suggest 200',
      'readCollection collection-unknown',
    ])
      assert.ok(seen.has(one), one)
    assert.ok(german.seen.has('readCollection 301'))
  })
})

import assert from 'node:assert/strict'
import { test as nodeTest, type TestContext } from 'node:test'
import type { ProductDocument, ProductQuery, ProductSort, SearchIndex } from './search-index.ts'

/** A document with what a test does not care about filled in. */
export function aDocument(given: Partial<ProductDocument> & { productId: number; name: string }): ProductDocument {
  return {
    market: 'us',
    locale: 'en',
    revision: 1,
    brand: '',
    categories: [],
    categoryIds: [],
    collectionIds: [],
    attributes: [],
    summary: '',
    story: '',
    alsoCalled: '',
    skus: [],
    facets: {},
    priceMinor: 1000,
    reduced: false,
    inStock: true,
    rating: 0,
    ratingCount: 0,
    popularity: 0,
    createdAt: '2026-01-01T00:00:00Z',
    ...given,
  }
}

export function aQuery(given: Partial<ProductQuery>): ProductQuery {
  return { market: 'us', locale: 'en', text: '', facets: {}, sort: 'relevance', limit: 24, after: null, ...given }
}

const colors = ['red', 'blue', 'green'] as const
const sizes = ['s', 'm', 'l', 'xl'] as const

/** Products 1 to `count`, with colours, sizes, prices and dates that repeat in different rhythms. */
const manyShirts = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    aDocument({
      productId: i + 1,
      name: `Shirt ${i + 1}`,
      categories: i % 2 === 0 ? ['Shirts', 'Clothes'] : ['Blouses', 'Clothes'],
      categoryIds: i % 2 === 0 ? [11, 1] : [12, 1],
      collectionIds: i % 10 === 0 ? [5] : [],
      facets: { color: [colors[i % 3] ?? 'red'], size: [sizes[i % 4] ?? 's', sizes[(i + 1) % 4] ?? 'm'] },
      priceMinor: 500 + ((i * 37) % 20) * 100,
      reduced: i % 5 === 0,
      inStock: i % 7 !== 0,
      rating: (i % 5) + 1,
      ratingCount: i % 9,
      popularity: (i * 13) % 17,
      createdAt: new Date(Date.UTC(2026, 0, 1 + (i % 40))).toISOString(),
    }),
  )

/** What every search promises. `open` gives an empty one; `skip` says why none can be had. */
export function searchIndexContract(
  open: (t: TestContext) => Promise<SearchIndex>,
  { skip = false }: { skip?: string | false } = {},
): void {
  const test = (name: string, run: (t: TestContext) => Promise<void>) => nodeTest(name, { skip }, run)
  const names = async (search: SearchIndex, query: Partial<ProductQuery>) =>
    (await search.find(aQuery(query))).productIds

  test('a list without a text holds all products of its market and language', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Mug' }),
      aDocument({ productId: 2, name: 'Bowl' }),
      aDocument({ productId: 3, name: 'Becher', market: 'de', locale: 'de' }),
    ])
    assert.deepEqual((await names(search, {})).sort(), [1, 2])
    assert.deepEqual(await names(search, { market: 'de', locale: 'de' }), [3])
    assert.deepEqual(await names(search, { market: 'de', locale: 'en' }), [])
  })

  test('a price limit and nothing else finds all that costs so much', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Mug', priceMinor: 1800 }),
      aDocument({ productId: 2, name: 'Bowl', priceMinor: 3000 }),
      aDocument({ productId: 3, name: 'Sofa', priceMinor: 139_000 }),
    ])
    const hits = await search.find(aQuery({ text: 'under 30' }))
    assert.deepEqual([hits.productIds.toSorted(), hits.total, hits.understood], [[1, 2], 2, ['under 30']])
    assert.deepEqual(await names(search, { text: 'under 30', priceToMinor: 2000 }), [1])
    assert.deepEqual(await names(search, { text: 'over 100' }), [3])
  })

  test('an older revision never replaces a newer one', async (t) => {
    const search = await open(t)
    await search.put([aDocument({ productId: 1, name: 'Kettle', revision: 7, priceMinor: 3000 })])
    await search.put([aDocument({ productId: 1, name: 'Lantern', revision: 6, priceMinor: 1000 })])
    assert.deepEqual(await names(search, { text: 'kettle' }), [1])
    assert.deepEqual(await names(search, { text: 'lantern' }), [])
    assert.equal((await search.find(aQuery({}))).priceMinMinor, 3000)
    await search.put([aDocument({ productId: 1, name: 'Lantern', revision: 8, priceMinor: 1000 })])
    assert.deepEqual(await names(search, { text: 'lantern' }), [1])
    assert.equal((await search.find(aQuery({}))).total, 1)
  })

  test('of revisions that come in any order and at once, the highest stays', async (t) => {
    const search = await open(t)
    const revisions = Array.from({ length: 12 }, (_, i) => ((i * 7) % 12) + 1)
    const put = (productId: number, revision: number) =>
      search.put([aDocument({ productId, name: `Kettle ${revision}`, revision, priceMinor: revision * 100 })])
    await Promise.all(revisions.flatMap((revision) => [put(1, revision), put(2, 13 - revision)]))
    const hits = await search.find(aQuery({}))
    assert.deepEqual([hits.total, hits.priceMinMinor, hits.priceMaxMinor], [2, 1200, 1200])
  })

  test('a product that is removed and put at once is there or gone, in all that is asked', async (t) => {
    const search = await open(t)
    const mug = aDocument({ productId: 1, name: 'Mug', revision: 5 })
    await search.put([mug])
    await Promise.all([
      search.remove([{ productId: 1, market: 'us' }]),
      search.put([{ ...mug, revision: 4 }]),
      search.markStock([{ productId: 1, market: 'us', inStock: false }]),
      search.remove([{ productId: 1, market: 'us' }]),
    ])
    assert.equal((await search.find(aQuery({}))).total, 0)
    assert.equal((await search.find(aQuery({ text: 'mug' }))).total, 0)
  })

  test('what is said twice, as after an answer that was lost, is as if it were said once', async (t) => {
    const search = await open(t)
    const mugs = [1, 2, 3].map((productId) => aDocument({ productId, name: 'Mug', facets: { color: ['red'] } }))
    for (let time = 0; time < 2; time++) {
      await search.put(mugs)
      await search.markStock([{ productId: 2, market: 'us', inStock: false }])
    }
    for (let time = 0; time < 2; time++) await search.remove([{ productId: 3, market: 'us' }])
    const hits = await search.find(aQuery({ text: 'mug', sort: 'price' }))
    assert.deepEqual([hits.productIds, hits.total], [[1, 2], 2])
    assert.deepEqual(hits.facets.color, [{ value: 'red', count: 2 }])
    assert.deepEqual(await names(search, { onlyInStock: true }), [1])
  })

  test('what is held can be compared, place by place, with its revision', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Mug', revision: 3 }),
      aDocument({ productId: 2, name: 'Bowl', revision: 4 }),
      aDocument({ productId: 3, name: 'Vase', revision: 5 }),
    ])
    await search.remove([{ productId: 2, market: 'us' }])
    const held = await search.held(0, 2)
    for (const place of search.places) {
      const there = held.filter((document) => document.place === place)
      assert.deepEqual(
        there.map(({ productId, market, locale, revision }) => ({ productId, market, locale, revision })),
        [{ productId: 1, market: 'us', locale: 'en', revision: 3 }],
        place,
      )
    }
    assert.equal(new Set(held.map(({ state }) => state)).size, 1)
    assert.equal((await search.held(2, Number.MAX_SAFE_INTEGER)).length, search.places.length)
  })

  test('a search that is built anew answers as before', async (t) => {
    const search = await open(t)
    await search.put(manyShirts(50))
    const before = await search.find(aQuery({ text: 'shirt', facets: { color: ['red'] } }))
    await search.rebuild()
    assert.deepEqual(await search.find(aQuery({ text: 'shirt', facets: { color: ['red'] } })), before)
  })

  test('a removed product is gone from its market in all languages, and an older revision does not bring it back', async (t) => {
    const search = await open(t)
    const everywhere = [
      aDocument({ productId: 1, name: 'Mug', revision: 3 }),
      aDocument({ productId: 1, name: 'Mug', revision: 3, market: 'de' }),
      aDocument({ productId: 1, name: 'Becher', revision: 3, market: 'de', locale: 'de' }),
    ]
    await search.put(everywhere)
    await search.remove([{ productId: 1, market: 'de' }])
    await search.put(everywhere.map((document) => ({ ...document, revision: 2 })))
    assert.deepEqual(await names(search, {}), [1])
    assert.deepEqual(await names(search, { market: 'de' }), [])
    assert.deepEqual(await names(search, { market: 'de', locale: 'de' }), [])
    await search.put(everywhere.map((document) => ({ ...document, revision: 4 })))
    assert.deepEqual(await names(search, { market: 'de', locale: 'de' }), [1])
  })

  test('a mark of stock changes what can be bought in one market, and nothing else', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Mug', revision: 4 }),
      aDocument({ productId: 1, name: 'Mug', revision: 4, market: 'de' }),
      aDocument({ productId: 2, name: 'Bowl' }),
    ])
    await search.markStock([
      { productId: 1, market: 'us', inStock: false },
      { productId: 2, market: 'us', inStock: true },
      { productId: 3, market: 'us', inStock: true },
    ])
    assert.deepEqual(await names(search, { onlyInStock: true }), [2])
    assert.deepEqual(await names(search, { onlyInStock: true, market: 'de' }), [1])
    assert.deepEqual(await names(search, { text: 'mug' }), [1])
    await search.markStock([{ productId: 1, market: 'us', inStock: true }])
    assert.deepEqual((await names(search, { onlyInStock: true })).sort(), [1, 2])
  })

  test('counts of a facet are as if the facet itself were not chosen, those of the others as it is chosen', async (t) => {
    const search = await open(t)
    const shirts = manyShirts(300)
    await search.put(shirts)
    const chosen = { color: ['red', 'blue'], size: ['xl'] }
    const hits = await search.find(aQuery({ facets: chosen, sort: 'price' }))
    const has = (document: ProductDocument, code: 'color' | 'size') =>
      chosen[code].some((value) => document.facets[code]?.includes(value))
    const count = (documents: ProductDocument[], code: string, value: string) =>
      documents.filter((document) => document.facets[code]?.includes(value)).length
    const counted = (code: string, documents: ProductDocument[], values: readonly string[]) =>
      Object.fromEntries(values.map((value) => [value, count(documents, code, value)]))
    const read = (code: string) =>
      Object.fromEntries((hits.facets[code] ?? []).map(({ value, count }) => [value, count]))
    assert.equal(hits.total, shirts.filter((shirt) => has(shirt, 'color') && has(shirt, 'size')).length)
    assert.deepEqual(
      read('color'),
      counted(
        'color',
        shirts.filter((shirt) => has(shirt, 'size')),
        colors,
      ),
    )
    assert.deepEqual(
      read('size'),
      counted(
        'size',
        shirts.filter((shirt) => has(shirt, 'color')),
        sizes,
      ),
    )
  })

  test('category, collection, price, reduced, in stock and new narrow a list together', async (t) => {
    const search = await open(t)
    const shirts = manyShirts(400)
    await search.put(shirts)
    const given: [Partial<ProductQuery>, (shirt: ProductDocument) => boolean][] = [
      [{ categoryId: 1 }, () => true],
      [{ categoryId: 11 }, (shirt) => shirt.categoryIds.includes(11)],
      [{ categoryId: 99 }, () => false],
      [{ collectionId: 5 }, (shirt) => shirt.collectionIds.includes(5)],
      [{ priceFromMinor: 900, priceToMinor: 1500 }, (shirt) => shirt.priceMinor >= 900 && shirt.priceMinor <= 1500],
      [{ onlyReduced: true }, (shirt) => shirt.reduced],
      [{ onlyInStock: true }, (shirt) => shirt.inStock],
      [{ facets: { color: ['red'] } }, (shirt) => shirt.facets.color?.includes('red') ?? false],
      [{ facets: { color: ['pink'] } }, () => false],
    ]
    for (const [query, fits] of given)
      for (const [otherQuery, fitsOther] of given) {
        const both = { ...query, ...otherQuery }
        const wanted = shirts.filter(
          (shirt) => (query.facets && otherQuery.facets ? true : fits(shirt)) && fitsOther(shirt),
        )
        if (query.categoryId && otherQuery.categoryId) continue
        assert.equal((await search.find(aQuery(both))).total, wanted.length, JSON.stringify(both))
      }
  })

  test('price bounds are those of the list without its price range', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Mug', priceMinor: 900 }),
      aDocument({ productId: 2, name: 'Mug', priceMinor: 1900 }),
      aDocument({ productId: 3, name: 'Mug', priceMinor: 2900 }),
    ])
    const hits = await search.find(aQuery({ priceFromMinor: 1000, priceToMinor: 2000 }))
    assert.deepEqual([hits.productIds, hits.priceMinMinor, hits.priceMaxMinor], [[2], 900, 2900])
    const nothing = await search.find(aQuery({ text: 'xqzvw' }))
    assert.deepEqual([nothing.total, nothing.priceMinMinor, nothing.priceMaxMinor], [0, null, null])
  })

  const sorts: ProductSort[] = ['relevance', 'price', '-price', 'new', 'rating', 'popular']
  test('turning pages shows every product once in every order, and turning back shows the same pages', async (t) => {
    const search = await open(t)
    await search.put(manyShirts(100))
    for (const sort of sorts)
      for (const text of ['', 'shirt']) {
        const forwards: number[][] = []
        let after: string | null = null
        let last: string | null = null
        do {
          const hits = await search.find(aQuery({ text, sort, limit: 7, after }))
          assert.equal(hits.total, 100)
          assert.equal(hits.previous === null, forwards.length === 0)
          forwards.push(hits.productIds)
          last = hits.previous
          after = hits.next
        } while (after)
        assert.equal(forwards.length, 15)
        assert.equal(new Set(forwards.flat()).size, 100)
        const backwards: number[][] = []
        for (let before = last; before; ) {
          const hits = await search.find(aQuery({ text, sort, limit: 7, after: before }))
          backwards.unshift(hits.productIds)
          before = hits.previous
        }
        assert.deepEqual(backwards, forwards.slice(0, -1), `${sort} ${text}`)
      }
  })

  test('each order is what its name says', async (t) => {
    const search = await open(t)
    const shirts = manyShirts(60)
    await search.put(shirts)
    const of = new Map(shirts.map((shirt) => [shirt.productId, shirt]))
    const orders: [ProductSort, (shirt: ProductDocument | undefined) => number][] = [
      ['price', (shirt) => shirt?.priceMinor ?? 0],
      ['-price', (shirt) => -(shirt?.priceMinor ?? 0)],
      ['new', (shirt) => -Date.parse(shirt?.createdAt ?? '')],
      ['popular', (shirt) => -(shirt?.popularity ?? 0)],
    ]
    for (const [sort, key] of orders) {
      const keys = (await names(search, { sort, limit: 60 })).map((productId) => key(of.get(productId)))
      assert.equal(keys.length, 60)
      assert.deepEqual(
        keys,
        keys.toSorted((a, b) => a - b),
        sort,
      )
    }
  })

  test('a product that comes or goes between two pages neither doubles nor hides another', async (t) => {
    const search = await open(t)
    const shirts = manyShirts(60)
    await search.put(shirts)
    const first = await search.find(aQuery({ sort: 'price', limit: 20 }))
    const [shown = 0] = first.productIds
    await search.remove([{ productId: shown, market: 'us' }])
    await search.put([aDocument({ productId: 900, name: 'Shirt', priceMinor: 1 })])
    const seen = [...first.productIds]
    for (let after = first.next; after; ) {
      const hits = await search.find(aQuery({ sort: 'price', limit: 20, after }))
      seen.push(...hits.productIds)
      after = hits.next
    }
    assert.deepEqual(
      seen.toSorted((a, b) => a - b),
      shirts.map(({ productId }) => productId),
    )
  })

  test('a cursor that is none, or of another sort, begins at the start', async (t) => {
    const search = await open(t)
    await search.put(manyShirts(30))
    const start = await search.find(aQuery({ sort: 'price', limit: 10 }))
    for (const after of ['', 'x', 'bnVsbA', start.next?.slice(0, -3) ?? null, 'y'.repeat(5000)])
      assert.deepEqual(await search.find(aQuery({ sort: 'price', limit: 10, after })), start)
    const other = await search.find(aQuery({ sort: '-price', limit: 10, after: start.next }))
    assert.deepEqual(other, await search.find(aQuery({ sort: '-price', limit: 10 })))
  })

  test('a product is new for as many days as are asked', async (t) => {
    const search = await open(t)
    const day = 86_400_000
    const ago = (days: number) => new Date(Date.now() - days * day).toISOString()
    await search.put([
      aDocument({ productId: 1, name: 'Mug', createdAt: ago(3) }),
      aDocument({ productId: 2, name: 'Mug', createdAt: ago(29) }),
      aDocument({ productId: 3, name: 'Mug', createdAt: ago(31) }),
    ])
    assert.deepEqual(await names(search, { newWithinDays: 30, sort: 'new' }), [1, 2])
  })

  test('a name tells more than a story, and what is only mentioned comes last', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Linen Cushion', categories: ['Cushions'], story: 'It looks well on any sofa.' }),
      aDocument({ productId: 2, name: 'Oak Sofa', categories: ['Sofas'], story: 'Three seats.' }),
    ])
    assert.equal((await names(search, { text: 'sofa' }))[0], 2)
    assert.equal((await names(search, { text: 'cushion' }))[0], 1)
  })

  test('a text finds other forms, other words, misspelled and unfinished words', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Kitchen Knife', categories: ['Knives'] }),
      aDocument({ productId: 2, name: 'Oak Sofa', categories: ['Sofas'] }),
      aDocument({ productId: 3, name: 'Wireless Headphones', categories: ['Headphones'] }),
      aDocument({ productId: 4, name: 'Bicycle Bell', categories: ['Bells'] }),
    ])
    for (const [text, id] of [
      ['knives', 1],
      ['couch', 2],
      ['head phones', 3],
      ['hedphones', 3],
      ['headph', 3],
    ] as const)
      assert.deepEqual(await names(search, { text }), [id], text)
  })

  test('German texts find compounds by their parts, umlauts however typed, and other forms', async (t) => {
    const search = await open(t)
    const german = (productId: number, name: string, category: string) =>
      aDocument({ productId, name, categories: [category], market: 'de', locale: 'de' })
    await search.put([
      german(1, 'Kaffeetasse Lina', 'Tassen'),
      german(2, 'Käsemesser', 'Messer'),
      german(3, 'Rote Lederstiefel', 'Stiefel'),
      german(4, 'Kaffee aus Äthiopien', 'Kaffee'),
    ])
    const find = (text: string) => names(search, { text, market: 'de', locale: 'de' })
    for (const [text, id] of [
      ['tasse', 1],
      ['Tassen', 1],
      ['kasemesser', 2],
      ['Kaesemesser', 2],
      ['KÄSEMESSER', 2],
      ['Stiefel rot', 3],
      ['kaffetasse', 1],
    ] as const)
      assert.equal((await find(text))[0], id, text)
  })

  test('a misspelled text tells its better spelling, as the shop writes it; the rest of it stays', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Bluetooth-Kopfhörer', categories: ['Kopfhörer'], market: 'de', locale: 'de' }),
      aDocument({ productId: 2, name: 'Wool Scarf', categories: ['Scarves'] }),
    ])
    const spelling = async (query: Partial<ProductQuery>) => (await search.find(aQuery(query))).didYouMean
    assert.equal(await spelling({ text: 'Kopfhörrer unter 50 €', market: 'de', locale: 'de' }), 'Kopfhörer unter 50 €')
    assert.equal(await spelling({ text: 'Kopfhoerer', market: 'de', locale: 'de' }), null)
    assert.equal(await spelling({ text: 'wool scraf' }), 'wool Scarf')
    assert.equal(await spelling({ text: 'wool scarf' }), null)
  })

  test('a price in the text is a limit, and is told as understood', async (t) => {
    const search = await open(t)
    await search.put(
      Array.from({ length: 30 }, (_, i) =>
        aDocument({ productId: i + 1, name: 'Silver Earrings', priceMinor: (i + 1) * 200 }),
      ),
    )
    const hits = await search.find(aQuery({ text: 'earrings under 30' }))
    assert.deepEqual([hits.total, hits.priceMaxMinor, hits.understood], [15, 3000, ['under 30']])
  })

  test('a SKU finds its product, whatever its case', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Mug', skus: ['MUG-01-S', 'MUG-01-M'] }),
      aDocument({ productId: 2, name: 'Bowl', skus: ['BOWL-7'] }),
    ])
    assert.deepEqual(await names(search, { text: 'mug-01-m' }), [1])
    assert.deepEqual(await names(search, { text: ' BOWL-7 ' }), [2])
    assert.deepEqual(await names(search, { text: 'XQZ-1' }), [])
  })

  test('a SKU that resembles a word is no misspelling of it', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Garden Lamp', skus: ['LAMPP-3'] }),
      ...Array.from({ length: 12 }, (_, i) => aDocument({ productId: i + 2, name: 'Table Lamp', skus: [`T${i}`] })),
    ])
    const hits = await search.find(aQuery({ text: 'lampp-3' }))
    assert.deepEqual([hits.productIds, hits.didYouMean], [[1], null])
    assert.equal((await search.find(aQuery({ text: 'lampp-4' }))).total, 13)
  })

  test('what is not sold comes back empty', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Denim Jacket', categories: ['Jackets'] }),
      aDocument({ productId: 2, name: 'Tennis Socks', categories: ['Socks'] }),
      aDocument({ productId: 3, name: 'Popcorn Machine', categories: ['Kitchen'] }),
    ])
    for (const text of ['tennis racket', 'washing machine', 'xqzvbnw', 'bicycle'])
      assert.deepEqual(await names(search, { text }), [], text)
  })

  test('suggestions finish what is typed with products, categories and terms', async (t) => {
    const search = await open(t)
    await search.put([
      aDocument({ productId: 1, name: 'Wrist Watch', categories: ['Watches'], categoryIds: [4] }),
      aDocument({ productId: 2, name: 'Water Bottle', categories: ['Bottles'], categoryIds: [5] }),
    ])
    const found = await search.suggest({ market: 'us', locale: 'en', text: 'wat', limit: 5 })
    assert.deepEqual(found.products.map(({ productId }) => productId).sort(), [1, 2])
    assert.ok(found.categories.some(({ name }) => name === 'Watches'))
    assert.deepEqual(found.terms.map((term) => term.toLowerCase()).sort(), ['watch', 'water'])
    const narrowed = await search.suggest({ market: 'us', locale: 'en', text: 'wrist wat', limit: 5 })
    assert.equal(narrowed.products[0]?.productId, 1)
    assert.deepEqual(
      narrowed.terms.map((term) => term.toLowerCase()),
      ['wrist watch'],
    )
    assert.deepEqual(await search.suggest({ market: 'us', locale: 'en', text: ' ', limit: 5 }), {
      products: [],
      categories: [],
      terms: [],
    })
  })
}

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { seedDemo } from '../../../db/seed/seed.ts'
import { engine } from '../../../test/helpers/engines.ts'
import { openSearchUrl, openTestOpenSearch, type TestOpenSearch } from '../../../test/helpers/open-search.ts'
import { openTestShop } from '../../../test/helpers/test-shop.ts'
import { compareSearch } from '../../domain/search/compare-search.ts'
import { reindexAll } from '../../domain/search/reindex-all.ts'
import { aDocument, aQuery, searchIndexContract } from '../../domain/search/search-index.contract.ts'
import type { SearchIndex } from '../../domain/search/search-index.ts'
import { openEngine, readAddress } from './opensearch/engine.ts'
import { writeRows } from './opensearch/feed.ts'
import { openGenerations } from './opensearch/generations.ts'
import { type FullRow, readFullChanges } from './postgres/document-table.ts'

const skip = engine('opensearch').missing ?? false

/** All answers are the engine's: what fails there fails the test. Whoever writes waits for the engine, however busy the machine is. */
function engineAlone({ engine, search }: TestOpenSearch): SearchIndex {
  const then = async (work: Promise<void>) => {
    await work
    await engine.follow()
  }
  return {
    ...search,
    find: engine.find,
    suggest: engine.suggest,
    put: (documents) => then(search.put(documents)),
    markStock: (products) => then(search.markStock(products)),
    remove: (products) => then(search.remove(products)),
  }
}

searchIndexContract(
  async (t) => {
    const { db } = await openTestShop(t)
    const opened = await openTestOpenSearch(t, db)
    await opened.engine.follow()
    return engineAlone(opened)
  },
  { skip },
)

test('an address says where, as whom, and how the indexes are named', () => {
  assert.deepEqual(readAddress(new URL('opensearch+https://shop:s%40fe@search.example:9200/autumn')), {
    node: 'https://search.example:9200',
    prefix: 'autumn',
    auth: { username: 'shop', password: 's@fe' },
    signed: null,
  })
  assert.deepEqual(readAddress(new URL('opensearch+https://search.example?region=eu-central-1')), {
    node: 'https://search.example',
    prefix: 'tradewind',
    auth: null,
    signed: { region: 'eu-central-1', service: 'es' },
  })
})

test('a question to AWS is signed for its region, with the credentials of the environment', async (t) => {
  const { createServer } = await import('node:http')
  let authorization = ''
  const server = createServer((request, response) => {
    authorization = request.headers.authorization ?? ''
    response.setHeader('content-type', 'application/json').end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const before = { ...process.env }
  t.after(() => {
    process.env = before
  })
  process.env.AWS_ACCESS_KEY_ID = 'AKIDOFATEST'
  process.env.AWS_SECRET_ACCESS_KEY = 'a secret of a test'
  const { port } = server.address() as { port: number }
  const opened = await openEngine(readAddress(new URL(`opensearch+http://127.0.0.1:${port}?region=eu-central-1`)))
  await opened.ask({ method: 'GET', path: '/', timeoutMs: 2_000 })
  await opened.close()
  assert.match(authorization, /^AWS4-HMAC-SHA256 Credential=AKIDOFATEST\/\d{8}\/eu-central-1\/es\/aws4_request, /)
})

/** A search with one product, and what is needed to write to its index past the search. */
async function openWithMug(t: TestContext) {
  const { db } = await openTestShop(t)
  const opened = await openTestOpenSearch(t, db)
  const search = engineAlone(opened)
  await search.put([aDocument({ productId: 1, name: 'Mug', priceMinor: 900 })])
  const raw = await openEngine(readAddress(opened.url))
  t.after(() => raw.close())
  const generations = openGenerations(raw, opened.prefix)
  const generation = (await generations.live()) ?? ''
  const indexOf = (market: string) => generations.indexOf(generation, market)
  const rows = () => readFullChanges(db, 0, 100)
  return {
    ...opened,
    search,
    db,
    raw,
    generations,
    write: (some: FullRow[]) => writeRows(raw, some, indexOf, true),
    rows,
  }
}

test('a state that is written late never replaces a newer one, nor brings back what was removed', {
  skip,
}, async (t) => {
  const { engine, search, prefix, raw, write, rows } = await openWithMug(t)
  const old = await rows()
  await search.put([aDocument({ productId: 1, name: 'Mug', revision: 2, priceMinor: 1900 })])
  await write(old)
  assert.equal((await engine.find(aQuery({}))).priceMinMinor, 1900)
  const newer = await rows()
  await search.remove([{ productId: 1, market: 'us' }])
  await write(newer)
  await write(old)
  assert.equal((await engine.find(aQuery({}))).total, 0)
  assert.equal((await engine.find(aQuery({ text: 'mug' }))).total, 0)
  // Also when the engine has forgotten what it deleted.
  await raw.ask({ method: 'POST', path: `/${prefix}.*/_forcemerge`, timeoutMs: 30_000 })
  await write(newer)
  assert.equal((await engine.find(aQuery({}))).total, 0)
})

test('many states of one product that are written at once leave the newest', { skip }, async (t) => {
  const { engine, table, write, rows } = await openWithMug(t)
  const states: FullRow[][] = []
  for (let revision = 2; revision <= 12; revision++) {
    await table.put([aDocument({ productId: 1, name: 'Mug', revision, priceMinor: revision * 100 })])
    states.push(await rows())
  }
  await Promise.all(states.toReversed().flatMap((state) => [write(state), write(state)]))
  const hits = await engine.find(aQuery({}))
  assert.deepEqual([hits.total, hits.priceMinMinor], [1, 1200])
})

test('what an index did not hear of is caught up with, in the order in which it happened', { skip }, async (t) => {
  const { engine, table } = await openWithMug(t)
  for (let i = 0; i < 2_500; i += 500)
    await table.put(Array.from({ length: 500 }, (_, n) => aDocument({ productId: 10 + i + n, name: `Bowl ${i + n}` })))
  await table.remove([{ productId: 1, market: 'us' }])
  assert.equal((await engine.find(aQuery({}))).total, 1)
  await Promise.all([engine.follow(), engine.follow(), engine.follow()])
  assert.equal((await engine.find(aQuery({}))).total, 2_500)
})

test('a change is found within a second after it was written', { skip }, async (t) => {
  const { engine, search } = await openWithMug(t)
  for (let revision = 2; revision < 6; revision++) {
    const began = performance.now()
    await search.put([aDocument({ productId: 1, name: `Lantern ${revision}`, revision, priceMinor: revision * 100 })])
    assert.equal((await engine.find(aQuery({}))).priceMinMinor, revision * 100)
    assert.ok(performance.now() - began < 1_000, `${performance.now() - began} ms`)
  }
})

test('an index is built anew without a gap while products change, and the old one is removed', { skip }, async (t) => {
  const { engine, search, table, generations } = await openWithMug(t)
  const many = Array.from({ length: 3_000 }, (_, i) => aDocument({ productId: 100 + i, name: `Bowl ${i}` }))
  await table.put(many)
  await engine.follow()
  const before = await generations.live()
  let isBuilding = true
  let asked = 0
  let changed = 0
  const ask = async () => {
    while (isBuilding) {
      const { total } = await engine.find(aQuery({ text: 'bowl' }))
      assert.ok(total >= 3_000, `${total} found while it was built`)
      asked++
    }
  }
  const change = async () => {
    while (isBuilding) {
      changed++
      await search.put([
        aDocument({ productId: 1, name: 'Mug', revision: 1 + changed, priceMinor: 1_000 + changed }),
        aDocument({ productId: 50_000 + changed, name: `Bowl ${changed}` }),
      ])
      if (changed % 3 === 0) await search.markStock([{ productId: 100 + changed, market: 'us', inStock: false }])
    }
  }
  const work = [ask(), change()]
  const progress: number[] = []
  for (let i = 0; i < 3; i++) await engine.rebuild((done, all) => progress.push(done / all))
  isBuilding = false
  await Promise.all(work)
  await engine.follow()
  assert.ok(asked > 3 && changed > 3, `asked ${asked} times, changed ${changed} times`)
  assert.ok(progress.length > 3 && progress.every((part) => part > 0 && part <= 1))
  const [only, ...others] = await generations.all()
  assert.equal(others.length, 0)
  assert.equal(only, await generations.live())
  assert.notEqual(only, before)
  const hits = await engine.find(aQuery({ sort: 'price' }))
  assert.equal(hits.total, 3_001 + changed)
  assert.equal(hits.priceMaxMinor, 1_000 + changed)
  const states = await search.held(0, 1_000_000)
  const perPlace = search.places.map((place) => states.filter((one) => one.place === place).map(({ state }) => state))
  assert.deepEqual(perPlace[0]?.toSorted(), perPlace[1]?.toSorted())
})

test('the catalogue and both places of the search are compared: what is missing, extra and stale', {
  skip,
}, async (t) => {
  const shop = await openTestShop(t)
  await seedDemo(shop)
  const opened = await openTestOpenSearch(t, shop.db)
  const { engine, table } = opened
  const search = engineAlone(opened)
  const kept = { ...shop, search }
  await reindexAll(kept)
  await engine.follow()
  const all = await compareSearch(kept)
  assert.deepEqual([all.drift, all.places], [[], ['table', 'opensearch']])
  assert.ok(all.products > 500 && all.documents > 1_000)

  const [first] = (await search.held(0, 10)).filter(({ place }) => place === 'table')
  assert.ok(first)
  // The table knows better than the index, and both hold what nobody sells.
  const asked = aQuery({ market: first.market, locale: first.locale, onlyInStock: true })
  const [inStock = 0] = (await table.find(asked)).productIds
  await search.put([aDocument({ productId: 900_000, name: 'Nobody sells it' })])
  await table.markStock([{ productId: inStock, market: first.market, inStock: false }])
  const { drift } = await compareSearch(kept)
  const told = (kind: string, place: string) => drift.filter((one) => one.kind === kind && one.place === place).length
  assert.deepEqual([told('extra', 'table'), told('extra', 'opensearch')], [1, 1])
  assert.ok(told('stale', 'opensearch') >= 1)
  assert.equal(told('stale', 'table'), 0)

  await search.remove([{ productId: 900_000, market: 'us' }])
  assert.deepEqual((await compareSearch(kept)).drift, [])
})

test('where there is no index it is built; until then nothing is found there, and that is a fault', {
  skip,
}, async (t) => {
  const { db } = await openTestShop(t)
  const { engine, table } = await openTestOpenSearch(t, db)
  await table.put([aDocument({ productId: 1, name: 'Mug' })])
  await assert.rejects(engine.find(aQuery({})), /index_not_found/)
  await engine.follow()
  assert.deepEqual((await engine.find(aQuery({}))).productIds, [1])
})

/** What the index of a market holds each field as. */
async function mappingOf(index: string): Promise<{ dynamic?: string }> {
  const answer = (await (await fetch(new URL(`/${index}/_mapping`, openSearchUrl()))).json()) as {
    [index: string]: { mappings: { dynamic?: string } }
  }
  return Object.values(answer)[0]?.mappings ?? {}
}

test('a market that is added later has its index at the next start, before anything is sold there', {
  skip,
}, async (t) => {
  const { prefix, db, generations } = await openWithMug(t)
  const before = await generations.live()
  const { engine, search } = await openTestOpenSearch(t, db, { prefix, markets: ['us', 'de', 'fr'] })
  await assert.rejects(engine.look())
  await engine.follow()
  await engine.look()
  assert.equal((await engine.find(aQuery({ market: 'fr' }))).total, 0)
  await search.put([aDocument({ productId: 2, market: 'fr', name: 'Bowl' })])
  await engine.follow()
  assert.deepEqual((await engine.find(aQuery({ market: 'fr', text: 'bowl' }))).productIds, [2])
  assert.equal((await mappingOf(`${prefix}.fr`)).dynamic, 'false')
  assert.equal(await generations.live(), before)
})

test('the index of one market is lost: the other markets answer, and all are built anew', {
  skip,
}, async (t) => {
  const { engine, table, prefix, raw, generations } = await openWithMug(t)
  await table.put([aDocument({ productId: 2, market: 'de', locale: 'de', name: 'Becher' })])
  await engine.follow()
  const index = generations.indexOf((await generations.live()) ?? '', 'de')
  await raw.ask({ method: 'DELETE', path: `/${index}`, timeoutMs: 30_000 })
  await table.put([aDocument({ productId: 3, market: 'de', locale: 'de', name: 'Schale' })])
  await assert.rejects(engine.look())
  assert.equal((await engine.find(aQuery({ text: 'mug' }))).total, 1)
  await engine.follow()
  await engine.look()
  const found = await engine.find(aQuery({ market: 'de', locale: 'de' }))
  assert.deepEqual(found.productIds.toSorted(), [2, 3])
  assert.equal((await mappingOf(`${prefix}.de`)).dynamic, 'false')
  assert.equal((await generations.all()).length, 1)
})

test('a text of many words, each with hundreds of compounds, is answered', { skip }, async (t) => {
  const { db } = await openTestShop(t)
  const told: string[] = []
  const opened = await openTestOpenSearch(t, db, {
    tell: (_, event, fields) => told.push([event, fields?.why].filter(Boolean).join(' ')),
  })
  const wares =
    'tasse tisch stuhl lampe kissen decke vase regal teppich korb schale kanne topf pfanne messer gabel löffel teller glas krug dose kiste truhe bank'.split(
      ' ',
    )
  const kinds =
    'garten küchen wand leder stahl holz kinder silber gold kupfer reise winter sommer kaffee tee wasser brot obst salz zucker milch wein bier suppen nacht morgen abend keller boden dach auto boot wald see berg feld stein sand schul büro hotel land stadt markt'.split(
      ' ',
    )
  const documents = wares.flatMap((ware, w) => [
    ...kinds.map((kind, k) => aDocument({ productId: 1_000 * (w + 1) + k, name: `${kind}${ware}` })),
    aDocument({ productId: 1_000 * (w + 1) + 900, name: ware }),
  ])
  const words = kinds.map((kind, k) => aDocument({ productId: 1 + k, name: kind }))
  await opened.search.put([...words, ...documents].map((one) => ({ ...one, market: 'de', locale: 'de' })))
  await opened.engine.follow()
  const asked = aQuery({ market: 'de', locale: 'de', text: wares.join(' ') })
  assert.ok((await opened.engine.find(asked)).total > 0)
  assert.ok((await opened.search.find(asked)).total > 0)
  await opened.search.suggest({ ...asked, limit: 5 })
  assert.deepEqual(told, [])
})

test('after a restore of the database, which knows less than the index, the index is built anew', {
  skip,
}, async (t) => {
  const { engine, search, table, db } = await openWithMug(t)
  const { rows: dump } = await db.pool.query('select * from search_document')
  await search.put([
    aDocument({ productId: 1, name: 'Mug', revision: 2, priceMinor: 1900 }),
    aDocument({ productId: 2, name: 'Bowl' }),
  ])
  assert.equal((await engine.find(aQuery({}))).total, 2)
  await db.pool.query('delete from search_document')
  await db.pool.query('insert into search_document select * from jsonb_populate_recordset(null::search_document, $1)', [
    JSON.stringify(dump),
  ])
  await db.pool.query("select setval('search_change', (select max(change) from search_document))")
  await engine.follow()
  const hits = await engine.find(aQuery({}))
  assert.deepEqual([hits.productIds, hits.priceMinMinor], [[1], 900])
  await table.put([aDocument({ productId: 1, name: 'Mug', revision: 2, priceMinor: 1100 })])
  await engine.follow()
  assert.equal((await engine.find(aQuery({}))).priceMinMinor, 1100)
})

test('of two processes that build the index at once one does it, and the other says so', { skip }, async (t) => {
  const { engine, db, prefix, generations } = await openWithMug(t)
  const other = await openTestOpenSearch(t, db, { prefix })
  const built = await Promise.allSettled([engine.rebuild(), other.engine.rebuild()])
  assert.deepEqual(built.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  assert.match(String(built.find((one) => one.status === 'rejected')?.reason), /Another process builds the index/)
  assert.deepEqual(await generations.all(), [await generations.live()])
  assert.equal(await other.engine.rebuild(), 1)
  assert.equal((await engine.find(aQuery({}))).total, 1)
})

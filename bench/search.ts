import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seedMarkets } from '../db/seed/markets.ts'
import { varFolder } from '../dev/places.ts'
import { Sentence, withProgress } from '../dev/progress.mjs'
import { openThrowawayPostgres } from '../dev/test-postgres.ts'
import { openPostgresSearch } from '../src/adapters/search/postgres.ts'
import { importProducts } from '../src/domain/imports/import-products.ts'
import { readRetailDemo, retailVocabulary } from '../src/domain/imports/import-retail-demo.ts'
import { reindexAll } from '../src/domain/search/reindex-all.ts'
import type { ProductDocument, SearchIndex } from '../src/domain/search/search-index.ts'
import { readMarkets } from '../src/domain/settings/read-markets.ts'
import { systemClock } from '../src/kit/clock.ts'
import { type Db, openDb, sql } from '../src/kit/db.ts'
import { migrate } from '../src/kit/migrate.ts'
import { documentsOf, query } from './made-up-documents.ts'
import { type Judged, meanOf, readJudgments, type Score, scoreOf } from './ndcg.ts'
import { memoryMb, processorMs } from './processor.ts'
import { generateRetailProducts } from './retail-shape.ts'
import { benchSearchBuild } from './search-build.ts'
import { openBenchEngine } from './search-engine.ts'
import { benchSearchGrowth } from './search-growth.ts'
import { benchSearchRelevance } from './search-relevance.ts'

const usage = `npm run bench -- search --catalogue FILE [--judgments FILE] [--run FILE]
npm run bench -- search --products 100000
npm run bench -- search --growth [--sizes 2500,100000] [--write]
npm run bench -- search --relevance [--catalogue FILE --judgments FILE] [--ask FILE] [--write]
npm run bench -- search --build 100000 [--write]

Takes the catalogue (the YAML of the retail demo) into a fresh database through the import, or as many made-up products straight
into the search, and prints how good (nDCG@10, with judgments) and how quick the answers are. --run: where the answers are written, var/search-run.tsv if absent.
--engine opensearch: the same of OpenSearch (TEST_OPENSEARCH_URL); postgres if absent.
--growth compares shops of several sizes; --write puts the tables into bench/results/search-growth.md.
--relevance scores PostgreSQL and OpenSearch on judged queries, German ones on the demo's catalogue and those of FILE. --ask: a file
with a text a line, whose first five answers are shown.
--build builds an OpenSearch index of so many made-up products while they change.`

type Finds = Pick<SearchIndex, 'find' | 'suggest'>
type Needs = { db: Db; search: Finds }

/** `npm run bench -- search …` */
export async function benchSearch(args: string[]): Promise<number> {
  const given = readArguments(args)
  if (given.growth) return benchSearchGrowth(given.sizes.split(',').map(Number), given.write)
  if (given.relevance) return benchSearchRelevance(given)
  if (given.build) return benchSearchBuild(Number(given.build), given.write)
  const postgres = await openThrowawayPostgres({ durable: true })
  try {
    const url = new URL(postgres.url)
    await migrate(url.href)
    const db = openDb({ url: url.href, name: 'bench' })
    try {
      const table = openPostgresSearch(db)
      await fill(db, table, given)
      await measureLoad(db)
      await table.refresh()
      if (given.engine === 'postgres') return await measure({ db, search: table }, given)
      const opensearch = await openBenchEngine(db, table)
      try {
        await withProgress('Building the index', () => opensearch.rebuild())
        return await measure({ db, search: opensearch }, given)
      } finally {
        await opensearch.remove()
      }
    } finally {
      await db.close()
    }
  } finally {
    await postgres.stop()
  }
}

async function measure(needs: Needs, given: { judgments?: string; run: string }): Promise<number> {
  if (given.judgments) await judge(needs, readJudgments(readFileSync(given.judgments, 'utf8')), given.run)
  await time(needs.search)
  return 0
}

function readArguments(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      catalogue: { type: 'string' },
      judgments: { type: 'string' },
      products: { type: 'string' },
      growth: { type: 'boolean', default: false },
      sizes: { type: 'string', default: '2500,100000' },
      write: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'postgres' },
      relevance: { type: 'boolean', default: false },
      build: { type: 'string' },
      ask: { type: 'string' },
      run: { type: 'string', default: join(varFolder, 'search-run.tsv') },
    },
  })
  const { catalogue, products, growth, relevance, build, engine } = values
  if (!catalogue && !products && !growth && !relevance && !build) throw new Sentence(usage)
  if (!['postgres', 'opensearch'].includes(engine)) throw new Sentence(usage)
  for (const file of [values.catalogue, values.judgments, values.ask])
    if (file && !existsSync(file)) throw new Sentence(`There is no file '${file}'.`)
  mkdirSync(varFolder, { recursive: true })
  return { ...values, products: Number(values.products ?? 0) }
}

async function fill(db: Db, search: SearchIndex, given: { catalogue?: string; products: number }): Promise<void> {
  await seedMarkets(db)
  if (given.catalogue) await importCatalogue(db, search, given.catalogue)
  else await putMadeUp(search, given.products)
  const documents = await db.row<{ count: number }>(sql`select count(*) as count from search_document`)
  say(`${documents?.count} documents`)
}

async function importCatalogue(db: Db, search: SearchIndex, file: string): Promise<void> {
  const shop = { db, search, clock: systemClock, markets: await readMarkets(db) }
  const location = shop.markets[0]?.locations[0]?.code ?? ''
  const vocabulary = retailVocabulary()
  const began = performance.now()
  const report = await withProgress('Importing the catalogue', () =>
    importProducts(shop, readRetailDemo(file, { location, markets: ['us', 'de'] }, vocabulary), { vocabulary }),
  )
  const imported = performance.now()
  const count = await withProgress('Indexing the products', () => reindexAll(shop))
  say(`${report.created} products imported in ${seconds(imported - began)}, ${report.badRows} bad rows`)
  say(`${count} products indexed in ${seconds(performance.now() - imported)}`)
}

/** As many products as are wanted, straight into the search: it is the search that is measured. */
async function putMadeUp(search: SearchIndex, count: number): Promise<void> {
  const began = performance.now()
  await withProgress(`Putting ${count} products`, async () => {
    let batch: ProductDocument[] = []
    let productId = 0
    for (const product of generateRetailProducts(count, 'search')) {
      batch.push(...documentsOf(product, ++productId))
      if (batch.length < 1_500) continue
      await search.put(batch)
      batch = []
    }
    await search.put(batch)
  })
  say(`${count} products put in ${seconds(performance.now() - began)}`)
}

/** What a process that starts pays for the index: time and memory. */
async function measureLoad(db: Db): Promise<void> {
  const before = memoryMb()
  const began = processorMs()
  const fresh = openPostgresSearch(db)
  await fresh.refresh()
  const took = processorMs() - began
  const grown = memoryMb() - before
  const { total } = await fresh.find(query(''))
  say(`loaded with ${took.toFixed(0)} ms of processor; ${grown.toFixed(1)} MB for ${total} products in 3 shelves`)
}

async function judge({ db, search }: Needs, judged: Judged[], runFile: string): Promise<void> {
  const keys = new Map(
    (await db.rows<{ id: number; key: string }>(sql`select id, key from product`)).map(({ id, key }) => [id, key]),
  )
  const run = ['query_id\trank\tproduct_id']
  const scores: (Score & { kind: string; query: string })[] = []
  const empty: { query: string; total: number }[] = []
  for (const { id, query: text, kind, grades } of judged) {
    const { productIds, total } = await search.find(query(text, { limit: 100 }))
    const products = productIds.map((productId) => keys.get(productId) ?? '')
    products.forEach((product, i) => {
      run.push(`${id}\t${i + 1}\t${product}`)
    })
    if (grades.size === 0) empty.push({ query: text, total })
    else scores.push({ ...scoreOf(grades, products), kind, query: text })
  }
  writeFileSync(runFile, `${run.join('\n')}\n`)
  const row = (name: string, some: readonly Score[]) => {
    const { queries, ndcg10, recall24, firstGood, nothing } = meanOf(some)
    const numbers = [ndcg10, recall24, firstGood, nothing].map((value) => value.toFixed(4).padStart(10))
    say(`${name.padEnd(14)}${String(queries).padStart(4)}${numbers.join('')}`)
  }
  say(`\n${' '.repeat(17)}n   nDCG@10 recall@24       MRR      zero`)
  row('all', scores)
  for (const kind of new Set(scores.map((score) => score.kind)))
    row(
      kind,
      scores.filter((score) => score.kind === kind),
    )
  for (const { query, total } of empty) say(`nothing wanted: '${query}' found ${total}`)
  const worst = scores.toSorted((a, b) => a.ndcg10 - b.ndcg10).slice(0, 5)
  say(`weakest: ${worst.map(({ query, ndcg10 }) => `'${query}' ${ndcg10.toFixed(2)}`).join(', ')}`)
  say(`answers: ${runFile}`)
  await timeEach(
    search,
    judged.map(({ query }) => query),
  )
}

async function timeEach(search: Finds, texts: readonly string[]): Promise<void> {
  // A mark before makes a text new to what is kept between questions, and says the same.
  const rounds = 40
  for (let round = 0; round < 10; round++) for (const text of texts) await search.find(query('!'.repeat(round) + text))
  const began = processorMs()
  for (let round = 10; round < 10 + rounds; round++)
    for (const text of texts) await search.find(query('!'.repeat(round) + text))
  const each = (processorMs() - began) / rounds / texts.length
  say(`${each.toFixed(3)} ms of processor a judged query, none of them asked before`)
}

/** Lists, texts and suggestions: each asked for the first time since a change, and again. */
async function time(search: Finds): Promise<void> {
  const all = await search.find(query(''))
  const facet = Object.entries(all.facets).toSorted((a, b) => a[1].length - b[1].length)[0]
  const category = await largestCategory(search)
  const cases: [string, (n: number) => Promise<unknown>][] = [
    [
      `category of ${category.total}, by price`,
      (n) => search.find(query('', { categoryId: category.id, sort: 'price', priceToMinor: 1e9 + n })),
    ],
    [
      'the same, one facet chosen',
      (n) =>
        search.find(
          query('', {
            categoryId: category.id,
            sort: 'price',
            facets: facet ? { [facet[0]]: facet[1].slice(0, 1).map(({ value }) => value) } : {},
            priceToMinor: 1e9 + n,
          }),
        ),
    ],
    [
      `everything (${all.total}), by popularity`,
      (n) => search.find(query('', { sort: 'popular', priceToMinor: 1e9 + n })),
    ],
    ...['leather backpack', 'running shoe', 'coffee table'].map((text): [string, (n: number) => Promise<unknown>] => [
      `'${text}'`,
      (n) => search.find(query('!'.repeat(n) + text)),
    ]),
    [
      "suggest 'leather ba'",
      (n) => search.suggest({ market: 'us', locale: 'en', text: `${'!'.repeat(n)}leather ba`, limit: 6 }),
    ],
  ]
  say('\nmicroseconds of processor\n              first   again')
  for (const [name, ask] of cases) {
    for (let n = 0; n < 80; n++) await ask(n)
    const rounds = 80
    const began = processorMs()
    for (let n = 80; n < 80 + rounds; n++) await ask(n)
    const first = processorMs() - began
    for (let n = 0; n < rounds; n++) await ask(80 + rounds)
    const again = processorMs() - began - first
    const micro = (total: number) => ((total / rounds) * 1000).toFixed(0).padStart(8)
    say(`${' '.repeat(11)}${micro(first)}${micro(again)}   ${name}`)
  }
}

async function largestCategory(search: Finds): Promise<{ id: number; total: number }> {
  let best = { id: 0, total: 0 }
  for (let id = 1; id <= 200; id++) {
    const { total } = await search.find(query('', { categoryId: id, limit: 1 }))
    if (total > best.total) best = { id, total }
  }
  return best
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seedMarkets } from '../db/seed/markets.ts'
import { root } from '../dev/places.ts'
import { withProgress } from '../dev/progress.mjs'
import { openThrowawayPostgres } from '../dev/test-postgres.ts'
import { openPostgresSearch, type PostgresSearch } from '../src/adapters/search/postgres.ts'
import type { ProductDocument, ProductQuery } from '../src/domain/search/search-index.ts'
import { openDb } from '../src/kit/db.ts'
import { migrate } from '../src/kit/migrate.ts'
import { documentsOf, modelName, query, type ShelfName } from './made-up-documents.ts'
import { memoryMb, processorMs } from './processor.ts'
import { generateRetailProducts } from './retail-shape.ts'

const shelves: ShelfName[] = [['us', 'en']]

/** Microseconds of processor a question. */
type Times = { again: number; changed: number; never: number }
type Costs = { put: number; load: number; memory: number; change: number; stock: number }
type Measured = { products: number; times: Map<string, Times>; costs: Costs }

/** What questions cost in shops of several sizes, the first size being the one that the others are compared with. */
export async function benchSearchGrowth(sizes: number[], write: boolean): Promise<number> {
  const measured: Measured[] = []
  for (const products of sizes) measured.push(await measureShop(products))
  const text = report(measured)
  process.stdout.write(`\n${text}`)
  if (write) {
    mkdirSync(join(root, 'bench/results'), { recursive: true })
    writeFileSync(join(root, 'bench/results/search-growth.md'), text)
  }
  return 0
}

async function measureShop(products: number): Promise<Measured> {
  const postgres = await openThrowawayPostgres({ durable: true })
  try {
    await migrate(postgres.url)
    const db = openDb({ url: postgres.url, name: 'bench' })
    try {
      await seedMarkets(db)
      const writer = openPostgresSearch(db)
      const putFrom = processorMs()
      const { first, skus } = await withProgress(`Putting ${products} products`, () => putProducts(writer, products))
      const put = processorMs() - putFrom
      const before = memoryMb()
      const loadFrom = processorMs()
      const search = openPostgresSearch(db)
      await search.refresh()
      const load = processorMs() - loadFrom
      await search.find(query(''))
      const memory = memoryMb() - before
      const times = await withProgress('Asking', () => measureQuestions(search, first, skus))
      const change = await costOf(40, (n) => search.put([changed(first, n)]))
      const stock = await costOf(40, () => search.markStock([{ productId: 1, market: 'us', inStock: first.inStock }]))
      return { products, times, costs: { put, load, memory, change, stock } }
    } finally {
      await db.close()
    }
  } finally {
    await postgres.stop()
  }
}

async function putProducts(
  search: PostgresSearch,
  count: number,
): Promise<{ first: ProductDocument; skus: readonly string[] }> {
  let first: ProductDocument | undefined
  const skus: string[] = []
  let batch: ProductDocument[] = []
  let productId = 0
  for (const product of generateRetailProducts(count, 'search')) {
    batch.push(...documentsOf(product, ++productId, shelves))
    first ??= batch[0]
    skus.push(...(batch.at(-1)?.skus.slice(0, 1) ?? []))
    if (batch.length < 2_000) continue
    await search.put(batch)
    batch = []
  }
  await search.put(batch)
  if (!first) throw new Error('There is no product.')
  return { first, skus }
}

let revision = 1
const changed = (document: ProductDocument, n: number): ProductDocument => ({
  ...document,
  revision: ++revision,
  priceMinor: document.priceMinor + 1 + (n % 7),
})

/** `n` 0: the question as it is asked again and again; else one that was never asked. */
type Ask = (n: number) => Promise<unknown>

async function questionsOf(search: PostgresSearch, skus: readonly string[]): Promise<[string, Ask][]> {
  const category = await largestCategory(search)
  let limits = 300_000
  const list = (more: Partial<ProductQuery>): Ask => {
    limits += 1_000
    const limit = limits
    return (n) => search.find(query('', { ...more, ...(n === 0 ? {} : { priceToMinor: limit + n }) }))
  }
  const text = (words: string, more: Partial<ProductQuery> = {}): Ask => {
    return (n) => search.find(query('!'.repeat(n) + words, more))
  }
  const letters = (typed: string): Ask => {
    return (n) => search.suggest({ market: 'us', locale: 'en', text: '!'.repeat(n) + typed, limit: 6 })
  }
  const byPrice: Partial<ProductQuery> = { categoryId: category, sort: 'price' }
  let after: string | null = null
  // As deep as the small shop has pages, and 40 in the large one.
  for (let page = 1; page < 40; page++) after = (await search.find(query('', { ...byPrice, after }))).next ?? after
  const three = { color: ['navy', 'black'], material: ['oak', 'leather'], gender: ['all', 'F'] }
  return [
    ['category by price, first page', list(byPrice)],
    ['category by price, page 40', list({ ...byPrice, after })],
    ['category, 3 filters', list({ ...byPrice, facets: three })],
    ['whole shop, all facets', list({ sort: 'popular' })],
    ['whole shop, 3 filters', list({ sort: 'popular', facets: three })],
    ['rare term', text(modelName(3))],
    ["broad term 'leather'", text('leather')],
    ["two words 'leather backpack'", text('leather backpack')],
    [
      "'leather backpack', 2 filters",
      text('leather backpack', { facets: { color: ['navy', 'black'], gender: ['all'] } }),
    ],
    ['number of one article', (n) => search.find(query(skus[n * 7] ?? ''))],
    ["misspelled 'lether bakpack'", text('lether bakpack')],
    ["suggest 'l'", letters('l')],
    ["suggest 'lea'", letters('lea')],
    ["suggest 'backpack'", letters('backpack')],
    ["suggest 'leather ba'", letters('leather ba')],
  ]
}

const warmUp = 60

async function measureQuestions(
  search: PostgresSearch,
  document: ProductDocument,
  skus: readonly string[],
): Promise<Map<string, Times>> {
  const questions = await questionsOf(search, skus)
  const times = new Map<string, Times>()
  // So that the machine has made its code quick before anything is measured.
  for (const [, ask] of questions) for (let n = 0; n < warmUp; n++) await ask(n)
  for (const [name, ask] of questions) {
    for (let i = 0; i < 200; i++) await ask(0)
    const again = await costOf(400, () => ask(0))
    let afterChange = 0
    const changes = 40
    for (let i = 0; i < changes; i++) {
      await search.put([changed(document, i)])
      afterChange += await costOf(1, () => ask(0))
    }
    const never = await costOf(60, (n) => ask(warmUp + n))
    times.set(name, { again, changed: afterChange / changes, never })
  }
  return times
}

/** Microseconds of processor a call. */
async function costOf(times: number, call: (n: number) => Promise<unknown>): Promise<number> {
  const began = processorMs()
  for (let n = 0; n < times; n++) await call(n)
  return ((processorMs() - began) * 1000) / times
}

async function largestCategory(search: PostgresSearch): Promise<number> {
  let best = { id: 0, total: 0 }
  for (let id = 1; id <= 60; id++) {
    const { total } = await search.find(query('', { categoryId: id, limit: 1 }))
    if (total > best.total) best = { id, total }
  }
  return best.id
}

const bar = 1.5

function report(measured: readonly Measured[]): string {
  const [small, ...others] = measured
  if (!small) return ''
  const thousands = (count: number) => count.toLocaleString('en')
  const lines = [
    '# Search: what grows with the shop',
    '',
    `Microseconds of processor a question, and how many times those of ${thousands(small.products)} products; ${bar} times is the bar.`,
    '',
    '- again: asked before, nothing has changed since.',
    '- after a change: asked before, then the price of a product was changed.',
    '- never asked: its price limit, or its text, is a new one; nothing of it is kept.',
  ]
  for (const [title, kind] of [
    ['again', 'again'],
    ['after a change', 'changed'],
    ['never asked', 'never'],
  ] as const) {
    lines.push('', `## ${title}`, '')
    lines.push(`| question | ${measured.map(({ products }) => thousands(products)).join(' | ')} | ratio | bar |`)
    lines.push(`|---|${measured.map(() => '---:').join('|')}|---:|---|`)
    for (const [name, times] of small.times) {
      const each = measured.map((shop) => shop.times.get(name)?.[kind] ?? 0)
      const worst = Math.max(...each.slice(1), 0) / Math.max(times[kind], 0.1)
      const met = others.length === 0 ? '' : worst <= bar ? 'met' : 'NOT met'
      lines.push(`| ${name} | ${each.map((time) => time.toFixed(1)).join(' | ')} | ${worst.toFixed(2)} | ${met} |`)
    }
  }
  lines.push('', '## Filling and changing, one shelf', '')
  lines.push(`| | ${measured.map(({ products }) => thousands(products)).join(' | ')} |`)
  lines.push(`|---|${measured.map(() => '---:').join('|')}|`)
  const row = (name: string, value: (costs: Costs) => string) =>
    lines.push(`| ${name} | ${measured.map(({ costs }) => value(costs)).join(' | ')} |`)
  row('putting all, seconds of processor', ({ put }) => (put / 1000).toFixed(2))
  row('loading, seconds of processor', ({ load }) => (load / 1000).toFixed(2))
  row('memory, MB', ({ memory }) => memory.toFixed(1))
  row('one product changed, written and read again, microseconds', ({ change }) => change.toFixed(0))
  row('a stock mark that changes nothing, microseconds', ({ stock }) => stock.toFixed(0))
  return `${lines.join('\n')}\n`
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { seedMarkets } from '../db/seed/markets.ts'
import { root } from '../dev/places.ts'
import { withProgress } from '../dev/progress.mjs'
import { openThrowawayPostgres } from '../dev/test-postgres.ts'
import { openPostgresSearch } from '../src/adapters/search/postgres.ts'
import type { ProductDocument } from '../src/domain/search/search-index.ts'
import { openDb, sql } from '../src/kit/db.ts'
import { migrate } from '../src/kit/migrate.ts'
import { documentsOf } from './made-up-documents.ts'
import { generateRetailProducts } from './retail-shape.ts'
import { openBenchEngine } from './search-engine.ts'

const changeEveryMs = 200

/** Builds the index of a large shop while its products change, and prints time and memory. */
export async function benchSearchBuild(products: number, write: boolean): Promise<number> {
  const postgres = await openThrowawayPostgres({ durable: true })
  try {
    await migrate(postgres.url)
    const db = openDb({ url: postgres.url, name: 'bench', statementMs: 600_000 })
    try {
      await seedMarkets(db)
      // It only writes, so it loads nothing: what is measured is the build.
      const table = openPostgresSearch(db)
      await withProgress(`Putting ${products} products`, () => putProducts(products, (some) => table.put(some)))
      const opensearch = await openBenchEngine(db, table)
      try {
        const [load = 0] = loadavg()
        const before = megabytes()
        let [most, changes] = [before, 0]
        const watch = setInterval(() => {
          most = Math.max(most, megabytes())
        }, 50)
        const change = setInterval(() => {
          const productId = 1 + ((changes * 7919) % products)
          changes++
          table.markStock([{ productId, market: 'us', inStock: changes % 2 === 0 }]).catch(() => {})
        }, changeEveryMs)
        const began = performance.now()
        const documents = await withProgress('Building the index', () => opensearch.rebuild())
        const tookMs = performance.now() - began
        clearInterval(watch)
        clearInterval(change)
        await opensearch.follow()
        const drift = await countDrift(db, opensearch)
        const text = report({ products, documents, tookMs, before, most, changes, drift, load })
        process.stdout.write(`\n${text}`)
        if (write) {
          mkdirSync(join(root, 'bench/results'), { recursive: true })
          writeFileSync(join(root, 'bench/results/search-build.md'), text)
        }
        return drift === 0 ? 0 : 1
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

async function putProducts(count: number, put: (some: ProductDocument[]) => Promise<void>): Promise<void> {
  let batch: ProductDocument[] = []
  let productId = 0
  for (const product of generateRetailProducts(count, 'search')) {
    batch.push(...documentsOf(product, ++productId))
    if (batch.length < 1_500) continue
    await put(batch)
    batch = []
  }
  await put(batch)
}

/** How many documents of the table the index holds in another state, and the other way round. */
async function countDrift(
  db: ReturnType<typeof openDb>,
  opensearch: Awaited<ReturnType<typeof openBenchEngine>>,
): Promise<number> {
  const step = 5_000
  let drift = 0
  const last = (await db.row<{ last: number }>(sql`select max(product_id) as last from search_document`))?.last ?? 0
  for (let after = 0; after < last; after += step) {
    const rows = await db.rows<{ key: string; change: number }>(sql`
      select product_id || ' ' || market || ' ' || locale as key, change from search_document
      where product_id > ${after} and product_id <= ${after + step} and not removed`)
    const held = await opensearch.held(after, after + step)
    const states = new Map(held.map((one) => [`${one.productId} ${one.market} ${one.locale}`, one.state]))
    drift +=
      rows.filter(({ key, change }) => states.get(key) !== change).length + Math.max(0, held.length - rows.length)
  }
  return drift
}

const megabytes = () => process.memoryUsage.rss() / 1_000_000

type Built = {
  products: number
  documents: number
  tookMs: number
  before: number
  most: number
  changes: number
  drift: number
  load: number
}

function report({ products, documents, tookMs, before, most, changes, drift, load }: Built): string {
  const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 0 })
  return `# Search: building the index anew

One program reads the table of the search and fills a new OpenSearch index, while products change; on two cores that PostgreSQL and
OpenSearch use as well. \`npm run bench -- search --build ${products} --write\` writes this page.

| | |
|---|---:|
| products | ${number(products)} |
| documents (us/en, de/en, de/de) | ${number(documents)} |
| time, until the new index answers and has caught up | ${(tookMs / 1000).toFixed(1)} s |
| documents a second | ${number(documents / (tookMs / 1000))} |
| resident memory before, MB | ${number(before)} |
| the most meanwhile, MB | ${number(most)} |
| changes meanwhile | ${number(changes)} |
| load of the machine by others, before it began | ${load.toFixed(1)} |
| documents that differ afterwards | ${number(drift)} |
`
}

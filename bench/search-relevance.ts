import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedMarkets } from '../db/seed/markets.ts'
import { seedDemo } from '../db/seed/seed.ts'
import { root } from '../dev/places.ts'
import { withProgress } from '../dev/progress.mjs'
import { openThrowawayPostgres } from '../dev/test-postgres.ts'
import { openPostgresSearch } from '../src/adapters/search/postgres.ts'
import { importProducts } from '../src/domain/imports/import-products.ts'
import { readRetailDemo, retailVocabulary } from '../src/domain/imports/import-retail-demo.ts'
import { reindexAll } from '../src/domain/search/reindex-all.ts'
import type { SearchIndex } from '../src/domain/search/search-index.ts'
import type { Locale } from '../src/domain/settings/market.ts'
import { readMarkets } from '../src/domain/settings/read-markets.ts'
import { systemClock } from '../src/kit/clock.ts'
import { type Db, openDb, sql } from '../src/kit/db.ts'
import { migrate } from '../src/kit/migrate.ts'
import { openPersonalKeys } from '../src/open-keys.ts'
import { query } from './made-up-documents.ts'
import { type Judged, meanOf, readJudgments, type Score, scoreOf } from './ndcg.ts'
import { openBenchEngine } from './search-engine.ts'

/** A catalogue, and queries whose answers were judged by hand before anybody looked at what a search finds. */
type Task = {
  title: string
  market: string
  locale: Locale
  fill(db: Db): Promise<void>
  judged: Judged[]
}

type Judgement = Score & { kind: string; query: string }
type Scored = { engine: string; scores: Judgement[]; unwanted: string[]; empties: number; ms: number }

const germanQueries = join(import.meta.dirname, 'queries/german.tsv')

/** Scores both searches on the German queries and, where it is named, on a catalogue with its judgments. */
export async function benchSearchRelevance(given: {
  catalogue?: string
  judgments?: string
  write: boolean
  ask?: string
}): Promise<number> {
  const tasks: Task[] = [germanDemo()]
  const { catalogue, judgments } = given
  if (catalogue && judgments) tasks.unshift(retailDemo(catalogue, judgments))
  const sections: string[] = []
  for (const task of tasks) {
    const scored = await withEngines(task, async (engines, keys) => {
      if (given.ask) await showTop(engines, keys, task, readFileSync(given.ask, 'utf8').split('\n'))
      const all: Scored[] = []
      for (const [engine, search] of engines) all.push(await score(engine, search, task, keys))
      return all
    })
    sections.push(sectionOf(task, scored))
    process.stdout.write(`\n${sections.at(-1)}`)
    for (const { engine, scores } of scored) sayWeakest(engine, scores)
  }
  if (given.write) {
    mkdirSync(join(root, 'bench/results'), { recursive: true })
    writeFileSync(join(root, 'bench/results/search-relevance.md'), `${heading}\n${sections.join('\n')}`)
  }
  return 0
}

const heading = `# Search: how good the answers are

nDCG@10 (gain 2^grade - 1), the share of the best products among the first 24, one by the rank of the first good one, and the share
of queries with an answer that found nothing. "wanted nothing" counts queries for wares that are not sold, and of those how many found
something. The milliseconds are those of a query that was not asked before, one after the other, on a machine that may be busy with other
things: they are for comparing the two lines.
\`npm run bench -- search --relevance --catalogue FILE --judgments FILE --write\` writes this page.
`

function germanDemo(): Task {
  return {
    title: 'German, on the catalogue of the demo (`bench/queries/german.tsv`)',
    market: 'de',
    locale: 'de',
    async fill(db) {
      const folder = mkdtempSync(join(tmpdir(), 'tradewind-keys-'))
      await seedDemo({ db, ...(await openPersonalKeys(new URL(`local:${folder}`), db)) })
    },
    judged: readJudgments(readFileSync(germanQueries, 'utf8')),
  }
}

function retailDemo(catalogue: string, judgments: string): Task {
  return {
    title: 'English, on the catalogue of the retail demo (development set)',
    market: 'us',
    locale: 'en',
    async fill(db) {
      await seedMarkets(db)
      const markets = await readMarkets(db)
      const location = markets[0]?.locations[0]?.code ?? ''
      const vocabulary = retailVocabulary()
      const shop = { db, clock: systemClock, markets }
      await importProducts(shop, readRetailDemo(catalogue, { location, markets: ['us', 'de'] }, vocabulary), {
        vocabulary,
      })
    },
    judged: readJudgments(readFileSync(judgments, 'utf8')),
  }
}

type Engines = [name: string, search: SearchIndex | Pick<SearchIndex, 'find'>][]

async function withEngines<T>(
  task: Task,
  work: (engines: Engines, keys: Map<number, string>) => Promise<T>,
): Promise<T> {
  const postgres = await openThrowawayPostgres({ durable: true })
  try {
    await migrate(postgres.url)
    const db = openDb({ url: postgres.url, name: 'bench' })
    try {
      await withProgress('Filling the shop', () => task.fill(db))
      const table = openPostgresSearch(db)
      await withProgress('Indexing the products', async () =>
        reindexAll({ db, clock: systemClock, markets: await readMarkets(db), search: table }),
      )
      await table.refresh()
      const opensearch = await openBenchEngine(db, table)
      try {
        await withProgress('Building the index', () => opensearch.rebuild())
        const rows = await db.rows<{ id: number; key: string }>(sql`select id, key from product`)
        const keys = new Map(rows.map(({ id, key }) => [id, key]))
        return await work(
          [
            ['PostgreSQL, in memory', table],
            ['OpenSearch', opensearch],
          ],
          keys,
        )
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

async function score(
  engine: string,
  search: Pick<SearchIndex, 'find'>,
  { market, locale, judged }: Task,
  keys: ReadonlyMap<number, string>,
): Promise<Scored> {
  const scored: Scored = { engine, scores: [], unwanted: [], empties: 0, ms: 0 }
  for (const { query: text, kind, grades } of judged) {
    const began = performance.now()
    const { productIds } = await search.find(query(text, { market, locale, limit: 100 }))
    scored.ms += (performance.now() - began) / judged.length
    const products = productIds.map((productId) => keys.get(productId) ?? '')
    if (grades.size > 0) scored.scores.push({ ...scoreOf(grades, products), kind, query: text })
    else {
      scored.empties++
      if (products.length > 0) scored.unwanted.push(text)
    }
  }
  return scored
}

function sectionOf(task: Task, scored: readonly Scored[]): string {
  const kinds = [...new Set(task.judged.filter(({ grades }) => grades.size > 0).map(({ kind }) => kind))]
  const lines = [
    `## ${task.title}`,
    '',
    '| | queries | nDCG@10 | recall@24 | first good | nothing | wanted nothing | found something | ms |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
  ]
  for (const { engine, scores, unwanted, empties, ms } of scored) {
    const { queries, ndcg10, recall24, firstGood, nothing } = meanOf(scores)
    const numbers = [ndcg10, recall24, firstGood, nothing].map((value) => value.toFixed(3))
    lines.push(
      `| ${engine} | ${queries} | ${numbers.join(' | ')} | ${empties} | ${unwanted.length} | ${ms.toFixed(1)} |`,
    )
  }
  lines.push('', `| nDCG@10 by kind | ${scored.map(({ engine }) => engine).join(' | ')} |`)
  lines.push(`|---|${scored.map(() => '---:').join('|')}|`)
  for (const kind of kinds) {
    const each = scored.map(({ scores }) => meanOf(scores.filter((one) => one.kind === kind)).ndcg10.toFixed(3))
    lines.push(`| ${kind} | ${each.join(' | ')} |`)
  }
  return `${lines.join('\n')}\n`
}

function sayWeakest(engine: string, scores: readonly Judgement[]): void {
  const worst = scores.toSorted((a, b) => a.ndcg10 - b.ndcg10).slice(0, 8)
  process.stdout.write(
    `${engine}, weakest: ${worst.map(({ query, ndcg10 }) => `'${query}' ${ndcg10.toFixed(2)}`).join(', ')}\n`,
  )
}

/** The first answers of each search to texts of one's own, for looking. */
async function showTop(
  engines: Engines,
  keys: ReadonlyMap<number, string>,
  { market, locale }: Task,
  texts: readonly string[],
): Promise<void> {
  for (const line of texts) {
    const [of, text] = line.includes('\t') ? line.split('\t') : [locale, line]
    if (!text || of !== locale) continue
    process.stdout.write(`\n'${text}'\n`)
    for (const [engine, search] of engines) {
      const hits = await search.find(query(text, { market, locale, limit: 5 }))
      const names = hits.productIds.map((id) => keys.get(id) ?? '')
      process.stdout.write(`  ${engine.padEnd(22)} ${String(hits.total).padStart(5)}  ${names.join(', ')}\n`)
    }
  }
}

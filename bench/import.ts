import { once } from 'node:events'
import { createWriteStream, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { seedMarkets } from '../db/seed/markets.ts'
import { varFolder } from '../dev/places.ts'
import { Sentence, withProgress } from '../dev/progress.mjs'
import { openThrowawayPostgres } from '../dev/test-postgres.ts'
import { readCsv } from '../src/domain/imports/import-csv.ts'
import { type ImportReport, importProducts, type Read } from '../src/domain/imports/import-products.ts'
import { readRetailDemo, retailVocabulary } from '../src/domain/imports/import-retail-demo.ts'
import { readMarkets } from '../src/domain/settings/read-markets.ts'
import type { Shop } from '../src/domain/shop.ts'
import { systemClock } from '../src/kit/clock.ts'
import { openDb, sql } from '../src/kit/db.ts'
import { migrate } from '../src/kit/migrate.ts'
import { generateRetailProducts } from './retail-shape.ts'

const usage = `npm run bench -- import [--catalogue FILE] [--rows 200000]

Imports into a fresh database: the YAML of the retail demo, if it is named, twice; then made-up CSV files of 1,000 rows and of as
many as --rows says. Prints the time and the memory that is in use between two transactions, after a garbage collection.`

/** `npm run bench -- import …` */
export async function benchImport(args: string[]): Promise<number> {
  const { catalogue, rows } = readArguments(args)
  const postgres = await openThrowawayPostgres({ durable: true })
  try {
    await migrate(postgres.url)
    const db = openDb({ url: postgres.url, name: 'bench' })
    try {
      await seedMarkets(db)
      const shop = { db, clock: systemClock, markets: await readMarkets(db) }
      if (catalogue)
        for (const run of ['first', 'again'])
          await measure(`${run}: ${catalogue}`, (watch) => retail(shop, catalogue, watch))
      for (const count of [1_000, rows]) {
        const file = await withProgress(`Writing ${count} rows`, () => writeCsv(count))
        await db.change(sql`truncate product, category, brand, attribute cascade`)
        await measure(`${count} CSV rows`, (watch) => importProducts(shop, readCsv(file, shop.markets), watch))
        rmSync(file)
      }
      return 0
    } finally {
      await db.close()
    }
  } finally {
    await postgres.stop()
  }
}

function readArguments(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: { catalogue: { type: 'string' }, rows: { type: 'string', default: '200000' } },
    })
    if (values.catalogue && !existsSync(values.catalogue)) throw new Error(`There is no file '${values.catalogue}'.`)
    if (!/^\d{4,8}$/.test(values.rows)) throw new Error('--rows is a number from 1000.')
    return { catalogue: values.catalogue, rows: Number(values.rows) }
  } catch (fault) {
    throw new Sentence(`${(fault as Error).message}\n\n${usage}`)
  }
}

type Watch = { onProgress: (progress: { done: number; products: number }) => void }

function retail(shop: Pick<Shop, 'db' | 'clock' | 'markets'>, file: string, watch: Watch): Promise<ImportReport> {
  const vocabulary = retailVocabulary()
  const source: AsyncIterable<Read> = readRetailDemo(file, { location: 'hamburg', markets: ['us', 'de'] }, vocabulary)
  return importProducts(shop, source, { vocabulary, ...watch })
}

async function measure(title: string, work: (watch: Watch) => Promise<ImportReport>): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const inUse = () => {
    collect()
    return process.memoryUsage().heapUsed / 1e6
  }
  const before = inUse()
  let most = before
  let batch = 0
  const onProgress = () => {
    // A collection takes longer than a transaction of an unchanged file: one in ten is enough to see growth.
    if (batch++ % 10 === 0) most = Math.max(most, inUse())
  }
  const began = performance.now()
  const report = await work({ onProgress })
  const seconds = (performance.now() - began) / 1000
  const products = report.created + report.changed + report.unchanged
  console.log(
    `${title}: ${report.created} new, ${report.unchanged} as before in ${seconds.toFixed(1)} s (${Math.round(products / seconds)} a second), memory ${before.toFixed(0)} to ${most.toFixed(0)} MB`,
  )
}

async function writeCsv(count: number): Promise<string> {
  const file = join(varFolder, `bench-${process.pid}.csv`)
  const out = createWriteStream(file)
  out.write('product,category,state,name_en,story_en,attribute:gender,sku,price_us,price_de,stock_hamburg\n')
  for (const product of generateRetailProducts(count, 'import')) {
    const {
      id,
      category,
      style,
      name,
      description,
      gender_affinity: gender = '',
      price,
      current_stock: stock,
    } = product
    const row = [id, `${category}/${style}`, 'published', name, `"${description}"`, gender, id, price, price, stock]
    if (!out.write(`${row.join(',')}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
  return file
}

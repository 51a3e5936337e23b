import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../../dev/places.ts'
import { saveProducts } from '../../../src/domain/catalog/save-products.ts'
import { readMarkets } from '../../../src/domain/settings/read-markets.ts'
import { sql } from '../../../src/kit/db.ts'
import { place, readPage } from '../case.ts'
import { median } from '../figures.ts'
import { describeMachine } from '../machine.ts'
import { readMemory } from '../proc.ts'
import { openSite, type Site, type SiteOptions, untilIdle } from '../site.ts'
import { type Ask, askKinds } from './asks.ts'
import { msBetween, readThreadTimes, webBackends } from './backend-time.ts'
import { growthReport, type Size, type Times } from './growth-report.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

// Requests are taken together: the clock of the kernel is finer than a request, the moments between them are not.
const usual = { windows: 12, requests: 40, warmUps: 120, changes: 15 }
const few: Effort = { windows: 2, requests: 5, warmUps: 5, changes: 2 }
const small = 2_500

type Effort = typeof usual

/** `npm run bench -- --products 100000`: what a request costs with so many products, and with 2,500. */
export async function benchGrowth(options: SiteOptions & { short: boolean; write: boolean }) {
  const sizes: Size[] = []
  const head = describeMachine()
  for (const [i, products] of [small, options.products].entries())
    sizes.push(
      await measureSize({ ...options, products, build: options.build && i === 0 }, options.short ? few : usual),
    )
  const report = growthReport(head, sizes)
  say(`\n${report}`)
  if (options.write) {
    mkdirSync(join(root, 'bench/results'), { recursive: true })
    writeFileSync(join(root, 'bench/results/growth.md'), report)
  }
  return 0
}

async function measureSize(options: SiteOptions, effort: Effort): Promise<Size> {
  say(`\n${options.products} products`)
  const site = await openSite(options)
  const stop = () => site.close().then(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  try {
    const worker = readMemory(site.workerPid())
    const starts: number[] = []
    for (let i = 0; i < 3; i++) starts.push(await site.restartWeb({ processes: 1, pageCache: false }))
    const started = readMemory(site.webPid())
    const times = new Map<string, Times>()
    const asks = await askKinds(site)
    for (const ask of asks) {
      const kept = await measureKept(site, ask, effort)
      const first = await measureAfterChange(site, ask, effort)
      times.set(ask.name, { kept, first: first.ask, change: first.change })
      say(`  ${ask.name}: kept ${kept.toFixed(2)} ms, first after a change ${first.ask.toFixed(2)} ms`)
    }
    const database = await site.db.row<{ mb: number }>(
      sql`select (pg_database_size(current_database()) / 1e6)::float8 as mb`,
    )
    const { products, importedMs, indexedMs, importPeakMb } = site.filled
    return {
      products,
      times,
      importedMs,
      indexedMs,
      importPeakMb,
      workerPeakMb: worker.peakMb,
      startMs: median(starts),
      startedMb: started.rssMb,
      after: readMemory(site.webPid()),
      databaseMb: database?.mb ?? 0,
    }
  } finally {
    process.removeListener('SIGINT', stop)
    process.removeListener('SIGTERM', stop)
    await site.close()
  }
}

/** Milliseconds of web and its database connections for one, the same having been asked before. */
async function measureKept(site: Site, ask: Ask, { windows, requests, warmUps }: Effort): Promise<number> {
  for (let i = 0; i < Math.max(warmUps, ask.paths.length); i++) await readPage(site, pathOf(ask, i))
  const pids = [site.webPid(), ...(await webBackends(site.db))]
  const found: number[] = []
  for (let window = 0; window < windows; window++) {
    const before = readThreadTimes(pids)
    for (let i = 0; i < requests; i++) await readPage(site, pathOf(ask, i))
    found.push(msBetween(before, readThreadTimes(pids)) / requests)
  }
  return median(found)
}

const pathOf = ({ paths }: Ask, i: number) => paths[i % paths.length] ?? ''

/** The same, for the first who asks after a product has changed; and what web spends on hearing of the change. */
async function measureAfterChange(site: Site, ask: Ask, { changes }: Effort): Promise<{ ask: number; change: number }> {
  const asked: number[] = []
  const heard: number[] = []
  for (let i = 0; i < changes; i++) {
    const pids = [site.webPid(), ...(await webBackends(site.db))]
    const beforeChange = readThreadTimes(pids)
    const slug = await changeAProduct(site)
    const before = readThreadTimes(pids)
    await readPage(site, ask.name === 'product' ? `${place}/p/${slug}` : ask.afterChange)
    asked.push(msBetween(before, readThreadTimes(pids)))
    heard.push(msBetween(beforeChange, before))
  }
  return { ask: median(asked), change: median(heard) }
}

let changed = 0

/** Another price for a product of the largest department, by the shop's own verb; until web has heard of it. */
async function changeAProduct(site: Site): Promise<string> {
  const [category = ''] = site.shelf.categories
  const found = await site.db.row<{ key: string; sku: string; slug: string }>(sql`
    select product.key, variant.sku, product_text.slug from product
    join variant on variant.product_id = product.id
    join product_text on product_text.product_id = product.id and product_text.locale = 'en'
    join category part on part.id = product.category_id
    join category_text on category_text.category_id = part.parent_id and category_text.locale = 'en'
    where category_text.slug = ${category} order by product.id offset ${changed++} limit 1`)
  if (!found) throw new Error('There is no product left to change.')
  const markets = await readMarkets(site.db)
  const variants = [{ sku: found.sku, prices: { de: { amountMinor: 5_000 + changed } } }]
  await site.db.transaction((tx) => saveProducts(tx, [{ key: found.key, variants }], { now: new Date(), markets }))
  await untilIdle(site.db)
  await sleep(150)
  return found.slug
}

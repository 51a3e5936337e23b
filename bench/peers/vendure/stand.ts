import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { root, varFolder } from '../../../dev/places.ts'
import { freePort } from '../../../dev/ports.ts'
import { openPostgres } from '../../../dev/postgres.ts'
import { Sentence, withProgress } from '../../../dev/progress.mjs'
import { readSecrets } from '../../../dev/secrets.ts'
import { startWatchdog } from '../../../dev/watchdog.ts'
import { type Db, openDb, sql } from '../../../src/kit/db.ts'
import { generateRetailProducts, type RetailProduct } from '../../retail-shape.ts'
import { type Generator, startGenerator } from '../../speed/generate.ts'
import { answers, startProgram } from '../../speed/program.ts'
import { freshFolder, postmasterPid, readSettings } from '../../speed/site.ts'
import type { VendureShop } from './shop.ts'

const here = join(root, 'bench/peers/vendure')
const stock = 100_000

/** Vendure in production form with all that it needs, each part a process of its own. */
export type VendureStand = {
  db: Db
  shop: VendureShop
  bare: { origin: string; pid: number }
  generator: Generator
  watched(): Record<string, number>
  postgresSettings: Record<string, string>
  /** Until the requests that the load left behind are answered and no job is due. */
  untilQuiet(): Promise<void>
  close(): Promise<void>
}

/** Installs it below var/, what its lock says and no more, unless it is there already. */
async function installVendure(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  copyFileSync(join(here, 'main.mjs'), join(folder, 'main.mjs'))
  const lock = join(folder, 'package-lock.json')
  const wanted = readFileSync(join(here, 'package-lock.json'), 'utf8')
  const isThere = existsSync(join(folder, 'node_modules/.package-lock.json'))
  if (isThere && existsSync(lock) && readFileSync(lock, 'utf8') === wanted) return
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(here, name), join(folder, name))
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  await withProgress('Installing Vendure', () => promisify(execFile)('npm', args, { cwd: folder })).catch((fault) => {
    rmSync(lock, { force: true })
    throw new Sentence(`Vendure cannot be installed; it needs the npm registry. npm ci said:\n${fault.stderr}`)
  })
}

export async function openVendure(products: number): Promise<VendureStand> {
  if (process.platform !== 'linux') throw new Sentence('The bench reads processor times from /proc: it needs Linux.')
  const all = join(varFolder, 'bench')
  const installed = join(all, 'peers/vendure')
  await installVendure(installed)
  const folder = freshFolder(all)
  const watchdog = startWatchdog()
  const closing: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const part of closing.splice(0).reverse()) await part()
    watchdog.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const secrets = readSecrets(folder)
    const postgres = await openPostgres({ folder, password: secrets.database, watchdog, durable: true })
    closing.push(postgres.stop)
    const db = openDb({ url: postgres.url, name: 'bench' })
    closing.push(db.close)
    const postgresSettings = await readSettings(db)
    await db.change(sql`alter database tradewind set timezone = 'UTC'`)
    const files = writeCatalogue(folder, products)
    const [port, barePort] = [await freePort(), await freePort()]
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      TZ: 'UTC',
      DATABASE_URL: postgres.url,
      PORT: String(port),
      ...files,
    }
    const start = (name: string, args: string[], cwd = installed, more: NodeJS.ProcessEnv = {}) =>
      startProgram({ name, args, cwd, env: { ...env, ...more }, logFolder: join(folder, 'log'), watchdog })
    // Only what fills it need not wait for the disk.
    const fill = start('fill', ['main.mjs', 'fill'], installed, { PGOPTIONS: '-c synchronous_commit=off' })
    closing.push(fill.stop)
    const status = await withProgress('Filling Vendure by its own importer', () => fill.ended)
    if (status !== 0) throw new Sentence(`Vendure could not be filled:\n${fill.said().slice(-3_000)}`)
    const shop = { origin: `http://127.0.0.1:${port}`, ...(await readShelf(db, products)) }

    const bare = start('bare', ['bench/speed/bare-page.ts', String(barePort)], root)
    closing.push(bare.stop)
    const generator = startGenerator()
    closing.push(generator.stop)
    const server = start('server', ['main.mjs', 'server'])
    closing.push(server.stop)
    const worker = start('worker', ['main.mjs', 'worker'])
    closing.push(worker.stop)
    const bareOrigin = `http://127.0.0.1:${barePort}`
    await answers(bare, bareOrigin)
    await answers(server, `${shop.origin}/health`)
    const postmaster = await postmasterPid(db)
    return {
      db,
      shop,
      bare: { origin: bareOrigin, pid: bare.pid },
      generator,
      watched: () => ({ web: server.pid, postgres: postmaster, worker: worker.pid }),
      postgresSettings,
      untilQuiet: () => untilQuiet(db),
      close,
    }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** Our products for Vendure's importer, and what it calls initial data. Says where both lie. */
function writeCatalogue(folder: string, count: number): { CATALOGUE: string; INITIAL: string } {
  const products = [...generateRetailProducts(count, 'speed')]
  const files = { CATALOGUE: join(folder, 'catalogue.csv'), INITIAL: join(folder, 'initial.json') }
  const columns =
    'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets'
  writeFileSync(files.CATALOGUE, `${[columns, ...products.map(csvLine)].join('\n')}\n`)
  const initial = {
    defaultLanguage: 'en',
    defaultZone: 'Europe',
    countries: [{ name: 'Germany', code: 'DE', zone: 'Europe' }],
    taxRates: [{ name: 'Standard', percentage: 20 }],
    shippingMethods: [
      { name: 'Standard', price: 500 },
      { name: 'Express', price: 1500 },
    ],
    paymentMethods: [{ name: 'Bench', handler: { code: 'bench', arguments: [] } }],
    collections: [...new Set(products.map(({ category }) => category))].map((name) => ({
      name,
      slug: name.replaceAll(' ', '-'),
      filters: [{ code: 'facet-value-filter', args: { facetValueNames: [`category:${name}`], containsAny: false } }],
    })),
  }
  writeFileSync(files.INITIAL, JSON.stringify(initial))
  return files
}

function csvLine({ id, name, description, category, style, gender_affinity, price }: RetailProduct): string {
  const slug = `${name} ${id.slice(0, 8)}`.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const gender = gender_affinity ? `|gender:${gender_affinity}` : ''
  const facets = `category:${category}|style:${style}${gender}`
  const cells = [name, slug, description, '', facets, '', '', id, price.toFixed(2), 'Standard', stock, true, '', '']
  return cells.map((cell) => `"${cell}"`).join(',')
}

async function readShelf(db: Db, products: number): Promise<Omit<VendureShop, 'origin'>> {
  const categories = await db.rows<{ slug: string }>(sql`
    select slug from collection_translation join collection_product_variants_product_variant on "collectionId" = "baseId"
    group by 1 having count(*) >= 24 order by count(*) desc, 1 limit 16`)
  const wares = await db.rows<{ slug: string; id: number }>(sql`
    select slug, variant.id from product_variant variant
    join product_translation on "baseId" = "productId" order by md5(slug)`)
  const indexed = await db.row<{ n: number }>(sql`select count(*)::int as n from search_index_item
    where "productAssetId" is not null and "collectionSlugs" <> ''`)
  if (wares.length !== products || indexed?.n !== products || categories.length !== 16)
    throw new Sentence(
      `Vendure has ${wares.length} products, ${indexed?.n} of them in its search; ${products} are wanted.`,
    )
  return {
    categories: categories.map(({ slug }) => slug),
    slugs: wares.map(({ slug }) => slug),
    variantIds: wares.map(({ id }) => String(id)),
  }
}

/** Three looks in a row at which nothing is at work. */
async function untilQuiet(db: Db): Promise<void> {
  for (let quiet = 0, tries = 0; quiet < 3; tries++) {
    if (tries > 1_200) throw new Sentence('Vendure does not come to the end of its work.')
    const busy = await db.row<{ n: number }>(sql`
      select (select count(*) from job_record where not "isSettled")::int + (select count(*) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle')::int as n`)
    quiet = busy?.n === 0 ? quiet + 1 : 0
    await sleep(100)
  }
}

import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root, varFolder } from '../../dev/places.ts'
import { freePort } from '../../dev/ports.ts'
import { openPostgres } from '../../dev/postgres.ts'
import { isRunning } from '../../dev/processes.mjs'
import { Sentence, withProgress } from '../../dev/progress.mjs'
import { readSecrets } from '../../dev/secrets.ts'
import { startWatchdog } from '../../dev/watchdog.ts'
import { analyzeFilled } from '../../src/kit/analyze.ts'
import { type Db, openDb, sql } from '../../src/kit/db.ts'
import { migrate } from '../../src/kit/migrate.ts'
import { type Filled, fillCatalogue } from './catalogue.ts'
import { type Generator, startGenerator } from './generate.ts'
import { parseStat } from './proc.ts'
import { answers, buildProgram, type Program, startProgram } from './program.ts'
import { readShelf, type Shelf } from './shelf.ts'

export type WebForm = { processes: number; pageCache: boolean }

/** The shop in production form with all that it needs, each part a process of its own. */
export type Site = {
  db: Db
  shelf: Shelf
  filled: Filled & { indexedMs: number }
  origin: string
  bare: { origin: string; pid: number }
  sandbox: { origin: string; key: string }
  generator: Generator
  /** Ids of the processes whose processor time counts. */
  watched(): Record<string, number>
  webPid(): number
  workerPid(): number
  /** What web is told, without secrets: for the report. */
  settings: Record<string, string>
  postgresSettings: Record<string, string>
  postgresLog: string
  /** Starts web anew in another form; milliseconds to its first good page. */
  restartWeb(form: WebForm): Promise<number>
  stopWorker(): Promise<void>
  /** Starts it, if it does not run, and waits until it has worked off what is due. */
  startWorker(): Promise<void>
  command(args: string[]): Promise<Program>
  close(): Promise<void>
}

export type SiteOptions = {
  catalogue?: string
  products: number
  build: boolean
  webArgs: string[]
  /** Settings in the place of the usual ones: the AWS adapters. */
  given?: Record<string, string>
}

export async function openSite(options: SiteOptions): Promise<Site> {
  if (process.platform !== 'linux')
    throw new Sentence('The speed bench reads processor times from /proc: it needs Linux.')
  const all = join(varFolder, 'bench')
  const folder = freshFolder(all)
  const program = join(all, 'program')
  if (options.build) await buildProgram(program)
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
    await migrate(postgres.url)
    const db = openDb({ url: postgres.url, name: 'bench' })
    closing.push(db.close)
    const postgresSettings = await readSettings(db)
    const filled = await withProgress('Filling the shop', () => fillCatalogue(db, { ...options, folder }))

    const [port, sandboxPort, barePort] = [await freePort(), await freePort(), await freePort()]
    const origin = `http://127.0.0.1:${port}`
    const sandboxOrigin = `http://127.0.0.1:${sandboxPort}`
    const settings: Record<string, string> = {
      NODE_ENV: 'production',
      // Without it the program refuses a sandbox provider, a mailbox and http.
      DEMO: '1',
      HOST: '127.0.0.1',
      MAIL_URL: 'mailbox:',
      // Each shopper has an address of his own, in X-Forwarded-For, so that limits by address are at work as they would be.
      TRUSTED_HOPS: '1',
      // As the production guide has it: a smaller young generation, 50 MB less memory.
      NODE_OPTIONS: '--max-semi-space-size=8',
    }
    const env: NodeJS.ProcessEnv = {
      PATH: process.env.PATH,
      ...settings,
      DATABASE_URL: postgres.url,
      PORT: String(port),
      PUBLIC_URL: origin,
      SECRET: secrets.shop,
      PAYMENTS_URL: `stripe+${sandboxOrigin}`,
      PAYMENTS_KEY: secrets.paymentsKey,
      PAYMENTS_WEBHOOK_SECRET: secrets.paymentsWebhook,
      MEDIA_URL: `file:${join(folder, 'media')}`,
      KEYS_URL: `local:${join(folder, 'keys')}`,
      ...options.given,
    }
    const logFolder = join(folder, 'log')
    const start = (name: string, args: string[], cwd: string, more: NodeJS.ProcessEnv = {}) =>
      startProgram({ name, args, cwd, env: { ...env, ...more }, logFolder, watchdog })

    const sandbox = start(
      'sandbox',
      [
        'sandbox/main.ts',
        `--port=${sandboxPort}`,
        `--ledger=${join(folder, 'ledger.jsonl')}`,
        `--webhook=${origin}/webhooks/payments`,
      ],
      root,
    )
    closing.push(sandbox.stop)
    const bare = start('bare', ['bench/speed/bare-page.ts', String(barePort)], root)
    closing.push(bare.stop)
    const generator = startGenerator()
    closing.push(generator.stop)
    const bareOrigin = `http://127.0.0.1:${barePort}`
    await answers(bare, bareOrigin)
    await answers(sandbox, sandboxOrigin)

    let web: Program | undefined
    let worker: Program | undefined
    closing.push(async () => web?.stop())
    closing.push(async () => worker?.stop())
    const startWorker = async () => {
      worker ??= start('worker', ['dist/main.js', 'worker'], program)
      await withProgress('Waiting until the worker has nothing to do', () => untilIdle(db))
    }
    const began = performance.now()
    await startWorker()
    const indexedMs = performance.now() - began
    await analyzeFilled(db)
    await ensureIndexed(db, filled.products)
    const shelf = await readShelf(db)
    const postmaster = await postmasterPid(db)

    return {
      db,
      shelf,
      filled: { ...filled, indexedMs },
      origin,
      bare: { origin: bareOrigin, pid: bare.pid },
      sandbox: { origin: sandboxOrigin, key: secrets.paymentsKey },
      generator,
      watched: () => ({
        web: web?.pid ?? 0,
        postgres: postmaster,
        ...(worker ? { worker: worker.pid } : {}),
        sandbox: sandbox.pid,
      }),
      webPid: () => web?.pid ?? 0,
      workerPid: () => worker?.pid ?? 0,
      settings,
      postgresSettings,
      postgresLog: join(folder, 'postgres.log'),
      restartWeb: async ({ processes, pageCache }) => {
        await web?.stop()
        web = start('web', [...options.webArgs, 'dist/main.js', 'web'], program, {
          WEB_PROCESSES: String(processes),
          ...(pageCache ? {} : { PAGE_CACHE_MB: '0' }),
        })
        return answers(web, `${origin}/de/en/c/${shelf.categories[0]}?sort=price`, 5)
      },
      stopWorker: async () => {
        await worker?.stop()
        worker = undefined
      },
      startWorker,
      command: async (args) => start(args[0] ?? '', ['dist/main.js', ...args], program),
      close,
    }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** A folder of this run; those of runs that are dead go. */
export function freshFolder(all: string): string {
  mkdirSync(all, { recursive: true })
  for (const name of readdirSync(all))
    if (/^\d+$/.test(name) && !isRunning(Number(name))) rmSync(join(all, name), { recursive: true, force: true })
  return join(all, String(process.pid))
}

/** What makes a commit last: the bench refuses to measure without it. */
export async function readSettings(db: Db): Promise<Record<string, string>> {
  const names = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers']
  const rows = await db.rows<{ name: string; value: string }>(
    sql`select name, current_setting(name) as value from unnest(${names}::text[]) name`,
  )
  const settings = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    if (settings[name] !== 'on') throw new Sentence(`PostgreSQL runs with ${name} ${settings[name]}: that is no shop.`)
  return settings
}

async function ensureIndexed(db: Db, products: number): Promise<void> {
  const found = await db.row<{ n: number }>(
    sql`select count(*)::int as n from search_document where market = 'de' and locale = 'en' and not removed`,
  )
  if ((found?.n ?? 0) < products * 0.98)
    throw new Sentence(`Only ${found?.n} of ${products} products stand in the search index.`)
}

/** The parent of the process that answers. */
export async function postmasterPid(db: Db): Promise<number> {
  const backend = await db.row<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  return parseStat(readFileSync(`/proc/${backend?.pid}/stat`, 'utf8')).parent
}

/** Until no job is due: three looks in a row, for one job may make the next. */
export async function untilIdle(db: Db, seconds = 600): Promise<void> {
  let quiet = 0
  for (let tries = 0; tries < seconds * 10; tries++) {
    const due = await db.row<{ n: number }>(sql`
      select count(*)::int as n from graphile_worker._private_jobs where run_at <= now() and attempts < max_attempts`)
    quiet = due?.n === 0 ? quiet + 1 : 0
    if (quiet === 3) return
    await sleep(100)
  }
  throw new Sentence('The worker does not come to the end of its jobs.')
}

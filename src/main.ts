import cluster from 'node:cluster'
import { availableParallelism } from 'node:os'
import { openApp, openShop } from './app.ts'
import type { Command } from './commands/command.ts'
import { type Config, readConfig, readDatabaseUrl, readKeysUrl, WrongSetting } from './config.ts'
import type { LiveSecrets } from './domain/settings/live-secrets.ts'
import { fewMetrics, startEmf } from './kit/emf.ts'
import { faultFields, log, setLogLevel } from './kit/log.ts'
import { type ByProcess, ofOneProcess, tellMetrics } from './kit/metrics.ts'
import { migrate } from './kit/migrate.ts'
import { gatherMetrics } from './kit/process-circle.ts'
import { watchDatabase, watchProcess } from './kit/process-metrics.ts'
import { closeTracer } from './kit/trace.ts'
import { DatabaseDown, meaningOf } from './kit/unavailable.ts'
import { readSecrets, secretsOf } from './secrets.ts'
import { serveHttp } from './server.ts'
import { upgrades } from './upgrades.ts'

// What only one program needs is loaded by that program: the others start sooner and stay smaller.
const programs = ['web', 'worker', 'migrate', 'new-shop', 'create-table']
const say = (line: string) => process.stdout.write(`${line}\n`)

async function web(config: Config, live: LiveSecrets): Promise<void> {
  if (config.webProcesses > 1 && cluster.isPrimary) {
    const askAll = gatherMetrics()
    const metrics = openMetrics(config, 'web', askAll)
    for (let i = 0; i < config.webProcesses; i++) cluster.fork()
    let stopping = false
    let isOpen = false
    cluster.on('listening', () => {
      isOpen = true
    })
    cluster.on('exit', (worker, code) => {
      if (stopping) return
      // A first start that fails is told to whoever started it; later deaths are repaired here.
      if (!isOpen) return stop(1)
      log('error', 'web.died', { pid: worker.process.pid, code })
      // A process that cannot start would otherwise be started without end.
      setTimeout(() => !stopping && cluster.fork(), 500)
    })
    const stop = async (code: number) => {
      stopping = true
      process.exitCode = code
      // While there is still somebody to be asked.
      await metrics?.stop()
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM')
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0))
    return
  }
  watchProcess()
  const app = await openApp(config, secretsOf(live))
  watchDatabase(app.shop.db)
  const server = await serveHttp(app.fetch, config)
  live.watch()
  const metrics = cluster.isPrimary ? openMetrics(config, 'web', async () => ofOneProcess(tellMetrics())) : undefined
  onStop(async () => {
    await server.stop()
    live.close()
    await metrics?.stop()
    await app.close()
  })
}

async function worker(config: Config, live: LiveSecrets): Promise<void> {
  const [{ startWorker }, { untilLeading }] = await Promise.all([
    import('./worker/worker.ts'),
    import('./kit/until-leading.ts'),
  ])
  await untilLeading(config.databaseUrl, secretsOf(live).database, () => log('info', 'worker.waits'))
  const { shop, close } = await openShop(config, 'worker', secretsOf(live))
  const running = await startWorker(shop)
  live.watch()
  if (config.metricsLog !== 'none') watchProcess()
  const ofProcess = () => tellMetrics().filter(({ name }) => !name.startsWith('tradewind_http_'))
  const metrics = openMetrics(config, 'worker', async () => ofOneProcess([...ofProcess(), ...(await running.tell())]))
  onStop(async () => {
    await running.stop()
    live.close()
    await metrics?.stop()
    await close()
  })
}

/** In the log, where the settings say so: the parent for all web processes, and each worker for itself. */
const openMetrics = (config: Config, service: string, read: () => Promise<ByProcess>) =>
  config.metricsLog === 'none'
    ? undefined
    : startEmf(service, read, config.metricsLog === 'emf-few' ? fewMetrics : undefined)

/** Ends the process after `stop`, at the latest after 30 seconds. */
function onStop(stop: () => Promise<void>): void {
  let asked = false
  const end = () => {
    if (asked) return
    asked = true
    setTimeout(() => process.exit(1), 30_000).unref()
    stop().then(
      () => closeTracer().then(() => process.exit(0)),
      (fault) => {
        log('error', 'stop.failed', faultFields(fault))
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  // The parent of a cluster may be killed without a word.
  process.on('disconnect', end)
}

async function shopCommand(
  config: Config,
  live: LiveSecrets,
  name: string,
  command: Command,
  args: string[],
): Promise<number> {
  const { shop, close } = await openShop(config, `shop-${name}`, secretsOf(live))
  live.watch()
  try {
    return await command.run(shop, args, say)
  } finally {
    live.close()
    await close()
    await closeTracer()
  }
}

async function findCommand(name: string): Promise<Command | undefined> {
  const { shopCommands, usages } = await import('./commands/commands.ts')
  if (Object.hasOwn(shopCommands, name)) return shopCommands[name]
  process.stderr.write(
    `${name ? `'${name}' is unknown. ` : ''}Known are\n\n  ${programs.join(' | ')}\n${usages(shopCommands)}`,
  )
  return undefined
}

/** Runs what the command line names. Returns when a command is done; `web` and `worker` go on. */
async function main(args: string[]): Promise<void> {
  const [name = '', ...rest] = args
  const command = programs.includes(name) ? undefined : await findCommand(name)
  if (!command && !programs.includes(name)) {
    process.exitCode = 2
    return
  }
  try {
    if (name === 'new-shop') {
      const { writeNewShop } = await import('./commands/new-shop.ts')
      process.exitCode = writeNewShop(rest, say)
      return
    }
    if (name === 'migrate') {
      const { env } = await readSecrets(process.env, ['DATABASE_PASSWORD'])
      const databaseUrl = readDatabaseUrl(env)
      const before = upgrades(databaseUrl, () => readKeysUrl(env), say)
      return await migrate(databaseUrl, { log: say, before })
    }
    if (name === 'create-table') {
      const [{ createTables }, { createTable }] = await Promise.all([
        import('./commands/create-table.ts'),
        import('./adapters/aws/table-care.ts'),
      ])
      process.exitCode = await createTables(rest, say, (table) => createTable(table, say))
      return
    }
    const live = await readSecrets(process.env)
    const config = readConfig(live.env, availableParallelism())
    setLogLevel(config.logLevel)
    if (name === 'web') await web(config, live)
    else if (name === 'worker') await worker(config, live)
    else if (command) process.exitCode = await shopCommand(config, live, name, command, rest)
  } catch (fault) {
    const sentence = fault instanceof WrongSetting ? fault.message : databaseSentence(fault)
    if (sentence) process.stderr.write(`${sentence}\n`)
    else if ((fault as { code?: unknown }).code === '42P01')
      process.stderr.write("The database lacks tables of this version. Run the command 'migrate' first.\n")
    else log('error', 'start.failed', faultFields(fault))
    process.exit(1)
  }
}

/** What is wrong with the database at the start, where it is a setting's fault. */
function databaseSentence(fault: unknown): string | undefined {
  const { code, cause } = fault as { code?: unknown; cause?: { code?: unknown } }
  const found = String(cause?.code ?? code)
  if (found === '28P01' || found === '28000') return 'DATABASE_URL: the server refuses this user or its password.'
  if (found === '3D000') return 'DATABASE_URL names a database that is not there.'
  if (found === '25006') return 'DATABASE_URL names a server that follows another one: it takes no changes.'
  if (meaningOf(fault) instanceof DatabaseDown) return `DATABASE_URL names a server that does not answer (${found}).`
  return undefined
}

// Node would print the whole fault, and with it what a person typed.
process.on('uncaughtException', (fault) => {
  log('error', 'process.failed', faultFields(fault))
  process.exit(1)
})

await main(process.argv.slice(2))

import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { shopCommands, usages } from '../src/commands/commands.ts'
import { createTables } from '../src/commands/create-table.ts'
import { writeNewShop } from '../src/commands/new-shop.ts'
import { cloneCommands } from './clone-commands.ts'
import { demoSettings, prepareDatabase, takeDemoOut } from './demo.ts'
import { root, varFolder } from './places.ts'
import { openPostgres } from './postgres.ts'
import { Sentence } from './progress.mjs'
import { isOurs, readRunning } from './running.ts'
import { readSecrets } from './secrets.ts'
import { startWatchdog } from './watchdog.ts'

type Database = { url: string; port: number; sandboxPort: number; isPrivate: boolean; stop(): Promise<void> }

/** The database of the shop that runs, that DATABASE_URL names, or the private one, started for this command. */
async function openDatabase(): Promise<Database> {
  const running = readRunning()
  if (running && isOurs(running.pid))
    return { ...running, url: running.databaseUrl, isPrivate: false, stop: async () => {} }
  const port = Number(process.env.PORT ?? 3000)
  const ports = { port, sandboxPort: port + 1 }
  if (process.env.DATABASE_URL)
    return { ...ports, url: process.env.DATABASE_URL, isPrivate: false, stop: async () => {} }
  const watchdog = startWatchdog()
  const password = readSecrets(varFolder).database
  const postgres = await openPostgres({ folder: varFolder, password, watchdog, durable: true })
  return {
    ...ports,
    url: postgres.url,
    isPrivate: true,
    stop: async () => {
      await postgres.stop()
      watchdog.close()
    },
  }
}

function mustBeClosed(): void {
  const running = readRunning()
  if (running && isOurs(running.pid)) throw new Sentence('The shop is open. Stop it first, with Ctrl-C where it runs.')
}

/** Back to the first start: everything that was made in ./var is thrown away. */
function reset(args: string[]): number {
  mustBeClosed()
  if (process.env.DATABASE_URL) throw new Sentence('DATABASE_URL names a server of your own; empty it there.')
  if (!args.includes('--yes'))
    throw new Sentence(
      'All orders, customers and products of this shop will be lost. To go on:  npm run shop -- reset --yes',
    )
  for (const name of ['postgres', 'keys', 'media', 'log', 'sandbox-ledger.jsonl', 'postgres.log', 'running.json'])
    rmSync(join(varFolder, name), { recursive: true, force: true })
  process.stdout.write('The shop is empty; npm start fills it again.\n')
  return 0
}

async function run(args: string[]): Promise<number> {
  const [name = ''] = args
  if (!Object.hasOwn(shopCommands, name) && !Object.hasOwn(cloneCommands, name)) {
    process.stderr.write(
      `${name ? `'${name}' is unknown. ` : ''}Known are\n\n${usages(shopCommands)}${usages(cloneCommands)}`,
    )
    return 2
  }
  if (name === 'reset') return reset(args)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  if (name === 'new-shop') return writeNewShop(args.slice(1), say)
  if (name === 'create-table') {
    const { createTable } = await import('../src/adapters/aws/table-care.ts')
    return createTables(args.slice(1), say, (table) => createTable(table, say))
  }
  if (name === 'demo' && (args[1] !== 'remove' || args.length > 3)) {
    say(cloneCommands.demo.usage)
    return 2
  }
  if (name === 'demo' && args[2] !== '--yes')
    throw new Sentence(
      'The demo and all orders, customers and mails of this shop will be gone. To go on:  npm run shop -- demo remove --yes',
    )
  // A worker that is at its pictures would make them again while they are taken away.
  if (name === 'demo') mustBeClosed()
  const database = await openDatabase()
  try {
    const { port, sandboxPort } = database
    const settings = demoSettings({ databaseUrl: database.url, port, sandboxPort, secrets: readSecrets(varFolder) })
    // The database of an open shop is ready, and one of somebody else's server is filled only when asked.
    if (name === 'demo') return await takeDemoOut(database.url, say)
    const isDemo = (database.isPrivate || name === 'seed') && (await prepareDatabase(database.url))
    if (name === 'seed') {
      say(isDemo ? 'The demo shop is filled.' : 'The demo was taken out of this database, and it stays out.')
      return isDemo ? 0 : 1
    }
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'src/main.ts'), ...args],
      {
        stdio: 'inherit',
        env: settings,
      },
    )
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
    return await new Promise((done) => child.once('exit', (code) => done(code ?? 1)))
  } finally {
    await database.stop()
  }
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (fault) {
  if (!(fault instanceof Sentence)) throw fault
  process.stderr.write(`${fault.message}\n`)
  process.exitCode = 1
}

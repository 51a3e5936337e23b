import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort } from './ports.ts'
import { asAccount, canReach, findPostgres, openSharedFolder, type PostgresProgram } from './postgres-program.ts'
import { commandOf, isRunning } from './processes.mjs'
import { Sentence, withProgress } from './progress.mjs'
import type { Watchdog } from './watchdog.ts'

export type Postgres = {
  /** Connects as the owner of the database `tradewind`; it holds the password. */
  url: string
  stop(): Promise<void>
}

export type PostgresOptions = {
  /** Everything lies here: the cluster in `postgres`, the log in `postgres.log`. */
  folder: string
  password: string
  watchdog: Watchdog
  /** False for tests: faster, and lost when the machine stops. */
  durable: boolean
}

const user = 'tradewind'
const startsWithinMs = 60_000

/** Starts the private server, making its cluster first where there is none. Started again at once should it die. */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  const program = findPostgres()
  const cluster = await findCluster(program, options)
  await stopLeftOver(cluster)
  let server = await startServer(program, cluster, await freePort(), options)
  const urlOf = (database: string) => `postgres://${user}:${options.password}@127.0.0.1:${server.port}/${database}`
  await ensureDatabase(urlOf('postgres'))
  let stopping = false

  // What served a connection may outlive a killed server for a moment, and keeps the next one from starting.
  const startAgain = async (port: number): Promise<Server> => {
    for (let tries = 1; ; tries++)
      try {
        return await startServer(program, cluster, port, options)
      } catch (fault) {
        if (tries === 10) throw fault
        await sleep(300)
      }
  }

  const keepAlive = () => {
    server.exited.then(async () => {
      if (stopping) return
      process.stderr.write('The database died and is started again.\n')
      await stopLeftOver(cluster)
      server = await startAgain(server.port)
      keepAlive()
    })
  }
  keepAlive()

  return {
    url: urlOf(user),
    stop: async () => {
      stopping = true
      await server.stop()
    },
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [user])
  if (rowCount === 0) await client.query(`create database ${user}`)
  await client.end()
}

async function findCluster(program: PostgresProgram, options: PostgresOptions): Promise<string> {
  const cluster = placeOfCluster(program, options.folder)
  const version = readText(join(cluster, 'PG_VERSION')).trim()
  if (version === '') await makeCluster(program, cluster, options)
  else if (Number(version) !== program.major) throw new Sentence(otherMajor(version, program.major, options.folder))
  return cluster
}

const otherMajor = (found: string, needed: number, folder: string) =>
  `The database in ${folder} was made by PostgreSQL ${found}; this version of Tradewind brings PostgreSQL ${needed}.
To begin anew, move it away and start again:  mv ${folder} ${folder}.postgres-${found}
To keep its orders, go back to the version of Tradewind that made it, or set DATABASE_URL to a PostgreSQL ${found} server.`

/** Usually `folder`/postgres; elsewhere when the server's user cannot reach it, and then a file in `folder` says where. */
function placeOfCluster({ account }: PostgresProgram, folder: string): string {
  mkdirSync(folder, { recursive: true })
  const pointer = join(folder, 'postgres-is-in')
  const elsewhere = readText(pointer).trim()
  if (elsewhere && existsSync(elsewhere)) return join(elsewhere, 'postgres')
  const here = join(folder, 'postgres')
  if (!account) return here
  chmodSync(folder, 0o711)
  if (canReach(folder, account)) return here
  const place = mkdtempSync(join(openSharedFolder(), 'cluster-'))
  chmodSync(place, 0o711)
  writeFileSync(pointer, `${place}\n`)
  return join(place, 'postgres')
}

async function makeCluster(program: PostgresProgram, cluster: string, { password, durable }: PostgresOptions) {
  const { account } = program
  const unfinished = /^postgres\.new-|^password-/
  for (const name of readdirSync(dirname(cluster)))
    if (unfinished.test(name)) rmSync(join(dirname(cluster), name), { recursive: true })

  const temporary = mkdtempSync(`${cluster}.new-`)
  const passwordFile = join(dirname(cluster), `password-${randomBytes(4).toString('hex')}`)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account) for (const path of [temporary, passwordFile]) chownSync(path, account.uid, account.gid)
  // The built-in UTF-8 rules are the same on every machine; under plain C umlauts would break the search.
  // macOS knows no C.UTF-8, but its UTF-8 locales classify characters alike.
  const characterType = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const args = [
    `--pgdata=${temporary}`,
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    `--lc-ctype=${characterType}`,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--text-search-config=simple',
    '--data-checksums',
    ...(durable ? [] : ['--no-sync']),
  ]
  try {
    await withProgress('Making the database', async () => {
      const said = await initdb(program, args)
      if (said !== undefined) throw new Sentence(`initdb did not succeed:\n${said}`)
    })
    renameSync(temporary, cluster)
  } finally {
    rmSync(passwordFile, { force: true })
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** Undefined when all went well, else what it said. */
function initdb({ bin, account }: PostgresProgram, args: string[]): Promise<string | undefined> {
  const options = { cwd: '/', env: serverEnv, detached: true, ...asAccount(account) }
  const child = spawn(join(bin, 'initdb'), args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0 ? undefined : said))
  })
}

// Without a valid locale PostgreSQL does not start on macOS; the cluster's own rules come from its files.
const serverEnv = { LC_ALL: 'C', PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }

type Server = { port: number; exited: Promise<void>; stop(): Promise<void> }

async function startServer(
  { bin, account }: PostgresProgram,
  cluster: string,
  port: number,
  { folder, durable, watchdog }: PostgresOptions,
): Promise<Server> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '128MB',
    max_connections: 100,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  }
  const log = join(folder, 'postgres.log')
  const output = openSync(log, 'w', 0o600)
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Of its own session, so that Ctrl-C in the terminal does not take the database from under the shop.
  const child = spawn(join(bin, 'postgres'), ['-D', cluster, ...args], {
    cwd: '/',
    env: serverEnv,
    detached: true,
    stdio: ['ignore', output, output],
    ...asAccount(account),
  })
  closeSync(output)
  const pid = child.pid
  if (pid === undefined) {
    const [fault] = await new Promise<[Error]>((resolve) => child.once('error', (error) => resolve([error])))
    throw new Sentence(`PostgreSQL cannot be started as the user ${account?.name ?? 'of this shell'}: ${fault.message}`)
  }
  watchdog.add(pid, 'INT')
  let ended = false
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      ended = true
      watchdog.drop(pid, 'INT')
      resolve()
    })
  })

  await withProgress('Starting the database', async () => {
    const deadline = Date.now() + startsWithinMs
    while (readPidFile(cluster)?.state !== 'ready') {
      if (ended || Date.now() > deadline) {
        child.kill('SIGQUIT')
        throw new Sentence(`PostgreSQL did not start. The end of ${log}:\n${lastLines(log, 8)}`)
      }
      await sleep(15)
    }
  })
  return {
    port,
    exited,
    stop: async () => {
      child.kill('SIGINT')
      if (await within(10_000, exited)) return
      child.kill('SIGQUIT')
      await exited
    },
  }
}

/** Stops a server that a killed program left running, and clears what would keep the next one from starting. */
async function stopLeftOver(cluster: string): Promise<void> {
  const left = readPidFile(cluster)
  if (!left) return
  const isOurs = () => isRunning(left.pid) && commandOf(left.pid).includes(cluster)
  for (const [signal, patienceMs] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isOurs()) break
    process.kill(left.pid, signal)
    const deadline = Date.now() + patienceMs
    while (isOurs() && Date.now() < deadline) await sleep(20)
  }
  // The number may belong to another program by now, which would keep the server from starting.
  rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

/** Lines of the file, by PostgreSQL's own order: process, folder, start time, port, socket, address, memory, state. */
function readPidFile(cluster: string): { pid: number; state: string } | undefined {
  const lines = readText(join(cluster, 'postmaster.pid')).split('\n')
  return Number(lines[0]) > 0 ? { pid: Number(lines[0]), state: lines[7]?.trim() ?? '' } : undefined
}

const lastLines = (file: string, count: number) => readText(file).trim().split('\n').slice(-count).join('\n')

function within(ms: number, event: Promise<void>): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false)
  return Promise.race([event.then(() => true), late]).finally(() => timer.abort())
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

import { spawn } from 'node:child_process'
import { globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { seedMarkets } from '../db/seed/markets.ts'
import { openDb } from '../src/kit/db.ts'
import { migrate } from '../src/kit/migrate.ts'
import { openPersonalKeys } from '../src/open-keys.ts'
import { findChromium } from '../test/helpers/browser.ts'
import { engineAccess } from '../test/helpers/engines.ts'
import { canBeWhole, watchAwsCalls } from './aws-calls.ts'
import { root } from './places.ts'
import { Sentence, withProgress } from './progress.mjs'
import { readRunningEngines, withAddresses } from './services/running-engines.ts'
import { openThrowawayPostgres } from './test-postgres.ts'

const template = 'template_shop'
const places = ['src', 'sandbox', 'db', 'dev', 'test', 'bench', 'packages', 'examples']
/** Where tests are about a whole shop, and look at it from outside. */
const shopPlaces = ['src/storefront', 'src/worker', 'test', 'examples']
/** Their tests with the engines are contracts: what they ask of AWS is what the roles in infra/ must allow. */
const adapters = ['src/adapters']

/** Whoever runs the tests may be signed in to AWS: no test may reach that account, or ask the machine for its role. */
const noRealAccount = {
  AWS_ACCESS_KEY_ID: engineAccess.accessKeyId,
  AWS_SECRET_ACCESS_KEY: engineAccess.secretAccessKey,
  AWS_SESSION_TOKEN: '',
  AWS_REGION: 'us-east-1',
  AWS_PROFILE: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
}

/** Tests that this run is about: those named, or those below the folders named, or all. */
function testFiles(args: string[]): string[] {
  const wanted = args.filter((arg) => !arg.startsWith('--'))
  const usual = process.env.TEST_ADAPTERS === 'aws' ? shopPlaces : places
  const patterns = (wanted.length > 0 ? wanted : usual).map((place) =>
    place.endsWith('.ts') ? place : `${place}/**/*.test.ts`,
  )
  // Templates, machines and a server with keys of its own are the same with either adapters.
  const exclude = usual === shopPlaces ? ['test/infra/**', 'test/faults/follower.test.ts'] : []
  const files = [...new Set(patterns.flatMap((pattern) => globSync(pattern, { cwd: root, exclude })))].sort()
  if (files.length === 0) throw new Sentence(`There are no tests at ${wanted.join(', ')}.`)
  return files.map((file) => resolve(root, file))
}

/** With TEST_ADAPTERS=aws the ring keys of the template are wrapped by a key of the emulator. */
async function keysInKms(
  addresses: NodeJS.ProcessEnv,
): Promise<Record<'TEST_KEYS_URL' | 'AWS_ENDPOINT_URL_KMS', string>> {
  const url = addresses.TEST_MINISTACK_URL
  if (!url) throw new Sentence('TEST_ADAPTERS=aws needs ministack: TEST_MINISTACK_URL is not set.')
  Object.assign(process.env, noRealAccount, { AWS_ENDPOINT_URL_KMS: url })
  const { CreateKeyCommand, KMSClient } = await import('@aws-sdk/client-kms')
  const made = await new KMSClient({}).send(new CreateKeyCommand({}))
  return { TEST_KEYS_URL: `kms:${made.KeyMetadata?.Arn}`, AWS_ENDPOINT_URL_KMS: url }
}

/** Migrations and the two demo markets: each test file works on a clone of it. */
async function makeTemplate(serverUrl: string, keysUrl: string): Promise<void> {
  const admin = new Client({ connectionString: serverUrl })
  await admin.connect()
  await admin.query(`create database ${template}`)
  await admin.end()
  const url = new URL(serverUrl)
  url.pathname = `/${template}`
  await migrate(url.href)
  const db = openDb({ url: url.href })
  await seedMarkets(db)
  // All clones share the ring keys, so that no test waits for new ones.
  await openPersonalKeys(new URL(keysUrl), db)
  await db.close()
}

/**
 * With --services, or SERVICES=1, the engines are started for this run; else those count that run already. With --aws the shops of
 * the tests stand on all AWS adapters together. --record-aws-calls, with src/adapters: writes down which calls the adapters make.
 */
async function run(all: string[]): Promise<number> {
  const args = all.filter((arg) => arg !== '--services' && arg !== '--aws')
  if (all.includes('--aws')) process.env.TEST_ADAPTERS = 'aws'
  if (args.length === all.length && process.env.SERVICES !== '1') return await runTests(args, readRunningEngines())
  testFiles(args)
  const { withServices } = await import('./services/services.ts')
  return await withServices(async ({ variables, missing }) => {
    for (const sentence of missing) process.stderr.write(`${sentence}\n`)
    const code = await runTests(args, variables)
    // They were asked for by name, so their absence is a failure; without --services it is not.
    return code || (missing.length > 0 ? 1 : 0)
  })
}

async function runTests(args: string[], engines: Record<string, string>): Promise<number> {
  const isRecording = args.includes('--record-aws-calls')
  const forNode = args.filter((arg) => arg.startsWith('--') && arg !== '--record-aws-calls')
  const files = testFiles(args)
  const isWhole = forNode.length === 0 && canBeWhole(files, testFiles(adapters), withAddresses(process.env, engines))
  if (isRecording && !isWhole) throw new Sentence('--record-aws-calls needs all engines and all tests of src/adapters.')
  const awsCalls = watchAwsCalls()
  const postgres = await openThrowawayPostgres()
  const keysFolder = mkdtempSync(join(tmpdir(), 'tradewind-keys-'))
  try {
    const addresses = withAddresses(process.env, engines)
    const keys =
      process.env.TEST_ADAPTERS === 'aws' ? await keysInKms(addresses) : { TEST_KEYS_URL: `local:${keysFolder}` }
    await withProgress('Preparing the test database', () => makeTemplate(postgres.url, keys.TEST_KEYS_URL))
    const chromium = await findChromium()
    const reporter = fileURLToPath(new URL('test-reporter.ts', import.meta.url))
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--test',
        '--test-concurrency=2',
        '--test-timeout=300000',
        `--test-reporter=${reporter}`,
        '--test-reporter-destination=stdout',
        ...awsCalls.args,
        '--import',
        new URL('test-limit.ts', import.meta.url).href,
        ...forNode,
        ...files,
      ],
      {
        cwd: root,
        stdio: 'inherit',
        env: {
          ...addresses,
          ...noRealAccount,
          TEST_DATABASE_URL: postgres.url,
          ...keys,
          ...awsCalls.env,
          TEST_CHROMIUM: chromium ?? '',
        },
      },
    )
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    for (const signal of signals) process.on(signal, () => child.kill(signal))
    const code = await new Promise<number>((done) => child.once('exit', (ended) => done(ended ?? 1)))
    if (isRecording && code === 0) awsCalls.record()
    const wrong = awsCalls.compare(isWhole && code === 0)
    for (const sentence of wrong) process.stderr.write(`${sentence}\n`)
    return code || (wrong.length > 0 ? 1 : 0)
  } finally {
    awsCalls.remove()
    await postgres.stop()
    rmSync(keysFolder, { recursive: true, force: true })
  }
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (fault) {
  if (!(fault instanceof Sentence)) throw fault
  process.stderr.write(`${fault.message}\n`)
  process.exitCode = 1
}

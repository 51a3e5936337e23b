import { relative } from 'node:path'
import { engineAccess } from '../test/helpers/engines.ts'
import { Sentence } from './progress.mjs'
import { runOpenly } from './services/command.ts'
import {
  removeRunningEngines,
  runningEnginesFile,
  runningServices,
  withAddresses,
  writeRunningEngines,
} from './services/running-engines.ts'
import {
  enginesNamed,
  installServices,
  type Services,
  startServices,
  titleOf,
  withServices,
} from './services/services.ts'

const usage = `npm run services                      starts the engines of the adapters' tests; Ctrl-C stops them
npm run services -- opensearch s3     starts some: opensearch, dynamodb, s3, ministack
npm run services -- install           fetches them and starts none
npm run services -- -- COMMAND …      starts them, runs the command with TEST_…_URL set, stops them
`

async function run(args: string[]): Promise<number> {
  const [first] = args
  if (first === '--help' || first === '-h') return say(usage)
  if (first === '--') return await runCommand(args.slice(1))
  if (first === 'install') return await install(args.slice(1))
  if (first?.startsWith('-')) throw new Sentence(usage.trim())
  return await stayOpen(args)
}

async function install(names: string[]): Promise<number> {
  const { ready, missing } = await installServices(enginesNamed(names))
  for (const engine of ready) process.stdout.write(`  ${titleOf(engine)} is installed.\n`)
  return complain(missing)
}

async function runCommand([command, ...args]: string[]): Promise<number> {
  if (command === undefined) throw new Sentence(usage.trim())
  return await withServices(async ({ variables, missing }) => {
    const incomplete = complain(missing)
    const { kill, ended } = runOpenly(command, args, withAddresses(process.env, variables))
    whenAskedToEnd(kill)
    return (await ended) || incomplete
  })
}

async function stayOpen(names: string[]): Promise<number> {
  const open = runningServices()
  if (open !== undefined)
    throw new Sentence(`The engines of this clone run already (process ${open}). Use them:  . ${runningEnginesFile}`)
  const beganAt = Date.now()
  let end: (code: number) => void = () => process.exit(1)
  whenAskedToEnd(() => end(0))

  const services = await startServices(enginesNamed(names))
  let worst = complain(services.missing)
  if (services.running.length === 0) {
    await services.stop()
    return 1
  }
  writeRunningEngines(services.variables)
  greet(services, Date.now() - beganAt)
  let alive = services.running.length
  let stopping = false
  const asked = new Promise<number>((resolve) => {
    end = resolve
    for (const { engine, started } of services.running)
      started.exited.then(() => {
        if (stopping) return
        process.stderr.write(`${titleOf(engine)} ended by itself; a log in ${services.logFolder} says why.\n`)
        worst = 1
        alive -= 1
        if (alive === 0) resolve(1)
      })
  })
  // Without a timer that counts, Node would see nothing left to wait for.
  const waiting = setInterval(() => {}, 60_000)
  const code = await asked
  clearInterval(waiting)
  stopping = true
  removeRunningEngines()
  process.stdout.write('\nStopping the engines …\n')
  await services.stop()
  return code || worst
}

function whenAskedToEnd(end: (signal: NodeJS.Signals) => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(signal))
  // The parent may be killed without a word; then nobody is left who could press Ctrl-C.
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) end('SIGTERM')
  }, 1_000).unref()
}

function greet({ running, variables, logFolder }: Services, tookMs: number): void {
  const width = Math.max(...running.map(({ engine }) => titleOf(engine).length))
  const lines = running.map(({ engine, started }) => {
    const keys =
      engine.name === 's3' ? `   access key ${engineAccess.accessKeyId}, secret ${engineAccess.secretAccessKey}` : ''
    return `    ${titleOf(engine).padEnd(width)}   ${started.url}${keys}\n`
  })
  const file = relative(process.cwd(), runningEnginesFile)
  process.stdout.write(`
  The engines run (${(tookMs / 1000).toFixed(1)} s), empty.

${lines.join('')}
    Use       npm test finds them; a shell gets ${Object.keys(variables).join(', ')} by
              . ${file.startsWith('..') ? runningEnginesFile : file}
    Logs      ${logFolder}
    Stop      Ctrl-C
`)
}

function complain(missing: string[]): number {
  for (const sentence of missing) process.stderr.write(`${sentence}\n`)
  return missing.length > 0 ? 1 : 0
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (fault) {
  if (!(fault instanceof Sentence)) throw fault
  process.stderr.write(`${fault.message}\n`)
  process.exitCode = 1
}
process.exit()

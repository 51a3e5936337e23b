import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type EngineName, engines as named } from '../../test/helpers/engines.ts'
import { isRunning } from '../processes.mjs'
import { Sentence, withProgress } from '../progress.mjs'
import { startWatchdog } from '../watchdog.ts'
import { dynamodb } from './dynamodb.ts'
import { type Engine, type Started, servicesFolder } from './engine.ts'
import { mavenStore } from './maven.ts'
import { ministack } from './ministack.ts'
import { opensearch } from './opensearch.ts'
import { readRunningEngines } from './running-engines.ts'
import { seaweedfs } from './seaweedfs.ts'

export const allEngines: readonly Engine[] = [opensearch, dynamodb, seaweedfs, ministack]

export type Services = {
  running: { engine: Engine; started: Started }[]
  /** A sentence for each engine that is not there, with what to do about it. */
  missing: string[]
  /** Where those that run are found: TEST_OPENSEARCH_URL and so on. */
  variables: Record<string, string>
  logFolder: string
  stop(): Promise<void>
}

export const titleOf = ({ name, version }: Engine): string => `${named[name].title} ${version}`

/** Fetches what is not there yet. One that cannot be had does not keep the others. */
export async function installServices(wanted: readonly Engine[]): Promise<{ ready: Engine[]; missing: string[] }> {
  const ready: Engine[] = []
  const missing: string[] = []
  for (const engine of wanted) {
    const why = await sentenceOf(() => engine.install())
    if (why === undefined) ready.push(engine)
    else missing.push(isMissing(engine, 'is not installed', why))
  }
  rmSync(mavenStore, { recursive: true, force: true })
  return { ready, missing }
}

/** Starts them, each on ports of its own, all empty. What they hold is gone when they are stopped. */
export async function startServices(wanted: readonly Engine[]): Promise<Services> {
  const { ready, missing } = await installServices(wanted)
  const watchdog = startWatchdog()
  const folder = openRunFolder()
  const running: Services['running'] = []
  const startOne = async (engine: Engine): Promise<void> => {
    let why: string | undefined
    // Another program may take a port in the moment between choosing and listening: then other ports are free.
    for (let tries = 0; tries < 2; tries++) {
      why = await sentenceOf(async () => {
        running.push({ engine, started: await engine.start({ folder, watchdog }) })
      })
      if (why === undefined) return
    }
    missing.push(isMissing(engine, 'does not start', why ?? ''))
  }
  if (ready.length > 0)
    await withProgress(`Starting ${ready.map(titleOf).join(', ')}`, () => Promise.all(ready.map(startOne)))
  running.sort((a, b) => wanted.indexOf(a.engine) - wanted.indexOf(b.engine))
  return {
    running,
    missing,
    variables: Object.fromEntries(running.map(({ engine, started }) => [named[engine.name].variable, started.url])),
    logFolder: folder,
    stop: async () => {
      await Promise.all(running.map(({ started }) => started.stop()))
      watchdog.close()
      clearRunFolder(folder)
    },
  }
}

/**
 * Runs `work` with the engines that `env` does not name already: those of an open `npm run services`, else new ones that are
 * stopped afterwards. `missing` are the sentences for those that cannot be had.
 */
export async function withServices<T>(
  work: (services: { variables: Record<string, string>; missing: string[] }) => Promise<T>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<T> {
  const open = readRunningEngines()
  const wanted = allEngines.filter(({ name }) => !env[named[name].variable] && !open[named[name].variable])
  if (wanted.length === 0) return await work({ variables: open, missing: [] })
  const services = await startServices(wanted)
  try {
    return await work({ variables: { ...open, ...services.variables }, missing: services.missing })
  } finally {
    await services.stop()
  }
}

/** The engines by their names, or all. */
export function enginesNamed(names: readonly string[]): readonly Engine[] {
  const unknown = names.filter((name) => !Object.hasOwn(named, name))
  if (unknown.length > 0)
    throw new Sentence(`There is no engine ${unknown.join(', ')}. There are ${Object.keys(named).join(', ')}.`)
  return names.length === 0 ? allEngines : allEngines.filter(({ name }) => (names as EngineName[]).includes(name))
}

const isMissing = (engine: Engine, how: string, why: string): string =>
  `${titleOf(engine)}, which proves the ${engine.provesThe}, ${how}: ${why}`

async function sentenceOf(work: () => Promise<void>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (fault) {
    if (fault instanceof Sentence) return fault.message
    throw fault
  }
}

/** The logs stay until the next run, for whoever asks why. */
function clearRunFolder(folder: string): void {
  for (const name of readdirSync(folder))
    if (!name.endsWith('.log')) rmSync(join(folder, name), { recursive: true, force: true })
}

function openRunFolder(): string {
  const all = join(servicesFolder, 'runs')
  mkdirSync(all, { recursive: true })
  for (const name of readdirSync(all))
    if (!isRunning(Number(name))) rmSync(join(all, name), { recursive: true, force: true })
  const folder = join(all, String(process.pid))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  return folder
}

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commandOf, isRunning } from '../processes.mjs'
import { servicesFolder } from './engine.ts'

/** What an open `npm run services` has written down, for shells and for `npm test`. */
export const runningEnginesFile = join(servicesFolder, 'running.env')

export function writeRunningEngines(variables: Record<string, string>, file = runningEnginesFile): void {
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${value}\n`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `# npm run services, process ${process.pid}\n${lines.join('')}`)
}

export function removeRunningEngines(file = runningEnginesFile): void {
  rmSync(file, { force: true })
}

/** The process of an open `npm run services` in this clone. */
export function runningServices(file = runningEnginesFile): number | undefined {
  const [, pid] = /^# npm run services, process (\d+)$/m.exec(read(file)) ?? []
  // A killed one leaves its file, and its number may belong to another program by now.
  return pid && isRunning(Number(pid)) && /dev\/services/.test(commandOf(Number(pid))) ? Number(pid) : undefined
}

/** TEST_OPENSEARCH_URL and so on; empty when nothing is open. */
export function readRunningEngines(file = runningEnginesFile): Record<string, string> {
  if (runningServices(file) === undefined) return {}
  return Object.fromEntries([...read(file).matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]))
}

/** `env` with the addresses of engines that it does not name itself. */
export const withAddresses = (env: NodeJS.ProcessEnv, addresses: Record<string, string>): NodeJS.ProcessEnv => ({
  ...env,
  ...Object.fromEntries(Object.entries(addresses).filter(([name]) => !env[name])),
})

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

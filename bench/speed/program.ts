import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../dev/places.ts'
import { Sentence, withProgress } from '../../dev/progress.mjs'
import type { Watchdog } from '../../dev/watchdog.ts'

export type Program = {
  name: string
  pid: number
  said(): string
  ended: Promise<number | null>
  stop(): Promise<void>
}

/** Compiles the production form into a folder of its own, so that the clone's own dist stays as it is. */
export async function buildProgram(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  await withProgress('Building', async () => {
    const built = spawnSync(process.execPath, [join(root, 'dev/build.ts'), join(folder, 'dist')], { encoding: 'utf8' })
    if (built.status !== 0) throw new Sentence(`The build did not succeed:\n${built.stdout}${built.stderr}`)
  })
  for (const name of ['db', 'node_modules', 'package.json'])
    if (!existsSync(join(folder, name))) symlinkSync(join(root, name), join(folder, name))
}

export type Start = {
  name: string
  args: string[]
  cwd: string
  env: NodeJS.ProcessEnv
  logFolder: string
  watchdog: Watchdog
}

/** Runs a program beside this one; what it says goes to `logFolder/NAME.log`. */
export function startProgram({ name, args, cwd, env, logFolder, watchdog }: Start): Program {
  mkdirSync(logFolder, { recursive: true })
  const file = join(logFolder, `${name}.log`)
  const output = openSync(file, 'w', 0o600)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd,
    env,
    stdio: ['ignore', output, output],
    detached: true,
  })
  closeSync(output)
  const { pid } = child
  if (pid === undefined) throw new Sentence(`The program ${name} cannot be started.`)
  watchdog.add(pid, 'TERM')
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  ended.then(() => watchdog.drop(pid, 'TERM'))
  return {
    name,
    pid,
    said: () => readFileSync(file, 'utf8'),
    ended,
    stop: async () => {
      if (isAlive(child)) child.kill('SIGTERM')
      const late = sleep(10_000, 'late', { ref: false })
      if (isAlive(child) && (await Promise.race([ended, late])) === 'late') child.kill('SIGKILL')
      await ended
    },
  }
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

/** Waits until the program answers well at the address, and says after how many milliseconds. */
export async function answers(program: Program, url: string, everyMs = 50): Promise<number> {
  const began = performance.now()
  while (performance.now() - began < 60_000) {
    try {
      const response = await fetch(url)
      await response.arrayBuffer()
      if (response.ok) return performance.now() - began
    } catch {
      // It does not listen yet.
    }
    await sleep(everyMs)
  }
  throw new Sentence(`The ${program.name} process does not answer at ${url}:\n${program.said().slice(-2_000)}`)
}

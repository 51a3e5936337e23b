import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './places.ts'
import type { Watchdog } from './watchdog.ts'

export type Child = { name: string; pid: () => number | undefined; stop(): Promise<void> }

/**
 * Runs one part of the shop as a process of its own and starts it again when it dies. What it says goes to
 * `logFolder/NAME.log`; lines of level error are shown as well. `onGivenUp` is called when it dies over and over.
 */
export function keepRunning(
  name: string,
  args: string[],
  options: { env: NodeJS.ProcessEnv; logFolder: string; watchdog: Watchdog; onGivenUp: (name: string) => void },
): Child {
  mkdirSync(options.logFolder, { recursive: true })
  const file = join(options.logFolder, `${name}.log`)
  const output = createWriteStream(file, { flags: 'w', mode: 0o600 })
  let child: ChildProcess | undefined
  let stopping = false
  const deaths: number[] = []

  const start = () => {
    const next = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in the terminal reaches the parent alone, which stops its children in order.
      detached: true,
    })
    child = next
    if (next.pid) options.watchdog.add(next.pid, 'TERM')
    for (const stream of [next.stdout, next.stderr])
      stream?.on('data', (chunk: Buffer) => tell(name, chunk, output, file))
    next.once('exit', (code, signal) => {
      if (next.pid) options.watchdog.drop(next.pid, 'TERM')
      if (stopping) return
      const now = Date.now()
      deaths.push(now)
      if (deaths.filter((at) => now - at < 20_000).length >= 5) return options.onGivenUp(name)
      process.stderr.write(`The ${name} process died (${signal ?? code}) and is started again.\n`)
      setTimeout(() => !stopping && start(), 300)
    })
  }
  start()

  return {
    name,
    pid: () => child?.pid,
    stop: async () => {
      stopping = true
      const running = child
      if (running && running.exitCode === null && running.signalCode === null) {
        const exited = new Promise((resolve) => running.once('exit', resolve))
        running.kill('SIGTERM')
        const late = sleep(10_000, 'late', { ref: false })
        if ((await Promise.race([exited, late])) === 'late') running.kill('SIGKILL')
        await exited
      }
      output.end()
    },
  }
}

function tell(name: string, chunk: Buffer, output: WriteStream, file: string): void {
  output.write(chunk)
  for (const line of chunk.toString('utf8').split('\n')) {
    if (line.includes('"level":"error"')) process.stderr.write(`${name}: ${line.slice(0, 300)}\n  More in ${file}\n`)
  }
}

import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, asAccount } from '../postgres-program.ts'
import { Sentence } from '../progress.mjs'
import type { Watchdog } from '../watchdog.ts'

export type Process = { exited: Promise<void>; stop(): Promise<void> }

type Options = {
  env: NodeJS.ProcessEnv
  folder: string
  log: string
  watchdog: Watchdog
  account?: Account | undefined
  /** TERM unless said otherwise. */
  stopBy?: 'SIGTERM' | 'SIGKILL'
  /** Whether it answers as it should; a rejection counts as not yet. */
  isReady(): Promise<boolean>
}

const startsWithinMs = 180_000
const stopsWithinMs = 10_000

/** Starts a program and waits until it answers. */
export async function startProcess(command: string, args: string[], options: Options): Promise<Process> {
  const output = openSync(options.log, 'w', 0o600)
  // Of its own session, so that Ctrl-C in the terminal reaches us alone and the tests still find their engines.
  const child = spawn(command, args, {
    cwd: options.folder,
    env: options.env,
    detached: true,
    stdio: ['ignore', output, output],
    ...asAccount(options.account),
  })
  closeSync(output)
  let ended: string | undefined
  const exited = new Promise<void>((resolve) => {
    child.once('error', (fault) => {
      ended ??= fault.message
      resolve()
    })
    child.once('exit', (code, signal) => {
      ended ??= `it ended with ${signal ?? code}`
      if (child.pid) options.watchdog.drop(child.pid, 'TERM')
      resolve()
    })
  })
  if (child.pid) options.watchdog.add(child.pid, 'TERM')

  const stop = async () => {
    if (ended !== undefined) return
    child.kill(options.stopBy ?? 'SIGTERM')
    const late = sleep(stopsWithinMs, 'late', { ref: false })
    if ((await Promise.race([exited, late])) === 'late') child.kill('SIGKILL')
    await exited
  }

  const deadline = Date.now() + startsWithinMs
  while (!(await options.isReady().catch(() => false))) {
    if (ended === undefined && Date.now() < deadline) await Promise.race([sleep(100), exited])
    else {
      const why = ended ?? `it does not answer within ${startsWithinMs / 1000} s`
      await stop()
      throw new Sentence(`${why}. The end of ${options.log}:\n${lastLines(options.log, 8)}`)
    }
  }
  return { exited, stop }
}

/** Asks an address; rejects while nothing answers there. */
export async function ask(url: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
  return { status: answer.status, text: await answer.text() }
}

function lastLines(file: string, count: number): string {
  try {
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    // Java ends with where in its code it was, and says before it why.
    return lines
      .filter((line) => !/^\s+(at |\.\.\. \d)/.test(line))
      .slice(-count)
      .join('\n')
  } catch {
    return ''
  }
}

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
  warmUp?(): Promise<void>
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
  try {
    await options.warmUp?.()
  } catch (fault) {
    await stop()
    if (fault instanceof Sentence) throw fault
    throw new Sentence(`it did not answer: ${(fault as Error).message}. Its log is ${options.log}`)
  }
  return { exited, stop }
}

/** Asks an address; rejects while nothing answers there. */
export async function ask(url: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
  return { status: answer.status, text: await answer.text() }
}

/** Calls that an engine has to answer before it counts as started: the first of each kind takes ten times as long as the next. */
export async function warmUp(url: string, calls: readonly Call[]): Promise<void> {
  for (const { method = 'POST', path = '/', headers, body } of calls) {
    const signal = AbortSignal.timeout(60_000)
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const answer = await fetch(url + path, { method, headers: { ...headers }, body: sent, signal })
    const text = await answer.text()
    if (!answer.ok) throw new Sentence(`it answers ${method} ${path} with ${answer.status}: ${text.slice(0, 300)}`)
  }
}

export type Call = { method?: string; path?: string; headers?: Record<string, string>; body?: unknown }

/** A call of AWS's JSON protocol. The signature is none, and the emulators take it. */
export const awsCall = (service: string, protocol: string, target: string, body: unknown): Call => ({
  headers: {
    'content-type': `application/x-amz-json-${protocol}`,
    'x-amz-target': target,
    authorization: `AWS4-HMAC-SHA256 Credential=admin/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    'x-amz-date': '20260101T000000Z',
  },
  body,
})

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

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('watchdog.sh', import.meta.url))

export type Watchdog = {
  /** From now on `pid` gets `signal` should this program die without stopping it. */
  add(pid: number, signal: 'INT' | 'TERM'): void
  drop(pid: number, signal: 'INT' | 'TERM'): void
  /** Ends the watchdog itself; what is still named then is stopped. */
  close(): void
}

/** A small process of its own session that survives `kill -9` of this one, and of its whole process group. */
export function startWatchdog(): Watchdog {
  const named = new Set<string>()
  let closed = false
  let dog = start()

  function start() {
    const child = spawn('/bin/sh', [script], { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    child.stdin?.on('error', () => {})
    child.on('error', () => {})
    child.once('exit', () => {
      if (!closed) dog = start()
    })
    for (const line of named) child.stdin?.write(`add ${line}\n`)
    child.unref()
    return child
  }

  return {
    add(pid, signal) {
      named.add(`${signal} ${pid}`)
      dog.stdin?.write(`add ${signal} ${pid}\n`)
    },
    drop(pid, signal) {
      named.delete(`${signal} ${pid}`)
      dog.stdin?.write(`drop ${signal} ${pid}\n`)
    },
    close() {
      closed = true
      dog.stdin?.end()
    },
  }
}

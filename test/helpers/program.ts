import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../dev/places.ts'

export type Program = {
  child: ChildProcess
  said: () => string
  ended: Promise<number | null>
  /** Waits until it has said these words so often. */
  says: (words: string, times?: number) => Promise<void>
}

/** A process of Node with nothing in its environment but what is given. Ends with the test. */
export function startProgram(
  t: TestContext,
  args: readonly string[],
  { env, cwd = root }: { env: NodeJS.ProcessEnv; cwd?: string },
): Program {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk
    })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  t.after(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return {
    child,
    said: () => said,
    ended,
    async says(words, times = 1) {
      for (let tries = 0; tries < 600; tries++) {
        if (said.split(words).length > times) return
        if (child.exitCode !== null) break
        await sleep(50)
      }
      assert.fail(`It did not say '${words}':\n${said}`)
    },
  }
}

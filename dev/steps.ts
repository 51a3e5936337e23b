import { spawnSync } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { root } from './places.ts'

/** Runs programs one after the other and says how each ended; the exit code is that of the first that failed. */
export function runSteps(steps: readonly { name: string; command: string; args: string[] }[]): number {
  for (const { name, command, args } of steps) {
    const beganAt = Date.now()
    const path = [dirname(process.execPath), join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
    const { status, error } = spawnSync(command, args, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: path },
    })
    const seconds = ((Date.now() - beganAt) / 1000).toFixed(1)
    if (status === 0) process.stdout.write(`ok      ${name} (${seconds} s)\n`)
    else {
      process.stderr.write(`FAILED  ${name}${error ? `: ${error.message}` : ''}\n`)
      return status || 1
    }
  }
  return 0
}

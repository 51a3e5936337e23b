import { spawnSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { root } from '../../dev/places.ts'

/** The machine and the code, for the head of a report. */
export function describeMachine(): string[] {
  const cores = cpus()
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim()
  const changed = git('status', '--porcelain', '--', 'src', 'db', 'package-lock.json')
    ? ', with changes of its own'
    : ''
  return [
    `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, commit ${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed}`,
    `${cores.length} cores ${cores[0]?.model ?? ''}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}; load before it began ${loadavg()[0]?.toFixed(2)}`,
    `Node ${process.version}`,
  ]
}

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { varFolder } from './places.ts'

/*
 * HAProxy, for the test that replaces machines under load. `node dev/haproxy.ts` brings it where Debian or Ubuntu has it: installed when
 * root asks, else unpacked in var/haproxy. Without it the test is skipped by name.
 */

const folder = join(varFolder, 'haproxy')
const libraries = ['usr/lib/x86_64-linux-gnu', 'usr/lib/aarch64-linux-gnu'].map((path) => join(folder, path))

export type Haproxy = { command: string; env: NodeJS.ProcessEnv }

/** What runs here, or the sentence with which its test is skipped. */
export function findHaproxy(): Haproxy | string {
  const here: Haproxy[] = [
    { command: 'haproxy', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } },
    { command: join(folder, 'usr/sbin/haproxy'), env: { ...process.env, LD_LIBRARY_PATH: libraries.join(':') } },
  ]
  const found = here.find(({ command, env }) => spawnSync(command, ['-v'], { env }).status === 0)
  return found ?? 'HAProxy is not installed: `node dev/haproxy.ts` brings it on Debian and Ubuntu'
}

function bring(): boolean {
  const run = (command: string, args: string[], cwd?: string) =>
    spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  if (
    process.getuid?.() === 0 &&
    run('apt-get', ['install', '--yes', '--no-install-recommends', 'haproxy']).status === 0
  )
    return true
  // A package and what it needs of the system that may not be there.
  const names = run('apt-cache', ['depends', 'haproxy'])
    .stdout?.split('\n')
    .flatMap((line) => /^\s*Depends: ([\w.+-]+)$/.exec(line)?.[1] ?? [])
    .filter((name) => /^lib(lua|opentracing|pcre)/.test(name))
  const downloads = mkdtempSync(join(tmpdir(), 'tradewind-haproxy-'))
  try {
    if (run('apt-get', ['download', 'haproxy', ...(names ?? [])], downloads).status !== 0) return false
    mkdirSync(folder, { recursive: true })
    return readdirSync(downloads).every((file) => run('dpkg', ['-x', join(downloads, file), folder]).status === 0)
  } finally {
    rmSync(downloads, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) {
  if (typeof findHaproxy() === 'string') bring()
  const found = findHaproxy()
  process.stdout.write(typeof found === 'string' ? `${found}\n` : `HAProxy: ${found.command}\n`)
  if (existsSync(folder) && typeof found === 'string') rmSync(folder, { recursive: true, force: true })
}

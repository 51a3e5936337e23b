import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../dev/places.ts'

/** The sentence with which tests that start a release are skipped, or false. */
export const withoutLinux: string | false =
  process.platform === 'linux' ? false : 'a release holds the binaries of Linux, and this is another system'

let made: string | undefined

/** A release for this machine, made once for each test file by the command that operators use. */
export function builtRelease(): string {
  if (made) return made
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-release-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const to = join(folder, 'release')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      'dev/release.ts',
      '--cpu',
      process.arch,
      '--shop',
      'db/demo-shop',
      '--to',
      to,
    ],
    { cwd: root, encoding: 'utf8' },
  )
  assert.equal(status, 0, stdout + stderr)
  made = to
  return to
}

export function migrateWith(release: string, databaseUrl: string): void {
  const { status, stderr } = spawnSync(process.execPath, [join(release, 'dist/main.js'), 'migrate'], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
}

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Sentence } from '../../dev/progress.mjs'
import { openShellcheck } from '../../dev/services/shellcheck.ts'

const here = import.meta.dirname
const filesOf = (ending: string) => readdirSync(here).filter((name) => name.endsWith(ending))
const shellcheck = await openShellcheck().catch((fault: unknown) => {
  if (fault instanceof Sentence) return fault
  throw fault
})
const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0
const isMissing = (command: string) => (has(command, '--version') ? false : `${command} is not installed`)

for (const name of filesOf('.sh')) {
  test(`${name} is a script that bash reads`, () => {
    const { status, stderr } = spawnSync('bash', ['-n', join(here, name)], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  })

  test(`${name}: ShellCheck finds nothing`, { skip: typeof shellcheck !== 'string' && shellcheck.message }, () => {
    const args = ['--shell=bash', join(here, name)]
    const { status, stdout } = spawnSync(String(shellcheck), args, { encoding: 'utf8' })
    assert.equal(status, 0, stdout)
  })
}

for (const name of filesOf('.service'))
  test(`${name} is a unit that systemd takes`, { skip: isMissing('systemd-analyze') }, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'tradewind-units-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    // The programs are on the machines of AWS alone.
    writeFileSync(
      join(folder, name),
      readFileSync(join(here, name), 'utf8').replace(/^(ExecStart=)\S+/m, '$1/bin/true'),
    )
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, name)], {
      encoding: 'utf8',
    })
    const told = `${stdout}${stderr}`.split('\n').filter((line) => line.includes(name))
    assert.deepEqual([status, told], [0, []])
  })

test('the program runs as a user of its own, that can write nothing and gain nothing', () => {
  for (const name of ['tradewind-web.service', 'tradewind-worker.service']) {
    const unit = readFileSync(join(here, name), 'utf8')
    for (const line of [
      'User=tradewind',
      'NoNewPrivileges=true',
      'ProtectSystem=strict',
      'ProtectHome=true',
      'CapabilityBoundingSet=',
      'KillMode=mixed',
      'Restart=always',
    ])
      assert.match(unit, new RegExp(`^${line}$`, 'm'), `${name} lacks ${line}`)
    assert.doesNotMatch(unit, /ReadWritePaths/)
  }
})

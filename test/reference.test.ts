import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { cloneCommands } from '../dev/clone-commands.ts'
import { root } from '../dev/places.ts'
import { settingsPage } from '../dev/settings-page.ts'
import { shopCommands } from '../src/commands/commands.ts'

const read = (file: string) => readFileSync(join(root, file), 'utf8')

test('docs/reference/commands.md tells the usage of every command, as the command itself does, and of no other', () => {
  const sections = read('docs/reference/commands.md').split(/^## /m).slice(1)
  const told = sections.map((text) => /^([\w-]+)\n\n```\n([^`]+)\n```\n/.exec(text)?.slice(1))
  const real = Object.entries({ ...shopCommands, ...cloneCommands }).map(([name, { usage }]) => [name, usage])
  assert.deepEqual(told, real)
})

test('docs/reference/settings.md is the table of src/config.ts', () => {
  const page = read('docs/reference/settings.md')
  assert.equal(page, settingsPage(page), 'node dev/settings-page.ts writes it anew')
})

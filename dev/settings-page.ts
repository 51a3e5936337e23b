import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { settings } from '../src/config.ts'
import { root } from './places.ts'

const page = join(root, 'docs/reference/settings.md')

/** The rows of docs/reference/settings.md, as src/config.ts has them. */
export const settingRows = (): string[][] =>
  Object.entries(settings).map(([name, { told, what }]) => [`\`${name}\``, told, what])

/** The page with the table of now; all other words of it stay. */
export function settingsPage(before: string): string {
  const rows = [['setting', 'default', 'what'], ...settingRows()]
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const line = (row: string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  const [head = [], ...rest] = rows
  const table = [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(line)]
  return before.replace(/^\|[\s\S]*\|$/m, () => table.join('\n'))
}

if (import.meta.main) writeFileSync(page, settingsPage(readFileSync(page, 'utf8')))

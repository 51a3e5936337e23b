import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { lint, tool } from './cfn-lint.ts'
import { examine, type Finding, idle } from './gate.ts'
import { type Outlined, outline } from './outline.ts'
import { profileNames } from './synth.ts'
import { countsOf, waiversPage } from './waivers.ts'

/*
 * What can be said of the templates without an account. `--write` writes the snapshots and the page of waivers anew. `--complete`:
 * cfn-lint may not be missing.
 */

const root = join(import.meta.dirname, '../..')
const snapshots = join(root, 'infra/snapshots')
const waivers = join(root, 'docs/reference/waivers.md')
const isWriting = process.argv.includes('--write')
const isComplete = process.argv.includes('--complete')
let failures = 0

const examinations = profileNames.map((profile) => {
  const beganAt = Date.now()
  const examination = examine(profile)
  say(`${profile.padEnd(8)}  ${countsOf(examination)}${since(beganAt)}`)
  return examination
})
tell(examinations.flatMap(({ open }) => open))

const beganAt = Date.now()
const linted = await lint(examinations)
if (typeof linted === 'string') {
  say(`skipped   ${tool}: ${linted}`)
  if (isComplete) failures += 1
} else {
  const { open, waived, templates } = linted
  say(`${tool}  ${templates} templates, ${open.length} open, ${waived.length} waived${since(beganAt)}`)
  tell(open)
}
const waived = examinations.flatMap((each) => each.waived)
tell(idle(examinations, waived))

const pages = new Map([[waivers, waiversPage(examinations)]])
const outlined: Outlined[] = examinations.flatMap(({ profile, assembly, paths }) =>
  assembly.stacks.map((stack) => ({
    profile,
    stack,
    paths: paths.get(stack.id) ?? new Map(),
    others: assembly.stacks,
    othersPaths: paths,
  })),
)
for (const [id, its] of Map.groupBy(outlined, ({ stack }) => stack.id))
  pages.set(join(snapshots, `${id}.txt`), outline(its))
const stale = globSync('*.txt', { cwd: snapshots }).map((file) => join(snapshots, file))
for (const file of stale)
  if (!pages.has(file)) {
    if (isWriting) rmSync(file)
    else fail(`${file.slice(root.length + 1)} is of a stack that is no more.`)
  }
for (const [file, text] of pages) compare(file, text)
if (failures > 0) say(`\n${failures} to mend. \`npm run infra -- check --write\` takes over snapshots and waivers.`)
process.exitCode = failures > 0 ? 1 : 0

function compare(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  if (isWriting) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return
  }
  const name = file.slice(root.length + 1)
  fail(`${name} is not of the constructs of now:`)
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-snapshot-'))
  const now = join(folder, 'now')
  writeFileSync(now, text)
  const { stdout } = spawnSync(
    'diff',
    ['-u', '--label', name, '--label', 'now', existsSync(file) ? file : '/dev/null', now],
    {
      encoding: 'utf8',
    },
  )
  const lines = (stdout ?? '').split('\n')
  say([...lines.slice(0, 60), ...(lines.length > 60 ? [`… ${lines.length - 60} more lines`] : [])].join('\n'))
  rmSync(folder, { recursive: true })
}

function tell(findings: readonly Finding[]): void {
  failures += findings.length
  for (const [rule, its] of Map.groupBy(findings, (each) => each.rule)) {
    for (const [said, same] of Map.groupBy(its, (each) => each.said)) {
      say(`  ${rule}: ${said}`)
      for (const path of new Set(same.map((each) => each.path))) say(`    ${path}`)
    }
  }
}

function fail(sentence: string): void {
  failures += 1
  say(sentence)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function since(instant: number): string {
  return ` (${((Date.now() - instant) / 1000).toFixed(0)} s)`
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engines } from '../test/helpers/engines.ts'
import { root } from './places.ts'

/** Adapter file → the actions of IAM that its calls need. The roles in infra/ are held to it. */
export type AwsCalls = Readonly<Record<string, readonly string[]>>

export const recordedCallsFile = join(root, 'infra/proof/rights/recorded-calls.json')

const preload = join(root, 'test/helpers/record-aws-calls.ts')

export const readRecordedCalls = (): AwsCalls => JSON.parse(readFileSync(recordedCallsFile, 'utf8'))

export type CallWatch = {
  /** For `node --test`. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Sentences of what the committed file does not say, or says in vain. `isWhole`: all contract tests passed, with all engines. */
  compare(isWhole: boolean): string[]
  record(): void
  remove(): void
}

/** Watches what the adapters ask of AWS in one run of the tests. */
export function watchAwsCalls(): CallWatch {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-aws-calls-'))
  return {
    args: ['--import', preload],
    env: { TEST_AWS_CALLS: folder },
    compare: (isWhole) => differences(readRecordedCalls(), readSeen(folder), isWhole),
    record: () => writeFileSync(recordedCallsFile, `${JSON.stringify(readSeen(folder), undefined, 2)}\n`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** All engines run, and every contract test is among the files. */
export const canBeWhole = (files: readonly string[], contracts: readonly string[], env: NodeJS.ProcessEnv): boolean =>
  Object.values(engines).every(({ variable }) => env[variable]) && contracts.every((file) => files.includes(file))

function readSeen(folder: string): AwsCalls {
  const seen: Record<string, string[]> = {}
  for (const name of readdirSync(folder).sort())
    for (const [file, actions] of Object.entries(JSON.parse(readFileSync(join(folder, name), 'utf8')) as AwsCalls))
      seen[file] = [...new Set([...(seen[file] ?? []), ...actions])].sort()
  return Object.fromEntries(Object.entries(seen).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function differences(recorded: AwsCalls, seen: AwsCalls, isWhole: boolean): string[] {
  const without = (all: AwsCalls, others: AwsCalls): [string, string][] =>
    Object.entries(all).flatMap(([file, actions]) =>
      actions.filter((action) => !others[file]?.includes(action)).map((action): [string, string] => [file, action]),
    )
  const said = `infra/proof/rights/recorded-calls.json`
  return [
    ...without(seen, recorded).map(([file, action]) => `${file} made a call that needs ${action}: ${said} lacks it.`),
    ...(isWhole ? without(recorded, seen) : []).map(
      ([file, action]) => `${file} made no call that needs ${action}: ${said} says it in vain.`,
    ),
  ]
}

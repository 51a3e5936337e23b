import { spawn } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning } from './processes.mjs'
import { Sentence, withProgress } from './progress.mjs'

// Nothing here may rest on install scripts: npm 12 blocks them, and many people switch them off.
const npmOptions = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--prefer-offline']

/**
 * Brings node_modules to what package-lock.json says, in the root or in a folder with packages of its own. Does nothing, in
 * milliseconds, when it is so already.
 */
export async function installPackages(root, folder = root, what = 'packages') {
  if (packagesAreInstalled(folder)) return
  await alone(join(root, 'var', 'install.lock'), 'another command to finish installing', async () => {
    if (packagesAreInstalled(folder)) return
    await withProgress(`Installing ${what}`, async () => {
      // With packages there, only the difference is installed: a program that runs from them keeps its files.
      const all = ['--include=dev', '--include=optional']
      if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) {
        await npm(folder, ['install', '--no-save', ...all, ...npmOptions])
        if (packagesAreInstalled(folder)) return
      }
      await npm(folder, ['ci', ...all, ...npmOptions])
    })
  })
}

/** npm writes node_modules/.package-lock.json as its last act, so a half-done installation never passes. */
export function packagesAreInstalled(root) {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {}
  const present = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (!present) return false
  for (const [path, entry] of Object.entries(present)) {
    if (wanted[path]?.version !== entry.version || wanted[path]?.integrity !== entry.integrity) return false
  }
  return Object.entries(wanted).every(([path, entry]) => path === '' || path in present || !belongsHere(entry))
}

function belongsHere({ optional, os, cpu, libc }) {
  if (!optional) return true
  const fits = (list, value) =>
    !list || (list.some((item) => item.startsWith('!')) ? !list.includes(`!${value}`) : list.includes(value))
  // An optional package for this very machine may be absent only through what it depends on, so it must name a machine.
  return Boolean(os || cpu) && fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, 'glibc')
}

/** The path of a Node that runs this program: the running one if it is new enough, else one that npm brings. */
export async function findNode(root) {
  if (Number(process.versions.node.split('.')[0]) >= 24 && process.features.typescript) return process.execPath
  const place = `${process.platform}-${process.arch}`
  const wanted = readJson(join(root, 'dev', 'node-packages.json'))[place]
  if (!wanted)
    throw new Sentence(`Tradewind runs on Node 24, and npm has none for ${place}: install it from https://nodejs.org.`)

  const folder = join(root, 'var', 'runtime', `${wanted.package}-${wanted.version}`)
  const node = join(folder, 'node_modules', wanted.package, 'bin', 'node')
  if (existsSync(node)) return node
  await withProgress(`Installing Node ${wanted.version}`, async () => {
    mkdirSync(join(root, 'var', 'runtime'), { recursive: true })
    const temporary = mkdtempSync(join(root, 'var', 'runtime', '.new-'))
    try {
      writeFileSync(join(temporary, 'package.json'), JSON.stringify(manifestFor(wanted)))
      writeFileSync(join(temporary, 'package-lock.json'), JSON.stringify(lockfileFor(wanted)))
      await npm(temporary, ['ci', ...npmOptions])
      renameSync(temporary, folder)
    } catch (fault) {
      // A second command may have been faster; its copy is as good.
      if (!existsSync(node)) throw fault
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  })
  return node
}

const manifestFor = (wanted) => ({ private: true, dependencies: { [wanted.package]: wanted.version } })

// npm refuses a package whose content does not match the integrity that stands in a lockfile.
function lockfileFor(wanted) {
  const { package: name, version, integrity } = wanted
  const resolved = `https://registry.npmjs.org/${name}/-/${name}-${version}.tgz`
  const packages = { '': manifestFor(wanted), [`node_modules/${name}`]: { version, resolved, integrity } }
  return { lockfileVersion: 3, requires: true, packages }
}

async function npm(folder, args) {
  const underNpm = basename(process.env.npm_execpath ?? '') === 'npm-cli.js'
  const [command, first] = underNpm ? [process.execPath, [process.env.npm_execpath]] : ['npm', []]
  const child = spawn(command, [...first, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const forward = () => child.kill('SIGTERM')
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  let noise = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (noise += chunk))
  const [code, signal] = await new Promise((resolve) => {
    child.once('error', (fault) => resolve([fault.message, null]))
    child.once('close', (...how) => resolve(how))
  })
  for (const name of signals) process.off(name, forward)
  if (code === 0) return
  process.stderr.write(noise)
  throw new Sentence(`npm ${args[0]} did not succeed (${signal ?? code}). Its own words stand above.`)
}

/** Runs `work` while no other process does; a lock whose owner died is taken over. */
async function alone(lock, what, work) {
  mkdirSync(join(lock, '..'), { recursive: true })
  const mine = `${process.pid}\n`
  const take = () => {
    try {
      writeFileSync(lock, mine, { flag: 'wx' })
      return true
    } catch (fault) {
      if (fault.code === 'EEXIST') return false
      throw fault
    }
  }
  if (!take()) {
    await withProgress(`Waiting for ${what}`, async () => {
      while (!take()) {
        if (isAbandoned(lock)) breakLock(lock)
        else await sleep(100)
      }
    })
  }
  try {
    return await work()
  } finally {
    if (readText(lock) === mine) rmSync(lock, { force: true })
  }
}

// Two may find the same dead owner: moved aside, the lock is looked at again, for by then it may be the other's new one.
function breakLock(lock) {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
    if (!isAbandoned(aside)) linkSync(aside, lock)
  } catch (fault) {
    if (!['ENOENT', 'EEXIST'].includes(fault.code)) throw fault
  }
  rmSync(aside, { force: true })
}

function isAbandoned(lock) {
  const pid = Number(readText(lock))
  // The file is empty for a moment after its creation.
  if (!pid) return Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 2000
  // A day is far more than any installation takes: by then the number belongs to another program.
  return !isRunning(pid) || Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 24 * 3600 * 1000
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function readJson(path) {
  try {
    return JSON.parse(readText(path))
  } catch {
    return undefined
  }
}

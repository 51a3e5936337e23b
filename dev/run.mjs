// The door of `npm start`, `npm test` and the other commands. It is plain JavaScript without packages, because
// it runs first, on whatever Node from 20.20 on the machine has: it installs what is missing and hands over to Node 24.

import { spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNode, installPackages } from './install.mjs'
import { ancestors, isRunning } from './processes.mjs'
import { Sentence } from './progress.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const commands = ['start', 'test', 'check', 'bench', 'shop', 'build', 'example', 'services', 'release', 'infra']
const stopAfterMs = 20_000

try {
  await run(process.argv[2] ?? '', process.argv.slice(3))
} catch (fault) {
  if (!(fault instanceof Sentence)) throw fault
  process.stderr.write(`${fault.message}\n`)
  process.exit(1)
}

async function run(command, args) {
  if (!commands.includes(command)) throw new Sentence(`'${command}' is unknown. Known are ${commands.join(', ')}.`)
  checkMachine()
  const [node] = await bothOrNeither(findNode(root), installPackages(root))
  if (command === 'infra') await installPackages(root, join(root, 'infra'), 'packages of infra/')
  handOver(node, [join(root, 'dev', `${command}.ts`), ...args])
}

function checkMachine() {
  const { platform, arch } = process
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 20))
    throw new Sentence(`Tradewind needs Node 20.20 or later; this is ${process.version}.`)
  if (!['linux', 'darwin'].includes(platform) || !['x64', 'arm64'].includes(arch))
    throw new Sentence(`Tradewind runs on Linux and macOS, x64 and arm64; this machine is ${platform} ${arch}.`)
  if (platform === 'linux') {
    process.report.excludeNetwork = true
    if (!process.report.getReport().header.glibcVersionRuntime)
      throw new Sentence(
        'Tradewind needs a Linux with glibc (Debian, Ubuntu, Fedora …); this one has another C library.',
      )
  }
  try {
    mkdirSync(join(root, 'var'), { recursive: true })
    accessSync(join(root, 'var'), constants.W_OK)
  } catch {
    throw new Sentence(`${join(root, 'var')} cannot be written by this user. Tradewind keeps all that it makes there.`)
  }
}

// A failure is told only when both have come to rest, so that no npm is left running.
async function bothOrNeither(...promises) {
  const results = await Promise.allSettled(promises)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return results.map((result) => result.value)
}

function handOver(node, args) {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], { stdio: 'inherit', env })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.once('error', (fault) => {
    process.stderr.write(`${node} did not start: ${fault.message}\n`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name)
    if (signal) process.kill(process.pid, signal)
    else process.exit(code ?? 1)
  })

  // npm or the shell may be killed without a word: then nothing of ours stays behind.
  const parents = ancestors()
  setInterval(() => {
    if (parents.every(isRunning) && process.ppid === parents[0]) return
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), stopAfterMs).unref()
  }, 1000).unref()
}

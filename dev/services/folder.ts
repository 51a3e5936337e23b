import { createHash } from 'node:crypto'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isRunning } from '../processes.mjs'
import { Sentence } from '../progress.mjs'

const listName = '.files.json'

/** Whether `installFolder` has made it and every file still has its size. It takes milliseconds, so each start asks. */
export function isWhole(folder: string): boolean {
  try {
    const list = JSON.parse(readFileSync(join(folder, listName), 'utf8')) as Record<string, number>
    return Object.entries(list).every(([path, size]) => statSync(join(folder, path)).size === size)
  } catch {
    return false
  }
}

/** Makes `folder` whole or not at all: what is half done lies elsewhere and is made anew by the next one. */
export async function installFolder(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  if (isWhole(folder)) return
  const parent = dirname(folder)
  mkdirSync(parent, { recursive: true })
  const unfinished = `${basename(folder)}.new-`
  for (const name of readdirSync(parent))
    if (name.startsWith(unfinished) && !isRunning(Number(name.slice(unfinished.length))))
      rmSync(join(parent, name), { recursive: true, force: true })

  const temporary = join(parent, unfinished + process.pid)
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(temporary)
  try {
    await fill(temporary)
    writeFileSync(join(temporary, listName), JSON.stringify(sizesIn(temporary)))
    if (existsSync(folder) && !isWhole(folder)) rmSync(folder, { recursive: true, force: true })
    renameSync(temporary, folder)
  } catch (fault) {
    // A second command may have been faster; its copy is as good.
    if (!isWhole(folder)) throw fault
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function sizesIn(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  // Python writes these again when it likes.
  const lasting = paths.filter((path) => path !== listName && !path.includes('__pycache__'))
  return Object.fromEntries(lasting.sort().map((path) => [path, statSync(join(folder, path)).size]))
}

/** Runs `work` with an empty folder of its own below `parent`. Those of killed programs are cleared away. */
export async function withScratch<T>(parent: string, work: (folder: string) => Promise<T>): Promise<T> {
  const all = join(parent, 'scratch')
  mkdirSync(all, { recursive: true })
  for (const name of readdirSync(all))
    if (!isRunning(Number(name.split('-')[0]))) rmSync(join(all, name), { recursive: true, force: true })
  const folder = mkdtempSync(join(all, `${process.pid}-`))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

/** Throws unless the folder holds the files of `pins`, no others, each with the SHA-256 that is written there. */
export async function checkPins(folder: string, pins: Record<string, string>): Promise<void> {
  const found = readdirSync(folder)
  const missing = Object.keys(pins).filter((name) => !found.includes(name))
  const strange = found.filter((name) => !(name in pins))
  if (missing.length > 0 || strange.length > 0)
    throw new Sentence(
      `of what was fetched ${missing.join(', ') || 'nothing'} is missing and ${strange.join(', ') || 'nothing'} is too much`,
    )
  for (const name of found) {
    const sum = await sha256Of(join(folder, name))
    if (sum !== pins[name])
      throw new Sentence(`${name} was fetched with the SHA-256 ${sum}, and ${pins[name]} is expected`)
  }
}

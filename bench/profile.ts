import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Sentence } from '../dev/progress.mjs'
import { table } from './speed/figures.ts'

type Place = { functionName: string; url: string; lineNumber: number; columnNumber: number }
/** As V8's inspector writes it: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile. Times in microseconds. */
export type Profile = {
  nodes: { id: number; callFrame: Place }[]
  samples: number[]
  timeDeltas: number[]
}

/** Where a function stands in the source: `src/kit/db.ts send`; packages by their name, Node's own parts as one. */
type Found = { room: string; name: string }

const notWork = new Set(['(idle)', '(root)'])
const shown = 15

/**
 * `npm run bench -- profile FILE`: tells where the time of a processor profile went, by folder and by function. FILE: a `.cpuprofile`, or the folder that
 * `--profile` of the speed bench has written, of which the largest counts.
 */
export async function benchProfile([given]: string[]): Promise<number> {
  if (!given || !existsSync(given)) throw new Sentence('npm run bench -- profile FILE: a .cpuprofile, or its folder.')
  const file = statSync(given).isDirectory() ? largestIn(given) : given
  process.stdout.write(tellProfile(JSON.parse(readFileSync(file, 'utf8')) as Profile, openSources()))
  return 0
}

function largestIn(folder: string): string {
  const files = globSync('*.cpuprofile', { cwd: folder }).map((name) => join(folder, name))
  const [largest] = files.sort((a, b) => statSync(b).size - statSync(a).size)
  if (!largest) throw new Sentence(`There is no .cpuprofile in ${folder}.`)
  return largest
}

/** The times of a profile as two tables. */
export function tellProfile(profile: Profile, find: (place: Place) => Found): string {
  const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const rooms = new Map<string, number>()
  const functions = new Map<string, number>()
  let all = 0
  profile.samples.forEach((id, i) => {
    const place = places.get(id)
    if (!place || notWork.has(place.functionName)) return
    const ms = (profile.timeDeltas[i] ?? 0) / 1000
    const { room, name } = find(place)
    all += ms
    rooms.set(room, (rooms.get(room) ?? 0) + ms)
    functions.set(name, (functions.get(name) ?? 0) + ms)
  })
  const rows = (sums: Map<string, number>) =>
    [...sums]
      .sort(([, a], [, b]) => b - a)
      .slice(0, shown)
      .map(([name, ms]) => [name, ms.toFixed(0), `${((100 * ms) / all).toFixed(1)} %`])
  return `${all.toFixed(0)} ms of processor.

${table(['where', 'ms', 'of all'], rows(rooms))}

${table(['what', 'ms', 'of all'], rows(functions))}
`
}

/** Reads the map beside a built file, once. */
export function openSources(): (place: Place) => Found {
  const maps = new Map<string, SourceMap | null>()
  const mapOf = (url: string): SourceMap | null => {
    let map = maps.get(url)
    if (map === undefined) {
      const file = url.startsWith('file:') ? `${fileURLToPath(url)}.map` : ''
      map = existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : null
      maps.set(url, map)
    }
    return map
  }
  return ({ functionName, url, lineNumber, columnNumber }) => {
    const named = functionName || '(unnamed)'
    if (url === '') return { room: named.startsWith('(') ? named : 'machine code of V8 and Node', name: named }
    if (url.startsWith('node:')) return { room: 'Node', name: `${url} ${named}` }
    const entry = mapOf(url)?.findEntry(lineNumber, columnNumber)
    const source = entry && 'originalSource' in entry ? entry.originalSource : url
    const [, ofPackage] = /.*node_modules\/((?:@[\w.-]+\/)?[\w.-]+)/.exec(source) ?? []
    if (ofPackage) return { room: ofPackage, name: `${ofPackage} ${named}` }
    const path = source.replace(/^.*?(src\/|dist\/|program\/)/, '$1')
    return { room: path.replace(/\/[^/]*$/, ''), name: `${path} ${named}` }
  }
}

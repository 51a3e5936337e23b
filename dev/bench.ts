import { Sentence } from './progress.mjs'

/** The benchmarks by name; each is loaded when it is asked for. */
const benches: Record<string, () => Promise<(args: string[]) => Promise<number>>> = {
  speed: async () => (await import('../bench/speed/speed.ts')).benchSpeed,
  lighthouse: async () => (await import('../bench/lighthouse.ts')).benchLighthouse,
  weights: async () => (await import('../bench/weights.ts')).benchWeights,
  import: async () => (await import('../bench/import.ts')).benchImport,
  search: async () => (await import('../bench/search.ts')).benchSearch,
  profile: async () => (await import('../bench/profile.ts')).benchProfile,
  against: async () => (await import('../bench/against.ts')).benchAgainst,
  peer: async () => (await import('../bench/peer.ts')).benchPeer,
}

try {
  const [first = 'speed', ...rest] = process.argv.slice(2)
  // Without a name it is the speed bench: npm run bench -- --short.
  const [name, args] = first.startsWith('--') ? ['speed', [first, ...rest]] : [first, rest]
  const load = benches[name]
  if (!load) throw new Sentence(`npm run bench -- ${Object.keys(benches).join(' | ')} …`)
  const bench = await load()
  process.exitCode = await bench(args)
} catch (fault) {
  if (!(fault instanceof Sentence)) throw fault
  process.stderr.write(`${fault.message}\n`)
  process.exitCode = 1
}

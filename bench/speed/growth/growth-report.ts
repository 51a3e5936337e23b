import { short, table } from '../figures.ts'

/** Milliseconds of processor of web and its connections to PostgreSQL. */
export type Times = { kept: number; first: number; change: number }

export type Size = {
  products: number
  times: ReadonlyMap<string, Times>
  importedMs: number
  importPeakMb: number
  indexedMs: number
  workerPeakMb: number
  startMs: number
  startedMb: number
  after: { rssMb: number; peakMb: number }
  databaseMb: number
}

const bar = 1.5
// Below this a request costs so little that noise alone makes half of it.
const noiseMs = 0.1

export const grownTimes = (small: number, large: number): number => large / small

export const holdsBar = (small: number, large: number): boolean =>
  grownTimes(small, large) <= bar || large - small <= noiseMs

/** `bench/results/growth.md` */
export function growthReport(head: readonly string[], sizes: readonly Size[]): string {
  const [small, large] = sizes as [Size, Size]
  const count = (n: number) => n.toLocaleString('en-US')
  const rows = [...large.times].map(([name, times]) => ({ name, times, before: small.times.get(name) ?? times }))
  const judged = rows.flatMap(({ name, times, before }) =>
    (['kept', 'first'] as const).map((way) => ({ name, way, before: before[way], now: times[way] })),
  )
  const ways = { kept: 'asked again', first: 'first after a change' }
  return `# Growth

${head.map((line) => `- ${line}`).join('\n')}

## Bars

${judged
  .map(
    ({ name, way, before, now }) =>
      `- bar ${name}, ${ways[way]}: at most ${bar} times the processor time of ${count(small.products)} products: ${short(grownTimes(before, now))} ×: ${holdsBar(before, now) ? 'met' : 'NOT met'}`,
  )
  .join('\n')}

## Processor time of a request

Milliseconds of one web process and of PostgreSQL for it, without page cache; "first": nobody asked since a product changed.

${table(
  [
    'request',
    'grown, again',
    'grown, first',
    ...sizes.flatMap(({ products }) => [`${count(products)}: again`, `${count(products)}: first`]),
    'to hear of a change',
  ],
  rows.map(({ name, times, before }) => [
    name,
    `${short(grownTimes(before.kept, times.kept))} ×`,
    `${short(grownTimes(before.first, times.first))} ×`,
    ...[before, times].flatMap(({ kept, first }) => [kept.toFixed(2), first.toFixed(2)]),
    times.change.toFixed(2),
  ]),
)}

## Import, index, start, memory

${table(
  ['', ...sizes.map(({ products }) => `${count(products)} products`)],
  (
    [
      ['import, s', ({ importedMs }) => short(importedMs / 1000)],
      ['import, products a second', ({ importedMs, products }) => count(Math.round((products / importedMs) * 1000))],
      ['most memory of the import, MB', ({ importPeakMb }) => importPeakMb.toFixed(0)],
      ['index by the worker, s', ({ indexedMs }) => short(indexedMs / 1000)],
      ['most memory of the worker, MB', ({ workerPeakMb }) => workerPeakMb.toFixed(0)],
      ['first good page after the start of web, s', ({ startMs }) => (startMs / 1000).toFixed(2)],
      ['memory of web after its start, MB', ({ startedMb }) => startedMb.toFixed(0)],
      [
        'memory of web after all requests, MB (most)',
        ({ after }) => `${after.rssMb.toFixed(0)} (${after.peakMb.toFixed(0)})`,
      ],
      ['database, MB', ({ databaseMb }) => databaseMb.toFixed(0)],
    ] as [string, (size: Size) => string][]
  ).map(([name, words]) => [name, ...sizes.map(words)]),
)}
`
}

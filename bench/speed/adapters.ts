import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../dev/places.ts'
import { withAwsParts } from './aws-parts.ts'
import type { Case } from './case.ts'
import { type Level, short, table, times } from './figures.ts'
import { describeMachine } from './machine.ts'
import type { Options } from './options.ts'
import { type CaseResult, runCase } from './run-case.ts'
import { openSite } from './site.ts'
import { measureIdleMemory, measureStart } from './startup.ts'

type Form = { startMs: number; idleMb: number; cases: CaseResult[] }

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `npm run bench -- --adapters`: the same load on the defaults and on the AWS adapters. */
export async function benchAdapters(options: Options): Promise<number> {
  const head = describeMachine()
  for (const line of head) say(line)
  say('\nThe defaults')
  const defaults = await measureForm(options, {})
  say('\nThe AWS adapters')
  const aws = await withAwsParts((settings) => measureForm({ ...options, build: false }, settings))
  const report = reportOf(head, options, defaults, aws)
  say(`\n${report}`)
  if (!options.short) {
    const folder = join(root, 'bench/results')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'adapters.md'), report)
    say(`Written to ${folder}`)
  }
  return [...defaults.cases, ...aws.cases].some(({ wrong }) => wrong.length > 0) ? 1 : 0
}

async function measureForm(options: Options, given: Record<string, string>): Promise<Form> {
  const site = await openSite({ ...options, given })
  const stop = () => site.close().then(() => process.exit(130))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  try {
    const form = { processes: 1, pageCache: false }
    const startMs = await measureStart(site, form, options.short ? 1 : 5)
    const idle = await measureIdleMemory(site, options.short ? 0 : 5)
    const cases: CaseResult[] = []
    const { seconds, warmUp, runs, short } = options
    for (const one of options.cases.map((one) => (given.CARTS_URL ? withCartsElsewhere(one) : one))) {
      const connections = options.connections ?? [one.levels[1]]
      cases.push(
        await runCase(site, one, {
          connections,
          seconds,
          warmUp,
          runs,
          looks: short ? 3 : 16,
          statements: true,
          fill: false,
        }),
      )
    }
    return { startMs, idleMb: idle.rssMb, cases }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop)
    await site.close()
  }
}

/** Carts that stand in no table of PostgreSQL are counted by their answers. */
function withCartsElsewhere(one: Case): Case {
  if (one.name !== 'cart') return one
  const { count: _, ...rest } = one
  return rest
}

function reportOf(head: readonly string[], { seconds, warmUp, runs }: Options, defaults: Form, aws: Form): string {
  const rows = defaults.cases.flatMap((ours, i): string[][] => {
    const theirs = aws.cases[i]
    return ours.levels.flatMap((level, n): string[][] => {
      const other = theirs?.levels[n]
      if (!theirs || !other) return []
      const both = (words: (level: Level, result: CaseResult) => string) => [words(level, ours), words(other, theirs)]
      return [
        [
          ours.one.name,
          String(level.connections),
          ...both(({ rate }) => short(rate)),
          times(other.rate / level.rate),
          ...both(({ p50, p99 }) => `${short(p50)}, ${short(p99)}`),
          ...both(({ eachMs }) => `${short(eachMs.web ?? 0)} + ${short(eachMs.postgres ?? 0)}`),
          ...both((_, { statements }) => (statements ? statements.web.toFixed(1) : '')),
        ],
      ]
    })
  })
  const columns = [
    'case',
    'at once',
    'defaults, a second',
    'AWS, a second',
    'AWS to defaults',
    'defaults, p50 and p99 ms',
    'AWS, p50 and p99 ms',
    'defaults, ms of web + PostgreSQL',
    'AWS, ms of web + PostgreSQL',
    'defaults, SQL statements',
    'AWS, SQL statements',
  ]
  const wrong = [...defaults.cases, ...aws.cases].flatMap((result) =>
    result.wrong.map((what) => `- ${result.one.name}: ${what}\n`),
  )
  return `# What the AWS adapters cost

${head.map((line) => `- ${line}`).join('\n')}
- median of ${runs} runs of ${seconds} s after ${warmUp} s of warm-up, one web process, without page cache

${wrong.join('')}${table(columns, rows)}

${table(
  ['', 'defaults', 'AWS'],
  [
    ['first good page after the start', ...[defaults, aws].map(({ startMs }) => `${(startMs / 1000).toFixed(2)} s`)],
    ['memory of web, idle', ...[defaults, aws].map(({ idleMb }) => `${idleMb.toFixed(0)} MB`)],
  ],
)}

\`npm run bench -- --adapters\`. Carts and sessions stand in DynamoDB Local, the search in OpenSearch, pictures in SeaweedFS, keys in ministack's
KMS. These engines run on the same two cores and take their share of them, which is not counted here: rates on AWS, where each service
has machines of its own and a network lies between, will differ. What carries over is the processor time of web and of PostgreSQL,
and the number of statements.
`
}

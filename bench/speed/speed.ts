import { parseArgs } from 'node:util'
import { Sentence } from '../../dev/progress.mjs'
import type { Case } from './case.ts'
import { cases } from './cases.ts'
import type { Counted } from './jobs.ts'
import { readMemory } from './proc.ts'
import { openSite, type Site, untilIdle } from './site.ts'
import { countStatements } from './statements.ts'

const usage = `npm run bench [-- speed] [--case category,product,…] [--connections 1,10,50] [--seconds 8] [--warm-up 3] [--runs 3]
  [--cache off|on|both] [--processes 1] [--products 2465 | --catalogue FILE] [--no-build] [--profile FOLDER]

Cases: ${cases.map(({ name }) => name).join(', ')}`

/** `npm run bench` */
export async function benchSpeed(args: string[]): Promise<number> {
  const given = readArguments(args)
  const site = await openSite(given)
  const stop = () => {
    site.close().then(() => process.exit(130))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  try {
    say(
      `PostgreSQL ${Object.entries(site.settings)
        .map((pair) => pair.join(' '))
        .join(', ')}`,
    )
    say(`${site.filled.products} products, ${site.shelf.categories.length} categories; Node ${process.version}`)
    for (const pageCache of given.cache === 'both' ? [false, true] : [given.cache === 'on']) {
      const startMs = await site.restartWeb({ processes: given.processes, pageCache })
      say(
        `\nPage cache ${pageCache ? 'on' : 'off'}, ${given.processes} web process(es); first page after ${(startMs / 1000).toFixed(2)} s`,
      )
      for (const one of given.cases.filter(({ isKept }) => !pageCache || isKept)) await runCase(site, one, given)
      const { rssMb, peakMb } = readMemory(site.watched.web)
      say(`memory of web ${rssMb.toFixed(0)} MB (most ${peakMb.toFixed(0)} MB)`)
    }
    return 0
  } finally {
    await site.close()
  }
}

type Given = ReturnType<typeof readArguments>

async function runCase(site: Site, one: Case, given: Given): Promise<void> {
  say(`\n${one.name}: ${one.title}`)
  const n = one.unit === 'orders' ? 6 : 16
  for (let i = 0; i < n; i++) await one.once(site, i)
  const statements = await countStatements(site, n, (i) => one.once(site, i + n))
  say(
    `  SQL statements each: ${Object.entries(statements)
      .map(([name, count]) => `${name} ${count.toFixed(1)}`)
      .join(', ')}`,
  )
  const timing = { warmUp: given.warmUp, seconds: given.seconds }
  for (const connections of given.connections ?? one.levels) {
    for (let run = 0; run < given.runs; run++) {
      const bare = await site.generator.run({
        kind: 'pages',
        origin: site.bareOrigin,
        requests: [{ method: 'GET', path: '/' }],
        expect: { status: 200, minLength: 19_000, end: '</html>\n' },
        connections,
        warmUp: 1,
        seconds: Math.min(4, given.seconds),
        watched: { bare: site.barePid },
      })
      const counted = await site.generator.run({
        ...(await one.load(site)),
        ...timing,
        connections,
        watched: site.watched,
      })
      say(lineOf(one, connections, counted, bare))
      await untilIdle(site.db)
      await one.verify?.(site, counted.done)
    }
  }
}

function lineOf(one: Case, connections: number, counted: Counted, bare: Counted): string {
  const rate = (counted.done / counted.ms) * 1000
  const bareRate = (bare.done / bare.ms) * 1000
  const each = Object.entries(counted.processorMs).map(([name, ms]) => `${name} ${(ms / counted.done).toFixed(2)}`)
  const peer = one.peers[one.levels.indexOf(connections)]
  return [
    `  ${String(connections).padStart(3)} at once: ${rate.toFixed(rate < 100 ? 1 : 0)} ${one.unit}/s`,
    `${((rate / bareRate) * 100).toFixed(1)} % of ${bareRate.toFixed(0)} bare`,
    peer ? `${(rate / peer).toFixed(1)}× peer` : '',
    `p50 ${counted.p50.toFixed(1)} p99 ${counted.p99.toFixed(1)} ms`,
    `ms each: ${each.join(', ')}`,
    counted.faultCount > 0 ? `FAULTS ${counted.faults.join('; ')}` : '',
  ]
    .filter(Boolean)
    .join(' | ')
}

function readArguments(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        case: { type: 'string' },
        connections: { type: 'string' },
        seconds: { type: 'string', default: '8' },
        'warm-up': { type: 'string', default: '3' },
        runs: { type: 'string', default: '3' },
        cache: { type: 'string', default: 'both' },
        processes: { type: 'string', default: '1' },
        products: { type: 'string', default: '2465' },
        catalogue: { type: 'string' },
        'no-build': { type: 'boolean', default: false },
        profile: { type: 'string' },
      },
    })
    const named = values.case?.split(',')
    const chosen = named ? named.map((name) => cases.find((one) => one.name === name)) : cases
    return {
      cases: chosen.map((one) => one ?? fail(`--case ${values.case} names a case that is unknown.`)),
      connections: values.connections?.split(',').map(Number),
      seconds: Number(values.seconds),
      warmUp: Number(values['warm-up']),
      runs: Number(values.runs),
      cache: values.cache,
      processes: Number(values.processes),
      products: Number(values.products),
      ...(values.catalogue ? { catalogue: values.catalogue } : {}),
      build: !values['no-build'],
      webArgs: values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [],
    }
  } catch (fault) {
    throw new Sentence(`${(fault as Error).message}\n\n${usage}`)
  }
}

function fail(words: string): never {
  throw new Error(words)
}

const say = (line: string) => process.stdout.write(`${line}\n`)

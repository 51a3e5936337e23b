import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../dev/places.ts'
import { Sentence } from '../dev/progress.mjs'
import { ask, buyAtVendure, type Data, path, type VendureCase, vendureCases } from './peers/vendure/shop.ts'
import { openVendure, type VendureStand } from './peers/vendure/stand.ts'
import { expect, WrongAnswer } from './speed/case.ts'
import { type Level, levelOf, percent, type Run, short, table } from './speed/figures.ts'
import type { Load } from './speed/jobs.ts'
import { describeMachine } from './speed/machine.ts'
import { type PeerHere, peerFile } from './speed/peer-here.ts'
import { peers } from './speed/peers.ts'
import { runBare } from './speed/run-case.ts'
import { Line } from './speed/shopper.ts'

type Result = { one: VendureCase; levels: Level[] }
type Plan = { seconds: number; warmUp: number; runs: number; products: number; connections?: number[] }

const say = (line: string) => process.stdout.write(`${line}\n`)
const looks = 16

/** `npm run bench -- peer`: what Vendure reaches on this machine. */
export async function benchPeer(args: string[]): Promise<number> {
  const { cases, plan, isWhole } = readOptions(args)
  const head = describeMachine()
  for (const line of head) say(line)
  const stand = await openVendure(plan.products)
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= stand.close()
    return closing
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => close().then(() => process.exit(130)))
  try {
    const settings = Object.entries(stand.postgresSettings).map(([name, value]) => `${name} ${value}`)
    head.push(
      `PostgreSQL ${settings.join(', ')}`,
      `Vendure 3.7.3, ${plan.products} products in the shape of the retail demo`,
    )
    const results: Result[] = []
    for (const one of cases) results.push(await measure(stand, one, plan))
    const report = reportOf(head, results, plan)
    say(`\n${report}`)
    if (isWhole) write(report, head, results, plan)
    return results.some(({ levels }) => levels.some(({ faults }) => faults.length > 0)) ? 1 : 0
  } finally {
    await close()
  }
}

function readOptions(args: string[]): { cases: VendureCase[]; plan: Plan; isWhole: boolean } {
  const names = vendureCases.map(({ name }) => name)
  try {
    const string = (value?: string) => ({ type: 'string' as const, ...(value ? { default: value } : {}) })
    const options = {
      case: string(),
      connections: string(),
      seconds: string('8'),
      'warm-up': string('5'),
      runs: string('3'),
    }
    const { values } = parseArgs({ args, options: { ...options, short: { type: 'boolean', default: false } } })
    const number = (text: string) => {
      if (!(Number(text) > 0)) throw new Error(`'${text}' is no number above 0.`)
      return Number(text)
    }
    const chosen = values.case?.split(',') ?? names
    const unknown = chosen.find((name) => !names.includes(name))
    if (unknown) throw new Error(`The case '${unknown}' is unknown.`)
    const connections = values.connections?.split(',').map(number)
    return {
      cases: vendureCases.filter(({ name }) => chosen.includes(name)),
      plan: {
        seconds: values.short ? 1 : number(values.seconds ?? ''),
        warmUp: values.short ? 1 : number(values['warm-up'] ?? ''),
        runs: values.short ? 1 : number(values.runs ?? ''),
        products: values.short ? 1_200 : 2_465,
        ...(connections ? { connections } : values.short ? { connections: [4] } : {}),
      },
      isWhole: !values.short && !values.case && !connections,
    }
  } catch (fault) {
    throw new Sentence(
      `${(fault as Error).message}\n\nnpm run bench -- peer [--short] [--case ${names.join(',')}] [--connections 1,10,50] [--seconds 8] [--warm-up 5] [--runs 3]`,
    )
  }
}

/** Looks at answers closely, then measures each level beside a bare page. */
async function measure(stand: VendureStand, one: VendureCase, plan: Plan): Promise<Result> {
  say(`\n${one.name}: ${one.title}`)
  const load = await lookClosely(stand, one).catch((fault) => {
    throw fault instanceof WrongAnswer ? new Sentence(`${one.name}: ${fault.message}`) : fault
  })
  const levels: Level[] = []
  for (const connections of plan.connections ?? one.levels) {
    const runs: Run[] = []
    for (let i = 0; i < plan.runs; i++) {
      await stand.untilQuiet()
      const bare = await runBare(stand, connections, 1, Math.min(plan.seconds / 2, 4))
      const { seconds, warmUp } = plan
      const counted = await stand.generator.run({ ...load, connections, seconds, warmUp, watched: stand.watched() })
      const stored = one.count?.(new Date(counted.from), new Date(counted.to))
      const done = stored ? ((await stand.db.row<{ n: number }>(stored))?.n ?? 0) : counted.done
      if (done === 0) counted.faults.push('none was done in the time that counts: more --warm-up or --seconds')
      runs.push({ counted, done, bare })
      const { rate, ofBare, bareRate, p50, p99, faults } = levelOf(connections, runs.slice(-1))
      const words = `${short(rate)} ${one.unit}s a second; ${percent(ofBare)} of ${short(bareRate)} bare pages`
      say(`  ${String(connections).padStart(3)} at once: ${words}; p50 ${short(p50)}, p99 ${short(p99)} ms`)
      for (const fault of faults) say(`  WRONG: ${fault}`)
    }
    levels.push(levelOf(connections, runs))
  }
  return { one, levels }
}

async function lookClosely({ shop, db }: VendureStand, one: VendureCase): Promise<Load> {
  const line = new Line()
  try {
    const bodies = one.asks?.(shop)
    if (!bodies) {
      const from = new Date()
      for (let i = 0; i < looks; i++) await buyAtVendure(line, shop)
      const stored = one.count && (await db.row<{ n: number }>(one.count(from, new Date())))
      expect(stored?.n === looks, `${stored?.n} of ${looks} orders stand in the database`)
      return { kind: 'vendure', shop }
    }
    const lengths: number[] = []
    for (const body of bodies.slice(0, looks)) {
      const { data, text } = await ask<Data>(line, shop, body, new Map())
      one.check?.(data)
      expect(text.endsWith(one.end ?? ''), `an answer ends with ${text.slice(-40)}`)
      lengths.push(text.length)
    }
    const headers = { 'content-type': 'application/json' }
    const requests = bodies.map((body) => ({ method: 'POST' as const, path, headers, body }))
    const minLength = Math.floor(Math.min(...lengths) * 0.8)
    return { kind: 'pages', origin: shop.origin, requests, expect: { status: 200, minLength, end: one.end ?? '' } }
  } finally {
    line.close()
  }
}

function reportOf(head: readonly string[], results: readonly Result[], { seconds, warmUp, runs }: Plan): string {
  const by = (levels: Level[], words: (level: Level) => string) => levels.map(words).join(' / ')
  const wrong = results.flatMap(({ one, levels }) =>
    levels.flatMap(({ connections, faults }) => faults.map((fault) => `- ${one.name} at ${connections}: ${fault}`)),
  )
  const rates = table(
    [
      'case',
      'at once',
      'of the bare page',
      'a second',
      'p50 ms',
      'p99 ms',
      'a second on the machine of bench/speed/peers.ts',
    ],
    results.map(({ one, levels }) => [
      one.name,
      by(levels, ({ connections }) => String(connections)),
      by(levels, ({ ofBare }) => (ofBare < 0.1 ? `${(ofBare * 100).toFixed(1)} %` : percent(ofBare))),
      by(levels, ({ rate }) => short(rate)),
      by(levels, ({ p50 }) => short(p50)),
      by(levels, ({ p99 }) => short(p99)),
      peers[one.name]?.find(({ name }) => name === 'Vendure')?.rates.join(' / ') ?? '',
    ]),
  )
  const costs = table(
    ['processor ms for one', 'at once', 'server', 'PostgreSQL', 'server + PostgreSQL', 'worker', 'generator'],
    results.flatMap(({ one, levels }) => {
      const level = levels.find(({ connections }) => connections === one.levels[1]) ?? levels[0]
      const { web = 0, postgres = 0, worker = 0, generator = 0 } = level?.eachMs ?? {}
      const figures = [web, postgres, web + postgres, worker, generator].map(short)
      return level ? [[one.name, String(level.connections), ...figures]] : []
    }),
  )
  return `# Vendure on this machine

${head.map((line) => `- ${line}`).join('\n')}
${wrong.length > 0 ? `\n## Wrong answers\n\n${wrong.join('\n')}\n` : ''}
${rates}

${costs}

## How

\`npm run bench -- peer\`. Load, one Vendure server, its worker, PostgreSQL and the bare page share this machine, each a process of
its own. Vendure runs with NODE_ENV=production, without synchronize, with DefaultSearchPlugin (stock not indexed) and
DefaultJobQueuePlugin; CORS is off, its protection against CSRF is on, all else is as it ships. Its own importer filled it: one variant and one picture each, 20 collections,
style and gender as facets, 20 % tax, two ways to send, stock 100,000. Pictures are rows without files: their addresses are
answered, they are not delivered. No mails are sent. Payments are taken inside the process, where the shop of speed.md asks a provider
over HTTP and hears from it by webhook. Search terms are single words, for Vendure wants all words of a term. Answers are JSON of the Shop API; the shop of speed.md answers whole HTML pages.

${vendureCases.map(({ name, title }) => `- ${name}: ${title}.`).join('\n')}

Median of ${runs} runs of ${seconds} s after ${warmUp} s of warm-up; before each run the bare page, with as many at once, and a wait until Vendure
is idle. ${looks} answers of each case are looked at closely first; under load each answer's status, length and end are checked. A
rate of carts and orders is what stands in the database, written within the time that counts. Processor time is utime + stime of /proc, of
PostgreSQL all its processes.
`
}

function write(report: string, head: readonly string[], results: readonly Result[], plan: Plan): void {
  const folder = join(root, 'bench/results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'peer-vendure.md'), report)
  const cases = results.map(({ one, levels }) => [
    one.name,
    levels.map(({ connections, rate, ofBare, p50, p99, eachMs }) => ({ connections, rate, ofBare, p50, p99, eachMs })),
  ])
  const json: PeerHere & { head: readonly string[]; plan: Plan } = {
    peer: 'Vendure 3.7.3',
    date: new Date().toISOString(),
    machine: { processor: cpus()[0]?.model ?? '', cores: cpus().length },
    head,
    plan,
    cases: Object.fromEntries(cases),
  }
  writeFileSync(peerFile, `${JSON.stringify(json, null, 2)}\n`)
  say(`Written to ${folder}`)
}

import { type Case, WrongAnswer } from './case.ts'
import { type Level, levelOf, percent, type Run, short, times } from './figures.ts'
import type { Counted, PageLoad } from './jobs.ts'
import { bestPeer } from './peers.ts'
import { type Site, untilIdle } from './site.ts'
import { countStatements, type Statements } from './statements.ts'

export type CaseResult = {
  one: Case
  levels: Level[]
  statements?: Statements
  /** The second level once more, while the worker stands still: its mails wait. */
  withoutWorker?: Level
  /** Kilobytes of a page. */
  pageKb?: number
  /** What was not right: it fails the case. */
  wrong: string[]
}

export type Plan = {
  /** Instead of the case's own. */
  connections?: readonly number[]
  seconds: number
  warmUp: number
  runs: number
  /** How many requests are looked at closely before, and whether their statements are counted. */
  looks: number
  statements: boolean
  /** Whether every page is asked for once before, so that the page cache holds them all: what is measured is its answers. */
  fill: boolean
}

const say = (line: string) => process.stdout.write(`${line}\n`)

/** Checks that the answers are right, counts their statements, then measures each level beside a bare page. */
export async function runCase(site: Site, one: Case, plan: Plan): Promise<CaseResult> {
  say(`\n${one.name}: ${one.title}`)
  const result: CaseResult = { one, levels: [], wrong: [] }
  try {
    for (let i = 0; i < plan.looks; i++) await one.once(site, i)
    if (plan.statements) {
      result.statements = await countStatements(site, plan.looks, (i) => one.once(site, i + plan.looks))
      say(`  right; SQL statements for one: ${statementWords(result.statements)}`)
    }
    const load = await one.load(site)
    if (load.kind === 'pages' && load.requests[0]?.method === 'GET') {
      result.pageKb = await pageKb(load)
      if (plan.fill) await askEach(load)
    }
    for (const connections of plan.connections ?? one.levels)
      result.levels.push(await runLevel(site, one, plan, connections))
    if (one.leavesMails && plan.statements) {
      await site.stopWorker()
      say('  without the worker: its mails wait')
      result.withoutWorker = await runLevel(site, one, { ...plan, runs: 1 }, plan.connections?.[0] ?? one.levels[1])
      await site.startWorker()
    }
    await one.verify?.(site)
  } catch (fault) {
    if (!(fault instanceof WrongAnswer)) throw fault
    result.wrong.push(fault.message)
  }
  const all = [...result.levels, ...(result.withoutWorker ? [result.withoutWorker] : [])]
  for (const { connections, faults } of all) result.wrong.push(...faults.map((fault) => `at ${connections}: ${fault}`))
  for (const what of result.wrong) say(`  WRONG: ${what}`)
  return result
}

async function runLevel(site: Site, one: Case, plan: Plan, connections: number): Promise<Level> {
  const { seconds, warmUp } = plan
  const runs: Run[] = []
  for (let i = 0; i < plan.runs; i++) {
    const bare = await runBare(site, connections, Math.min(warmUp, 1), Math.min(seconds / 2, 4))
    const load = await one.load(site)
    const counted = await site.generator.run({ ...load, connections, seconds, warmUp, watched: site.watched() })
    const done = one.count ? await one.count(site, new Date(counted.from), new Date(counted.to)) : counted.done
    runs.push({ counted, done, bare })
    say(lineOf(one, levelOf(connections, runs.slice(-1))))
    if (site.watched().worker) await untilIdle(site.db)
  }
  return levelOf(connections, runs)
}

/** What the HTTP server alone reaches at this moment. */
export function runBare(
  site: Pick<Site, 'bare' | 'generator'>,
  connections: number,
  warmUp: number,
  seconds: number,
): Promise<Counted> {
  return site.generator.run({
    kind: 'pages',
    origin: site.bare.origin,
    requests: [{ method: 'GET', path: '/' }],
    expect: { status: 200, minLength: 19_000, end: '</html>\n' },
    connections,
    warmUp,
    seconds,
    watched: { bare: site.bare.pid },
  })
}

async function pageKb({ origin, requests }: PageLoad): Promise<number> {
  let bytes = 0
  const some = requests.slice(0, 16)
  for (const { path } of some) bytes += await bytesOf(origin + path)
  return bytes / some.length / 1000
}

async function askEach({ origin, requests }: PageLoad): Promise<void> {
  const rest = [...requests]
  const ask = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) await bytesOf(origin + next.path)
  }
  await Promise.all(Array.from({ length: 8 }, ask))
}

/** As the load asks for it: not compressed, for a compressed page is kept apart. */
async function bytesOf(address: string): Promise<number> {
  const answer = await fetch(address, { headers: { 'accept-encoding': 'identity' } })
  return (await answer.arrayBuffer()).byteLength
}

export const statementWords = ({ web, worker, transactions }: Statements): string =>
  `web ${web.toFixed(1)}, begin and commit ${transactions.toFixed(1)}, worker ${worker.toFixed(1)}`

function lineOf(one: Case, level: Level): string {
  const peer = bestPeer(one.name, one.levels.indexOf(level.connections))
  const each = Object.entries(level.eachMs).map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
  return [
    `  ${String(level.connections).padStart(3)} at once: ${short(level.rate)} ${one.unit}s a second`,
    ...(peer ? [`${times(level.rate / peer.rate)} ${peer.name}`] : []),
    `${percent(level.ofBare)} of ${short(level.bareRate)} bare pages`,
    `p50 ${short(level.p50)}, p99 ${short(level.p99)} ms`,
    `processor ms: ${each.join(', ')}`,
  ].join('; ')
}

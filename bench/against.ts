import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../dev/places.ts'
import { Sentence } from '../dev/progress.mjs'
import type { Case } from './speed/case.ts'
import { median, short } from './speed/figures.ts'
import { describeMachine } from './speed/machine.ts'
import type { Site } from './speed/site.ts'

const usage = `npm run bench -- against FOLDER [--case checkout] [--connections 8] [--seconds 4] [--rounds 12] [--write NAME]
  FOLDER is another clone, at another commit, in which \`npm run bench -- --short\` has run once.
  --write NAME writes bench/results/NAME.md`

type Slice = { rate: number; webMs: number; postgresMs: number }
type Side = { site: Site; one: Case; slices: Slice[] }

/**
 * Two clones side by side: both shops stand there all the time, and are loaded in turns of some seconds. A machine that is faster in one
 * minute than in the next is so for both; what counts is the ratio of neighbours.
 */
export async function benchAgainst(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      case: { type: 'string', default: 'checkout' },
      connections: { type: 'string', default: '8' },
      seconds: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '12' },
      write: { type: 'string' },
    },
  })
  const other = resolve(positionals[0] ?? '')
  if (!positionals[0] || !existsSync(join(other, 'bench/speed/site.ts'))) throw new Sentence(usage)
  const [seconds, connections, rounds] = [values.seconds, values.connections, values.rounds].map(Number)
  if (!seconds || !connections || !rounds) throw new Sentence(usage)

  const sides: Side[] = []
  try {
    for (const folder of [other, root]) sides.push(await openSide(folder, values.case))
    const [before, now] = sides as [Side, Side]
    // The first round warms both up and does not count.
    for (let round = 0; round <= rounds; round++)
      for (const side of round % 2 ? [before, now] : [now, before]) {
        const slice = await measure(side, connections, seconds)
        if (round > 0) side.slices.push(slice)
      }
    const report = reportOf(before, now, { ...values, commits: [commitOf(other), commitOf(root)] })
    process.stdout.write(`\n${report}`)
    if (values.write) writeFileSync(join(root, 'bench/results', `${values.write}.md`), report)
    return 0
  } finally {
    for (const { site } of sides) await site.close()
  }
}

async function openSide(folder: string, name: string): Promise<Side> {
  const { openSite } = await import(join(folder, 'bench/speed/site.ts'))
  const { cases } = await import(join(folder, 'bench/speed/cases.ts'))
  const one = (cases as Case[]).find((each) => each.name === name)
  if (!one) throw new Sentence(`--case: '${name}' is unknown in ${folder}.`)
  const site: Site = await openSite({ products: 2_465, build: true, webArgs: [] })
  await site.restartWeb({ processes: 1, pageCache: false })
  return { site, one, slices: [] }
}

async function measure({ site, one }: Side, connections: number, seconds: number): Promise<Slice> {
  const load = await one.load(site)
  const counted = await site.generator.run({ ...load, connections, seconds, warmUp: 1, watched: site.watched() })
  if (counted.faults.length > 0) throw new Sentence(`Wrong answers: ${counted.faults.join('; ')}`)
  const done = one.count ? await one.count(site, new Date(counted.from), new Date(counted.to)) : counted.done
  await site.startWorker()
  const { web = 0, postgres = 0 } = counted.processorMs
  return { rate: (done / (counted.to - counted.from)) * 1000, webMs: web / done, postgresMs: postgres / done }
}

const commitOf = (folder: string) =>
  spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder, encoding: 'utf8' }).stdout.trim() || 'unknown'

function reportOf(
  before: Side,
  now: Side,
  {
    connections,
    seconds,
    rounds,
    commits,
  }: { connections: string; seconds: string; rounds: string; commits: string[] },
): string {
  const { title, unit } = now.one
  const row = (name: string, value: (slice: Slice) => number) => {
    const ratios = now.slices.map((slice, i) => value(slice) / value(before.slices[i] as Slice))
    const sorted = [...ratios].sort((a, b) => a - b)
    const quarter = Math.floor(sorted.length / 4)
    const percent = (ratio = 1) => `${ratio >= 1 ? '+' : '−'}${Math.abs((ratio - 1) * 100).toFixed(1)} %`
    const each = [before, now].map(({ slices }) => short(median(slices.map(value))))
    if (!ratios.every(Number.isFinite)) return `| ${name} | ${each.join(' | ')} | – | – |`
    return `| ${name} | ${each.join(' | ')} | ${percent(median(ratios))} | ${percent(sorted[quarter])} to ${percent(sorted.at(-1 - quarter))} |`
  }
  return `# ${title}: two commits in turns

${describeMachine().slice(1).join('. ')}. Both shops stood there all the time and were loaded in turns: ${rounds} rounds of ${seconds} s each
after 1 s of warm-up, ${connections} at once, without page cache, one web process. The change is the median of the ratios of neighbours.

| | ${commits[0]} | ${commits[1]} | change | middle half |
| --- | --: | --: | --: | --: |
${row(`${unit}s a second`, ({ rate }) => rate)}
${row('processor ms, web', ({ webMs }) => webMs)}
${row('processor ms, PostgreSQL', ({ postgresMs }) => postgresMs)}
${row('processor ms, both', ({ webMs, postgresMs }) => webMs + postgresMs)}
`
}
